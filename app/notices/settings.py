"""Reading the folder's TOML files: the notice's particulars and the working calendar."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from app.notices.faults import Fault
from app.notices.kinds import TimeUnit
from app.notices.records import CalendarTable, County, Desks, Duty, Escalation, Holiday, Limits, PhotoChecks
from app.notices.tables import read_text

Value = TypeVar("Value")

NOTICE = "notice.toml"
CALENDAR = "calendar.toml"
_NO_DAY = date.min


@dataclass
class Settings:
    """One table of a TOML file; ``first_line`` and ``last_line`` bound where its keys are looked for."""

    file: str
    values: Mapping[str, Any]
    faults: list[Fault]
    source: list[str] = field(repr=False)
    first_line: int = 1
    name: str = ""

    def line_of(self, key: str) -> int:
        """The line that sets a key, the table's own line if none does."""
        for number in range(self.first_line, len(self.source) + 1):
            text = self.source[number - 1].strip()
            if number > self.first_line and text.startswith("["):
                break
            if re.match(rf"{re.escape(key)}\s*=", text):
                return number
        return self.first_line if self.name else 0

    def fault(self, key: str, message: str) -> None:
        """Note a fault at a key."""
        self.faults.append(Fault(self.file, self.line_of(key), message))

    def get(self, key: str, kind: type[Value], default: Value, words: str) -> Value:
        """A value of a type, else a fault (``words`` says in Chinese what it should be) and the default."""
        value = self.values.get(key)
        if isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool):
            return value
        self.fault(key, f"缺少 {key}（{words}）。" if value is None else f"{key} 应为{words}。")
        return default

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.get(key, str, "", "文字")
        if key in self.values and isinstance(self.values[key], str) and not value.strip():
            self.fault(key, f"{key} 不能为空。")
        return value

    def day(self, key: str) -> date:
        """A date."""
        return self.get(key, date, _NO_DAY, "日期，如 2023-01-29")

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        """A list of so many numbers."""
        values = self.get(key, list, [0.0] * count, f"{count} 个数的列表")
        if len(values) == count and all(_is_number(value) for value in values):
            return tuple(float(value) for value in values)
        self.fault(key, f"{key} 应为 {count} 个数的列表。")
        return (0.0,) * count

    def whole(self, key: str) -> int:
        """A whole number that is not negative."""
        value = self.get(key, int, 0, "不小于 0 的整数")
        if value < 0:
            self.fault(key, f"{key} 应为不小于 0 的整数。")
        return value

    def table(self, name: str) -> "Settings":
        """The table ``[name]``; a fault if there is none."""
        values = self.values.get(name)
        if not isinstance(values, dict):
            self.faults.append(Fault(self.file, 0, f"缺少 [{name}] 一节。"))
            values = {}
        return Settings(self.file, values, self.faults, self.source, self._header(f"[{name}]", 0), name)

    def tables(self, name: str) -> list["Settings"]:
        """The tables ``[[name]]``, in order."""
        rows = self.values.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.fault(name, f"{name} 应写成 [[{name}]] 各节。")
            return []
        return [
            Settings(self.file, row, self.faults, self.source, self._header(f"[[{name}]]", index), name)
            for index, row in enumerate(rows)
        ]

    def lines(self) -> dict[tuple[str, str], int]:
        """Line of each key and table; the n-th ``[[holiday]]``, counted from 0, is ``holiday n``."""
        found = {(self.file, key): self.line_of(key) for key in self.values}
        for name, value in self.values.items():
            if isinstance(value, dict):
                inner = self.table(name)
                found[self.file, name] = inner.first_line
                found.update(inner.lines())
            elif isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
                rows = enumerate(self.tables(name))
                found.update({(self.file, f"{name} {number}"): row.first_line for number, row in rows})
        return found

    def _header(self, header: str, index: int) -> int:
        found = [number for number, text in enumerate(self.source, 1) if text.strip().startswith(header)]
        return found[index] if index < len(found) else 1


def read_settings(folder: Path, file: str, faults: list[Fault]) -> Settings:
    """A TOML file as settings; with a fault and no values where it cannot be read."""
    text = read_text(folder, file, faults)
    values: dict[str, Any] = {}
    known: list[Fault] = faults
    if text is None:
        known = []  # the missing file has been said; its missing keys need not be
    else:
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as trouble:
            place = re.search(r"at line (\d+)", str(trouble))
            faults.append(Fault(file, int(place[1]) if place else 0, f"格式有误，读不出来（{trouble}）。"))
            known = []
    return Settings(file, values, known, (text or "").splitlines())


def county(settings: Settings) -> County:
    """The ``[county]`` table."""
    west, south, east, north = settings.numbers("bbox", 4)
    lon, lat = settings.numbers("centre", 2)
    return County(settings.text("code"), settings.text("name"), (west, south, east, north), (lon, lat))


def desks(settings: Settings) -> Desks:
    """The ``[desks]`` table."""
    return Desks(settings.text("fallback"), settings.text("supervision"), settings.text("penalty"))


def limits(settings: Settings) -> Limits:
    """The ``[limits]`` table."""
    return Limits(**{entry.name: settings.whole(entry.name) for entry in fields(Limits)})


def duty(settings: Settings) -> Duty:
    """The ``[duty]`` table; every figure must be more than nothing."""
    values = {entry.name: settings.whole(entry.name) for entry in fields(Duty)}
    for name, value in values.items():
        if value == 0 and settings.values.get(name) == 0:
            settings.fault(name, f"{name} 应大于 0。")
    return Duty(**values)


def photo_checks(settings: Settings) -> PhotoChecks:
    """The ``[photos]`` table."""
    return PhotoChecks(**{entry.name: settings.whole(entry.name) for entry in fields(PhotoChecks)})


def escalations(settings: Settings) -> tuple[Escalation, ...]:
    """The ``[[escalation]]`` tables, each a level higher than the one before."""
    found = []
    for level, row in enumerate(settings.tables("escalation"), start=1):
        unit = row.text("unit")
        if unit not in {TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS, TimeUnit.NATURAL_HOURS}:
            row.fault("unit", "unit 应为 working_hours、working_days 或 natural_hours。")
            unit = TimeUnit.WORKING_HOURS
        amount = row.whole("amount")
        found.append(Escalation(level, row.text("to"), amount, TimeUnit(unit), row.text("says")))
    return tuple(found)


def calendar(settings: Settings) -> CalendarTable:
    """The whole of calendar.toml."""
    first, last = (int(year) for year in settings.numbers("years", 2))
    if not (1900 <= first <= 9999 and 1900 <= last <= 9999):
        settings.fault("years", "years 应写成首年和尾年，如 [2023, 2026]。")
        first = last = 1900
    hours = settings.get("hours", list, [], '工作时段的列表，如 ["08:30-12:00"]')
    spans = [span for text in hours if (span := _span(settings, text)) is not None]
    rest = settings.get("rest_days", list, [], "星期几的列表，1 为星期一")
    if not all(type(day) is int and 1 <= day <= 7 for day in rest):
        settings.fault("rest_days", "rest_days 里应都是 1 到 7 的整数，1 为星期一。")
        rest = []
    return CalendarTable(
        zone=settings.text("zone"),
        hours=tuple(spans),
        rest_days=tuple(rest),
        first_year=first,
        last_year=last,
        holidays=tuple(_holiday(row) for row in settings.tables("holiday")),
        warn_share=settings.get("warn_share", float, 0.75, "0 与 1 之间的小数"),
    )


def _is_number(value: object) -> bool:
    return (isinstance(value, float) and isfinite(value)) or (type(value) is int and abs(value) < 10_000)


def _span(settings: Settings, text: object) -> tuple[time, time] | None:
    try:
        start, end = (time.fromisoformat(part.strip()) for part in str(text).split("-"))
    except ValueError:
        settings.fault("hours", f"工作时段应写成 08:30-12:00，现为“{text}”。")
        return None
    return start, end


def _holiday(row: Settings) -> Holiday:
    made_up = row.get("make_up", list, [], "日期的列表")
    days = tuple(day for day in made_up if isinstance(day, date))
    if len(days) != len(made_up):
        row.fault("make_up", "make_up 里应都是日期，如 2023-01-28。")
    return Holiday(row.text("name"), row.day("from"), row.day("to"), days, row.text("source"))

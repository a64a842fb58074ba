"""Reading the folder's CSV tables row by row: every cell typed, every fault with its line.

A cell that cannot be read leaves a fault and a harmless value, so that one pass finds all faults.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from app.notices.faults import Fault
from app.notices.records import Condition, CoUnit, When

Choice = TypeVar("Choice", bound=StrEnum)

_ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Row:
    """One line of a table; ``faults`` is the list that all rows of a folder write into."""

    file: str
    line: int
    cells: dict[str, str]
    faults: list[Fault]

    def fault(self, message: str) -> None:
        """Note a fault on this line."""
        self.faults.append(Fault(self.file, self.line, message))

    def text(self, column: str) -> str:
        """The cell, empty if it is."""
        return self.cells[column]

    def required(self, column: str) -> str:
        """The cell; empty is a fault."""
        if not self.cells[column]:
            self.fault(f"{column} 不能为空。")
        return self.cells[column]

    def optional(self, column: str) -> str | None:
        """The cell, None if empty."""
        return self.cells[column] or None

    def integer(self, column: str) -> int:
        """A whole number of at most four digits."""
        if self.cells[column].isascii() and self.cells[column].isdigit() and len(self.cells[column]) <= 4:
            return int(self.cells[column])
        self.fault(f"{column} 应为不超过四位的整数，现为“{self.cells[column]}”。")
        return 0

    def amount(self, column: str) -> int | None:
        """A whole number, None if empty."""
        return self.integer(column) if self.cells[column] else None

    def degrees(self, column: str) -> float:
        """Degrees WGS-84; where on earth is for the checker to say."""
        try:
            return float(self.text(column))
        except ValueError:
            self.fault(f"{column} 应为经纬度（度，WGS-84），现在是“{self.text(column)}”。")
            return 0.0

    def day(self, column: str) -> date | None:
        """A date such as 2023-04-30, None if empty."""
        try:
            return date.fromisoformat(self.cells[column]) if self.cells[column] else None
        except ValueError:
            self.fault(f"{column} 应为日期（如 2023-04-30），现为“{self.cells[column]}”。")
            return None

    def flag(self, column: str) -> bool:
        """``yes`` or ``no``."""
        if self.cells[column] not in _ANSWERS:
            self.fault(f"{column} 只能是 yes 或 no，现为“{self.cells[column]}”。")
        return _ANSWERS.get(self.cells[column], False)

    def choice(self, column: str, kind: type[Choice]) -> Choice:
        """One of the values of ``kind``."""
        try:
            return kind(self.cells[column])
        except ValueError:
            allowed = "、".join(kind)
            self.fault(f"{column} 只能是 {allowed}，现为“{self.cells[column]}”。")
            return next(iter(kind))

    def many(self, column: str) -> tuple[str, ...]:
        """The parts between semicolons, blanks dropped."""
        parts = self.cells[column].replace("；", ";").split(";")
        return tuple(part.strip() for part in parts if part.strip())

    def when(self, column: str) -> When:
        """Conditions ``question=yes;other=no``, sorted by question."""
        found: dict[str, bool] = {}
        for part in self.many(column):
            key, _, answer = (piece.strip() for piece in part.partition("="))
            if answer not in _ANSWERS:
                self.fault(f"{column} 的条件应写成“问题=yes”或“问题=no”，现为“{part}”。")
            elif key in found:
                self.fault(f"{column} 里问题“{key}”写了两次。")
            else:
                found[key] = _ANSWERS[answer]
        return tuple(Condition(key, found[key]) for key in sorted(found))

    def co_units(self, column: str) -> tuple[CoUnit, ...]:
        """Units with what they do: ``CGB:疏导宣传;HJZX``."""
        pairs = (part.replace("：", ":").partition(":") for part in self.many(column))
        return tuple(CoUnit(unit.strip(), duty.strip()) for unit, _, duty in pairs)


def read_text(folder: Path, file: str, faults: list[Fault]) -> str | None:
    """A UTF-8 file's text, None with a fault if it is missing or in another encoding."""
    try:
        return (folder / file).read_text("utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(file, 0, "缺少这个文件。"))
    except UnicodeDecodeError:
        faults.append(Fault(file, 0, "文件不是 UTF-8 编码，请另存为 UTF-8 后再试。"))
    except OSError as trouble:
        faults.append(Fault(file, 0, f"文件读不出来：{trouble.strerror}。"))
    return None


def read_table(folder: Path, file: str, columns: Sequence[str], faults: list[Fault]) -> list[Row]:
    """The rows of a CSV table. ``#`` begins a comment; the first other line names the columns."""
    text = read_text(folder, file, faults)
    if text is None:
        return []
    lines = _content_lines(text)
    number, header = next(lines, (0, ""))
    names = _cells(file, number, header, faults)
    missing = [column for column in columns if column not in names]
    if missing:
        faults.append(Fault(file, number, f"表头缺少列：{'、'.join(missing)}。"))
        return []
    rows = []
    for line, content in lines:
        cells = _cells(file, line, content, faults)
        if len(cells) != len(names):
            count = f"应有 {len(names)} 列，现有 {len(cells)} 列"
            faults.append(Fault(file, line, f"{count}；文字里有逗号时请用英文引号括起来。"))
            cells = (cells + [""] * len(names))[: len(names)]
        rows.append(Row(file, line, dict(zip(names, cells, strict=True)), faults))
    return rows


def _content_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip(' ,"') and not line.lstrip(' "').startswith("#"):
            yield number, line


def _cells(file: str, line: int, content: str, faults: list[Fault]) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([content], strict=True), [])]
    except csv.Error:
        faults.append(Fault(file, line, "引号没有成对，这一行读不出来。"))
        return []

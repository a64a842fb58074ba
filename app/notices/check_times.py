"""Deadlines for every type and stage, a calendar that can be counted on, dates in their order."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.notices.check_rules import MOST_QUESTIONS
from app.notices.faults import Fault
from app.notices.kinds import Stage, TimeUnit, Urgency
from app.notices.model import Category, Deadline, Holiday, Notice
from app.notices.specificity import deadline_specificity, deadlines_by_category, holds


def check_times(notice: Notice) -> Iterator[Fault]:
    """Faults of deadlines.csv, calendar.toml and the notice's own dates."""
    if notice.starts > notice.ends:
        yield _at(notice, "notice.toml", "ends", "ends 早于 starts。")
    if notice.issued > notice.ends:
        yield _at(notice, "notice.toml", "issued", "issued 晚于 ends。")
    for index, row in enumerate(notice.deadlines):
        for message in _row(row):
            yield _at(notice, "deadlines.csv", str(index), message)
    if notice.deadlines:
        tied: set[tuple[int, int]] = set()
        for category in notice.categories.values():
            yield from _of_category(notice, category)
            yield from _ties(notice, category, tied)
    yield from _calendar(notice)
    for index, holiday in enumerate(notice.calendar.holidays):
        for message in _holiday(notice, holiday):
            yield _at(notice, "calendar.toml", f"holiday {index}", message)


def _row(row: Deadline) -> Iterator[str]:
    if row.unit is TimeUnit.BY_PLAN and row.amount is not None:
        yield "unit 为 by_plan 时 amount 应为空。"
    if row.unit is not TimeUnit.BY_PLAN and not row.amount:
        yield "amount 应为 1 或更大的整数。"
    if row.unit is not TimeUnit.BY_PLAN and row.plan_date is not None:
        yield "只有 unit 为 by_plan 时才填 plan_date。"


def _of_category(notice: Notice, category: Category) -> Iterator[Fault]:
    rows = deadlines_by_category(notice)[category.code]
    for stage in Stage:
        if not any(row.stage is stage and not row.milestone and not row.when for row in rows):
            words = f"“{category.name}”没有 {stage} 环节的时限（不带条件的一行，可写在案由、分类或 * 上）。"
            yield _at(notice, "categories.csv", category.code, words)
    if category.urgency is Urgency.CONDITIONAL and not any(row.when for row in rows):
        words = f"“{category.name}”的 urgency 为 conditional，但没有带条件的时限。"
        yield _at(notice, "categories.csv", category.code, words)
    yield from _late_milestones(notice, category, rows)


def _ties(notice: Notice, category: Category, tied: set[tuple[int, int]]) -> Iterator[Fault]:
    """Rows that may apply at once and are equally specific; ``tied`` are the pairs said already."""
    rows = deadlines_by_category(notice)[category.code]
    questions = sorted({condition.question for row in rows for condition in row.when})
    if len(questions) > MOST_QUESTIONS:
        yield _at(notice, "categories.csv", category.code, f"时限里的问题超过 {MOST_QUESTIONS} 个，请合并。")
        return
    for answers in product((False, True), repeat=len(questions)):
        given = dict(zip(questions, answers, strict=True))
        best: dict[tuple[Stage, str], Deadline] = {}
        for row in rows:
            if not holds(row.when, given):
                continue
            first = best.setdefault((row.stage, row.milestone), row)
            if first is not row and _equal(notice, category, first, row):
                pair = (
                    min(_line(notice, first), _line(notice, row)),
                    max(_line(notice, first), _line(notice, row)),
                )
                if pair not in tied:
                    words = f"第 {pair[0]} 行与第 {pair[1]} 行同样具体，又都适用于“{category.name}”。"
                    yield Fault("deadlines.csv", pair[1], words)
                tied.add(pair)


def _equal(notice: Notice, category: Category, one: Deadline, other: Deadline) -> bool:
    return deadline_specificity(notice, category.code, one) == deadline_specificity(
        notice, category.code, other
    )


def _late_milestones(notice: Notice, category: Category, rows: tuple[Deadline, ...]) -> Iterator[Fault]:
    ends = {(row.stage, row.unit): row for row in rows if not row.milestone and not row.when}
    for row in rows:
        end = ends.get((row.stage, row.unit))
        if row.milestone and end and row.amount and end.amount and row.amount > end.amount:
            words = f"“{category.name}”的节点“{row.milestone}”比期限还晚。"
            yield Fault("deadlines.csv", _line(notice, row), words)


def _calendar(notice: Notice) -> Iterator[Fault]:
    table = notice.calendar
    for key, message in (
        ("zone", None if _zone_exists(table.zone) else f"没有时区“{table.zone}”（或本机缺少时区数据）。"),
        ("hours", None if table.hours else "至少要有一个工作时段。"),
        (
            "rest_days",
            None
            if _rest_days_fit(table.rest_days)
            else "rest_days 应是 1 到 7 的数，不重复，不能七天都休息。",
        ),
        ("years", None if table.first_year <= table.last_year else "years 的首年晚于尾年。"),
        ("warn_share", None if 0 < table.warn_share < 1 else "warn_share 应在 0 与 1 之间。"),
    ):
        if message:
            yield _at(notice, "calendar.toml", key, message)
    edges = [moment for span in table.hours for moment in span]
    if any(later <= earlier for earlier, later in pairwise(edges)):
        yield _at(notice, "calendar.toml", "hours", "工作时段应从早到晚，互不重叠。")
    covered = {day.year for holiday in table.holidays for day in (holiday.first, holiday.last)}
    for year in range(table.first_year, min(table.last_year, table.first_year + 200) + 1):
        if year not in covered:
            yield _at(notice, "calendar.toml", "years", f"{year} 年一个假日也没有，请补上，或改小 years。")


def _holiday(notice: Notice, holiday: Holiday) -> Iterator[str]:
    table = notice.calendar
    if holiday.last < holiday.first:
        yield f"{holiday.name}的 to 早于 from。"
    if holiday.last - holiday.first > timedelta(days=31):
        yield f"{holiday.name}超过一个月，请核对日期。"
    known = range(table.first_year, table.last_year + 1)
    if holiday.first.year not in known and holiday.last.year not in known:
        yield f"{holiday.name}（{holiday.first}）不在 years 之内。"
    for day in holiday.make_up:
        if day.isoweekday() not in table.rest_days:
            yield f"调休上班的 {day} 本来就是工作日。"
        if any(other.first <= day <= other.last for other in table.holidays):
            yield f"{day} 既放假又上班。"
    clashes = (other for other in table.holidays if other is not holiday and _overlap(holiday, other))
    for other in clashes:
        yield f"{holiday.name}（{holiday.first}）与{other.name}（{other.first}）重叠。"


def _overlap(one: Holiday, other: Holiday) -> bool:
    latest_start: date = max(one.first, other.first)
    return latest_start <= min(one.last, other.last)


def _zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _rest_days_fit(days: tuple[int, ...]) -> bool:
    return len(set(days)) == len(days) < 7 and all(1 <= day <= 7 for day in days)


def _line(notice: Notice, row: Deadline) -> int:
    index = next(index for index, one in enumerate(notice.deadlines) if one is row)
    return notice.line("deadlines.csv", str(index))


def _at(notice: Notice, file: str, key: str, message: str) -> Fault:
    return Fault(file, notice.line(file, key), message)

"""When a case must be done: the notice's rows of deadlines and the working calendar, put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from app.categories.calendar import WorkingCalendar, working_calendar
from app.notices.model import Deadline, Notice, Stage, TimeUnit, Urgency
from app.notices.specificity import deadlines_by_category, holds

_UNIT_NAMES = {
    TimeUnit.WORKING_HOURS: "工作时",
    TimeUnit.WORKING_DAYS: "工作日",
    TimeUnit.NATURAL_HOURS: "小时",
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step that must be reached on the way, and by when."""

    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """By when a stage must end; moments are in the calendar's zone.

    ``due_at`` and ``warn_at`` are None where the plan, not the clock, says (按年度计划). ``says`` is the
    deadline in Chinese, ``2工作时（紧急）``, with a remark where a year's holidays are not known.
    """

    due_at: datetime | None
    warn_at: datetime | None
    milestones: tuple[Milestone, ...]
    urgent: bool
    says: str


def deadline_of(
    notice: Notice,
    category: str,
    start: datetime,
    attributes: Mapping[str, Any] | None = None,
    stage: Stage = Stage.HANDLE,
) -> Due:
    """The deadline of a stage that starts at ``start`` (handling starts at dispatch).

    Raises :class:`~app.notices.model.UnknownCategory`, and ``LookupError`` where the notice sets none.
    """
    rows = _rows(notice, category, attributes or {}, stage)
    if "" not in rows:
        raise LookupError(f"案由“{category}”没有{stage}环节的时限")
    calendar = working_calendar(notice.calendar)
    final = rows.pop("")
    due_at = _due_at(calendar, final, start)
    urgent = notice.category(category).urgency is Urgency.URGENT or final.unit is TimeUnit.NATURAL_HOURS
    steps = [
        Milestone(name, at) for name, row in rows.items() if (at := _due_at(calendar, row, start)) is not None
    ]
    return Due(
        due_at=due_at,
        warn_at=_warn_at(calendar, final, start, due_at, notice.calendar.warn_share),
        milestones=tuple(sorted(steps, key=lambda step: step.due_at)),
        urgent=urgent,
        says=_says(final, urgent, _unknown_years(calendar, start, due_at)),
    )


def _rows(notice: Notice, category: str, attributes: Mapping[str, Any], stage: Stage) -> dict[str, Deadline]:
    """For the stage's end (``""``) and each milestone the most specific row that holds."""
    found: dict[str, Deadline] = {}
    for row in deadlines_by_category(notice)[notice.category(category).code]:
        if row.stage is stage and row.milestone not in found and holds(row.when, attributes):
            found[row.milestone] = row
    return found


def _due_at(calendar: WorkingCalendar, row: Deadline, start: datetime) -> datetime | None:
    if row.unit is not TimeUnit.BY_PLAN:
        return calendar.add(start, row.amount or 0, row.unit)
    if row.plan_date is None:
        return None
    end_of_day = datetime.combine(row.plan_date, time.max, calendar.zone)
    return max(calendar.previous_working(end_of_day), start.astimezone(calendar.zone))


def _warn_at(
    calendar: WorkingCalendar, row: Deadline, start: datetime, due_at: datetime | None, share: float
) -> datetime | None:
    """When ``share`` of the time allowed has gone, counted in the deadline's own kind of time."""
    if due_at is None:
        return None
    if row.unit is TimeUnit.NATURAL_HOURS:
        return calendar.add_natural(start, (due_at - start) * share)
    return calendar.add_working(start, timedelta(seconds=max(calendar.between(start, due_at), 0.0)) * share)


def _unknown_years(calendar: WorkingCalendar, start: datetime, due_at: datetime | None) -> list[int]:
    first = start.astimezone(calendar.zone).year
    last = (due_at or start).astimezone(calendar.zone).year
    return [year for year in range(first, last + 1) if not calendar.knows(year)]


def _says(row: Deadline, urgent: bool, unknown_years: list[int]) -> str:
    if row.unit is TimeUnit.BY_PLAN:
        words = f"按年度计划，{row.plan_date.isoformat()}前" if row.plan_date else "按年度计划，无固定期限"
    else:
        words = f"{row.amount}{_UNIT_NAMES[row.unit]}{'（紧急）' if urgent else ''}"
    if unknown_years and row.unit is not TimeUnit.NATURAL_HOURS:
        words += f"（{'、'.join(map(str, unknown_years))}年节假日未录入，只扣除周末）"
    return words

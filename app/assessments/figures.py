"""Counting: one query layer for the screen, the interface and the bulletins.

Three sets of cases, each one range of an index: reported, due and ended in the period. They are counted by
what stands in a case's row, and summed up here to heads and families, which are the notice's to say.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session

from app.assessments.indicators import Figures
from app.cases.filters import Filters, conditions, parameters, was_closed_on_time
from app.cases.queues import AREA_DIGITS
from app.cases.rights import CASES, visible_to
from app.cases.states import State
from app.core.clock import now
from app.notices.versions import InForce
from app.people.policy import Person


class By(StrEnum):
    """What figures are told apart by."""

    UNIT = "unit"
    BATTLE = "battle"
    FAMILY = "family"
    HEAD = "head"
    CATEGORY = "category"
    TOWN = "town"
    VILLAGE = "village"
    GRID = "grid"
    DAY = "day"
    REPORTER = "reporter"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first moment of ``since`` to the last of ``until``, both included, in the bureau's zone."""

    since: date
    until: date
    zone: ZoneInfo

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The period as moments, the second just after its end."""
        first = datetime.combine(self.since, time(), self.zone)
        after = datetime.combine(self.until + timedelta(days=1), time(), self.zone)
        return first.astimezone(UTC), after.astimezone(UTC)


FINER = {By.VILLAGE: 12, By.GRID: 15}
"""How many digits the codes of areas within a town have; each begins with that of the area around it."""
NEVER_A_CASE = (State.REPORTED, State.VERIFYING, State.REJECTED, State.VOID)
"""States of what has not become a case, or was none."""
NO_CASE = (State.REJECTED, State.VOID)
IN_HAND = (State.FILED, State.DISPATCHED, State.ACCEPTED, State.REWORK)
"""States in which the unit's deadline presses: a list of the overdue in them has the same cases."""
Groups = dict[str, Figures]


def figures(
    session: Session, in_force: InForce, person: Person, filters: Filters, period: Period, by: By
) -> Groups:
    """Figures by group's code (a day's is its date), of the cases that the person may see.

    Groups in which nothing happened are not named. Cases without a battle, town, village or
    grid cell stand under ``""``.
    """
    count = partial(_counted, session, person, filters, period, _raw(session, by, period))
    sums: defaultdict[str, Figures] = defaultdict(Figures)
    to_group = _grouping(in_force, by)
    for counted in (
        count("reported_at", _reported()),
        count("closed_at", _ended()),
        count("due_at", _due()),
    ):
        for raw, found in counted.items():
            sums[to_group(raw)] += found
    return dict(sums)


def total(groups: Mapping[str, Figures]) -> Figures:
    """All groups together."""
    return sum(groups.values(), Figures())


def _counted(
    session: Session,
    person: Person,
    filters: Filters,
    period: Period,
    raw: Callable[[str], Any],
    moment: str,
    columns: dict[str, Any],
) -> Groups:
    first, after = period.moments
    key = raw(moment)
    query = (
        select(key, *(column.label(name) for name, column in columns.items()))
        .where(CASES[moment] >= first, CASES[moment] < after)
        .where(visible_to(person), *conditions(filters))
        .group_by(key)
    )
    rows = session.execute(query, parameters(person, filters)).all()
    return {
        _text(row[0]): Figures(**{name: int(row._mapping[name] or 0) for name in columns}) for row in rows
    }


def _reported() -> dict[str, Any]:
    return {"reported": func.count(), "filed": _sum(CASES.state.not_in(NEVER_A_CASE))}


def _ended() -> dict[str, Any]:
    return {
        "ended": _sum(CASES.state == State.CLOSED),
        "ended_on_time": _sum(was_closed_on_time()),
    }


def _due() -> dict[str, Any]:
    is_case = CASES.state.not_in(NO_CASE)
    closed = CASES.state == State.CLOSED
    return {
        "due": _sum(is_case),
        "suspended": _sum(CASES.state == State.SUSPENDED),
        "closed": _sum(closed),
        "closed_on_time": _sum(was_closed_on_time()),
        "late": _sum(and_(CASES.state.in_(IN_HAND), CASES.due_at < now())),
        "reworked": _sum(and_(is_case, CASES.rework_count > 0)),
        "returned": _sum(and_(is_case, CASES.return_count > 0)),
        "supervised": _sum(and_(is_case, CASES.is_supervised.is_(True))),
    }


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))


_COLUMNS = {By.UNIT: CASES.unit_code, By.REPORTER: CASES.reporter_id, By.BATTLE: CASES.battle}


def _raw(session: Session, by: By, period: Period) -> Callable[[str], Any]:
    """The column or expression to group by; a day is that of the moment the period is about."""
    match by:
        case By.UNIT | By.REPORTER | By.BATTLE:
            return lambda _: _COLUMNS[by]
        case By.TOWN:
            return lambda _: func.substr(func.coalesce(CASES.area_code, ""), 1, AREA_DIGITS)
        case By.VILLAGE | By.GRID:
            within = case((func.length(CASES.area_code) >= FINER[by], CASES.area_code), else_="")
            return lambda _: func.substr(within, 1, FINER[by])
        case By.DAY:
            return partial(_local_day, session, period)
        case _:
            return lambda _: CASES.category_code


def _local_day(session: Session, period: Period, moment: str) -> Any:
    """The local date as text. SQLite knows no zones: there the offset at the period's start holds."""
    if session.get_bind().dialect.name == "postgresql":
        return func.to_char(func.timezone(str(period.zone), CASES[moment]), "YYYY-MM-DD")
    offset = period.moments[0].astimezone(period.zone).utcoffset() or timedelta()
    return func.strftime("%Y-%m-%d", CASES[moment], f"{int(offset.total_seconds())} seconds")


def _grouping(in_force: InForce, by: By) -> Callable[[str], str]:
    """From what the database grouped by to the group that was asked for."""
    notice = in_force.notice
    known = notice.categories
    match by:
        case By.HEAD:
            return lambda code: notice.head(code).code if code in known else ""
        case By.FAMILY:
            return lambda code: notice.family(code).code if code in known else ""
        case By.BATTLE:
            codes = {str(battle.number): battle.code for battle in notice.battles.values()}
            return lambda number: codes.get(number, number)
        case _:
            return lambda raw: raw


def _text(raw: Any) -> str:
    return "" if raw is None else str(raw)

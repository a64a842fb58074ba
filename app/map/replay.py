"""A day told again from the journal: what stood open as it began, what happened to it, and when."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Row, and_, exists, func, select
from sqlmodel import Session, col

from app.cases.filters import Filters, in_states
from app.cases.models import NO_DEADLINE
from app.cases.queries import case_columns, narrowed
from app.cases.rights import CASES
from app.cases.states import ENDED, OPEN, State
from app.core.clock import LOCAL
from app.journal.models import Entry
from app.people.policy import Person

MOST_STEPS = 20_000
MOST_STANDING = 5_000
"""Cases told that were open as the day began; of more, those open still first, and the newest."""
PLACED = ("id", "number", "lon", "lat", "urgent", "state", "due_at", "due_order")


class ReplayedCase(BaseModel):
    """A case that was open as the day began, or to which something happened.

    ``was``: its state when the day began, null if not there yet. ``stands``: its state now. ``due``: the
    unit's deadline, ``presses``: the one that presses where it stands; both as they are now, in seconds since
    the day began.
    """

    id: UUID
    number: str
    lon: float
    lat: float
    urgent: bool
    was: State | None
    stands: State
    due: float | None
    presses: float | None


class ReplayedStep(BaseModel):
    """``at``: seconds since the day began; ``case``: its place in ``cases``; ``state``: that afterwards."""

    at: float
    case: int
    state: State


class Replay(BaseModel):
    """A local day's steps in their order.

    ``truncated``: there were more than are told; ``more``: so many other cases were open as it began.
    """

    day: date
    began: datetime
    ended: datetime
    cases: list[ReplayedCase]
    steps: list[ReplayedStep]
    truncated: bool
    more: int


def replay(session: Session, person: Person, filters: Filters, day: date) -> Replay:
    """The day of cases the person may see and asked for, as they stand now; at most :data:`MOST_STEPS`."""
    began = datetime.combine(day, datetime.min.time(), LOCAL)
    ended = began + timedelta(days=1)
    cases = case_columns(PLACED)
    query = (
        select(col(Entry.at), col(Entry.from_state), col(Entry.to_state), *cases.values())
        .join(Entry, col(Entry.case_id) == cases["id"])
        .where(col(Entry.at) >= began, col(Entry.at) < ended, col(Entry.to_state).is_not(None))
        .order_by(col(Entry.at), col(Entry.seq))
        .limit(MOST_STEPS + 1)
    )
    rows = session.execute(narrowed(query, person, filters)).all()
    placed, steps = _told(rows[:MOST_STEPS], began)
    known = {case.id for case in placed}
    standing, there = _standing(session, person, filters, began)
    placed += [_placed(row, began, was) for was, *row in standing if was in OPEN and row[0] not in known]
    told = sum(case.was is not None for case in placed)
    return Replay(
        day=day,
        began=began.astimezone(UTC),
        ended=ended.astimezone(UTC),
        cases=placed,
        steps=steps,
        truncated=len(rows) > MOST_STEPS,
        more=max(0, there - told),
    )


def _told(rows: Sequence[Row[Any]], began: datetime) -> tuple[list[ReplayedCase], list[ReplayedStep]]:
    placed: list[ReplayedCase] = []
    places: dict[UUID, int] = {}
    steps: list[ReplayedStep] = []
    for told in rows:
        at, from_state, to_state, *row = tuple(told)
        case_id = row[0]
        if case_id not in places:
            places[case_id] = len(placed)
            placed.append(_placed(row, began, from_state))
        steps.append(ReplayedStep(at=_seconds(began, at), case=places[case_id], state=State(to_state)))
    return placed, steps


def _placed(row: Sequence[Any], began: datetime, was: str | None) -> ReplayedCase:
    case_id, number, lon, lat, urgent, stands, due_at, due_order = row
    return ReplayedCase(
        id=case_id,
        number=number,
        lon=lon,
        lat=lat,
        urgent=urgent,
        was=State(was) if was else None,
        stands=stands,
        due=due_at and _seconds(began, due_at),
        presses=None if due_order == NO_DEADLINE else _seconds(began, due_order),
    )


def _seconds(began: datetime, at: datetime) -> float:
    return round((at - began).total_seconds(), 1)


def _standing(
    session: Session, person: Person, filters: Filters, moment: datetime
) -> tuple[list[Sequence[Any]], int]:
    """Cases open at a moment, each its state then and the columns of ``PLACED``; and how many there were."""
    cases = case_columns(PLACED)
    before = (col(Entry.at) < moment, col(Entry.to_state).is_not(None))
    state = select(col(Entry.to_state)).where(col(Entry.case_id) == cases["id"], *before)
    state = state.order_by(col(Entry.seq).desc()).limit(1)
    found: list[Sequence[Any]] = []
    there = 0
    for open_then in _open_at(moment):
        query = select(state.scalar_subquery(), *cases.values()).where(open_then)
        newest = query.order_by(CASES.reported_at.desc()).limit(MOST_STANDING + 1 - len(found))
        rows = session.execute(narrowed(newest, person, filters)).all()
        found += map(tuple, rows)
        if len(found) > MOST_STANDING:
            every = narrowed(
                select(func.count()).select_from(CASES.id.table).where(open_then), person, filters
            )
            there += session.execute(every).scalar_one()
        else:
            there += len(rows)
    return found[:MOST_STANDING], there


def _open_at(moment: datetime) -> Iterator[ColumnElement[bool]]:
    """What is open still, was closed later, or ended otherwise later: each a range of one index.

    SQLite takes equality for the better index, so of what was closed later it must not see that there is one.
    """
    reported = CASES.reported_at < moment
    yield and_(in_states(CASES.state, OPEN), reported)
    hidden = (
        func.coalesce(CASES.state, "") == State.CLOSED,
        func.coalesce(CASES.reported_at, moment) < moment,
    )
    yield and_(CASES.closed_at >= moment, *hidden)
    later = exists().where(col(Entry.case_id) == CASES.id, col(Entry.at) >= moment)
    yield and_(in_states(CASES.state, ENDED - {State.CLOSED}), reported, later)

"""A day told again from the journal: where something happened to a case, when, and how it stood then."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row, select
from sqlmodel import Session, col

from app.cases.filters import Filters
from app.cases.queries import case_columns, narrowed
from app.cases.states import State
from app.core.clock import LOCAL
from app.journal.models import Entry
from app.people.policy import Person

MOST_STEPS = 20_000
PLACED = ("id", "number", "lon", "lat", "urgent")


class ReplayedCase(BaseModel):
    """A case to which something happened. ``was``: its state when the day began, null if not there yet."""

    id: UUID
    number: str
    lon: float
    lat: float
    urgent: bool
    was: State | None


class ReplayedStep(BaseModel):
    """``at``: seconds since the day began; ``case``: its place in ``cases``; ``state``: that afterwards."""

    at: float
    case: int
    state: State


class Replay(BaseModel):
    """A local day's steps in their order. ``truncated``: there were more than are told."""

    day: date
    began: datetime
    ended: datetime
    cases: list[ReplayedCase]
    steps: list[ReplayedStep]
    truncated: bool


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
    return Replay(
        day=day,
        began=began.astimezone(UTC),
        ended=ended.astimezone(UTC),
        cases=placed,
        steps=steps,
        truncated=len(rows) > MOST_STEPS,
    )


def _told(rows: Sequence[Row[Any]], began: datetime) -> tuple[list[ReplayedCase], list[ReplayedStep]]:
    placed: list[ReplayedCase] = []
    places: dict[UUID, int] = {}
    steps: list[ReplayedStep] = []
    for row in rows:
        at, from_state, to_state, case_id, number, lon, lat, urgent = tuple(row)
        if case_id not in places:
            places[case_id] = len(placed)
            was = State(from_state) if from_state else None
            placed.append(ReplayedCase(id=case_id, number=number, lon=lon, lat=lat, urgent=urgent, was=was))
        seconds = round((at - began).total_seconds(), 1)
        steps.append(ReplayedStep(at=seconds, case=places[case_id], state=State(to_state)))
    return placed, steps

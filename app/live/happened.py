"""Reading the journal on from a position, as events ready to send. Few statements, however many entries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, select
from sqlmodel import Session, col

from app.cases.departures import CaseDeparture
from app.cases.filters import CLOCK_RUNS
from app.cases.models import Case
from app.cases.queues import CaseQueue
from app.cases.states import State
from app.cases.workflow_models import CaseUndo
from app.core.clock import now
from app.core.db import Database
from app.journal.models import Entry
from app.live.events import LiveEvent, Sight, frame

_ENTRY = (
    col(Entry.seq),
    col(Entry.at),
    col(Entry.case_id),
    col(Entry.version),
    col(Entry.operation),
    col(Entry.from_state),
    col(Entry.to_state),
)
_CASE = (
    col(Case.id),
    col(Case.state),
    col(Case.unit_code),
    col(Case.reporter_id),
    col(Case.verifier_id),
    col(Case.due_order),
    col(Case.urgent),
    col(Case.lon),
    col(Case.lat),
)


NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in order: ``reached`` is the ``seq`` of the last, also where it is of no case."""

    reached: int
    events: list[LiveEvent]
    entries: int


@dataclass(frozen=True, slots=True)
class _Standing:
    """A case as it now stands, its units, and (version, unit) for each unit it has left.

    ``step``: when the last step was taken and until when it can be taken back, if it can.
    """

    case: Row[Any]
    units: frozenset[str]
    left: Collection[tuple[int, str]]
    step: tuple[datetime, datetime] | None


def head(database: Database) -> int:
    """The ``seq`` of the newest entry, 0 before the first."""
    with database.reading() as session:
        return session.execute(select(func.max(Entry.seq))).scalar() or 0


def read_on(database: Database, after: int, until: int | None, most: int) -> Page:
    """The entries after ``after``, at most ``most``, up to ``until``.

    An event tells what happened then to who may see the case now, or could until then.
    """
    query = select(*_ENTRY).where(col(Entry.seq) > after).order_by(col(Entry.seq)).limit(most)
    if until is not None:
        query = query.where(col(Entry.seq) <= until)
    with database.reading() as session:
        entries = session.execute(query).all()
        standings = _standings(session, {entry.case_id for entry in entries if entry.case_id})
    events = [_event(entry, standings[entry.case_id]) for entry in entries if entry.case_id in standings]
    return Page(entries[-1].seq if entries else after, events, len(entries))


def _standings(session: Session, ids: Collection[UUID]) -> Mapping[UUID, _Standing]:
    if not ids:
        return {}
    cases = session.execute(select(*_CASE).where(col(Case.id).in_(ids))).all()
    units: dict[UUID, set[str]] = {case.id: {case.unit_code} for case in cases}
    queued = select(col(CaseQueue.case_id), col(CaseQueue.unit_code)).where(col(CaseQueue.case_id).in_(ids))
    for case_id, unit in session.execute(queued):
        units[case_id].add(unit)
    left: dict[UUID, list[tuple[int, str]]] = {}
    gone = select(col(CaseDeparture.case_id), col(CaseDeparture.version), col(CaseDeparture.unit_code)).where(
        col(CaseDeparture.case_id).in_(ids)
    )
    for case_id, version, unit in session.execute(gone):
        left.setdefault(case_id, []).append((version, unit))
    steps = _open_steps(session, ids)
    return {
        case.id: _Standing(case, frozenset(units[case.id]), tuple(left.get(case.id, ())), steps.get(case.id))
        for case in cases
    }


def _open_steps(session: Session, ids: Collection[UUID]) -> dict[UUID, tuple[datetime, datetime]]:
    """When the last step on these cases was taken, and until when it can be taken back."""
    query = (
        select(col(CaseUndo.case_id), col(Entry.at), col(CaseUndo.until))
        .join(
            Entry,
            and_(col(Entry.case_id) == col(CaseUndo.case_id), col(Entry.version) == col(CaseUndo.version)),
        )
        .where(col(CaseUndo.case_id).in_(ids))
    )
    return {case_id: (at, until) for case_id, at, until in session.execute(query)}


def _event(entry: Row[Any], standing: _Standing) -> LiveEvent:
    case, step = standing.case, standing.step
    before, after = _sights(entry, standing)
    gone = {"seq": entry.seq, "case": case.id, "version": entry.version}
    payload = {
        **gone,
        "operation": entry.operation,
        "before": entry.from_state,
        "state": after.state,
        "unit": case.unit_code,
        "overdue": after.state in CLOCK_RUNS and case.due_order < now(),
        "urgent": case.urgent,
        "lon": case.lon,
        "lat": case.lat,
        # what the system adds to a step bears the step's moment, and is taken back with it
        "ring_after": step[1] if step and step[0] == entry.at else entry.at,
    }
    return LiveEvent(
        entry.seq, frame("case", payload, entry.seq), frame("gone", gone, entry.seq), before, after
    )


def _sights(entry: Row[Any], standing: _Standing) -> tuple[Sight | None, Sight]:
    """Who saw the case before the entry, None where there was none, and who has seen it since."""
    case = standing.case
    if entry.version is None:  # no step: whoever sees the case now
        since = until = standing.units
    else:
        since = standing.units | {unit for version, unit in standing.left if version > entry.version}
        until = since | {unit for version, unit in standing.left if version == entry.version}
    then = State(entry.to_state or case.state)
    after = Sight(then, case.unit_code, case.reporter_id, _sent(case, then), since)
    if entry.from_state is None and entry.version == 1:
        return None, after
    state = State(entry.from_state or after.state)
    # who had it by name until now is not known any more: that it has gone tells nobody anything of it
    sent = None if entry.operation == "hand_check" else case.verifier_id
    return Sight(state, case.unit_code, case.reporter_id, sent, until), after


def _sent(case: Row[Any], then: State) -> UUID | None:
    """For whom the case waited once, None for any inspector; for nobody where that is not known any more."""
    is_forgotten = then is not case.state and (then is State.VERIFYING or case.state is State.FEEDBACK)
    return NOBODY if is_forgotten and case.verifier_id is None else case.verifier_id

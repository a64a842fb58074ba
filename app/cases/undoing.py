"""Taking a step back while nobody has acted on it: the case's columns become what they were.

Nothing is erased: the journal keeps the step and gains an entry that takes it back.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.cases.counters import keep_in_step
from app.cases.models import Case, CaseUnit
from app.cases.queries import helpers_of
from app.cases.retold import columns_set
from app.cases.workflow_models import CaseLink, CaseUndo, LinkKind
from app.core.clock import now
from app.core.db import UTCDateTime
from app.core.problems import Problem
from app.journal.record import Happening, record, take_turn
from app.people.policy import Person

Snapshot = dict[str, Any]

_columns: Any = Case.__table__.columns  # type: ignore[attr-defined]  # SQLModel puts it there
FIXED = frozenset({"id", "number", "version", "reported_at", "reporter_id", "cell", "lon", "lat"})
"""What no step changes, or no step takes back."""


def snapshot_of(session: Session, case: Case) -> Snapshot:
    """The case as it is, as JSON."""
    row = {
        column.name: _written(getattr(case, column.name)) for column in _columns if column.name not in FIXED
    }
    helpers = [helper.model_dump(mode="json", exclude={"case_id"}) for helper in helpers_of(session, case.id)]
    return {"case": row, "helpers": helpers}


def keep_snapshot(
    session: Session, case: Case, person: Person, before: Snapshot, at: datetime, seconds: int
) -> None:
    """Let ``person`` take back what has just been done, for so many seconds."""
    undo = session.get(CaseUndo, case.id) or CaseUndo(
        case_id=case.id, version=0, actor_id=person.id, until=at, before={}
    )
    undo.version, undo.actor_id, undo.before = case.version, person.id, before
    undo.until = at + timedelta(seconds=seconds)
    session.add(undo)
    session.flush()


def undo_until(session: Session, person: Person, case: Case) -> datetime | None:
    """Until when this person may take back the last step on the case; None if they may not."""
    undo = session.get(CaseUndo, case.id)
    if undo is None or undo.version != case.version or undo.actor_id != person.id or undo.until < now():
        return None
    return undo.until


def take_back(session: Session, person: Person, case: Case, seen: int) -> Case:
    """Undo one's own last step.

    Raises:
        Problem: ``undo-too-late``: the time has passed, somebody has acted since, or it was another's step.
    """
    take_turn(session)
    session.refresh(case)
    undo = session.get(CaseUndo, case.id)
    if undo is None or seen != case.version or undo_until(session, person, case) is None:
        raise Problem("undo-too-late")
    from_state, version = case.state, case.version + 1
    values = {name: _read(name, value) for name, value in undo.before["case"].items()}
    changed = {name: value for name, value in values.items() if value != getattr(case, name)}
    session.execute(update(Case).where(col(Case.id) == case.id).values(**values, version=version))
    _restore_helpers(session, case.id, undo.before["helpers"])
    session.execute(
        delete(CaseLink).where(col(CaseLink.case_id) == case.id, col(CaseLink.kind) == LinkKind.MERGED)
    )
    session.delete(undo)
    record(session, [
        Happening(
            at=now(), actor=person.actor, operation="undo", case_id=case.id, version=version,
            from_state=from_state, to_state=values["state"], detail={"undoes": seen} | columns_set(changed),
        )
    ])  # fmt: skip
    session.refresh(case)
    keep_in_step(session, case.id)
    return case


def _restore_helpers(session: Session, case_id: UUID, helpers: list[dict[str, Any]]) -> None:
    session.execute(delete(CaseUnit).where(col(CaseUnit.case_id) == case_id))
    session.expire_all()
    session.add_all(CaseUnit(case_id=case_id, **helper) for helper in helpers)
    session.flush()


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _read(name: str, value: Any) -> Any:
    """The inverse of :func:`_written`, by the column's type."""
    if value is None or not isinstance(value, str):
        return value
    if isinstance(_columns[name].type, UTCDateTime):
        return datetime.fromisoformat(value)
    return UUID(value) if name.endswith("_id") else value

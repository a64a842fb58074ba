"""The one writer of a case's state: every step of a case passes here and leaves its journal entry."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col

from app.cases.counters import keep_in_step
from app.cases.models import Case, CasePhoto, PhotoRole
from app.cases.rights import demand
from app.cases.shapes import PhotoRef
from app.cases.states import MOVES, Move
from app.core.clock import now
from app.core.problems import Problem
from app.journal.models import Entry
from app.journal.record import Happening, record, take_turn
from app.people.policy import Person
from app.photos.records import not_brought_by


@dataclass(frozen=True, slots=True)
class Step:
    """What a person brings to one step: the version they saw, why, and photos."""

    version: int
    reason: str = ""
    photos: Sequence[PhotoRef] = field(default_factory=tuple)


def make_move(session: Session, person: Person, case: Case, operation: str, step: Step) -> Case:
    """Take one step of the workflow; all of it or nothing.

    Raises:
        Problem: ``not-found`` (no such operation), ``not-allowed``, ``not-from-this-state``,
            ``stale-version``, ``reason-required``, ``after-photo-required``, ``photos-missing``,
            ``same-person``.
    """
    move = MOVES.get(operation)
    if move is None or move.is_intake:
        raise Problem("not-found", what=("这项操作", "operation"))
    _demand_current(session, case, step.version)
    demand(person, case, move)
    _demand_brought(session, person, move, step)
    _demand_other_person(person, case, move)
    moment = now()
    version = case.version + 1
    from_state = case.state
    _write(
        session,
        case,
        {"state": move.to_state, "version": version, **_consequences(person, case, move, moment)},
    )
    _add_photos(session, case, step.photos, version)
    record(
        session,
        [
            Happening(
                at=moment,
                actor=person.actor,
                operation=move.code,
                case_id=case.id,
                version=version,
                from_state=from_state,
                to_state=move.to_state,
                detail=_detail(step),
            )
        ],
    )
    session.refresh(case)
    return case


def _demand_current(session: Session, case: Case, seen: int) -> None:
    if seen == case.version:
        return
    happened = session.execute(
        select(col(Entry.operation), col(Entry.actor_name))
        .where(col(Entry.case_id) == case.id, col(Entry.version) > seen)
        .order_by(col(Entry.seq))
        .limit(5),
    ).all()
    changes = (
        "；".join(f"{row.actor_name}已{_label(row.operation)[0]}" for row in happened) or "版本号不符",
        "; ".join(f"{row.actor_name}: {_label(row.operation)[1]}" for row in happened) or "no such version",
    )
    raise Problem(
        "stale-version",
        seen=seen,
        current=case.version,
        changes=changes,
        shown={"current_version": case.version, "current_state": case.state, "seen_version": seen},
    )


def _label(operation: str) -> tuple[str, str]:
    move = MOVES.get(operation)
    return move.names if move else (operation, operation)


def _demand_brought(session: Session, person: Person, move: Move, step: Step) -> None:
    if move.needs_reason and not step.reason.strip():
        raise Problem("reason-required", operation=move.names)
    if move.needs_after_photo and not any(photo.role is PhotoRole.AFTER for photo in step.photos):
        raise Problem("after-photo-required", operation=move.names)
    demand_photos(session, person, step.photos)


def demand_photos(session: Session, person: Person, photos: Sequence[PhotoRef]) -> None:
    """Every photo named has been sent by this person.

    Raises:
        Problem: ``photos-missing`` with the list.
    """
    missing = not_brought_by(session, person.id, [photo.sha256 for photo in photos])
    if missing:
        raise Problem("photos-missing", count=len(missing), shown={"missing": missing})


def _demand_other_person(person: Person, case: Case, move: Move) -> None:
    if move.code == "check_pass" and case.handler_id == person.id:
        raise Problem("same-person", what=("核查人不能是处置反馈人", "whoever fed back may not verify"))


def _consequences(person: Person, case: Case, move: Move, moment: datetime) -> dict[str, Any]:
    """What a move changes on the case besides its state."""
    match move.code:
        case "accept":
            return {"accepted_at": moment}
        case "feedback":
            return {"fed_back_at": moment, "handler_id": person.id}
        case "check_pass":
            return {"closed_at": moment}
        case "check_fail":
            return {"rework_count": case.rework_count + 1}
        case "return":
            return {"return_count": case.return_count + 1}
        case _:
            return {}


def _write(session: Session, case: Case, values: dict[str, Any]) -> None:
    """Set the row, if it is still the version that was judged: the loser of a race changes nothing."""
    take_turn(session)
    written = session.execute(
        update(Case).where(col(Case.id) == case.id, col(Case.version) == case.version).values(**values),
    )
    assert isinstance(written, CursorResult)  # noqa: S101  (what an UPDATE returns)
    if written.rowcount != 1:
        session.refresh(case)
        _demand_current(session, case, values["version"] - 1)
    keep_in_step(session, case.id)


def _add_photos(session: Session, case: Case, photos: Sequence[PhotoRef], version: int) -> None:
    if not photos:
        return
    first = session.execute(select(func.count()).where(col(CasePhoto.case_id) == case.id)).scalar_one()
    add_photos(session, case.id, photos, version, first)


def add_photos(session: Session, case_id: UUID, photos: Sequence[PhotoRef], version: int, first: int) -> None:
    """Hang photos on a case from position ``first`` on."""
    session.add_all(
        CasePhoto(
            case_id=case_id,
            position=first + index,
            sha256=photo.sha256,
            role=photo.role,
            taken_at=photo.taken_at,
            version=version,
        )
        for index, photo in enumerate(photos)
    )


def _detail(step: Step) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    if step.reason.strip():
        detail["reason"] = step.reason.strip()
    if step.photos:
        detail["photos"] = [photo.model_dump(mode="json", exclude_none=True) for photo in step.photos]
    return detail

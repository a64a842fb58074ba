"""What a person has to do: to look at, to verify, to handle, with all that is needed to do it offline."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, false, func, or_, select, true
from sqlmodel import Session, col

from app.cases.models import Case, CasePhoto
from app.cases.queries import ROW, Line
from app.cases.shaping import show_rows
from app.cases.states import State
from app.cases.table import names_of
from app.journal.chain import detail_of
from app.journal.models import Entry
from app.notices.versions import Versions
from app.people.models import Account, Role
from app.people.policy import Person

MOST = 100
WORK = (State.DISPATCHED, State.ACCEPTED, State.REWORK)
DUTIES: Mapping[State, str] = {
    State.VERIFYING: "look",
    State.CHECKING: "verify",
    **dict.fromkeys(WORK, "handle"),
}
_EXTRA = ("assignee_id", "squad", "fed_back_at", "accepted_at")
_cases: Any = Case.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there

Shown = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks as in :class:`~app.pack.shapes.PackTask`, the most pressing first; ``more``: there are more."""

    shown: list[Shown]
    more: bool


def tasks_of(session: Session, versions: Versions, person: Person) -> Tasks:
    """The person's own tasks and those that anybody of theirs may take; six statements, however many."""
    squad = _squad_of(session, versions, person)
    query = (
        select(*ROW, *(_cases[name] for name in _EXTRA))
        .where(or_(*_theirs(person, squad)))
        .order_by(_cases.due_order, _cases.id)
        .limit(MOST + 1)
    )
    rows = list(session.execute(query))
    kept = rows[:MOST]
    ids = [row.id for row in kept]
    photos, words = _photos(session, ids), _words(session, ids)
    names = _names(session, (one for row in kept for one in (row.assignee_id, row.verifier_id) if one))
    lines = show_rows(versions, person, [Line._make(row[: len(ROW)]) for row in kept])
    categories = versions.in_force.notice.categories
    shown = []
    for row, line in zip(kept, lines, strict=True):
        duty = DUTIES[row.state]
        holder = row.assignee_id if duty == "handle" else row.verifier_id
        category = categories.get(row.category_code)
        shown.append(
            {
                **line,
                "duty": duty,
                "mine": holder == person.id,
                "assignee": names.get(holder) if holder else None,
                "squad": row.squad,
                "fed_back_at": row.fed_back_at,
                "accepted_at": row.accepted_at,
                "closing_criterion": category.closing if category else "",
                "legal_basis": category.legal_basis if category else "",
                "photos": photos[row.id],
                "word": words.get(row.id),
            }
        )
    return Tasks(shown, len(rows) > MOST)


def _squad_of(session: Session, versions: Versions, person: Person) -> str | None:
    """The name of the squad that a member of a crew belongs to, as it stands on cases."""
    if Role.CREW not in person.roles:
        return None
    code = session.execute(select(col(Account.squad_code)).where(col(Account.id) == person.id)).scalar()
    squad = versions.in_force.notice.squads.get(code) if code else None
    return squad.name if squad else None


def _theirs(person: Person, squad: str | None) -> list[ColumnElement[bool]]:
    """What waits for an inspector or a crew: given to them by name, to their squad, or to nobody yet.

    Who belongs to no squad sees what was given to any: somebody has to.
    """
    doors: list[ColumnElement[bool]] = [false()]
    if Role.INSPECTOR in person.roles:
        for_me = or_(_cases.verifier_id == person.id, _cases.verifier_id.is_(None))
        others_work = or_(_cases.handler_id.is_(None), _cases.handler_id != person.id)
        doors.append(and_(_cases.state.in_((State.VERIFYING, State.CHECKING)), for_me, others_work))
    if Role.CREW in person.roles and person.unit_code:
        for_us = true() if squad is None else or_(_cases.squad.is_(None), _cases.squad == squad)
        for_me = or_(_cases.assignee_id == person.id, and_(_cases.assignee_id.is_(None), for_us))
        doors.append(and_(_cases.state.in_(WORK), _cases.unit_code == person.unit_code, for_me))
    return doors


def _photos(session: Session, ids: list[UUID]) -> dict[UUID, list[Shown]]:
    query = select(CasePhoto).where(col(CasePhoto.case_id).in_(ids)).order_by(col(CasePhoto.position))
    found: dict[UUID, list[Shown]] = defaultdict(list)
    for photo in session.execute(query).scalars() if ids else ():
        found[photo.case_id].append({"sha256": photo.sha256, "role": photo.role, "taken_at": photo.taken_at})
    return found


def _words(session: Session, ids: list[UUID]) -> dict[UUID, Shown]:
    """The last reason given on each case."""
    if not ids:
        return {}
    last = (
        select(func.max(Entry.seq))
        .where(col(Entry.case_id).in_(ids), col(Entry.detail).like('%"reason":%'))
        .group_by(col(Entry.case_id))
    )
    found = session.execute(select(Entry).where(col(Entry.seq).in_(last))).scalars()
    return {entry.case_id: _word(entry) for entry in found if entry.case_id}


def _word(entry: Entry) -> Shown:
    return {
        "operation": entry.operation,
        "label": names_of(entry.operation)[0],
        "actor": entry.actor_name,
        "at": entry.at,
        "reason": detail_of(entry).get("reason", ""),
    }


def _names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = set(ids)
    query = select(col(Account.id), col(Account.name)).where(col(Account.id).in_(wanted))
    rows: Iterable[Row[Any]] = session.execute(query) if wanted else ()
    return {row.id: row.name for row in rows}

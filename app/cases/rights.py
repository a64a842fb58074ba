"""Who may see a case and who may make which move on it."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlmodel import col

from app.cases.models import Case, CaseUnit, HelpStatus
from app.cases.states import STATE_LABELS, State
from app.cases.table import HELP_ROLES, MOVES, ROLE_OF, Move, Who
from app.core.problems import Problem
from app.people.models import Role
from app.people.policy import Person
from app.routing.drafts import RULERS

CASES: Any = Case.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there
ON_THE_SPOT = (State.VERIFYING, State.CHECKING)
"""States in which an inspector is needed at the place: the one sent by name, or else any."""


def visible_to(person: Person, cases: Any = CASES) -> ColumnElement[bool]:
    """The condition that leaves of all cases those the person may read; ``cases``: the columns it is on.

    All for COMMAND and OFFICE; a unit's own and those it helps with for its people; for an inspector
    their own reports and what waits to be looked at or verified on the spot by them or by any inspector.
    """
    if person.sees_all:
        return true()
    doors: list[ColumnElement[bool]] = [cases.reporter_id == person.id]
    if person.serves_unit:
        doors.append(cases.unit_code == person.serves_unit)
        # asked row by row: as a list of ids PostgreSQL would search half a million of them for every row
        helps = (col(CaseUnit.case_id) == cases.id, col(CaseUnit.unit_code) == person.serves_unit)
        doors.append(exists().where(*helps))
    if Role.INSPECTOR in person.roles:
        sent = or_(cases.verifier_id.is_(None), cases.verifier_id == person.id)
        doors.append(and_(cases.state.in_(ON_THE_SPOT), sent))
    return or_(*doors)


class Awaiting(Protocol):
    """What of a case says whether it waits for an inspector, and for whom."""

    @property
    def state(self) -> State: ...
    @property
    def verifier_id(self) -> UUID | None: ...


class Seen(Awaiting, Protocol):
    """What of a case decides who sees it: the case itself, or how it stood once."""

    @property
    def unit_code(self) -> str: ...
    @property
    def reporter_id(self) -> UUID: ...


class Spending(Protocol):
    """What of a case uses its operations up."""

    @property
    def is_ruled(self) -> bool: ...
    @property
    def extension_count(self) -> int: ...
    @property
    def due_at(self) -> datetime | None: ...


def sees(person: Person, case: Seen, co_units: Iterable[str]) -> bool:
    """The same for one case in hand."""
    if person.sees_all or case.reporter_id == person.id:
        return True
    if person.serves_unit and (case.unit_code == person.serves_unit or person.serves_unit in co_units):
        return True
    return is_needed(person, case)


def is_needed(person: Person, case: Awaiting) -> bool:
    """Whether the person is an inspector for whom the case waits."""
    waits = Role.INSPECTOR in person.roles and case.state in ON_THE_SPOT
    return waits and case.verifier_id in (None, person.id)


def is_anothers(person: Person, case: Awaiting) -> bool:
    """Whether the case waits for an inspector by name, and for another than this one."""
    return case.state in ON_THE_SPOT and case.verifier_id not in (None, person.id)


def stands_as(person: Person, unit_code: str, helpers: Iterable[CaseUnit] = ()) -> frozenset[Who]:
    """What the person is to a case that ``unit_code`` leads and ``helpers`` help with."""
    standing = {who for who, role in ROLE_OF.items() if role in person.roles}
    if person.unit_code != unit_code:
        standing -= {Who.LEAD_DISPATCHER, Who.LEAD_CREW}
    asked = {helper.unit_code for helper in helpers if helper.status is HelpStatus.ASKED}
    if person.roles & HELP_ROLES and person.unit_code in asked:
        standing.add(Who.HELPER)
    return frozenset(standing)


def may(
    person: Person,
    state: State,
    unit_code: str,
    pending: str | None = None,
    has_open_order: bool = False,
    calls_for_more: bool = False,
    spent: frozenset[str] = frozenset(),
    is_anothers: bool = False,
    helpers: Iterable[CaseUnit] = (),
) -> list[str]:
    """The operations that the table allows this person on such a case, in the table's order.

    ``calls_for_more``: the notice says that such a case calls for another one (``follow_up``). ``spent``:
    what can't be done to it any more (:func:`spent_on`). ``is_anothers``: an inspector has been sent to it by
    name, and it is not this person (:func:`is_anothers`).
    """
    standing = stands_as(person, unit_code, helpers)
    if is_anothers:
        standing -= {Who.INSPECTOR}
    return [*_allowed(standing, state, pending, has_open_order, calls_for_more, spent)]


def spent_on(case: Spending, extensions: int, at: datetime) -> frozenset[str]:
    """Operations that this case's past rules out, whoever asks: sending back what COMMAND has ruled, and more
    time once the deadline has passed or ``extensions`` were granted."""
    no_more_time = case.extension_count >= extensions or case.due_at is None or at >= case.due_at
    return _SPENT[case.is_ruled, no_more_time]


_SPENT = {
    (is_ruled, no_more_time): frozenset({"return"} if is_ruled else ())
    | frozenset({"extend_req"} if no_more_time else ())
    for is_ruled in (False, True)
    for no_more_time in (False, True)
}


@cache
def _allowed(
    standing: frozenset[Who],
    state: State,
    pending: str | None,
    has_open_order: bool,
    calls_for_more: bool,
    spent: frozenset[str],
) -> tuple[str, ...]:
    """The same for a standing: there are few, and every row of every page asks."""
    return tuple(
        move.code
        for move in MOVES.values()
        if state in move.from_states
        and standing & move.who
        and move.code not in spent
        and not (move.asks and pending)
        and not (move.answers and pending != move.answers)
        and has_open_order is not {"supervise": True, "supervise_reply": False}.get(move.code)
        and (calls_for_more or move.code != "follow_up")
    )


def demand(person: Person, case: Case, move: Move, helpers: Iterable[CaseUnit]) -> None:
    """Refuse what the table does not allow.

    Raises:
        Problem: ``not-allowed`` where it is not theirs; ``not-from-this-state`` where it is not the time;
            ``not-in-your-hands`` where another inspector was sent by name.
    """
    standing = stands_as(person, case.unit_code, helpers) & move.who
    if not standing:
        raise Problem("not-allowed", what=move.names)
    if case.state not in move.from_states:
        raise Problem("not-from-this-state", state=STATE_LABELS[case.state], operation=move.names)
    if standing == {Who.INSPECTOR} and is_anothers(person, case):
        raise Problem("not-in-your-hands")


def abilities(person: Person) -> list[str]:
    """What the person may do at all, for screens to choose what they offer."""
    able = {move.code for move in MOVES.values() for who in move.who if ROLE_OF.get(who) in person.roles}
    able |= {"coop_done"} if person.roles & HELP_ROLES else set()
    able |= {"report", "try_routing"}
    able |= {"rule"} if person.roles & RULERS else set()
    able |= {"accounts"} if Role.ADMIN in person.roles else set()
    able |= (
        {"cases.read_all"}
        if person.sees_all
        else {"cases.read_unit"}
        if person.serves_unit
        else {"cases.read_own"}
    )
    return sorted(able)

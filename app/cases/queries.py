"""Reading cases: one case, its journal, its row as lists show it. (Lists: inbox.py, counters: tallies.py.)"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session, col

from app.cases.filters import Filters, conditions, parameters
from app.cases.models import Case, CasePhoto, CaseUnit, Source
from app.cases.rights import sees, visible_to
from app.cases.states import RUNNING, State
from app.cases.table import Pending
from app.core.problems import Problem
from app.journal.models import Entry
from app.people.policy import Person

_row = Case.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there


class Line(NamedTuple):
    """What lists read of a case, column by column."""

    id: UUID
    number: str
    version: int
    state: State
    source: Source
    category_code: str
    unit_code: str
    notice_version_id: int
    rule_code: str | None
    clause_code: str | None
    why: str
    lon: float
    lat: float
    accuracy_m: float | None
    area_code: str | None
    outside_county: bool
    description: str
    cover: str | None
    urgent: bool
    demo: bool
    reported_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    due_order: datetime
    warn_at: datetime | None
    stage_due_at: datetime | None
    pending: Pending | None
    is_supervised: bool
    has_open_order: bool
    is_ruled: bool
    self_handled: bool
    extension_count: int
    rework_count: int
    return_count: int
    verifier_id: UUID | None


ROW = [_row[name] for name in Line._fields]


def line_of(case: Case) -> Line:
    """A case in hand as lists read it."""
    return Line(*(getattr(case, name) for name in Line._fields))


def case_columns(names: Sequence[str]) -> dict[str, ColumnElement[Any]]:
    """Columns of the cases table by name, for readers that want few."""
    return {name: _row[name] for name in names}


def narrowed(query: Select[Any], person: Person, filters: Filters) -> Select[Any]:
    """The query with what the person may see and asked for, values and all, in any order."""
    wanted = query.where(visible_to(person), *conditions(filters))
    return wanted.params(parameters(person, filters))


def one(session: Session, person: Person, case_id: UUID) -> tuple[Case, Sequence[CaseUnit]]:
    """A case and the units that help with it.

    Raises:
        Problem: ``not-found``, also where the person may not know of it.
    """
    case = session.get(Case, case_id)
    helpers = helpers_of(session, case_id)
    codes = [helper.unit_code for helper in helpers]
    if case is None or not (sees(person, case, codes) or took_part(session, person, case_id)):
        raise Problem("not-found", what=("这个案件", "this case"))
    return case, helpers


def photos_of(session: Session, case_id: UUID) -> Sequence[CasePhoto]:
    """A case's photos in order."""
    query = select(CasePhoto).where(col(CasePhoto.case_id) == case_id).order_by(col(CasePhoto.position))
    return session.execute(query).scalars().all()


def helpers_of(session: Session, case_id: UUID) -> Sequence[CaseUnit]:
    """The units that help with a case, by code."""
    query = select(CaseUnit).where(col(CaseUnit.case_id) == case_id).order_by(col(CaseUnit.unit_code))
    return session.execute(query).scalars().all()


def took_part(session: Session, person: Person, case_id: UUID) -> bool:
    """Whether the person has taken a step on the case: what one has done, one may look back on."""
    step = (
        select(col(Entry.seq)).where(col(Entry.case_id) == case_id, col(Entry.actor_id) == person.id).limit(1)
    )
    return session.execute(step).first() is not None


def journal_of(session: Session, case_id: UUID) -> list[Entry]:
    """All that happened to a case, oldest first."""
    return list(
        session.execute(select(Entry).where(col(Entry.case_id) == case_id).order_by(col(Entry.seq))).scalars()
    )


def is_late(state: State, due_order: datetime, at: datetime) -> bool:
    """Whether the deadline that presses has passed: only an open case that is not suspended can be late."""
    return due_order < at and state in RUNNING

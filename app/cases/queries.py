"""Reading cases: the inbox page by page, its counters, one case, its journal.

Pages are read as plain rows (no ORM objects): the inbox is opened all day long.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, or_, select
from sqlmodel import Session, col

from app.cases.models import Case, CasePhoto, CaseUnit
from app.cases.rights import sees, visible_to
from app.cases.states import OPEN, State
from app.core.clock import now
from app.core.problems import Problem
from app.journal.models import Entry
from app.people.policy import Person

Sort = Literal["due_at", "-due_at", "reported_at", "-reported_at"]

_row = Case.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there
ROW = [
    _row[name]
    for name in (
        "id",
        "number",
        "version",
        "state",
        "source",
        "category_code",
        "unit_code",
        "notice_version_id",
        "rule_code",
        "clause_code",
        "why",
        "lon",
        "lat",
        "accuracy_m",
        "area_code",
        "outside_county",
        "description",
        "cover",
        "urgent",
        "demo",
        "reported_at",
        "closed_at",
        "due_at",
        "due_order",
        "warn_at",
        "rework_count",
        "return_count",
    )
]


def case_columns(names: Sequence[str]) -> dict[str, ColumnElement[Any]]:
    """Columns of the cases table by name, for readers that want few."""
    return {name: _row[name] for name in names}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the inbox. Empty means everything the person may see."""

    state: Sequence[State] = ()
    unit: Sequence[str] = ()
    category: str | None = None
    area: str | None = None
    overdue: bool | None = None
    q: str | None = None
    mine: bool = False
    bbox: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows and the key that continues it."""

    rows: Sequence[RowMapping] = ()
    next: str | None = None


def inbox(
    session: Session, person: Person, filters: Filters, sort: Sort, after: str | None, limit: int
) -> Page:
    """A page of cases, sorted; continued by key, so that none is shown twice when others come and go.

    Raises:
        Problem: ``invalid-input`` for a key that is not ours.
    """
    column, descending = _order(sort)
    query = narrowed(select(*ROW), person, filters)
    if after:
        value, last_id = _read_key(after)
        later = column < value if descending else column > value
        tie = _row.id < last_id if descending else _row.id > last_id
        query = query.where(or_(later, and_(column == value, tie)))
    order = (column.desc(), _row.id.desc()) if descending else (column.asc(), _row.id.asc())
    found = session.execute(query.order_by(*order).limit(limit + 1)).mappings().all()
    if len(found) <= limit:
        return Page(found)
    return Page(found[:limit], _write_key(sort, found[limit - 1]))


def narrowed(query: Select[Any], person: Person, filters: Filters) -> Select[Any]:
    """The query with what the person may see and asked for."""
    return query.where(visible_to(person), *_conditions(person, filters))


def counts(session: Session, person: Person, filters: Filters) -> tuple[dict[State, int], int]:
    """Cases by state, and how many are overdue."""
    by_state = session.execute(
        narrowed(select(_row.state, func.count()), person, filters).group_by(_row.state)
    )
    late = narrowed(select(func.count()), person, filters).where(_late())
    return {State(state): count for state, count in by_state}, session.execute(late).scalar_one()


def one(session: Session, person: Person, case_id: UUID) -> tuple[Case, list[str], list[CasePhoto]]:
    """A case, the units that help, and its photos in order.

    Raises:
        Problem: ``not-found``, also where the person may not know of it.
    """
    case = session.get(Case, case_id)
    co_units = co_units_of(session, case_id)
    if case is None or not (sees(person, case, co_units) or took_part(session, person, case_id)):
        raise Problem("not-found", what=("这个案件", "this case"))
    photos = session.execute(
        select(CasePhoto).where(col(CasePhoto.case_id) == case_id).order_by(col(CasePhoto.position)),
    ).scalars()
    return case, co_units, list(photos)


def took_part(session: Session, person: Person, case_id: UUID) -> bool:
    """Whether the person has taken a step on the case: what one has done, one may look back on."""
    step = select(col(Entry.seq)).where(col(Entry.case_id) == case_id, col(Entry.actor_id) == person.id).limit(1)
    return session.execute(step).first() is not None


def co_units_of(session: Session, case_id: UUID) -> list[str]:
    """Codes of the units that help."""
    return list(
        session.execute(
            select(col(CaseUnit.unit_code))
            .where(col(CaseUnit.case_id) == case_id)
            .order_by(col(CaseUnit.unit_code)),
        ).scalars()
    )


def journal_of(session: Session, case_id: UUID) -> list[Entry]:
    """All that happened to a case, oldest first."""
    return list(
        session.execute(select(Entry).where(col(Entry.case_id) == case_id).order_by(col(Entry.seq))).scalars()
    )


def is_late(state: State, due_at: datetime | None, at: datetime) -> bool:
    """Whether a case is past its deadline: only an open one that is not suspended can be."""
    return due_at is not None and due_at < at and state in OPEN and state is not State.SUSPENDED


def _late() -> ColumnElement[bool]:
    clock_runs = [state for state in OPEN if state is not State.SUSPENDED]
    return and_(_row.due_at < now(), _row.state.in_(clock_runs))


def _conditions(person: Person, filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.state:
        wanted.append(_row.state.in_(filters.state))
    if filters.unit:
        wanted.append(_row.unit_code.in_(filters.unit))
    if filters.category:
        wanted.append(_starts_with(_row.category_code, filters.category))
    if filters.area:
        wanted.append(_starts_with(_row.area_code, filters.area))
    if filters.overdue is not None:
        wanted.append(_late() if filters.overdue else ~_late())
    if filters.mine:
        wanted.append(_row.reporter_id == person.id)
    if filters.q:
        wanted.append(
            or_(*(column.contains(filters.q, autoescape=True) for column in (_row.number, _row.description)))
        )
    if filters.bbox:
        west, south, east, north = filters.bbox
        wanted += [_row.lon.between(west, east), _row.lat.between(south, north)]
    return wanted


def _starts_with(column: Any, code: str) -> ColumnElement[bool]:
    """A code or all below it (``LL`` → ``LL2`` → ``LL2-02``; a town's code → its villages')."""
    return column.startswith(code, autoescape=True)  # type: ignore[no-any-return]  # a column of a table built at run time


def _order(sort: Sort) -> tuple[ColumnElement[Any], bool]:
    name = sort.removeprefix("-")
    column = _row.due_order if name == "due_at" else _row.reported_at
    return column, sort.startswith("-")


def _write_key(sort: Sort, row: RowMapping) -> str:
    value = row["due_order" if sort.endswith("due_at") else "reported_at"]
    return base64.urlsafe_b64encode(orjson.dumps([value, str(row["id"])])).decode()


def _read_key(key: str) -> tuple[datetime, UUID]:
    try:
        value, last_id = orjson.loads(base64.urlsafe_b64decode(key))
        return datetime.fromisoformat(value), UUID(last_id)
    except (ValueError, TypeError):
        raise Problem(
            "invalid-input",
            summary=(
                "翻页标记不正确，请从第一页重新打开",
                "the page key is not valid; start from the first page",
            ),
        ) from None

"""The same two pages as one writes them first: ORM objects, a response model, GROUP BY. The bench's baseline.

The work is the same: who is signed in is looked up, what they may see is narrowed, the page has the same rows
with the same names, clauses and operations, and the answer goes through the documented model.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, HTTPException, Query, Request
from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from app.cases.filters import CLOCK_RUNS
from app.cases.models import Case
from app.cases.queries import line_of
from app.cases.rights import visible_to
from app.cases.shapes import CasePage, CaseRow, Counts
from app.cases.shaping import show_rows
from app.cases.states import State
from app.core.clock import now
from app.core.ids import fingerprint
from app.notices.versions import Versions
from app.people.models import Account, AccountRole, SignIn
from app.people.policy import Person

router = APIRouter(prefix="/bench/plain")


def get_session(request: Request) -> Iterator[Session]:
    """One session for the request."""
    with Session(request.app.state.database.engine) as session:
        yield session


def get_versions(request: Request) -> Versions:
    """The notice's versions, kept in memory."""
    versions: Versions = request.app.state.versions
    return versions


SessionDep = Annotated[Session, Depends(get_session)]
VersionsDep = Annotated[Versions, Depends(get_versions)]


def get_person(session: SessionDep, xuncheng_session: Annotated[str, Cookie()] = "") -> Person:
    """Who is signed in."""
    signed_in = session.get(SignIn, fingerprint(xuncheng_session))
    account = session.get(Account, signed_in.account_id) if signed_in else None
    if account is None:
        raise HTTPException(401)
    roles = session.execute(select(AccountRole).where(col(AccountRole.account_id) == account.id)).scalars()
    return Person(
        account.id,
        account.username,
        account.name,
        frozenset(role.role for role in roles),
        account.unit_code,
        account.demo,
    )


PersonDep = Annotated[Person, Depends(get_person)]


def narrowing(
    person: PersonDep, state: Annotated[list[State] | None, Query()] = None, category: str | None = None
) -> list[Any]:
    """What the person may see and asked for."""
    wanted: list[Any] = [visible_to(person)]
    if state:
        wanted.append(col(Case.state).in_(state))
    if category:
        wanted.append(col(Case.category_code).startswith(category, autoescape=True))
    return wanted


NarrowingDep = Annotated[list[Any], Depends(narrowing)]


@router.get("/cases", response_model=CasePage)
def list_cases(
    session: SessionDep,
    person: PersonDep,
    versions: VersionsDep,
    wanted: NarrowingDep,
    sort: str = "due_at",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CasePage:
    """The inbox."""
    column = col(Case.due_order if sort.endswith("due_at") else Case.reported_at)
    order = (column.desc(), col(Case.id).desc()) if sort.startswith("-") else (column, col(Case.id))
    cases = session.execute(select(Case).where(*wanted).order_by(*order).limit(limit + 1)).scalars()
    return CasePage(items=[show(case, person, versions) for case in list(cases)[:limit]], next=str(limit))


@router.get("/cases/counts", response_model=Counts)
def count_cases(session: SessionDep, wanted: NarrowingDep) -> Counts:
    """How many in each state, and how many are late."""
    by_state: Any = session.execute(
        select(col(Case.state), func.count()).where(*wanted).group_by(col(Case.state))
    ).all()
    late = and_(col(Case.due_order) < now(), col(Case.state).in_(CLOCK_RUNS))
    overdue = session.execute(select(func.count()).select_from(Case).where(*wanted, late)).scalar_one()
    return Counts(by_state=dict(by_state), overdue=overdue)


def show(case: Case, person: Person, versions: Versions) -> CaseRow:
    """A row of the page."""
    return CaseRow(**show_rows(versions, person, [line_of(case)])[0])

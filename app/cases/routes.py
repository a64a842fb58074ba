"""Reports in, cases out, one step at a time."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Response
from sqlmodel import Session

from app.cases.filters import Filters
from app.cases.inbox import Sort, inbox
from app.cases.intake import take_in
from app.cases.queries import journal_of, one
from app.cases.shapes import CaseDetail, CasePage, Counts, JournalOut, MoveIn, Receipt, Report
from app.cases.shaping import show_case, show_entry, show_rows
from app.cases.states import State
from app.cases.stepping import take_step
from app.cases.tallies import counts
from app.cases.whole import whole_case
from app.core.problems import Problem
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn, WriteSession
from app.notices.versions import Versions
from app.people.policy import Person

router = APIRouter(prefix="/api/cases", tags=["cases"])


def parse_bbox(text: str | None) -> tuple[float, float, float, float] | None:
    """``west,south,east,north`` in WGS-84 degrees.

    Raises:
        Problem: ``invalid-input``.
    """
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west, south, east, north = 1.0, 1.0, 0.0, 0.0
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Problem(
            "invalid-input", summary=("bbox 应为“西,南,东,北”四个经纬度", "bbox takes west,south,east,north")
        )
    return west, south, east, north


async def _filters(
    state: Annotated[list[State] | None, Query()] = None,
    unit: Annotated[list[str] | None, Query()] = None,
    category: Annotated[str | None, Query(max_length=32)] = None,
    area: Annotated[str | None, Query(max_length=15)] = None,
    overdue: bool | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    mine: bool = False,
    bbox: Annotated[str | None, Query(max_length=200)] = None,
    pending: bool = False,
    supervised: bool = False,
) -> Filters:
    box = parse_bbox(bbox)
    return Filters(
        state or (), unit or (), category, area, overdue, q or None, mine, box, pending, supervised
    )


FiltersDep = Annotated[Filters, Depends(_filters)]


@router.get("", response_model=CasePage)
def list_cases(
    person: SignedIn,
    session: ReadSession,
    versions: VersionsDep,
    filters: FiltersDep,
    sort: Sort = "due_at",
    after: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """The inbox: what you may see, newest deadline first, page by page."""
    page = inbox(session, person, filters, sort, after, limit)
    return json_response({"items": show_rows(versions, person, page.rows), "next": page.next})


@router.get("/counts", response_model=Counts)
def count_cases(person: SignedIn, session: ReadSession, filters: FiltersDep) -> Response:
    """How many in each state, under the same filters."""
    by_state, overdue = counts(session, person, filters)
    return json_response({"by_state": by_state, "overdue": overdue})


@router.put("/{case_id}", status_code=201, response_model=Receipt, responses={200: {"model": Receipt}})
def put_case(
    case_id: UUID, report: Report, person: SignedIn, session: WriteSession, versions: VersionsDep
) -> Response:
    """File a report under the id its phone made. The same again answers the same receipt."""
    filed = take_in(session, versions.in_force, person, case_id, report)
    return Response(filed.receipt, 201 if filed.is_new else 200, media_type="application/json")


@router.get("/{case_id}", response_model=CaseDetail)
def get_case(case_id: UUID, person: SignedIn, session: ReadSession, versions: VersionsDep) -> Response:
    """One case, whole."""
    return json_response(_shown(session, versions, person, case_id))


@router.get("/{case_id}/journal")
def get_journal(case_id: UUID, person: SignedIn, session: ReadSession) -> JournalOut:
    """All that happened to a case, oldest first."""
    one(session, person, case_id)
    return JournalOut(items=[show_entry(entry) for entry in journal_of(session, case_id)])


@router.post("/{case_id}/{operation}", response_model=CaseDetail)
def step_case(
    case_id: UUID,
    operation: str,
    body: MoveIn,
    person: SignedIn,
    session: WriteSession,
    versions: VersionsDep,
) -> Response:
    """One step of the workflow; the operations are those of the table of moves."""
    case, _ = one(session, person, case_id)
    take_step(session, versions.in_force, person, case, operation, body.step())
    return json_response(_shown(session, versions, person, case_id))


def _shown(session: Session, versions: Versions, person: Person, case_id: UUID) -> dict[str, Any]:
    return show_case(versions, person, whole_case(session, person, case_id))


def json_response(value: Any) -> Response:
    """JSON written at once, for pages that are asked for all day."""
    return Response(
        orjson.dumps(value, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS), media_type="application/json"
    )

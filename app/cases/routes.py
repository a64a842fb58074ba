"""Reports in, cases out, one step at a time."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Connection
from sqlmodel import Session

from app.cases.asking import Narrowing, PageAsked
from app.cases.inbox import inbox
from app.cases.intake import take_in
from app.cases.queries import journal_of, one
from app.cases.shapes import CaseDetail, CasePage, Counts, JournalOut, MoveIn, Receipt, Report
from app.cases.shaping import show_case, show_entry, show_rows
from app.cases.stepping import step_once
from app.cases.tallies import counts
from app.cases.whole import whole_case
from app.core.db import Database
from app.http.asked import asked, documented, sent
from app.http.parts import VersionsDep
from app.http.record import KnownRecord, demand_known
from app.http.session import DatabaseDep, ReaderDep, ReadSession, SignedIn, WriteSession, signed_in
from app.notices.versions import Versions
from app.people.policy import Person

router = APIRouter(prefix="/api/cases", tags=["cases"])


NarrowingDep = Annotated[Narrowing, Depends(asked(Narrowing))]
PageAskedDep = Annotated[PageAsked, Depends(asked(PageAsked))]


@router.get("", response_model=CasePage, openapi_extra=documented(PageAsked))
async def list_cases(reader: ReaderDep, versions: VersionsDep, wanted: PageAskedDep) -> Response:
    """The inbox: what you may see, newest deadline first, page by page."""
    filters = wanted.filters

    def look(connection: Connection, person: Person) -> bytes:
        page = inbox(connection, person, filters, wanted.sort, wanted.after, wanted.limit)
        return json_bytes({"items": show_rows(versions, person, page.rows), "next": page.next})

    return Response(await reader(look), media_type="application/json")


@router.get("/counts", response_model=Counts, openapi_extra=documented(Narrowing))
async def count_cases(reader: ReaderDep, wanted: NarrowingDep) -> Response:
    """How many in each state, under the same filters."""
    filters = wanted.filters

    def look(connection: Connection, person: Person) -> bytes:
        by_state, overdue = counts(connection, person, filters)
        return json_bytes({"by_state": by_state, "overdue": overdue})

    return Response(await reader(look), media_type="application/json")


@router.put(
    "/{case_id}",
    status_code=201,
    response_model=Receipt,
    responses={200: {"model": Receipt}},
    dependencies=[KnownRecord],
)
async def put_case(
    case_id: UUID, report: Report, person: SignedIn, database: DatabaseDep, versions: VersionsDep
) -> Response:
    """File a report under the id its phone made. The same again answers the same receipt."""
    return await _take(database, versions, person, case_id, report)


async def put_case_at_once(request: Request, case_id: str) -> Response:
    """The same on the short way (:mod:`app.http.lane`)."""
    person = await signed_in(request)
    demand_known(request.headers.get("outbox-record", ""))
    report = await sent(request, Report)
    state = request.app.state
    return await _take(state.database, state.versions, person, UUID(case_id), report)


async def _take(
    database: Database, versions: Versions, person: Person, case_id: UUID, report: Report
) -> Response:
    in_force = versions.in_force
    filed = await database.write(lambda session: take_in(session, in_force, person, case_id, report))
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


@router.post("/{case_id}/{operation}", response_model=CaseDetail, dependencies=[KnownRecord])
def step_case(
    case_id: UUID,
    operation: str,
    body: MoveIn,
    person: SignedIn,
    session: WriteSession,
    versions: VersionsDep,
) -> Response:
    """One step of the workflow; the operations are those of the table of moves.

    With a ``step_id`` it may be sent twice. ``Step-Version``: the version the step led to.
    """
    reached = step_once(session, versions.in_force, person, case_id, operation, body)
    answer = json_response(_shown(session, versions, person, case_id))
    answer.headers["Step-Version"] = str(reached)
    return answer


def _shown(session: Session, versions: Versions, person: Person, case_id: UUID) -> dict[str, Any]:
    checks = versions.in_force.notice.photos
    return show_case(versions, person, whole_case(session, person, case_id, checks))


def json_response(value: Any) -> Response:
    """JSON written at once, for pages that are asked for all day."""
    return Response(json_bytes(value), media_type="application/json")


def json_bytes(value: Any) -> bytes:
    """JSON; moments end in Z."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)

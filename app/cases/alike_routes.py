"""Perhaps the same thing, reported twice."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.cases.alike import alike
from app.cases.queries import one
from app.cases.routes import json_response
from app.cases.shapes import CaseRow
from app.cases.shaping import show_rows
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn

router = APIRouter(prefix="/api/cases", tags=["cases"])


class AlikeRow(CaseRow):
    """An open case that may be the same, ``metres`` away; ``same_look``: a photo of it looks like ours."""

    metres: float
    same_look: bool


class AlikeList(BaseModel):
    """Of the same look first, then the nearest."""

    items: list[AlikeRow]


@router.get("/{case_id}/alike", response_model=AlikeList)
def list_alike(case_id: UUID, person: SignedIn, session: ReadSession, versions: VersionsDep) -> Response:
    """Open cases close by of the same head of types, or with a photo of the same look."""
    case, _ = one(session, person, case_id)
    found = alike(session, versions.in_force.notice, person, case)
    rows = show_rows(versions, person, [each.line for each in found])
    items = [
        {**row, "metres": each.metres, "same_look": each.look_bits is not None}
        for row, each in zip(rows, found, strict=True)
    ]
    return json_response({"items": items})

"""What a phone keeps for when there is no signal."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.cases.routes import json_bytes
from app.core.shapes import Latitude, Longitude
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn
from app.pack.nearby import near
from app.pack.rules import rules_of
from app.pack.shapes import Pack
from app.pack.tasks import tasks_of

router = APIRouter(prefix="/api", tags=["pack"])


@router.get("/pack", response_model=Pack, responses={304: {"description": "It is as you know it."}})
def get_pack(
    request: Request,
    person: SignedIn,
    session: ReadSession,
    versions: VersionsDep,
    lon: Longitude | None = None,
    lat: Latitude | None = None,
    rules: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Rules, cases around a place and one's own tasks. ``rules``: the digest of those the phone has already.

    The answer carries an ETag over all it says.
    """
    in_force = versions.in_force
    decides = rules_of(in_force)
    tasks = tasks_of(session, versions, person)
    body = json_bytes(
        {
            "person": person.id,
            "rules": None if rules == decides["digest"] else decides,
            "rules_digest": decides["digest"],
            "near": None if lon is None or lat is None else near(session, in_force, person, (lon, lat)),
            "tasks": tasks.shown,
            "more_tasks": tasks.more,
        }
    )
    headers = {"ETag": f'"{sha256(body).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")

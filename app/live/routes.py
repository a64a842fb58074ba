"""The live stream over HTTP."""

from typing import Annotated

from anyio import CancelScope
from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.core.ids import fingerprint
from app.core.problems import Problem
from app.core.shapes import MOST_COUNTED
from app.http.session import DatabaseDep, RestraintDep, SettingsDep, secret_of
from app.http.watch import STRAIGHT
from app.live.events import LivePayload
from app.live.following import Live
from app.live.stream import LiveStream
from app.people.policy import Person
from app.people.still_in import people_still_in

router = APIRouter(prefix="/api", tags=["live"])


class LiveResponse(StreamingResponse):
    """A stream's bytes as they come, until it is ended, cut, or its reader goes."""

    media_type = "text/event-stream"

    def __init__(self, live: Live, stream: LiveStream) -> None:
        super().__init__(stream.chunks(), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self.live, self.stream = live, stream
        self._straight: Send | None = None

    async def stream_response(self, send: Send) -> None:
        """Begin as every answer does; what follows goes straight out, to a thousand readers at once."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        straight = self._straight or send
        async for chunk in self.body_iterator:
            await straight({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._straight = scope.get(STRAIGHT)
        try:
            with CancelScope() as until_cut:
                self.stream.cut = until_cut.cancel
                await super().__call__(scope, receive, send)
        finally:
            self.live.leave(self.stream)


def _live(request: Request) -> Live:
    live: Live = request.app.state.live
    return live


def get_listener(request: Request, database: DatabaseDep, settings: SettingsDep) -> tuple[Person, str]:
    """Who is asking, and the fingerprint of their session, which a stream alone does not keep alive."""
    sign_in = fingerprint(secret_of(request, settings) or "")
    person = people_still_in(database, settings, [sign_in]).get(sign_in)
    if person is None:
        raise Problem("not-signed-in", shown={"demo": True} if settings.demo else None)
    return person, sign_in


@router.get(
    "/live",
    status_code=200,
    response_class=LiveResponse,
    responses={200: {"model": LivePayload, "description": "The events' data"}},
)
async def get_live(
    listener: Annotated[tuple[Person, str], Depends(get_listener)],
    live: Annotated[Live, Depends(_live)],
    restraint: RestraintDep,
    since: Annotated[int | None, Query(ge=-1000, le=MOST_COUNTED)] = None,
    last_event_id: Annotated[int | None, Header(ge=0, le=MOST_COUNTED)] = None,
) -> LiveResponse:
    """What happens to the cases you may see, as server-sent events.

    They are ``hello``, ``case``, ``gone``, ``resync`` and ``ended``. Goes on after ``Last-Event-ID`` or
    ``since``, without gap or double; a negative ``since`` begins that many journal entries back. Whoever has
    missed too much, or reads too slowly, gets ``resync`` instead.
    """
    restraint.demand(listener[0].id)
    position = since if last_event_id is None else last_event_id
    return LiveResponse(live, await live.join(*listener, position))

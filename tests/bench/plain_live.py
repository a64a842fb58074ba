"""The live stream as FastAPI's own tools make it: an event is a model, encoded for each client. A baseline."""

import asyncio
from collections.abc import AsyncIterable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.live.events import CaseEvent
from app.live.following import Live
from app.live.routes import get_listener
from app.people.policy import Person

router = APIRouter(prefix="/bench/plain")
_queues: set[asyncio.Queue[CaseEvent]] = set()
_pumps: list[asyncio.Task[None]] = []
Listener = Annotated[tuple[Person, str], Depends(get_listener)]


@router.get("/live", response_class=EventSourceResponse)
async def get_live(request: Request, listener: Listener) -> AsyncIterable[ServerSentEvent]:
    """All that happens, for whoever sees all; read from the journal once, as ours is."""
    live: Live = request.app.state.live
    if not _pumps:
        _pumps.append(asyncio.create_task(_pump(live, listener)))
    queue: asyncio.Queue[CaseEvent] = asyncio.Queue()
    _queues.add(queue)
    try:
        yield ServerSentEvent(data={"heartbeat_seconds": live.pace.heartbeat}, event="hello")
        while True:
            event = await queue.get()
            yield ServerSentEvent(data=event, event="case", id=str(event.seq))
    finally:
        _queues.discard(queue)


async def _pump(live: Live, listener: tuple[Person, str]) -> None:
    """From one stream of ours to everybody's queue."""
    stream = await live.join(*listener, None)
    async for chunk in stream.chunks():
        for one in chunk.split(b"\n\n"):
            if b"event: case\n" in one:
                event = CaseEvent.model_validate_json(one.partition(b"data: ")[2])
                for queue in _queues:
                    queue.put_nowait(event)

"""What goes out on a live stream: its shapes, written to bytes once however many people it reaches.

The wire is that of server-sent events (WHATWG HTML, 9.2): ``id`` is the journal's ``seq``, ``event``
the kind. No event carries personal data: it says which case a list should read anew
or let go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from app.cases.rights import sees
from app.cases.states import State
from app.people.policy import Person


class HelloEvent(BaseModel):
    """``hello``, the first: where the journal stands, and how long silence may last (seconds)."""

    seq: int
    heartbeat_seconds: float


class CaseEvent(BaseModel):
    """``case``: something happened to a case the person may see.

    ``version`` and ``state`` are those after the step; ``before`` is the state before it, null for a new
    case. ``unit`` is the code of the unit that leads. Nobody should be rung before ``ring_after``, and not
    at all if another event of the case comes first: the step may be taken back. Position: WGS-84 degrees.
    """

    seq: int
    case: UUID
    operation: str
    version: int
    before: State | None
    state: State
    unit: str
    overdue: bool
    urgent: bool
    lon: float
    lat: float
    ring_after: datetime


class GoneEvent(BaseModel):
    """``gone``: a case the person could see is no longer theirs to see."""

    seq: int
    case: UUID
    version: int


class ResyncEvent(BaseModel):
    """``resync``: too much was missed to tell it all; read the lists anew. ``seq`` is where it goes on."""

    seq: int


class EndedEvent(BaseModel):
    """``ended``, the last: the person is no longer signed in."""

    seq: int


LivePayload = CaseEvent | GoneEvent | HelloEvent | ResyncEvent | EndedEvent


@dataclass(frozen=True, slots=True)
class Sight:
    """What of a case decides who sees it, at one moment. ``units``: those that lead or help."""

    state: State
    unit_code: str
    reporter_id: UUID
    verifier_id: UUID | None
    units: frozenset[str]

    def open_to(self, person: Person) -> bool:
        """Whether the person sees the case so."""
        return sees(person, self, self.units)


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One journal entry of a case, ready to send: ``case`` to those who see it, ``gone`` to those who did."""

    seq: int
    case: bytes
    gone: bytes
    before: Sight | None
    after: Sight

    def told_to(self, person: Person) -> bytes | None:
        """What this person is told of it, if anything."""
        if self.after.open_to(person):
            return self.case
        if self.before is not None and self.before.open_to(person):
            return self.gone
        return None


def told(events: Iterable[LiveEvent], person: Person) -> bytes:
    """What of these the person is told, in order. Of a single event everybody gets the very same bytes."""
    return b"".join([chunk for event in events if (chunk := event.told_to(person)) is not None])


def frame(event: str, payload: Mapping[str, Any], position: int) -> bytes:
    """One event on the wire. ``position``: the ``seq`` from which a reader goes on after it."""
    data = orjson.dumps(payload, option=orjson.OPT_UTC_Z)
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (position, event.encode(), data)


def heartbeat(position: int) -> bytes:
    """A comment that shows the stream is alive, and moves the reader's position without an event."""
    return b":\nid: %d\n\n" % position

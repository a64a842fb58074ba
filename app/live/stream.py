"""One open stream: what waits to be sent to one person, never more than it may hold."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

from app.live.events import frame
from app.people.policy import Person


class LiveStream:
    """Chunks of bytes for one reader, after ``first``; at most ``room`` bytes may wait besides.

    ``sign_in`` is the fingerprint of the session it was opened in. ``sending_since``: the loop's time at
    which the reader was given what it has not taken yet; ``cut`` ends the stream without waiting for that.
    Belongs to the event loop; while nothing happens it holds neither a thread nor a connection.
    """

    def __init__(self, person: Person, sign_in: str, first: bytes, room: int) -> None:
        self.person = person
        self.sign_in = sign_in
        self.ended = False
        self.sending_since: float | None = None
        self.cut: Callable[[], None] = self.end
        self._room = room
        self._first = first
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._awaited: asyncio.Future[None] | None = None

    def tell(self, chunk: bytes, position: int) -> None:
        """Queue a chunk. A reader too slow for what happens loses what waits, is told so, and let go."""
        if self.ended:
            return
        self._bytes += len(chunk)
        if self._waiting and self._bytes > self._room:
            self._waiting.clear()
            self.end(frame("resync", {"seq": position}, position))
            return
        self._waiting.append(chunk)
        self._wake()

    def end(self, last: bytes = b"") -> None:
        """Close the stream after what waits and ``last``."""
        if not self.ended:
            self._waiting.append(last)
            self.ended = True
            self._wake()

    def _wake(self) -> None:
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(None)

    async def _something(self) -> None:
        """Wait for something to send. (``asyncio.Event`` costs twice as much, and a thousand wait here.)"""
        if not self._waiting:
            self._awaited = asyncio.get_running_loop().create_future()
            try:
                await self._awaited
            finally:
                self._awaited = None

    async def chunks(self) -> AsyncIterator[bytes]:
        """What waits, joined, whenever there is something, until the stream is ended."""
        clock = asyncio.get_running_loop().time
        self.sending_since = clock()
        yield self._first
        self._first = b""
        self.sending_since = None
        while True:
            await self._something()
            chunk = self._waiting[0] if len(self._waiting) == 1 else b"".join(self._waiting)
            self._waiting.clear()
            self._bytes = 0
            if chunk:
                self.sending_since = clock()
                yield chunk
                self.sending_since = None
            if self.ended and not self._waiting:
                return

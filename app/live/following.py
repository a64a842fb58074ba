"""One reader of the journal per process, and everybody who is told what it reads.

Each entry is read and written to bytes once. New ones are looked for when a commit of this process, or
PostgreSQL on behalf of another, says so, and every few seconds in any case; not at all while nobody listens.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from psycopg import Error as PostgresError
from sqlalchemy.exc import SQLAlchemyError

from app.core.config import Settings
from app.core.db import Database
from app.core.problems import Problem
from app.live.ears import listen
from app.live.events import LiveEvent, frame, heartbeat, told
from app.live.happened import Page, head, read_on
from app.live.stream import LiveStream
from app.people.policy import Person
from app.people.still_in import people_still_in

log = logging.getLogger("xuncheng.live")
AT_A_TIME = 500
AFTER_FAILURE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how much. Times in seconds.

    ``send``: how long a reader may take nothing of what it was given, looked at with every heartbeat.
    ``most_behind``: entries a reader may have missed and still hear one by one; so many are kept at hand.
    ``most_waiting``: bytes that may wait for a slow reader.
    """

    heartbeat: float = 20.0
    look: float = 2.0
    recheck: float = 30.0
    send: float = 30.0
    most_behind: int = 2000
    most_waiting: int = 256 * 1024


class Live:
    """The streams of this process. Everything but the reading itself happens in the event loop."""

    def __init__(self, database: Database, settings: Settings, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self._database, self._settings = database, settings
        self._streams: set[LiveStream] = set()
        self._recent: deque[LiveEvent] = deque()
        self._from = 0  # every event after this one and up to `_reached` is in `_recent`
        self._reached = 0
        self._fresh_as_of = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._closed = False

    def start(self) -> None:
        """Begin; to be called in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._woken, self._somebody, self._reading = asyncio.Event(), asyncio.Event(), asyncio.Lock()
        self._database.on_commit = self._wake_from_anywhere
        self._closed, self._fresh_as_of = False, 0.0
        work: list[Coroutine[Any, Any, None]] = [self._follow(), self._beat(), self._recheck()]
        if not self._database.is_sqlite:
            work.append(listen(self._database.url, self._woken.set))
        self._tasks = [asyncio.create_task(coroutine) for coroutine in work]

    async def stop(self) -> None:
        """End all streams and the reader."""
        self.end_all()
        self._database.on_commit = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def end_all(self) -> None:
        """End every stream, and let none begin, so that a server that stops does not wait for them."""
        self._closed = True
        for stream in self._streams:
            stream.end()

    async def join(self, person: Person, sign_in: str, since: int | None) -> LiveStream:
        """Open a stream that goes on after ``since``, a ``seq``; a negative one counts from the newest.

        Raises:
            Problem: ``too-many-streams`` where the person holds as many as one may.
        """
        asked = self._loop.time()
        async with self._reading:
            if self._fresh_as_of < asked:  # else somebody has looked while this one waited in line
                await self._catch_up()
            position = self._position(since)
            missed = await self._missed(person, position)
            hello = {"seq": self._reached, "heartbeat_seconds": self.pace.heartbeat}
            greeting = frame("hello", hello, self._reached if missed is None else position)
            first = greeting + (self._resync() if missed is None else missed)
            self._refuse_many(person)  # nobody else joins between this and the next line
            stream = LiveStream(person, sign_in, first, self.pace.most_waiting)
            self._streams.add(stream)
        self._somebody.set()
        if self._closed:
            stream.end()
        return stream

    def _refuse_many(self, person: Person) -> None:
        held = sum(one.person.id == person.id and not one.ended for one in self._streams)
        if held >= self._settings.streams_per_person:
            wait = int(self.pace.send)
            raise Problem("too-many-streams", headers={"Retry-After": str(wait)})

    def _position(self, since: int | None) -> int:
        if since is None:
            return self._reached
        return max(0, self._reached + since) if since < 0 else since

    def count(self) -> int:
        """How many streams are open."""
        return len(self._streams)

    def leave(self, stream: LiveStream) -> None:
        """The stream's reader has gone."""
        self._streams.discard(stream)
        if not self._streams:
            self._somebody.clear()

    def _wake_from_anywhere(self) -> None:
        with suppress(RuntimeError):  # the loop has ended: there is nobody to wake
            self._loop.call_soon_threadsafe(self._woken.set)

    def _resync(self) -> bytes:
        return frame("resync", {"seq": self._reached}, self._reached)

    async def _follow(self) -> None:
        while True:
            await self._somebody.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(self.pace.look):
                    await self._woken.wait()
            self._woken.clear()
            try:
                async with self._reading:
                    await self._catch_up()
            except (SQLAlchemyError, PostgresError, OSError):
                log.exception("the journal could not be read; trying again")
                await asyncio.sleep(AFTER_FAILURE_SECONDS)

    async def _catch_up(self) -> None:
        """Read on to the newest entry and tell everybody. Hold ``_reading``."""
        began = self._loop.time()
        if not self._streams:
            await self._skip()
        while True:
            page = await self._read(self._reached, None, AT_A_TIME)
            self._reached = page.reached
            self._recent.extend(page.events)
            self._forget()
            self._tell(page.events)
            if page.entries < AT_A_TIME:
                self._fresh_as_of = began
                return

    async def _skip(self) -> None:
        """Nobody has listened for a while: what nobody could go on from need not be read."""
        newest = await run_sync(head, self._database)
        if newest - self._reached > self.pace.most_behind or newest < self._reached:
            self._recent.clear()
            self._from = self._reached = newest

    def _forget(self) -> None:
        oldest = self._reached - self.pace.most_behind
        while self._recent and self._recent[0].seq <= oldest:
            self._recent.popleft()
        self._from = max(self._from, oldest)

    def _tell(self, events: Sequence[LiveEvent]) -> None:
        if not events:
            return
        told_to = events[0].told_to if len(events) == 1 else partial(told, events)
        for stream in self._streams:
            chunk = told_to(stream.person)
            if chunk:
                stream.tell(chunk, self._reached)

    async def _missed(self, person: Person, since: int) -> bytes | None:
        """What the person has missed since; None where it is too much. Hold ``_reading``."""
        if since > self._reached or self._reached - since > self.pace.most_behind:
            return None
        if since < self._from:
            page = await self._read(since, self._from, self.pace.most_behind)
            self._recent.extendleft(reversed(page.events))
            self._from = since
        return told((event for event in self._recent if event.seq > since), person)

    async def _read(self, after: int, until: int | None, most: int) -> Page:
        return await run_sync(read_on, self._database, after, until, most)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.pace.heartbeat)
            chunk = heartbeat(self._reached)
            too_long = self._loop.time() - self.pace.send
            for stream in self._streams:
                stream.tell(chunk, self._reached)
                if stream.sending_since is not None and stream.sending_since < too_long:
                    log.info("a live stream was cut: its reader took nothing for too long")
                    stream.cut()

    async def _recheck(self) -> None:
        """End the streams of sessions that have ended; take over what people may see now."""
        while True:
            await asyncio.sleep(self.pace.recheck)
            try:
                await self._look_who_is_in()
            except (SQLAlchemyError, PostgresError, OSError):
                log.exception("the sessions could not be read; trying again")

    async def _look_who_is_in(self) -> None:
        asked = list(self._streams)
        if not asked:
            return
        sign_ins = {stream.sign_in for stream in asked}
        people = await run_sync(people_still_in, self._database, self._settings, sign_ins)
        for stream in asked:
            person = people.get(stream.sign_in)
            if person is None:
                stream.end(frame("ended", {"seq": self._reached}, self._reached))
            elif person != stream.person:
                stream.person = person
                stream.tell(self._resync(), self._reached)

"""Writing together: who wants to write at the same moment shares one transaction and one sync of the disk.

Each still gets an answer only after the commit that holds its own work. If anything in a shared transaction
fails, all of it is rolled back and each is done again by itself: a failure is nobody's but its own.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from anyio.to_thread import run_sync
from sqlmodel import Session

from app.core.plain import sent_together

T = TypeVar("T")
Job = Callable[[Session], Any]
AT_MOST = 32
"""So many share a transaction: the first of them should not wait for a crowd."""


class Together:
    """Collects jobs in the event loop and does them in a thread, a group at a time, in the process's turn."""

    def __init__(
        self, writing: Callable[[], AbstractContextManager[Session]], turn: Callable[[], asyncio.Lock]
    ) -> None:
        self._writing = writing
        self._turn = turn
        self._waiting: list[tuple[Job, asyncio.Future[Any]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def write(self, job: Callable[[Session], T]) -> T:
        """What ``job`` returns, once it is committed.

        ``job`` may be done twice, so it changes nothing but the database, and it asks and writes with
        :class:`~app.core.plain.Plain` alone. Whatever it raises is raised here, and nothing of it has
        happened.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._waiting.append((job, done))
        if self._worker is None or self._worker.done():
            self._worker = loop.create_task(self._work())
        return await done

    async def _work(self) -> None:
        while self._waiting:
            async with self._turn():
                group, self._waiting = self._waiting[:AT_MOST], self._waiting[AT_MOST:]
                try:
                    outcomes = await run_sync(self._do, [job for job, _ in group])
                except BaseException:  # the program is ending: nobody may wait for ever
                    for _, done in [*group, *self._waiting]:
                        done.cancel()
                    self._waiting.clear()
                    raise
            for (_, done), outcome in zip(group, outcomes, strict=True):
                if done.done():  # whoever asked has gone
                    continue
                if isinstance(outcome, _Failure):
                    done.set_exception(outcome.why)
                else:
                    done.set_result(outcome)

    def _do(self, jobs: list[Job]) -> list[Any]:
        try:
            with self._writing() as session, sent_together(session):
                return [job(session) for job in jobs]
        except Exception as why:  # whatever it is goes to whoever asked, or each finds out alone
            if len(jobs) == 1:
                return [_Failure(why)]
        return [outcome for job in jobs for outcome in self._do([job])]


class _Failure:
    """Instead of what a job returns."""

    def __init__(self, why: Exception) -> None:
        self.why = why

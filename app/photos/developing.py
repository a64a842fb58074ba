"""Having a photo looked at and rendered, once, whoever asks first."""

import logging
import threading
from concurrent.futures import Future
from datetime import datetime, timedelta

from app.core.clock import now
from app.core.db import Database
from app.core.engines import is_away
from app.photos.facts import PhotoFacts
from app.photos.records import claim, note_facts, put_off, unexamined
from app.photos.rendering import DarkroomClosed, Renderer

log = logging.getLogger("xuncheng.photos")
AT_A_TIME = 8
LEASE = timedelta(minutes=5)
"""As long as a process may be at what it has claimed; what a killed one had is taken up after that."""
IDLE_SECONDS = 5.0
PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""How long one that could not be had is left, doubled each time: a bucket comes back, a lost file never."""


class Developer:
    """Works off the photos that nobody has looked at yet, in a thread of its own.

    What is to be done stands in the database, so a restart forgets nothing; ``wake`` only saves waiting.
    Where several processes share a database each claims what it takes up: a photo is rendered once.
    Without ``ahead`` it waits until somebody looks.
    """

    def __init__(self, database: Database, renderer: Renderer, *, ahead: bool = True) -> None:
        self._ahead = ahead
        self._database = database
        self._renderer = renderer
        self._bell = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="developer", daemon=True)
        self._under_way: dict[str, Future[PhotoFacts]] = {}
        self._lock = threading.Lock()
        self._left: dict[str, tuple[datetime, timedelta]] = {}
        """What could not be had: when to try again, and how long that pause is."""

    def start(self) -> None:
        """Begin to work."""
        self._renderer.start()
        if self._ahead:
            self._thread.start()

    def stop(self) -> None:
        """End; unfinished photos are taken up at the next start."""
        self._stopping = True
        self._bell.set()
        self._renderer.stop()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """There is a new photo."""
        self._bell.set()

    def develop(self, sha256: str, timeout_s: float | None = None) -> PhotoFacts:
        """Look at a photo and make its renditions, or join whoever does so already.

        Raises:
            TimeoutError, MissingBlob, OSError, DarkroomClosed: as :meth:`Renderer.submit` says.
        """
        with self._lock:
            future = self._under_way.get(sha256)
            if future is None:
                future = self._under_way[sha256] = self._renderer.submit(sha256)
        try:
            facts = future.result(timeout_s)
        finally:
            is_first_to_see = future.done() and self._forget(sha256)
        if is_first_to_see:
            with self._database.writing() as session:
                note_facts(session, facts, sha256, now())
        return facts

    def _forget(self, sha256: str) -> bool:
        with self._lock:
            return self._under_way.pop(sha256, None) is not None

    def _work(self) -> None:
        while not self._stopping:
            if not self._worked_off():
                self._bell.wait(IDLE_SECONDS)
            self._bell.clear()

    def _worked_off(self) -> bool:
        """The same, whatever goes wrong with database or disk meanwhile: this thread has no successor."""
        try:
            return self._work_off()
        except Exception:
            log.exception("photos could not be looked at; trying again later")
            return False

    def _waiting(self) -> list[str]:
        left = {sha256 for sha256, (again, _) in self._left.items() if again > now()}
        if self._database.is_sqlite:  # which one process serves
            with self._database.reading() as session:
                found = unexamined(session, AT_A_TIME + len(left))
            return [sha256 for sha256 in found if sha256 not in left]
        with self._database.writing() as session:
            return claim(session, AT_A_TIME, left, now() + LEASE)

    def _work_off(self) -> bool:
        """Do a few; whether any was done. One that fails, for whatever reason, is left for a while, and said.

        Only without a database all of them wait: then it is no single photo's fault.
        """
        done = False
        for sha256 in self._waiting():
            if self._stopping:
                break
            try:
                self.develop(sha256)
            except DarkroomClosed:
                return False
            except Exception as failure:
                if is_away(failure):
                    raise
                self._leave(sha256)
            else:
                self._left.pop(sha256, None)
                done = True
        return done

    def _leave(self, sha256: str) -> None:
        _, before = self._left.get(sha256, (now(), PAUSE / 2))
        pause = min(2 * before, LONGEST_PAUSE)
        again = now() + pause
        self._left[sha256] = again, pause
        if not self._database.is_sqlite:  # else it would be this process's for as long as the lease is
            with self._database.writing() as session:
                put_off(session, sha256, again)
        log.exception("photo %s could not be rendered; trying again in %s", sha256, pause)

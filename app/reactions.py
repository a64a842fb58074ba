"""What happens without anybody asking, in a thread of its own: deadlines, checkpoints, tidying up."""

import logging
import threading
from collections.abc import Callable

from app.cases.sweeping import sweep
from app.core.db import Database, is_alone
from app.core.problems import Problem
from app.duty.sweeping import sweep_duty
from app.notices.versions import Versions

log = logging.getLogger("xuncheng.reactions")
PAUSE_SECONDS = 20.0
ONE_SWEEPER_KEY = 0x58C6  # the advisory lock of the process that sweeps, on PostgreSQL


class Sweeper:
    """Sweeps every so often; several processes may, each step happens once."""

    def __init__(
        self,
        database: Database,
        versions: Versions,
        checkpoint: Callable[[], object],
        *tidy_up: Callable[[], object],
    ) -> None:
        self._database = database
        self._checkpoint = checkpoint
        self._tidy_up = tidy_up
        self._versions = versions
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin to sweep."""
        self._thread.start()

    def stop(self) -> None:
        """End after the sweep under way."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stopping.wait(PAUSE_SECONDS):
            try:
                self._checkpoint()
            except Exception:
                log.exception("no checkpoint of the journal could be written; trying again later")
            for tidy_up in self._tidy_up:
                try:
                    tidy_up()
                except Exception:
                    log.exception("the house could not be kept in order (%s); trying again later", tidy_up)
            try:
                while sweep_once(self._database, self._versions) and not self._stopping.is_set():
                    pass
            except Problem:
                log.info("nothing to sweep before a notice is loaded")
            except Exception:
                log.exception("a sweep failed; trying again later")


def sweep_once(database: Database, versions: Versions) -> int:
    """One sweep in a transaction of its own; returns how much was done: nothing while another sweeps."""
    in_force = versions.in_force
    with database.writing() as session:
        if not is_alone(session, ONE_SWEEPER_KEY):
            return 0
        return sweep(session, in_force) + sweep_duty(session, in_force)

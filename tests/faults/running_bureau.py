"""A bureau's server as a fault test handles it: started, killed, started again, verified."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from app.core.config import Settings
from app.core.db import Database
from app.people.accounts import NewAccount, enter
from app.people.models import Role
from app.people.passwords import hash_password
from tests.bureau import PASSWORD
from tests.faults.nursery import Nursery
from tests.journeys.serving import free_port

INSPECTORS = tuple(f"patrol-{number}" for number in range(1, 5))
COMMAND = "control-room"
SECONDS_TO_START = 60


def enter_people(settings: Settings) -> None:
    """Four inspectors and a command centre, not of the demo: the server runs as it does for a bureau."""
    people = [NewAccount(name, f"巡查员{name}", frozenset({Role.INSPECTOR})) for name in INSPECTORS]
    people.append(NewAccount(COMMAND, "指挥中心", frozenset({Role.COMMAND}), "COMMAND"))
    database = Database(settings.database_url)
    with database.writing() as session:
        enter(session, people, hash_password(PASSWORD))
    database.dispose()


class Service:
    """``python -m app serve`` on a folder of its own, whole or as a mutant."""

    def __init__(
        self, nursery: Nursery, folder: Path, log: Path, mutant: str | None = None, **settings: str
    ) -> None:
        self.folder = folder
        self.log = log
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.pid = 0
        self._nursery = nursery
        self._mutant = mutant
        self.settings = {
            "XUNCHENG_DATABASE_URL": f"sqlite:///{folder}/xuncheng.db",
            "XUNCHENG_BLOB_URL": f"file:{folder}/blobs",
            "XUNCHENG_CHECKPOINT_DIR": str(folder / "checkpoints"),
            "XUNCHENG_RENDER_AHEAD": "false",
            "XUNCHENG_REQUESTS_PER_MINUTE": "1000000",
            "XUNCHENG_PHOTOS_PER_DAY": "1000000",
            "XUNCHENG_PHOTO_BYTES_PER_DAY": "1000000000000",
            "XUNCHENG_PORT": str(self.port),
            **{f"XUNCHENG_{name}": value for name, value in settings.items()},
        }

    @property
    def originals(self) -> Path:
        """Where the photos lie."""
        return self.folder / "blobs" / "originals"

    def start(self) -> None:
        """Start and wait until it answers."""
        self.pid = self._nursery.start(["serve"], self.settings, self.log, self._mutant)
        give_up = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < give_up:
            assert self._nursery.ended(self.pid) is None, self.log.read_text("utf-8")
            try:
                if httpx.get(f"{self.address}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.01)
        raise AssertionError(self.log.read_text("utf-8"))

    def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        """End it, without a word unless told otherwise; how it ended."""
        os.kill(self.pid, how)
        return self.gone()

    def gone(self, seconds: float = 60) -> int:
        """Wait until it has ended by itself; how."""
        return self._nursery.wait(self.pid, seconds)

    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._nursery.ended(self.pid) is None

    def stop(self) -> None:
        """End it as an operator does, if it runs."""
        if self.pid and self.runs():
            os.kill(self.pid, signal.SIGCONT)
            self.kill(signal.SIGTERM)

    def verify(self) -> list[str]:
        """The sentences of ``python -m app verify`` about what is wrong; none if all is well."""
        log = self.log.with_name("verify.log")
        log.unlink(missing_ok=True)
        pid = self._nursery.start(["verify"], self.settings, log)
        how = self._nursery.wait(pid, 600)
        said = log.read_text("utf-8").splitlines()
        assert how == 0 or said, "verify failed without a word"
        return said if how else []


@contextmanager
def serving(
    nursery: Nursery,
    folder: Path,
    log: Path,
    mutant: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Service]:
    """A server that is ended with the block."""
    service = Service(nursery, folder, log, mutant, **(settings or {}))
    service.start()
    try:
        yield service
    finally:
        service.stop()

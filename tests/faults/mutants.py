"""Servers that are wrong on purpose, each in one way, so that each fault test can be seen to catch its fault.

A mutant is a function that spoils the program in its own process before it serves. They spoil as near to the
operating system as they can, so that they stay wrong when the code between is rewritten. The product has no
switch for any of this.
"""

import os
import re
import sqlite3
import stat
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from app.http.guard import Guard
from app.photos.resuming import DiskContinuation
from app.photos.store import DiskIncoming, DiskStore

LATE_S = 0.04
_fsync = os.fsync


def plain_loop() -> None:
    """No fault: asyncio's own event loop, which never calls ``write`` but for files.

    A failing disk can then be played by failing calls, without breaking the loop's own pipes.
    """
    sys.modules["uvloop"] = None  # type: ignore[assignment]  # Python's way to say that it is not to be had


def answer_before_commit() -> None:
    """A commit is reported done and happens a moment later, as where the answer goes out first."""

    class Late(sqlite3.Connection):
        under_way: threading.Thread | None = None

        def commit(self) -> None:
            def later() -> None:
                time.sleep(LATE_S)
                sqlite3.Connection.commit(self)

            self.under_way = threading.Thread(target=later)
            self.under_way.start()

        def rollback(self) -> None:
            if self.under_way is None or not self.under_way.is_alive():
                super().rollback()

        def cursor(self, *arguments: Any, **options: Any) -> Any:
            if self.under_way is not None:
                self.under_way.join()
            return super().cursor(*arguments, **options)

    _connect_with(Late)


def synchronous_normal() -> None:
    """SQLite syncs at checkpoints only: the setting many recommend with WAL."""
    _set_synchronous("NORMAL")


def synchronous_off() -> None:
    """SQLite syncs nothing."""
    _set_synchronous("OFF")


def no_fsync() -> None:
    """Photos are written and renamed, and never synced."""
    os.fsync = lambda fd: None  # noqa: ARG005  (it does not look at it)


def no_folder_sync() -> None:
    """The file is synced, its name in the folder is not."""

    def only_files(fd: int) -> None:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            _fsync(fd)

    os.fsync = only_files  # type: ignore[assignment]  # takes descriptors only, and that is what all here give


def deaf_to_the_disk() -> None:
    """What the disk refuses is passed over: a failed sync, a failed commit."""

    def hopeful(fd: int) -> None:
        with suppress(OSError):
            _fsync(fd)

    class Hopeful(sqlite3.Connection):
        def commit(self) -> None:
            with suppress(sqlite3.Error):
                super().commit()

    os.fsync = hopeful  # type: ignore[assignment]  # takes descriptors only, and that is what all here give
    _connect_with(Hopeful)


def half_visible() -> None:
    """A photo is written under its final name from the first byte on."""
    begin = DiskIncoming.__init__

    def at_once(self: DiskIncoming, store: DiskStore, expected: str) -> None:
        begin(self, store, expected)
        final = store.original_path(expected)
        final.parent.mkdir(parents=True, exist_ok=True)
        self._path = self._path.rename(final)

    DiskIncoming.__init__ = at_once  # type: ignore[method-assign]


def hash_passes() -> None:
    """A photo is kept under the name it came with, whatever came."""
    finish = DiskIncoming.finish

    def credulous(self: DiskIncoming) -> Any:
        self._hash = SimpleNamespace(hexdigest=lambda: self._expected)  # type: ignore[assignment]
        return finish(self)

    DiskIncoming.finish = credulous  # type: ignore[method-assign, assignment]


def forgets_what_came() -> None:
    """A broken upload always starts again from nothing."""
    DiskStore.partial_offset = lambda self, owner, sha256: 0  # type: ignore[method-assign]  # noqa: ARG005


def offset_ignored() -> None:
    """A broken upload goes on, at its beginning: what comes overwrites what was there."""
    begin = DiskContinuation.__init__

    def at_nothing(self: DiskContinuation, path: Any, offset: int, max_bytes: int | None) -> None:
        begin(self, path, offset, max_bytes)
        self.offset = 0

    DiskContinuation.__init__ = at_nothing  # type: ignore[method-assign]


def no_idempotency() -> None:
    """Each sending of a report is a new report, though the answer carries the id that was sent."""
    serve = Guard.__call__
    reports = re.compile(r"(/api/cases/)([0-9a-f-]{36})")

    async def forgetful(self: Guard, scope: Any, receive: Any, send: Any) -> None:
        found = reports.fullmatch(scope.get("path", ""))
        if found is None or scope["method"] != "PUT":
            await serve(self, scope, receive, send)
            return
        sent, made = found[2], str(uuid4())

        async def renamed(message: Any) -> None:
            if message["type"] == "http.response.body":
                message["body"] = message["body"].replace(made.encode(), sent.encode())
            await send(message)

        path = found[1] + made
        await serve(self, {**scope, "path": path, "raw_path": path.encode()}, receive, renamed)

    Guard.__call__ = forgetful  # type: ignore[method-assign]


def content_unseen() -> None:
    """An id that is known is answered with its receipt, whatever is sent under it."""
    from app.cases import intake  # noqa: PLC0415  (spoiled where it is used)

    vars(intake)["digest"] = lambda value: "0" * 64  # noqa: ARG005  (it does not look at it)


def _connect_with(kind: type[sqlite3.Connection]) -> None:
    spoiled = partial(sqlite3.connect, factory=kind)
    vars(sqlite3)["connect"] = vars(sqlite3.dbapi2)["connect"] = spoiled  # SQLAlchemy looks in the latter


def _set_synchronous(word: str) -> None:
    class Careless(sqlite3.Connection):
        def execute(self, statement: str, *arguments: Any) -> sqlite3.Cursor:
            return super().execute(statement.replace("synchronous=FULL", f"synchronous={word}"), *arguments)

    _connect_with(Careless)


MUTANTS: dict[str, Callable[[], None]] = {
    spoil.__name__: spoil
    for spoil in (
        plain_loop,
        answer_before_commit,
        synchronous_normal,
        synchronous_off,
        no_fsync,
        no_folder_sync,
        deaf_to_the_disk,
        half_visible,
        hash_passes,
        forgets_what_came,
        offset_ignored,
        no_idempotency,
        content_unseen,
    )
}

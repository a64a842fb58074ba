"""The filled bureaus: made once, kept in ``BENCH_DIR`` (a folder of the system's temporary one if not given)."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.clock import now
from app.core.db import Database
from app.core.migrations import newest_migration
from app.notices.versions import Versions
from tests.bench.filling import fill
from tests.bureau import prepare
from tests.postgres import running_postgres

FRESH_SECONDS = 24 * 3600
"""Lateness is a fact of the moment: a bureau filled longer ago than this is filled anew."""
AS_SERVED = {"shared_buffers": "512MB", "max_wal_size": "4GB", "max_parallel_workers_per_gather": "0"}
"""No parallel workers: the CPU of one that has ended could not be counted any more."""


@dataclass(frozen=True)
class FilledBureau:
    """A database with cases; ``database_pid`` is PostgreSQL's first process where there is one."""

    backend: str
    rows: int
    folder: Path
    url: str
    database_pid: int | None


def bench_folder() -> Path:
    """Where filled bureaus are kept."""
    return Path(os.environ.get("BENCH_DIR", Path(tempfile.gettempdir()) / "xuncheng-bench"))


@contextmanager
def filled(backend: str, rows: int) -> Iterator[FilledBureau]:
    """A bureau with so many cases, on ``sqlite`` or ``postgresql``."""
    folder = bench_folder() / f"{backend}-{rows}"
    mark = folder / "filled"
    if not _is_fresh(mark):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    with _database(backend, folder, is_new=not mark.exists()) as (url, pid):
        if not mark.exists():
            _fill(folder, url, rows)
            mark.write_text(newest_migration())
        yield FilledBureau(backend, rows, folder, url, pid)


@contextmanager
def _database(backend: str, folder: Path, *, is_new: bool) -> Iterator[tuple[str, int | None]]:
    if backend == "sqlite":
        yield f"sqlite:///{folder}/xuncheng.db", None
        return
    with running_postgres(folder / "server", AS_SERVED) as server:
        if is_new:
            server.new_database(name="bench")
        yield server.url("bench"), server.pid


def _is_fresh(mark: Path) -> bool:
    return (
        mark.exists()
        and mark.read_text() == newest_migration()
        and time.time() - mark.stat().st_mtime < FRESH_SECONDS
    )


def _fill(folder: Path, url: str, rows: int) -> None:
    began = time.monotonic()
    prepare(folder, url)
    database = Database(url)
    fill(database, Versions(database).in_force, rows, now())
    database.dispose()
    print(f"filled {url} in {time.monotonic() - began:.0f} s", file=sys.stderr)  # noqa: T201  (progress, beside the figures)

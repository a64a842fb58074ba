"""What a city's parts cost: PostgreSQL beside SQLite, a bucket beside a disk, two processes beside one; and room.

Reports with one photo of 0.75 MB by eight inspectors at once, as in ``reports``. CPU is that of the service and of
PostgreSQL; the S3 server's own is left out. PostgreSQL syncs every commit here, as SQLite does.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import mean, median, quantiles

from sqlalchemy import text

from app.core.db import Database
from app.demo.draw import draw_scene
from app.photos.pipeline import develop
from tests.bench.figure import SECONDS, Figure
from tests.bench.measuring import Server, serving
from tests.bench.reporting import AT_ONCE, Inspectors, Run, Shots
from tests.bureau import prepare
from tests.postgres import Postgres, running_postgres
from tests.s3 import S3, running_s3

BYTES = 750_000
ROUNDS = 5
SOAK_SECONDS = float(os.environ.get("BENCH_SOAK_SECONDS", "600"))
NOT_AHEAD = {"XUNCHENG_RENDER_AHEAD": "0"}
SYNCED: dict[str, str] = {}


def figures() -> Iterator[Figure]:
    """CPU a report on each, throughput of two processes, bytes a case and a photo."""
    with tempfile.TemporaryDirectory(prefix="xuncheng-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        postgres = stack.enter_context(running_postgres(settings=SYNCED))
        s3 = stack.enter_context(running_s3())
        laptop = _laptop(stack, folder)
        city = _city(stack, folder, postgres, "city")
        bucket = _city(stack, folder, postgres, "bucket", s3)
        runs = _in_turns([laptop, city, bucket])
        cpu = [median(run.cpu_ms for run in each) for each in runs]
        unit = "CPU ms a report"
        yield Figure("city.postgresql", 1.6, cpu[1], cpu[0], "the same on SQLite", unit)
        yield Figure("city.bucket", 1.6, cpu[2], cpu[1], "the same on a disk, the S3 server left out", unit)
        yield from _two_processes(stack, folder, postgres)
        yield from _room(folder, postgres)


def soak() -> Iterator[Figure]:
    """At 80 % of what it can: memory, the slowest of a hundred, failures; ``BENCH_SOAK_SECONDS`` long."""
    with tempfile.TemporaryDirectory(prefix="xuncheng-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        server, inspectors = _laptop_server(stack, folder)
        shots = Shots.of(BYTES)
        peak = _throughput([inspectors], shots, SECONDS)
        memory, slowest = _soaked(server, inspectors, shots, 0.8 * peak)
        early, late = memory[len(memory) // 5], mean(memory[-len(memory) // 5 :])
        about = f"{SOAK_SECONDS:.0f} s at {0.8 * peak:.0f} reports a second, 0 errors"
        yield Figure("soak.memory", 1.05, late, early, "after warming up", "MiB resident", about=about)
        half = len(slowest) // 2
        yield Figure(
            "soak.p99",
            1.5,
            median(slowest[half:]),
            median(slowest[:half]),
            "the first half",
            "ms, p99",
            about=about,
        )


def _laptop(stack: ExitStack, folder: Path) -> Inspectors:
    return _laptop_server(stack, folder)[1]


def _laptop_server(stack: ExitStack, folder: Path) -> tuple[Server, Inspectors]:
    place = folder / "laptop"
    place.mkdir()
    prepare(place)
    url = f"sqlite:///{place}/xuncheng.db"
    server = stack.enter_context(serving(url, place, None, **NOT_AHEAD))
    return server, _inspectors(stack, server)


def _city(stack: ExitStack, folder: Path, postgres: Postgres, name: str, s3: S3 | None = None) -> Inspectors:
    place = folder / name
    place.mkdir()
    postgres.new_database(name=name)
    prepare(place, postgres.url(name))
    more = s3.environment(s3.new_bucket(), place / "landing") if s3 else {}
    server = stack.enter_context(serving(postgres.url(name), place, postgres.pid, **NOT_AHEAD, **more))
    return _inspectors(stack, server)


def _inspectors(stack: ExitStack, server: Server) -> Inspectors:
    return stack.enter_context(closing(Inspectors(server, server.signed_in("inspector").cookie)))


def _in_turns(servers: list[Inspectors]) -> list[list[Run]]:
    shots = Shots.of(BYTES)
    for server in servers:
        server.report(shots, 4 * AT_ONCE)
    took = mean(servers[0].report(shots, 4 * AT_ONCE).took_ms) / AT_ONCE / 1000
    times = max(2, round(SECONDS / ROUNDS / took / AT_ONCE)) * AT_ONCE
    rounds = [[server.report(shots, times) for server in servers] for _ in range(ROUNDS)]
    return [list(column) for column in zip(*rounds, strict=True)]


def _throughput(groups: list[Inspectors], shots: Shots, seconds: float) -> float:
    """Reports a second that these get through, each group at its own process."""
    began, done = time.monotonic(), 0
    with ThreadPoolExecutor(len(groups)) as people:
        while time.monotonic() - began < seconds:
            done += sum(
                len(run.took_ms) for run in people.map(lambda one: one.report(shots, 4 * AT_ONCE), groups)
            )
    return done / (time.monotonic() - began)


def _two_processes(stack: ExitStack, folder: Path, postgres: Postgres) -> Iterator[Figure]:
    place = folder / "two"
    place.mkdir()
    postgres.new_database(name="two")
    prepare(place, postgres.url("two"))
    groups = [
        _inspectors(stack, stack.enter_context(serving(postgres.url("two"), place, None, **NOT_AHEAD)))
        for _ in range(2)
    ]
    shots = Shots.of(BYTES)
    for group in groups:
        group.report(shots, 4 * AT_ONCE)
    alone, both = _throughput(groups[:1], shots, SECONDS), _throughput(groups, shots, SECONDS)
    about = f"{both:.0f} against {alone:.0f} reports a second on {os.cpu_count()} cores that clients and PostgreSQL share"
    yield Figure(
        "city.two_processes", 1 / 1.6, 1000 / both, 1000 / alone, "one process", "ms a report", about=about
    )


def _room(folder: Path, postgres: Postgres) -> Iterator[Figure]:
    """Bytes that stay of each case in the database, and of each photo besides its original."""
    sqlite = folder / "laptop" / "xuncheng.db"
    database = Database(f"sqlite:///{sqlite}")
    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        cases = connection.execute(text("SELECT count(*) FROM cases")).scalar_one()
    database.dispose()
    yield Figure(
        "room.case.sqlite",
        20,
        (sqlite.stat().st_size - _empty(folder)) / cases / 1000,
        1,
        "",
        "kB a case",
        absolute=True,
    )
    city = Database(postgres.url("city"))
    with city.engine.connect() as connection:
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        cases = connection.execute(text("SELECT count(*) FROM cases")).scalar_one()
    city.dispose()
    bare = Database(postgres.url("template1"))
    with bare.engine.connect() as connection:
        size -= connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    bare.dispose()
    yield Figure("room.case.postgresql", 30, size / cases / 1000, 1, "", "kB a case", absolute=True)
    sizes = []
    for seed in range(8):
        path = folder / "drawn.jpg"
        path.write_bytes(draw_scene("LL2-02", seed, "before"))
        sizes.append(sum(len(data) for data in develop(path).renditions.values()))
    yield Figure("room.renditions", 600, mean(sizes) / 1000, 1, "", "kB a drawn photo", absolute=True)


def _empty(folder: Path) -> int:
    place = folder / "empty"
    place.mkdir()
    prepare(place)
    size = (place / "xuncheng.db").stat().st_size
    shutil.rmtree(place)
    return size


def _soaked(
    server: Server, inspectors: Inspectors, shots: Shots, rate: float
) -> tuple[list[float], list[float]]:
    """Every few seconds the resident memory in MiB and the p99 in milliseconds. Raises RuntimeError on failures."""
    memory, slowest, began, done = [], [], time.monotonic(), 0
    while (now := time.monotonic() - began) < SOAK_SECONDS:
        if done / rate > now:
            time.sleep(done / rate - now)
        took: list[float] = []
        while len(took) < 20 * AT_ONCE:
            took += inspectors.report(shots, 4 * AT_ONCE).took_ms
        done += len(took)
        slowest.append(quantiles(took, n=100)[98])
        pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
        memory.append(pages * os.sysconf("SC_PAGE_SIZE") / 2**20)
    return memory, slowest

"""What taking in a report costs, a photo and a case, beside a bare server that commits the same rows.

Eight inspectors report at once, with photos of 0.75 MB and 3 MB. Both servers are measured in turns in the same
run on the same disk; CPU is that of the server's process, the system's work for it included. Renditions are made
after the answer by another process; here they are left until somebody looks, as in ``render_ahead=False``.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

from fastapi.testclient import TestClient

from app.core.config import Settings
from app.main import create_app
from tests.bench.figure import SECONDS, Figure
from tests.bench.measuring import Server, running, serving
from tests.bench.one_report import added, rows_of
from tests.bench.reporting import AT_ONCE, Inspectors, Run, Shots
from tests.bureau import Someone, photo, prepare, report_body, settings_in

SIZES = {"0.75MB": (750_000, 1.5), "3MB": (3_000_000, 1.4)}
"""Bytes of a photo, and what CPU may cost beside the bare server."""
ROUNDS = 7
BARE = "a bare socket server that hashes, syncs and commits the same rows"
UNIT = "CPU ms a report"
OF_THE_WAY_IN = {"sign_ins", "sign_in_records"}
"""Tables that grow when somebody signs in, which is no part of a report."""


def figures() -> Iterator[Figure]:
    """CPU and latency beside the bare server's, and what syncing costs."""
    with tempfile.TemporaryDirectory(prefix="xuncheng-bench-") as name, ExitStack() as stack:
        ours, bare, careless = (_inspectors(stack, one) for one in _servers(stack, Path(name)))
        for size, (count, goal) in SIZES.items():
            shots = Shots.of(count)
            runs = _in_turns([ours, bare, careless], shots)
            cpu = [median(run.cpu_ms for run in each) for each in runs]
            yield Figure(f"reports.cpu.{size}", goal, cpu[0], cpu[1], BARE, UNIT)
            yield Figure(f"reports.durable.{size}", 1.2, cpu[0], cpu[2], "the same without a sync", UNIT)
            middle, slow = (quantiles(_took(runs[0]), n=20)[at] for at in (9, 18))
            bares = quantiles(_took(runs[1]), n=20)
            about = f"bare: p50 {bares[9]:.1f}, p95 {bares[18]:.1f} ms"
            yield Figure(
                f"reports.latency.{size}",
                2.0,
                slow,
                middle,
                "p50 of the same run",
                "ms, p95 / p50",
                about=about,
            )


def _in_turns(servers: list[Inspectors], shots: Shots) -> list[list[Run]]:
    """Short runs in turns, so that whatever else the machine does meets all alike; the first warms up."""
    times = [_that_fit(server, shots) for server in servers]
    rounds = [
        [server.report(shots, often) for server, often in zip(servers, times, strict=True)]
        for _ in range(ROUNDS)
    ]
    return [list(column) for column in zip(*rounds, strict=True)]


def _that_fit(server: Inspectors, shots: Shots) -> int:
    server.report(shots, AT_ONCE)
    took = sum(server.report(shots, 2 * AT_ONCE).took_ms) / AT_ONCE / 1000
    return max(2, round(SECONDS / ROUNDS / took * 2)) * AT_ONCE


def _took(runs: list[Run]) -> list[float]:
    return [ms for run in runs for ms in run.took_ms]


def _servers(stack: ExitStack, folder: Path) -> Iterator[tuple[Server, str]]:
    """Ours, the bare one and ours without syncing, each with the cookie of an inspector."""
    prepare(folder)
    make_bare(folder)
    settings: dict[str, dict[str, str]] = {"ours": {}, "careless": {"BENCH_NOT_DURABLE": "1"}}
    for name, more in settings.items():
        shutil.copytree(folder, folder / name, ignore=shutil.ignore_patterns("ours", "bare*"))
        url = f"sqlite:///{folder / name}/xuncheng.db"
        more |= {"XUNCHENG_RENDER_AHEAD": "0"}
        server = stack.enter_context(serving(url, folder / name, None, **more))
        if name == "careless":
            port, pid = stack.enter_context(running("tests.bench.bare_server", str(folder)))
            yield Server(port, pid, None), ""
        yield server, server.signed_in("inspector").cookie


def _inspectors(stack: ExitStack, server: tuple[Server, str]) -> Inspectors:
    return stack.enter_context(closing(Inspectors(*server)))


def make_bare(folder: Path) -> None:
    """Make ``bare.db`` and ``one_report.json`` for the bare server, from a report filed on a prepared bureau."""
    database = folder / "xuncheng.db"
    trial = folder / "trial"
    trial.mkdir()
    _copy(database, folder / "bare.db")
    _copy(database, trial / "xuncheng.db")
    said = file_one(settings_in(trial))
    before, after = rows_of(folder / "bare.db"), rows_of(trial / "xuncheng.db")
    rows = {name: rows for name, rows in added(before, after).items() if name not in OF_THE_WAY_IN}
    (folder / "one_report.json").write_text(json.dumps(said | {"rows": rows}))


def file_one(settings: Settings) -> dict[str, str]:
    """File one report; its id, its photo's hash and its number."""
    with TestClient(create_app(settings)) as client:
        inspector = Someone(client, "inspector")
        digest, case_id = inspector.send_photo(photo(seed=1)), str(uuid4())
        answer = inspector.http.put(f"/api/cases/{case_id}", json=report_body(digest))
        assert answer.status_code == 201, answer.text
        return {"id": case_id, "sha256": digest, "number": answer.json()["number"]}


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)

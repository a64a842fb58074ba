"""What the inbox and its counters cost, beside the same pages written plainly: one JSON object a line.

``BENCH_ROWS`` cases (1,000,000) on ``BENCH_BACKENDS`` (sqlite,postgresql); growth is measured against
``BENCH_AGAINST`` cases (a fifth). Filled databases are kept in ``BENCH_DIR``. Every figure is a median of nine
runs of the CPU of the service and of the database behind it, never of the clock on the wall.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from fastapi.testclient import TestClient

from app.main import create_app
from tests.bench.bureaus import FilledBureau, filled
from tests.bench.measuring import Client, Request, cpu_ms, serving
from tests.bureau import Someone, settings_in
from tests.statements import statements

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
AGAINST = int(os.environ.get("BENCH_AGAINST", str(ROWS // 5)))
BACKENDS = os.environ.get("BENCH_BACKENDS", "sqlite,postgresql").split(",")
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
"""How long each figure may be measured, warming up left out."""


@dataclass(frozen=True)
class Page:
    """A page of the inbox: who opens it, and how it is narrowed and sorted."""

    name: str
    username: str
    query: str


PAGES = (
    Page("command_one_state", "command", "state=DISPATCHED&sort=due_at"),
    Page("command_closed_newest", "command", "state=CLOSED&sort=-reported_at"),
    Page("dispatcher_in_hand", "dispatcher-zfdd", "state=DISPATCHED&state=ACCEPTED&state=REWORK&sort=due_at"),
    Page("dispatcher_everything", "dispatcher-zfdd", "sort=-due_at"),
)
COUNTS = (
    Page("command", "command", ""),
    Page("dispatcher", "dispatcher-zfdd", ""),
    Page("command_one_type", "command", "category=LL2-02"),
)
GOALS = {"inbox": 0.3, "counts": 0.1, "growth": 1.2, "statements": 10}


def main() -> None:
    """Measure and print."""
    for backend in BACKENDS:
        with filled(backend, ROWS) as bureau, filled(backend, AGAINST) as smaller:
            for figure in chain(_ratios(bureau), _statements(bureau), _growth(bureau, smaller)):
                _print(backend, figure)


@dataclass(frozen=True)
class Figure:
    """Our cost, the baseline's, and what goal the quotient is held to."""

    name: str
    goal: str
    ours: float
    baseline: float
    baseline_name: str
    unit: str = "CPU ms, service and database"


def _ratios(bureau: FilledBureau) -> Iterator[Figure]:
    """Pages and counters against the plain routes, on the same server, one after the other."""
    with serving(bureau.url, bureau.folder, bureau.database_pid) as server:
        for page in PAGES:
            who = server.signed_in(page.username)
            yield _compared(who, "inbox", page, "/cases", "limit=50&", "ORM objects and response_model")
        for page in COUNTS:
            who = server.signed_in(page.username)
            yield _compared(who, "counts", page, "/cases/counts", "", "GROUP BY")


def _compared(who: Client, goal: str, page: Page, path: str, query: str, baseline: str) -> Figure:
    paths = (f"{prefix}{path}?{query}{page.query}" for prefix in ("/api", "/bench/plain"))
    ours, plain = cpu_ms([Request(who, path) for path in paths], SECONDS)
    return Figure(f"{goal}.{page.name}", goal, ours, plain, baseline)


def _growth(bureau: FilledBureau, smaller: FilledBureau) -> Iterator[Figure]:
    """Our own pages on the full bureau against those on a smaller one."""
    with (
        serving(bureau.url, bureau.folder, bureau.database_pid) as server,
        serving(smaller.url, smaller.folder, smaller.database_pid) as other,
    ):
        for page in PAGES:
            path = f"/api/cases?limit=50&{page.query}"
            ours, less = cpu_ms(
                [Request(at.signed_in(page.username), path) for at in (server, other)], SECONDS
            )
            yield Figure(f"growth.{page.name}", "growth", ours, less, f"{AGAINST:,} cases")


def _statements(bureau: FilledBureau) -> Iterator[Figure]:
    """SQL statements of a page of 50 cases, against those of a page of one."""
    with TestClient(create_app(settings_in(bureau.folder, bureau.url))) as running:
        for page in PAGES:
            someone = Someone(running, page.username)
            many, one = (_sent(running, someone, page, limit) for limit in (50, 1))
            yield Figure(
                f"statements.{page.name}", "statements", many, one, "a page of one", "SQL statements"
            )


def _sent(running: TestClient, someone: Someone, page: Page, limit: int) -> int:
    database = running.app.state.database  # type: ignore[attr-defined]  # the app is a FastAPI
    with statements(database) as sent:
        someone.http.get(f"/api/cases?limit={limit}&{page.query}").raise_for_status()
    return len(sent)


def _print(backend: str, figure: Figure) -> None:
    is_count = figure.goal == "statements"
    value = figure.ours if is_count else figure.ours / figure.baseline
    goal = GOALS[figure.goal]
    note = f"{ROWS:,} cases; goal ≤ {goal}: {'met' if value <= goal else 'NOT met'}"
    line = {
        "name": f"{backend}.{figure.name}",
        "value": round(value, 3),
        "unit": figure.unit if is_count else f"ours / baseline ({figure.unit})",
        "ours": round(figure.ours, 3),
        "baseline": round(figure.baseline, 3),
        "baseline_name": figure.baseline_name,
        "note": note,
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)  # noqa: T201  (figures go to standard output)


if __name__ == "__main__":
    main()

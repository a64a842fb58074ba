"""What the inbox and its counters cost, beside the same pages written plainly, and how that grows.

``BENCH_ROWS`` cases (1,000,000) on ``BENCH_BACKENDS``; growth is measured against ``BENCH_AGAINST`` cases (a
fifth). Filled databases are kept in ``BENCH_DIR``. Every figure is a median of nine runs of the CPU of the
service and of the database behind it, never of the clock on the wall.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from fastapi.testclient import TestClient

from app.main import create_app
from tests.bench.bureaus import FilledBureau, filled
from tests.bench.figure import BACKENDS, SECONDS, Figure
from tests.bench.measuring import Client, Request, cpu_ms, serving
from tests.bureau import Someone, settings_in
from tests.statements import statements

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
AGAINST = int(os.environ.get("BENCH_AGAINST", str(ROWS // 5)))


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


def figures() -> Iterator[Figure]:
    """Pages and counters against plain ones, statements a page, and growth."""
    yield from _on_each(
        lambda bureau, smaller: chain(_ratios(bureau), _sent(bureau), _growth(bureau, smaller))
    )


def growth() -> Iterator[Figure]:
    """Growth alone, for bureaus on which the plain pages would take for ever."""
    yield from _on_each(_growth)


def _on_each(measure: Callable[[FilledBureau, FilledBureau], Iterator[Figure]]) -> Iterator[Figure]:
    for backend in BACKENDS:
        with filled(backend, ROWS) as bureau, filled(backend, AGAINST) as smaller:
            for figure in measure(bureau, smaller):
                yield replace(figure, name=f"{backend}.{figure.name}", about=f"{ROWS:,} cases")


def _ratios(bureau: FilledBureau) -> Iterator[Figure]:
    """Pages and counters against the plain routes, on the same server, in turns."""
    with serving(bureau.url, bureau.folder, bureau.database_pid) as server:
        for page in PAGES:
            costs = _beside_plain(server.signed_in(page.username), f"/cases?limit=50&{page.query}")
            yield Figure(f"inbox.{page.name}", 0.3, *costs, "ORM objects and response_model")
        for page in COUNTS:
            costs = _beside_plain(server.signed_in(page.username), f"/cases/counts?{page.query}")
            yield Figure(f"counts.{page.name}", 0.1, *costs, "GROUP BY")


def _beside_plain(who: Client, path: str) -> tuple[float, float]:
    ours, plain = cpu_ms([Request(who, f"{prefix}{path}") for prefix in ("/api", "/bench/plain")], SECONDS)
    return ours, plain


def _growth(bureau: FilledBureau, smaller: FilledBureau) -> Iterator[Figure]:
    """Our own pages on the full bureau against those on a smaller one."""
    with (
        serving(bureau.url, bureau.folder, bureau.database_pid) as server,
        serving(smaller.url, smaller.folder, smaller.database_pid) as other,
    ):
        for page in PAGES:
            path = f"/api/cases?limit=50&{page.query}"
            requests = [Request(at.signed_in(page.username), path) for at in (server, other)]
            ours, less = cpu_ms(requests, SECONDS)
            yield Figure(f"growth.{page.name}", 1.2, ours, less, f"{AGAINST:,} cases")


def _sent(bureau: FilledBureau) -> Iterator[Figure]:
    """SQL statements of a page of 50 cases, beside those of a page of one."""
    with TestClient(create_app(settings_in(bureau.folder, bureau.url))) as running:
        for page in PAGES:
            someone = Someone(running, page.username)
            many, one = (_statements(running, someone, page, limit) for limit in (50, 1))
            yield Figure(
                f"statements.{page.name}", 10, many, one, "a page of one", "SQL statements", absolute=True
            )


def _statements(running: TestClient, someone: Someone, page: Page, limit: int) -> int:
    database = running.app.state.database  # type: ignore[attr-defined]  # the app is a FastAPI
    with statements(database) as sent:
        someone.http.get(f"/api/cases?limit={limit}&{page.query}").raise_for_status()
    return len(sent)

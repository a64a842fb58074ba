"""The bench compares like with like: the plain routes answer what ours answer, on bureaus that verify."""

import pytest

from app.cases.counters import drift
from app.core.clock import now
from app.notices.versions import Versions
from tests.bench.filling import fill
from tests.bench.inbox import COUNTS, PAGES
from tests.bench.plain import router
from tests.bureau import Bureau


@pytest.fixture
def filled(bureau: Bureau) -> Bureau:
    """A bureau filled as the bench fills it."""
    fill(bureau.database, Versions(bureau.database).in_force, 10_000, now())
    bureau.app.include_router(router)
    return bureau


def test_queues_and_counters_of_a_filled_bureau_are_in_step(filled: Bureau) -> None:
    with filled.database.reading() as session:
        assert list(drift(session)) == []


def test_plain_pages_show_what_ours_show(filled: Bureau) -> None:
    for page in PAGES:
        http = filled[page.username].http
        ours = http.get(f"/api/cases?limit=50&{page.query}").json()["items"]
        plain = http.get(f"/bench/plain/cases?limit=50&{page.query}").json()["items"]

        assert ours, page
        assert [row["id"] for row in plain] == [row["id"] for row in ours], page
        assert plain[0].keys() == ours[0].keys()


def test_plain_counters_count_what_ours_count(filled: Bureau) -> None:
    for page in COUNTS:
        http = filled[page.username].http
        plain = http.get(f"/bench/plain/cases/counts?{page.query}").json()

        assert plain == http.get(f"/api/cases/counts?{page.query}").json(), page
        assert sum(plain["by_state"].values()) > 0

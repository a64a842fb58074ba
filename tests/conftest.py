"""Fixtures: a bureau, prepared once and copied for every test, on SQLite or PostgreSQL.

What leans on the database (``ON_BOTH``) runs on both; the rest on SQLite, or all of it on the one that
``XUNCHENG_TEST_DATABASE`` names.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from app.core.clock import set_clock
from tests.bureau import Bureau, open_bureau, prepare
from tests.journeys.serving import launch
from tests.postgres import Postgres, running_postgres
from tests.s3 import S3, running_s3

HERE = Path(__file__).parent
settings.register_profile("the same everywhere", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "the same everywhere"))
ON_BOTH = (
    "assessments/",
    "cases/",
    "core/",
    "journal/",
    "live/",
    "map/test_telling_again.py",
    "map/test_tiles.py",
    "people/test_guessing_at_once.py",
    "photos/test_coming_back.py",
    "seals/",
    "house/test_migrations.py",
    "http/test_odd_addresses.py",
)
ON_ONE = ("cases/test_table_of_moves.py", "cases/test_workflow.py", "cases/test_time_and_help.py")
"""Long walks through code that does not care which database it is."""
ON_POSTGRES = ("cases/test_one_sweeper.py", "journal/test_months.py", "photos/test_claims.py")
"""What several processes do at one database, and partitions: SQLite has neither."""
BACKENDS = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Say on which databases a test runs that wants one."""
    if "backend" not in metafunc.fixturenames:
        return
    chosen = os.environ.get("XUNCHENG_TEST_DATABASE")
    if chosen is not None and chosen not in BACKENDS:
        raise pytest.UsageError(f"XUNCHENG_TEST_DATABASE is one of {', '.join(BACKENDS)}")
    place = Path(metafunc.definition.path).relative_to(HERE).as_posix()
    on_both = place.startswith(ON_BOTH) and not place.startswith(ON_ONE)
    backends = [chosen] if chosen else BACKENDS if on_both else BACKENDS[:1]
    if place.startswith(ON_POSTGRES):
        backends = BACKENDS[1:]
    metafunc.parametrize("backend", backends, scope="session")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started for the first test that needs one."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """An S3 server, started for the first test that needs one."""
    with running_s3() as server:
        yield server


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bureau in which nothing has happened yet."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture(scope="session")
def prepared_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same as a PostgreSQL database to copy."""
    name = postgres.new_database()
    prepare(tmp_path_factory.mktemp("prepared-postgres"), postgres.url(name))
    return name


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.new_database()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def bureau(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bureau]:
    """A bureau of the test's own."""
    if backend == "sqlite":
        with open_bureau(request.getfixturevalue("prepared"), tmp_path / "bureau") as opened:
            yield opened
        return
    template: str = request.getfixturevalue("prepared_postgres")
    server: Postgres = request.getfixturevalue("postgres")
    name = server.new_database(template)
    with open_bureau(None, tmp_path / "bureau", server.url(name)) as opened:
        yield opened
    server.drop(name)


OPENED: list[Browser] = []
"""The browser of this process, once a test has wanted one."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        opened = launch(playwright)
        OPENED.append(opened)
        yield opened
        opened.close()


@pytest.fixture(autouse=True, scope="module")
def _no_page_left_open() -> Iterator[None]:
    """A page with a camera or a map draws on for as long as it is open, and slows whatever comes after it."""
    yield
    for opened in OPENED:
        for context in opened.contexts:
            context.close()


@pytest.fixture(autouse=True)
def _no_page_of_the_last_test_left_open() -> Iterator[None]:
    """The same from test to test, but for the pages that the tests of a file share."""
    shared = [context for opened in OPENED for context in opened.contexts]
    yield
    for opened in OPENED:
        for context in opened.contexts:
            if context not in shared:
                context.close()


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    """Whoever turned the clock, it is put back."""
    yield
    set_clock(None)

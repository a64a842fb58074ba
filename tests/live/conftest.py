"""A server of the test's own, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.config import Settings
from app.live.following import Pace
from tests.bureau import settings_in
from tests.live.listening import TownHall, open_town_hall
from tests.postgres import Postgres


@pytest.fixture
def pace() -> Pace:
    """As in service, but that the journal is not looked at now and then: somebody has to say that it grew."""
    return Pace(look=600)


@pytest.fixture
def hall_settings(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """The settings of a prepared bureau."""
    folder = tmp_path / "bureau"
    if backend == "sqlite":
        shutil.copytree(request.getfixturevalue("prepared"), folder)
        yield settings_in(folder)
        return
    template: str = request.getfixturevalue("prepared_postgres")
    server: Postgres = request.getfixturevalue("postgres")
    name = server.new_database(template)
    yield settings_in(folder, server.url(name))
    server.drop(name)


@pytest.fixture
def hall(hall_settings: Settings, pace: Pace) -> Iterator[TownHall]:
    """The server, running."""
    with open_town_hall(hall_settings, pace) as opened:
        yield opened

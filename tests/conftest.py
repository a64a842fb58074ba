"""Fixtures: a bureau, prepared once and copied for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.clock import set_clock
from tests.bureau import Bureau, open_bureau, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bureau in which nothing has happened yet."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture
def bureau(prepared: Path, tmp_path: Path) -> Iterator[Bureau]:
    """A bureau of the test's own."""
    with open_bureau(prepared, tmp_path / "bureau") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    """Whoever turned the clock, it is put back."""
    yield
    set_clock(None)

"""One browser for all journeys; a server for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.serving import served


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A bureau that serves, with nothing in it yet."""
    with served(tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo as ``make run`` shows it, with its synthetic cases."""
    with served(tmp_path_factory.mktemp("demo"), demo_cases=60) as running:
        yield running

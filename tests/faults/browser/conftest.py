"""One server for all stories, a faulty proxy and a phone for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.browser.faulty_proxy import FaultyProxy, faulty_proxy
from tests.faults.browser.inspecting import Story
from tests.journeys.serving import served


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bureau keeps its database and its photos."""
    return tmp_path_factory.mktemp("stories")


@pytest.fixture(scope="session")
def server(office: Path) -> Iterator[str]:
    """A bureau that serves, with nothing in it yet."""
    with served(office) as running:
        yield running


@dataclass
class Line:
    """The browser's way to the server."""

    address: str
    proxy: FaultyProxy


@pytest.fixture
def line(server: str) -> Iterator[Line]:
    """A way of its own, on which nothing fails yet."""
    with faulty_proxy(server) as (address, proxy):
        yield Line(address, proxy)


@pytest.fixture
def story(server: str, line: Line, tmp_path: Path) -> Story:
    """A story about photos that nobody has taken before."""
    return Story(server, line.address, tmp_path)

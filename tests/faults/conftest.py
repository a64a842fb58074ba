"""A nursery for servers, a bureau to copy, and the figures of a full run at its end."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bureau import prepare
from tests.faults.nursery import Nursery, open_nursery
from tests.faults.running_bureau import enter_people

FIGURE = "figure"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """The process that servers are forked from."""
    with open_nursery() as opened:
        yield opened


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared bureau with people who are not of the demo."""
    folder = tmp_path_factory.mktemp("staffed")
    enter_people(prepare(folder))
    return folder


@pytest.fixture
def folder(staffed: Path, tmp_path: Path) -> Path:
    """A bureau of the test's own, not yet serving."""
    return shutil.copytree(staffed, tmp_path / "bureau")


@pytest.fixture
def tell(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Callable[[str], None]:
    """Say a figure, to be shown when the run ends."""
    return lambda sentence: record_property(FIGURE, f"{request.node.name}: {sentence}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what the tests found in figures."""
    figures = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == FIGURE and report.when == "call"
    ]
    if figures:
        terminalreporter.section("faults")
        for figure in figures:
            terminalreporter.write_line(figure)

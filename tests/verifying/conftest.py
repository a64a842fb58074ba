"""Everything is done once; each test has a copy of what has come of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.clock import set_clock
from tests.bureau import open_bureau
from tests.verifying.whole_bureau import Whole, everything_done


@pytest.fixture(scope="session")
def done(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder of a bureau in which everything has been done, closed again, and its cases."""
    folder = tmp_path_factory.mktemp("everything")
    try:
        with open_bureau(prepared, folder) as bureau:
            return folder, everything_done(bureau).cases
    finally:
        set_clock(None)


@pytest.fixture
def whole(done: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Whole]:
    """A copy of one's own."""
    folder, cases = done
    with open_bureau(folder, tmp_path / "whole") as bureau:
        yield Whole(bureau, cases)

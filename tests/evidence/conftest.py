"""One pack for all who only look at it."""

from pathlib import Path

import pytest

from tests.bureau import open_bureau
from tests.evidence.stories import Files, a_proved_case, files_in


@pytest.fixture(scope="session")
def files(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of an honest pack. Change none: forgers make a dictionary of their own."""
    with open_bureau(prepared, tmp_path_factory.mktemp("evidence")) as bureau:
        return files_in(a_proved_case(bureau).pack())

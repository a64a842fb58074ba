"""A bureau with some life in it, to be backed up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bureau import open_bureau
from tests.keeping.backing_up import busy


@pytest.fixture
def small(prepared: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A bureau on SQLite and a disk, as the command line finds it."""
    with open_bureau(prepared, tmp_path / "bureau") as bureau:
        busy(bureau)
        yield {
            "XUNCHENG_DATABASE_URL": bureau.settings.database_url,
            "XUNCHENG_BLOB_URL": bureau.settings.blob_url,
        }

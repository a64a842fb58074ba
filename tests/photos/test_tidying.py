"""What broken uploads leave behind goes after a while, and nothing else does."""

import os
import time
from pathlib import Path

import pytest

import app.reactions
from app.photos.store import DAY_S, DiskStore
from tests.bureau import open_bureau

PATIENCE_S = 10


def left_behind(root: Path, place: str, days: float) -> Path:
    """A file of that age."""
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xff\xd8\xff half a photo")
    then = time.time() - days * DAY_S
    os.utime(path, (then, then))
    return path


def test_the_running_service_removes_old_leftovers_and_keeps_what_may_still_be_wanted(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.reactions, "PAUSE_SECONDS", 0.02)
    blobs = tmp_path / "bureau" / "blobs"
    crashed = left_behind(blobs, "incoming/tmpabc", days=1.1)
    given_up = left_behind(blobs, "partial/somebody/" + "0" * 64, days=7.1)
    kept = [
        left_behind(blobs, "incoming/tmpdef", days=0.9),
        left_behind(blobs, "partial/somebody/" + "1" * 64, days=6.9),
        left_behind(blobs, "originals/22/22/" + "2" * 64, days=3_000),
        left_behind(blobs, "renditions/22/22/" + "2" * 64 + ".thumb", days=3_000),
    ]

    with open_bureau(prepared, tmp_path / "bureau") as bureau:
        assert isinstance(bureau.app.state.store, DiskStore)
        give_up = time.monotonic() + PATIENCE_S
        while (crashed.exists() or given_up.exists()) and time.monotonic() < give_up:
            time.sleep(0.02)

    assert not crashed.exists()
    assert not given_up.exists()
    assert all(path.exists() for path in kept)

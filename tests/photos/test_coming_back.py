"""A store that is away for a while is not an end: what could not be rendered is tried again."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from app.core.clock import now, set_clock
from app.photos.developing import LEASE, LONGEST_PAUSE, PAUSE, Developer
from app.photos.facts import PhotoFacts
from app.photos.models import Photo
from app.photos.records import note_facts
from app.photos.rendering import Renderer
from app.photos.store import DiskStore
from tests.bureau import Bureau
from tests.waiting import wait_for


@contextmanager
def developing(bureau: Bureau) -> Iterator[Developer]:
    developer = Developer(bureau.database, Renderer(bureau.app.state.store))
    developer.start()
    yield developer
    developer.stop()


def is_examined(bureau: Bureau, sha256: str) -> bool:
    with bureau.database.reading() as session:
        found = session.get(Photo, sha256)
        return found is not None and found.examined_at is not None


def turn_by(pause: timedelta) -> None:
    later = now() + pause
    set_clock(lambda: later)


def failures(caplog: pytest.LogCaptureFixture) -> int:
    return sum("could not be rendered" in record.message for record in caplog.records)


def test_a_photo_is_rendered_once_its_file_is_back(bureau: Bureau, caplog: pytest.LogCaptureFixture) -> None:
    store = bureau.app.state.store
    assert isinstance(store, DiskStore)
    sha256 = bureau["inspector"].take_photo()
    there = store.path(sha256)
    away = there.rename(there.with_suffix(".away"))
    turn_by(timedelta())

    with developing(bureau) as developer:
        for tries, pause in enumerate((PAUSE, 2 * PAUSE), start=1):
            wait_for(lambda: failures(caplog) == tries)  # noqa: B023  (asked at once)
            turn_by(pause - timedelta(seconds=1))
            developer.wake()
            time.sleep(0.1)
            assert failures(caplog) == tries
            turn_by(timedelta(seconds=1))
            if tries == 2:
                away.rename(there)
            developer.wake()
        wait_for(lambda: is_examined(bureau, sha256))


def test_a_disk_that_was_full_for_a_moment_does_not_end_the_work(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver says so itself: what is written plainly goes past SQLAlchemy."""
    refused: list[str] = []

    def full(_session: object, _facts: object, sha256: str, _at: object) -> None:
        refused.append(sha256)
        raise sqlite3.OperationalError("database or disk is full")

    sha256 = bureau["inspector"].take_photo()
    monkeypatch.setattr("app.photos.developing.note_facts", full)
    with developing(bureau) as developer:
        wait_for(lambda: sha256 in refused)
        monkeypatch.undo()
        turn_by(LEASE)  # on PostgreSQL it is this process's until then
        developer.wake()
        wait_for(lambda: is_examined(bureau, sha256))


def test_one_photo_that_nobody_can_write_down_holds_up_no_other(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    odd, sound = (bureau["inspector"].take_photo(seed=seed) for seed in (1, 2))

    def noted(session: Session, facts: PhotoFacts, sha256: str, at: datetime) -> None:
        if sha256 == odd:
            raise OverflowError("date value out of range")
        note_facts(session, facts, sha256, at)

    monkeypatch.setattr("app.photos.developing.note_facts", noted)
    with developing(bureau):
        wait_for(lambda: is_examined(bureau, sound))
    assert not is_examined(bureau, odd)
    assert f"photo {odd} could not be rendered" in caplog.text


def test_the_pause_grows_no_longer_than_an_hour(bureau: Bureau, caplog: pytest.LogCaptureFixture) -> None:
    store = bureau.app.state.store
    sha256 = bureau["inspector"].take_photo()
    store.path(sha256).unlink()
    turn_by(timedelta())

    with developing(bureau) as developer:
        for tries in range(1, 10):
            wait_for(lambda: failures(caplog) == tries)  # noqa: B023  (asked at once)
            turn_by(LONGEST_PAUSE)
            developer.wake()

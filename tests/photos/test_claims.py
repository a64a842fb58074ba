"""Several processes render the photos of one bureau: each takes others, and what a killed one had is not forgotten."""

import time
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from app.core.clock import now, set_clock
from app.core.db import Database
from app.photos.developing import LEASE, Developer
from app.photos.facts import PhotoFacts
from app.photos.models import Photo
from app.photos.records import claim, note_facts
from app.photos.rendering import Renderer
from tests.bureau import Bureau


def arrive(bureau: Bureau, count: int) -> list[str]:
    """So many photos that nobody has looked at, by hash."""
    return [bureau["inspector"].take_photo(seed=number) for number in range(count)]


def take(bureau: Bureau, most: int, but: tuple[str, ...] = ()) -> list[str]:
    with bureau.database.writing() as session:
        return claim(session, most, but, now() + LEASE)


def test_whoever_comes_second_gets_others_and_after_the_lease_the_rest(bureau: Bureau) -> None:
    hashes = arrive(bureau, 5)

    first, second, third = take(bureau, 2), take(bureau, 2), take(bureau, 2)

    assert sorted(first + second + third) == sorted(hashes)
    assert take(bureau, 9) == []
    with bureau.database.writing() as session:
        note_facts(session, PhotoFacts(1), first[0], now())
    later = now() + LEASE + timedelta(seconds=1)
    set_clock(lambda: later)
    assert sorted(take(bureau, 9, (first[1],))) == sorted(second + third)


def test_nobody_waits_for_a_claim_that_is_being_made(bureau: Bureau) -> None:
    hashes = arrive(bureau, 3)
    with bureau.database.writing() as slow:
        held = claim(slow, 2, (), now() + LEASE)
        [other] = take(bureau, 9)
    assert sorted([*held, other]) == sorted(hashes)


class Counting(Renderer):
    """A renderer that writes down what it was given."""

    given: list[str]

    def submit(self, sha256: str) -> Any:
        self.given.append(sha256)
        return super().submit(sha256)


def test_two_processes_render_each_photo_once(bureau: Bureau) -> None:
    hashes = arrive(bureau, 12)
    renderers = [Counting(bureau.app.state.store) for _ in range(2)]
    for renderer in renderers:
        renderer.given = []
    databases = [Database(bureau.settings.database_url) for _ in renderers]
    developers = [Developer(*both) for both in zip(databases, renderers, strict=True)]
    for developer in developers:
        developer.start()
    try:
        until_examined(bureau, hashes)
    finally:
        for developer in developers:
            developer.stop()
        for database in databases:
            database.dispose()
    assert sorted(one for renderer in renderers for one in renderer.given) == sorted(hashes)


def until_examined(bureau: Bureau, hashes: list[str]) -> None:
    waiting = select(func.count()).where(col(Photo.sha256).in_(hashes), col(Photo.examined_at).is_(None))
    deadline = time.monotonic() + 60
    while True:
        with bureau.database.reading() as session:
            if session.execute(waiting).scalar_one() == 0:
                return
        assert time.monotonic() < deadline, "not all were rendered within 60 s"
        time.sleep(0.1)

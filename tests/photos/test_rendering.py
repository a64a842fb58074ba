"""Photos are rendered in children: what hurts one photo hurts no other, and never the server."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.photos.facts import Flag, PhotoFacts
from app.photos.rendering import DarkroomClosed, Renderer
from app.photos.store import DiskStore, MissingBlob
from tests.photos.making import jpeg, png_claiming

CODE = Path(__file__).parents[2]
PATIENCE_S = 60


@pytest.fixture
def store(tmp_path: Path) -> DiskStore:
    return DiskStore(tmp_path)


@pytest.fixture
def renderer(store: DiskStore) -> Iterator[Renderer]:
    with ExitStack() as ending:
        made = Renderer(store, time_limit_s=20)
        ending.callback(made.stop)
        made.start()
        yield made


def put(store: DiskStore, data: bytes) -> str:
    key = hashlib.sha256(data).hexdigest()
    with store.begin(key) as incoming:
        incoming.write(data)
        return incoming.finish().sha256


def rendered(renderer: Renderer, store: DiskStore, data: bytes) -> PhotoFacts:
    return renderer.submit(put(store, data)).result(PATIENCE_S)


def children() -> set[int]:
    """The darkrooms that this process has started."""
    listing = subprocess.run(
        ["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(maxsplit=2) for line in listing.splitlines()]
    return {int(pid) for pid, parent, args in rows if parent == str(os.getpid()) and "darkroom" in args}


def test_a_photo_gets_its_facts_and_renditions(renderer: Renderer, store: DiskStore) -> None:
    photo = jpeg()
    facts = rendered(renderer, store, photo)
    assert (facts.media_type, facts.width, facts.height, facts.bytes) == ("image/jpeg", 800, 600, len(photo))
    key = hashlib.sha256(photo).hexdigest()
    assert store.has_rendition(key, "screen")
    with store.open_rendition(key, "thumb") as thumb:
        assert thumb.read(3) == b"\xff\xd8\xff"


def test_an_undecodable_photo_has_facts_but_no_renditions(renderer: Renderer, store: DiskStore) -> None:
    broken = jpeg()[:90]
    facts = rendered(renderer, store, broken)
    assert Flag.UNDECODABLE in facts.flags
    assert not store.has_rendition(hashlib.sha256(broken).hexdigest(), "thumb")


def test_a_bomb_is_flagged_and_the_next_photo_is_rendered(renderer: Renderer, store: DiskStore) -> None:
    assert Flag.BOMB in rendered(renderer, store, png_claiming(60_000, 60_000)).flags
    assert rendered(renderer, store, jpeg()).can_be_shown


def test_a_photo_needing_too_much_memory_is_flagged_and_the_next_is_rendered(store: DiskStore) -> None:
    renderer = Renderer(store, memory_bytes=400 * 1024 * 1024)
    renderer.start()
    try:
        heavy = png_claiming(9_990, 9_990)  # within the pixels allowed, beyond this memory
        assert Flag.TOO_HEAVY in rendered(renderer, store, heavy).flags
        assert rendered(renderer, store, jpeg()).can_be_shown
    finally:
        renderer.stop()


def test_a_hang_is_cut_short_and_the_next_photo_is_rendered(store: DiskStore) -> None:
    renderer = Renderer(store, time_limit_s=2)
    renderer.start()
    try:
        assert rendered(renderer, store, jpeg()).can_be_shown
        (child,) = children()
        os.kill(child, signal.SIGSTOP)  # to the server this looks like any endless loop
        stuck = jpeg(640, 480)
        assert Flag.TOO_SLOW in rendered(renderer, store, stuck).flags
        assert children() == set()
        assert rendered(renderer, store, stuck).can_be_shown
    finally:
        renderer.stop()


def test_a_child_that_died_of_another_cause_is_replaced(renderer: Renderer, store: DiskStore) -> None:
    assert rendered(renderer, store, jpeg()).can_be_shown
    (child,) = children()
    os.kill(child, signal.SIGKILL)
    assert rendered(renderer, store, jpeg(640, 480)).can_be_shown
    assert children().isdisjoint({child})


def test_a_photo_that_kills_every_child_is_flagged_and_the_next_is_rendered(store: DiskStore) -> None:
    renderer = Renderer(store, memory_bytes=600 * 1024 * 1024)
    renderer.start()
    try:
        deadly = store.original_path("d" * 64)  # no child can even read it; no server would take it
        deadly.parent.mkdir(parents=True)
        deadly.write_bytes(jpeg())
        os.truncate(deadly, 2**31)
        assert Flag.CRASHED in renderer.submit(deadly.name).result(PATIENCE_S).flags
        assert rendered(renderer, store, jpeg()).can_be_shown
    finally:
        renderer.stop()


def test_an_unknown_photo_is_missing(renderer: Renderer) -> None:
    with pytest.raises(MissingBlob):
        renderer.submit("0" * 64).result(PATIENCE_S)


def test_stopping_gives_back_what_is_unfinished(store: DiskStore) -> None:
    renderer = Renderer(store)
    renderer.start()
    keys = [put(store, jpeg(edge, edge)) for edge in range(900, 930)]
    futures: list[Future[PhotoFacts]] = [renderer.submit(key) for key in keys]
    futures[0].result(PATIENCE_S)
    renderer.stop()
    assert children() == set()
    assert isinstance(futures[-1].exception(PATIENCE_S), DarkroomClosed)
    with pytest.raises(DarkroomClosed):
        renderer.submit(keys[0])
    renderer.stop()


def test_the_child_brings_in_the_pipeline_and_nothing_else_of_ours() -> None:
    code = "import sys, app.photos.darkroom; print(*sorted(m for m in sys.modules if m.split('.')[0] in "
    code += "{'app', 'fastapi', 'sqlalchemy', 'sqlmodel', 'pydantic'}))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CODE)
    ours = {"darkroom", "ends", "exif", "facts", "kinds", "lookalike", "pipeline"}
    assert set(seen.stdout.split()) == {"app", "app.photos", *(f"app.photos.{name}" for name in ours)}


def test_the_server_does_not_bring_in_the_decoders() -> None:
    code = "import sys, app.photos.rendering; print('PIL' in sys.modules, 'pillow_heif' in sys.modules)"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CODE)
    assert seen.stdout.split() == ["False", "False"]

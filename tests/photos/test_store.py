"""Originals are kept whole, under their own hash, or not at all."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.photos.store import (
    BlobStore,
    DiskStore,
    HashMismatch,
    MissingBlob,
    NotAKey,
    Stored,
    StoreUnfit,
    TooLarge,
    WrongOffset,
)

PHOTO = bytes(range(256)) * 3000
KEY = hashlib.sha256(PHOTO).hexdigest()
CODE = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> DiskStore:
    kept: BlobStore = DiskStore(tmp_path / "data" / "blobs", max_bytes=len(PHOTO))
    assert isinstance(kept, DiskStore)
    return kept


def put(store: DiskStore, data: bytes = PHOTO, key: str = KEY, piece: int = 65_536) -> Stored:
    with store.begin(key) as incoming:
        for at in range(0, len(data), piece):
            incoming.write(data[at : at + piece])
        return incoming.finish()


def leftovers(store: DiskStore) -> list[Path]:
    """Files that are neither originals nor renditions."""
    return [p for folder in ("incoming", "partial") for p in (store.root / folder).rglob("*") if p.is_file()]


def test_a_photo_is_found_again_under_its_hash_whole_and_read_only(store: DiskStore) -> None:
    assert not store.exists(KEY)
    assert put(store) == Stored(KEY, len(PHOTO), is_new=True)
    assert store.exists(KEY)
    assert store.size(KEY) == len(PHOTO)
    with store.open(KEY) as original:
        assert original.read() == PHOTO
    with store.local(KEY) as path:
        assert path == store.path(KEY) == store.root / "originals" / KEY[:2] / KEY
        assert path.stat().st_mode & 0o777 == 0o440
    assert list(store.each()) == [KEY]
    assert not leftovers(store)


def test_what_an_earlier_version_kept_in_its_deeper_folders_is_found_and_stays_there(
    store: DiskStore,
) -> None:
    before = store.root / "originals" / KEY[:2] / KEY[2:4] / KEY
    before.parent.mkdir(parents=True)
    before.write_bytes(PHOTO)
    put(store, b"new", other := hashlib.sha256(b"new").hexdigest())
    assert store.path(KEY) == before
    assert sorted(store.each()) == sorted([KEY, other])
    assert not put(store).is_new
    assert sorted(store.each()) == sorted([KEY, other])
    store.remove(KEY)
    assert list(store.each()) == [other]


def test_the_same_photo_twice_is_the_same_photo(store: DiskStore) -> None:
    assert put(store).is_new
    assert not put(store).is_new
    assert list(store.each()) == [KEY]


def test_twenty_phones_may_send_the_same_photo_at_once(store: DiskStore) -> None:
    with ThreadPoolExecutor(20) as phones:
        stored = list(phones.map(lambda piece: put(store, piece=piece), range(5_000, 25_000, 1_000)))
    assert {one.sha256 for one in stored} == {KEY}
    assert store.path(KEY).read_bytes() == PHOTO
    assert not leftovers(store)


def test_other_bytes_than_announced_leave_nothing(store: DiskStore) -> None:
    with pytest.raises(HashMismatch) as wrong:
        put(store, PHOTO[:-1])
    assert wrong.value.actual == hashlib.sha256(PHOTO[:-1]).hexdigest()
    assert not store.exists(KEY)
    assert not leftovers(store)


def test_one_byte_too_many_is_refused_while_it_comes(store: DiskStore) -> None:
    with pytest.raises(TooLarge):
        put(store, PHOTO + b"x")
    with store.resume("alice", KEY, 0) as going_on, pytest.raises(TooLarge):
        going_on.write(PHOTO + b"x")
    assert not store.exists(KEY)


@pytest.mark.parametrize("name", ["", "abc", KEY.upper(), KEY + "0", "../" + KEY[3:], KEY[:-1] + "\n"])
def test_only_a_hash_is_a_name(name: str, store: DiskStore) -> None:
    for use in (store.begin, store.exists, store.path, lambda n: store.resume("alice", n, 0)):
        with pytest.raises(NotAKey):
            use(name)
    with pytest.raises(NotAKey):
        store.put_rendition(KEY, "../thumb", b"")


def test_a_photo_that_is_not_here_is_missing(store: DiskStore) -> None:
    with pytest.raises(MissingBlob):
        store.open(KEY)
    with pytest.raises(MissingBlob):
        store.size(KEY)
    with pytest.raises(MissingBlob):
        store.open_rendition(KEY, "thumb")
    with pytest.raises(MissingBlob):
        store.complete("alice", KEY)


class TestAnUploadThatBreaksOff:
    """Alice walks into a tunnel."""

    def test_goes_on_where_it_stopped(self, store: DiskStore) -> None:
        with store.begin(KEY) as incoming:
            incoming.write(PHOTO[:1000])
            assert incoming.keep("alice") == 1000
        assert store.partial_offset("alice", KEY) == 1000
        with store.resume("alice", KEY, 1000) as going_on:
            going_on.write(PHOTO[1000:5000])
            assert going_on.keep() == 5000
        with store.resume("alice", KEY, store.partial_offset("alice", KEY)) as going_on:
            going_on.write(PHOTO[5000:])
            assert going_on.keep() == len(PHOTO)
        assert not store.exists(KEY)
        assert store.complete("alice", KEY) == Stored(KEY, len(PHOTO), is_new=True)
        assert store.path(KEY).read_bytes() == PHOTO
        assert not leftovers(store)

    @pytest.mark.parametrize("offset", [0, 999, 1001])
    def test_does_not_go_on_elsewhere(self, offset: int, store: DiskStore) -> None:
        with store.resume("alice", KEY, 0) as begun:
            begun.write(PHOTO[:1000])
            begun.keep()
        with pytest.raises(WrongOffset) as wrong:
            store.resume("alice", KEY, offset)
        assert wrong.value.offset == 1000

    def test_is_nobody_elses(self, store: DiskStore) -> None:
        with store.resume("alice", KEY, 0) as begun:
            begun.write(PHOTO)
            begun.keep()
        assert store.partial_offset("bob", KEY) == 0
        with pytest.raises(MissingBlob):
            store.complete("bob", KEY)

    def test_keeps_what_came_though_the_connection_just_died(self, store: DiskStore) -> None:
        with store.resume("alice", KEY, 0) as begun:
            begun.write(PHOTO[:1234])
        assert store.partial_offset("alice", KEY) == 1234

    def test_keeps_the_longer_of_two_attempts(self, store: DiskStore) -> None:
        for length, reached in ((5000, 5000), (1000, 5000), (7000, 7000)):
            with store.begin(KEY) as incoming:
                incoming.write(PHOTO[:length])
                assert incoming.keep("alice") == reached

    def test_starts_anew_when_the_whole_is_not_the_photo(self, store: DiskStore) -> None:
        with store.resume("alice", KEY, 0) as begun:
            begun.write(b"x" + PHOTO[1:])
            begun.keep()
        with pytest.raises(HashMismatch):
            store.complete("alice", KEY)
        assert store.partial_offset("alice", KEY) == 0
        assert not store.exists(KEY)

    def test_cannot_be_written_to_by_a_late_twin_once_complete(self, store: DiskStore) -> None:
        with store.resume("alice", KEY, 0) as begun:
            begun.write(PHOTO[:-1])
            begun.keep()
        twin = store.resume("alice", KEY, len(PHOTO) - 1)
        with store.resume("alice", KEY, len(PHOTO) - 1) as going_on:
            going_on.write(PHOTO[-1:])
            going_on.keep()
        store.complete("alice", KEY)
        with twin:
            twin.write(b"!")
        assert store.path(KEY).read_bytes() == PHOTO


PUT_SLOWLY = """
import sys
from pathlib import Path
from app.photos.store import DiskStore

photo = bytes(range(256)) * 3000
with DiskStore(Path(sys.argv[1])).begin(sys.argv[2]) as incoming:
    for at in range(0, len(photo), 1000):
        incoming.write(photo[at : at + 1000])
        print(at, flush=True)
        if at > 100_000:
            sys.stdin.readline()
    incoming.finish()
"""


def test_a_server_killed_in_the_middle_leaves_no_photo_and_its_rest_is_swept(store: DiskStore) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PUT_SLOWLY, str(store.root), KEY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=CODE,
    ) as server:
        assert server.stdout
        while int(server.stdout.readline()) <= 100_000:
            pass
        server.send_signal(signal.SIGKILL)
    assert not store.exists(KEY)
    assert len(leftovers(store)) == 1
    assert store.sweep(time.time()) == 0
    assert store.sweep(time.time() + 90_000) == 1
    assert not leftovers(store)
    assert put(store).is_new


def test_sweeping_keeps_evidence_and_young_uploads(store: DiskStore) -> None:
    put(store)
    store.put_rendition(KEY, "thumb", b"small")
    with store.resume("alice", KEY, 0) as begun:
        begun.write(b"half")
        begun.keep()
    day = 86_400
    assert store.sweep(time.time() + 2 * day) == 0
    assert store.sweep(time.time() + 8 * day) == 1
    assert store.exists(KEY)
    assert store.has_rendition(KEY, "thumb")


def test_a_rendition_is_replaced_whole(store: DiskStore) -> None:
    assert not store.has_rendition(KEY, "screen")
    for data in (b"first", b"second, longer"):
        store.put_rendition(KEY, "screen", data)
        with store.open_rendition(KEY, "screen") as rendition:
            assert rendition.read() == data
    assert not leftovers(store)


def test_a_fit_store_says_nothing_and_leaves_nothing(store: DiskStore) -> None:
    store.self_check()
    assert not leftovers(store)
    assert not list(store.each())


def test_a_store_that_cannot_write_says_where(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreUnfit, match=r"file/blobs.*check"):
        DiskStore(tmp_path / "file" / "blobs").self_check()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_ends_in_an_error_and_no_photo(store: DiskStore) -> None:
    with store.begin(KEY) as incoming:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, incoming._fd)  # the disk fills up behind the open file
        os.close(full)
        with pytest.raises(OSError, match="No space left"):
            incoming.write(PHOTO)
    assert not store.exists(KEY)
    assert not leftovers(store)

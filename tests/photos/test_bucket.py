"""Photos in a bucket: the same promise as on a disk, kept over the wire by a real S3 server."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from app.photos.blobs import BlobStore, HashMismatch, MissingBlob, StoreAway, StoreUnfit, TooLarge
from app.photos.moving import broken_originals, copy_originals
from app.photos.s3 import BucketStore
from app.photos.store import DiskStore
from tests.s3 import S3, running_s3

PHOTO = bytes(range(256)) * 3000
KEY = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def store(s3: S3, tmp_path: Path) -> BucketStore:
    kept: BlobStore = BucketStore(s3.new_bucket(), tmp_path / "landing", max_bytes=len(PHOTO))
    assert isinstance(kept, BucketStore)
    return kept


def put(store: BlobStore, data: bytes = PHOTO, key: str = KEY) -> bool:
    with store.begin(key) as incoming:
        for at in range(0, len(data), 65_536):
            incoming.write(data[at : at + 65_536])
        return incoming.finish().is_new


def landed(store: BucketStore) -> list[Path]:
    """What still lies on this machine."""
    return [path for path in store.root.rglob("*") if path.is_file()]


def quiet(_count: int) -> None:
    """Nobody watches."""


def test_a_photo_is_in_the_bucket_when_it_is_stored_and_nothing_of_it_is_left_here(
    store: BucketStore, s3: S3
) -> None:
    assert put(store)
    assert not put(store)

    assert s3.read(store.address, f"originals/{KEY[:2]}/{KEY[2:4]}/{KEY}") == PHOTO
    assert store.exists(KEY)
    assert store.size(KEY) == len(PHOTO)
    assert list(store.each()) == [KEY]
    with store.open(KEY) as original:
        assert original.read(10) + original.read() == PHOTO
    with store.local(KEY) as path:
        assert path.read_bytes() == PHOTO
    assert not landed(store)


def test_what_is_not_the_photo_never_reaches_the_bucket(store: BucketStore) -> None:
    with pytest.raises(HashMismatch):
        put(store, PHOTO[:-1])
    with pytest.raises(TooLarge):
        put(store, PHOTO + b"x")
    for ask in (store.open, store.size):
        with pytest.raises(MissingBlob):
            ask(KEY)

    assert list(store.each()) == []
    assert not landed(store)


def test_an_upload_that_breaks_off_goes_on_and_ends_in_the_bucket(store: BucketStore) -> None:
    with store.begin(KEY) as incoming:
        incoming.write(PHOTO[:1000])
        assert incoming.keep("alice") == 1000
    with store.resume("alice", KEY, store.partial_offset("alice", KEY)) as going_on:
        going_on.write(PHOTO[1000:])
        assert going_on.keep() == len(PHOTO)

    assert not store.exists(KEY)
    assert store.complete("alice", KEY).is_new
    assert store.exists(KEY)
    assert not landed(store)


def test_renditions_are_kept_replaced_and_go_with_their_original(store: BucketStore) -> None:
    put(store)
    for data in (b"first", b"second, longer"):
        store.put_rendition(KEY, "thumb", data)
        with store.open_rendition(KEY, "thumb") as rendition:
            assert rendition.read() == data
    assert not store.has_rendition(KEY, "screen")

    store.remove(KEY)
    store.remove(KEY)

    assert not store.exists(KEY)
    assert not store.has_rendition(KEY, "thumb")


def test_two_stores_share_a_bucket_under_their_prefixes(store: BucketStore, tmp_path: Path) -> None:
    other = BucketStore(replace(store.address, prefix="another/bureau"), tmp_path / "other")
    put(other)

    assert list(other.each()) == [KEY]
    assert not store.exists(KEY)


def test_a_fit_store_says_nothing_and_leaves_nothing(store: BucketStore, s3: S3) -> None:
    store.self_check()

    assert not landed(store)
    assert s3.names(store.address) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"bucket": "nobodys"}, "no such bucket"),
        ({"secret_key": "not the secret"}, "refuses our key"),
        ({"endpoint": "http://127.0.0.1:9"}, "does not answer"),
    ],
)
def test_an_unfit_store_says_what_is_wrong(
    store: BucketStore, tmp_path: Path, wrong: dict[str, str], sentence: str
) -> None:
    with pytest.raises(StoreUnfit, match=sentence):
        BucketStore(replace(store.address, **wrong), tmp_path / "landing").self_check()


def test_a_store_that_has_gone_keeps_nothing_and_takes_the_photo_when_it_is_back(tmp_path: Path) -> None:
    home = tmp_path / "s3"
    home.mkdir()
    with running_s3(home=home) as server:
        address = server.new_bucket()
    store = BucketStore(address, tmp_path / "landing")
    with pytest.raises(StoreAway):
        put(store)
    assert not landed(store)

    with running_s3(port=int(address.endpoint.rpartition(":")[2]), home=home):
        assert put(store)
        assert store.exists(KEY)


def test_originals_move_from_disk_to_bucket_and_back_and_an_interrupted_move_goes_on(
    store: BucketStore, tmp_path: Path
) -> None:
    disk = DiskStore(tmp_path / "disk")
    photos = {hashlib.sha256(data).hexdigest(): data for data in (b"one", b"two", b"three")}
    for key, data in photos.items():
        put(disk, data, key)
    first = min(photos)
    copy_originals(disk, store, [first], quiet)

    went_on = copy_originals(disk, store, disk.each(), quiet)
    back = copy_originals(store, DiskStore(tmp_path / "back"), store.each(), quiet)

    assert (went_on.copied, went_on.there, went_on.faults) == (2, 1, [])
    assert back.copied == len(photos)
    assert sorted(store.each()) == sorted(DiskStore(tmp_path / "back").each()) == sorted(photos)
    assert broken_originals(store, store.each(), quiet).there == len(photos)


def test_one_flipped_bit_is_not_moved_and_is_found(store: BucketStore, s3: S3, tmp_path: Path) -> None:
    put(store)
    s3.overwrite(store.address, f"originals/{KEY[:2]}/{KEY[2:4]}/{KEY}", b"\1" + PHOTO[1:])
    target = DiskStore(tmp_path / "target")

    moved = copy_originals(store, target, store.each(), quiet)
    seen = broken_originals(store, [KEY, "0" * 64], quiet)

    assert moved.copied == 0
    assert KEY in moved.faults[0]
    assert list(target.each()) == []
    assert ["内容被改动" in seen.faults[0], "不见了" in seen.faults[1]] == [True, True]


def test_a_damaged_copy_in_the_target_is_put_right_by_moving_again(tmp_path: Path) -> None:
    source, target = DiskStore(tmp_path / "source"), DiskStore(tmp_path / "target")
    put(source)
    copy_originals(source, target, [KEY], quiet)
    target.path(KEY).chmod(0o640)
    target.path(KEY).write_bytes(b"\1" + PHOTO[1:])

    assert copy_originals(source, target, [KEY], quiet).copied == 1
    assert target.path(KEY).read_bytes() == PHOTO

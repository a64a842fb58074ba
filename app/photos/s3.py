"""The store of photos in a bucket of any S3 store.

Keys are ``originals/ab/cd/<sha256>`` and ``renditions/ab/cd/<sha256>.<name>``, below the address's prefix.
What is on its way in lands on this machine (``landing``); an upload is finished when the bucket has taken it
whole, so a 2xx never rests on this machine's disk. The same bytes have the same key: no conditional write is
needed. Requests carry the SHA-256 of what they bring, which the store checks.
"""

import io
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast

import obstore
from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store as Bucket

from app.photos.blobs import MissingBlob, StoreAway, StoreUnfit, checked_key, checked_rendition
from app.photos.durable import write_all
from app.photos.landing import Arriving, Landing

CONNECT_SECONDS, ANSWER_SECONDS, TRY_AGAIN_SECONDS = 3, 30, 10
PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bucket is, and as whom to go there; without a key the machine's own identity is used."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = ""

    def open(self) -> Bucket:
        """The bucket; nothing is asked of it yet."""
        said = {
            "endpoint": self.endpoint,
            "access_key_id": self.access_key,
            "secret_access_key": self.secret_key,
        }
        return Bucket(
            self.bucket,
            prefix=self.prefix or None,
            config={  # type: ignore[arg-type]  # which keys are in it is only known here
                "region": self.region,
                "checksum_algorithm": "SHA256",
                **{name: value for name, value in said.items() if value},
            },
            client_options={
                "timeout": timedelta(seconds=ANSWER_SECONDS),
                "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                "allow_http": self.endpoint.startswith("http://"),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=TRY_AGAIN_SECONDS)},
        )


class BucketStore(Landing):
    """A bucket that keeps the promise (see ``BlobStore``); ``landing`` is a folder of this machine."""

    def __init__(self, address: Address, landing: Path, max_bytes: int | None = None) -> None:
        super().__init__(landing, max_bytes)
        self.address = address
        self._bucket = address.open()

    def begin(self, sha256: str) -> "BucketIncoming":
        """Expect the blob of that name. Raises NotAKey, OSError."""
        return BucketIncoming(self, checked_key(sha256))

    def put(self, sha256: str, file: Path) -> bool:
        """Bring a verified file; whether it is new. Raises StoreAway, StoreUnfit."""
        is_new = not self.exists(sha256)
        with asking():  # what is there already is replaced: that mends what a bucket has let rot
            obstore.put(self._bucket, _original(sha256), file, use_multipart=False)
        return is_new

    def exists(self, sha256: str) -> bool:
        """Whether the original is here. Raises StoreAway."""
        return self._is_there(_original(sha256))

    def size(self, sha256: str) -> int:
        """Its length in bytes. Raises MissingBlob, StoreAway."""
        with asking():
            return obstore.head(self._bucket, _original(sha256))["size"]

    def put_at(self, sha256: str) -> float:
        """When it was last put here, by the store's clock, as Unix time. Raises MissingBlob, StoreAway."""
        with asking():
            return obstore.head(self._bucket, _original(sha256))["last_modified"].timestamp()

    def open(self, sha256: str) -> BinaryIO:
        """The original for reading, as it comes over the line. Raises MissingBlob, StoreAway."""
        return self._read(_original(sha256))

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """A copy of the original on this machine. Raises MissingBlob, StoreAway, OSError."""
        fd, path = self.temporary()
        try:
            with self.open(sha256) as original:
                while piece := original.read(PIECE_BYTES):
                    write_all(fd, piece)
            yield path
        finally:
            os.close(fd)
            path.unlink(missing_ok=True)

    def each(self) -> Iterator[str]:
        """The names of all originals, in no order. Raises StoreAway."""
        with asking():
            for page in obstore.list(self._bucket, "originals"):
                yield from (meta["path"].rpartition("/")[2] for meta in page)

    def remove(self, sha256: str) -> None:
        """Remove an original and its renditions; harmless where there are none. Raises StoreAway."""
        with asking():
            folder = _rendition(sha256, "any").rpartition("/")[0]
            renditions = [meta["path"] for page in obstore.list(self._bucket, folder) for meta in page]
            for path in [*(p for p in renditions if f"/{sha256}." in p), _original(sha256)]:
                if self._is_there(path):
                    obstore.delete(self._bucket, path)

    def put_rendition(self, sha256: str, name: str, data: bytes) -> None:
        """Keep (or replace) a rendition, whole or not at all. Raises StoreAway."""
        path = _rendition(sha256, name)
        with asking():
            obstore.put(self._bucket, path, data, use_multipart=False)

    def has_rendition(self, sha256: str, name: str) -> bool:
        """Whether that rendition is here. Raises StoreAway."""
        return self._is_there(_rendition(sha256, name))

    def open_rendition(self, sha256: str, name: str) -> BinaryIO:
        """The rendition for reading. Raises MissingBlob, StoreAway."""
        return self._read(_rendition(sha256, name))

    def self_check(self) -> None:
        """Write, read and delete a probe in the bucket. Raises StoreUnfit, which says what refused."""
        probe, said = f"probes/{secrets.token_hex(8)}", secrets.token_bytes(32)
        self._trying("write to", lambda: obstore.put(self._bucket, probe, said, use_multipart=False))
        heard = self._trying("read from", lambda: bytes(obstore.get(self._bucket, probe).bytes()))
        if heard != said:
            raise StoreUnfit(f"{self._where} gives back other bytes than it was given")
        self._trying("delete in", lambda: obstore.delete(self._bucket, probe))
        try:
            fd, temporary = self.temporary()
            os.close(fd)
            temporary.unlink()
        except OSError as why:
            raise StoreUnfit(f"photos on their way cannot land in {self.root}: {why.strerror}") from why

    def _trying(self, what: str, step: Callable[[], object]) -> object:
        try:
            with asking():
                return step()
        except MissingBlob as why:
            raise StoreUnfit(f"cannot {what} {self._where}: there is no such bucket") from why
        except StoreUnfit as why:
            raise type(why)(f"cannot {what} {self._where}: {why}") from why

    @property
    def _where(self) -> str:
        return f"the bucket {self.address.bucket} at {self.address.endpoint or 'its endpoint'}"

    def _is_there(self, path: str) -> bool:
        try:
            with asking():
                obstore.head(self._bucket, path)
        except MissingBlob:
            return False
        return True

    def _read(self, path: str) -> BinaryIO:
        with asking():
            coming = obstore.get(self._bucket, path).stream(min_chunk_size=PIECE_BYTES)
        return cast(BinaryIO, io.BufferedReader(_Coming(iter(coming)), PIECE_BYTES))


@contextmanager
def asking() -> Iterator[None]:
    """What the store's client raises, in our words. Raises MissingBlob, StoreUnfit, StoreAway."""
    try:
        yield
    except (NotFoundError, FileNotFoundError) as why:
        raise MissingBlob("there is no such object") from why
    except (PermissionDeniedError, UnauthenticatedError) as why:
        raise StoreUnfit("the store refuses our key") from why
    except BaseError as why:
        raise StoreAway(f"the store does not answer as a store does ({_first_line(why)})") from why


def _first_line(why: BaseException) -> str:
    return str(why).strip().partition("\n")[0][:200]


class BucketIncoming(Arriving):
    """A blob on its way into a ``BucketStore``; see ``Incoming``."""

    def __init__(self, store: BucketStore, expected: str) -> None:
        super().__init__(store, expected)
        self._store = store

    def _put_away(self, sha256: str) -> bool:
        return self._store.put(sha256, self._path)


class _Coming(io.RawIOBase):
    """An object's bytes as they come over the line."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]  # what a reader gives
        while not self._rest:
            with asking():
                piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(bytes(piece))
        count = min(len(into), len(self._rest))
        into[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _original(sha256: str) -> str:
    return f"originals/{checked_key(sha256)[:2]}/{sha256[2:4]}/{sha256}"


def _rendition(sha256: str, name: str) -> str:
    return f"renditions/{checked_key(sha256)[:2]}/{sha256[2:4]}/{sha256}.{checked_rendition(name)}"

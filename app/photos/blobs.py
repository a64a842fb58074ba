"""What a store of photos promises, whatever it is made of.

A blob is named by the SHA-256 of its bytes (64 lower-case hexadecimal digits). The same bytes may be
put any number of times, by any number of people at once: it is the same blob. Nothing half-written is
ever to be found under its final name, and ``finish`` returns only when the bytes would survive a power
cut. All calls block, and may raise StoreAway where the store is not of this machine; an asynchronous caller
runs them in a thread.
"""

# A refusal is named after what is wrong, as in the contract (WrongOffset), not after being an error:
# ruff: noqa: N818

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

Chunk = bytes | bytearray | memoryview

_SHA256 = re.compile(r"[0-9a-f]{64}")
_RENDITION = re.compile(r"[a-z][a-z0-9_]{0,31}")


class BlobError(Exception):
    """Any refusal of a store."""


class NotAKey(BlobError, ValueError):
    """A name that is no SHA-256, or no name of a rendition."""


class HashMismatch(BlobError):
    """The bytes that came are not the bytes that were announced; they have been thrown away."""

    def __init__(self, expected: str, actual: str) -> None:
        super().__init__(f"expected {expected}, received {actual}")
        self.expected = expected
        self.actual = actual


class WrongOffset(BlobError):
    """An upload was to go on elsewhere than where it stopped: at byte ``offset``."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the upload goes on at byte {offset}")
        self.offset = offset


class TooLarge(BlobError):
    """More than ``limit`` bytes came."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class MissingBlob(BlobError, LookupError):
    """There is no such blob, rendition or unfinished upload."""


class StoreUnfit(BlobError):
    """The store cannot keep its promise; the message says what to mend."""


class StoreFull(StoreUnfit):
    """There is no room left."""


class StoreAway(StoreUnfit, OSError):
    """The store does not answer, or not as a store does. Nothing was kept; the same may be tried again."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A blob safely kept: its name, its length, and whether this put was the first."""

    sha256: str
    bytes: int
    is_new: bool


class Incoming(Protocol):
    """A blob on its way in. Leaving its ``with`` block without ``finish`` or ``keep`` throws it away."""

    received: int

    def write(self, chunk: Chunk) -> None:
        """Take the next bytes. Raises TooLarge, OSError (disk full)."""

    def finish(self) -> Stored:
        """Keep for good. Raises HashMismatch, OSError; then nothing is left behind."""

    def keep(self, owner: str) -> int:
        """Keep what came so far, for ``owner`` to go on later; the offset in bytes to go on from."""

    def abandon(self) -> None:
        """Throw away. Harmless after any other ending."""

    def __enter__(self) -> "Incoming": ...
    def __exit__(self, *_: object) -> None: ...


class Continuation(Protocol):
    """A broken upload that goes on. Whatever was written stays, however the block is left."""

    offset: int

    def write(self, chunk: Chunk) -> None:
        """Take the next bytes. Raises TooLarge, OSError."""

    def keep(self) -> int:
        """Make all that came durable; the offset in bytes reached."""

    def __enter__(self) -> "Continuation": ...
    def __exit__(self, *_: object) -> None: ...


class BlobStore(Protocol):
    """Originals and their renditions."""

    def begin(self, sha256: str) -> Incoming:
        """Expect the blob of that name. Raises NotAKey."""

    def partial_offset(self, owner: str, sha256: str) -> int:
        """Bytes that ``owner`` has already sent of an unfinished upload; 0 if there is none."""

    def begun(self, owner: str, sha256: str, most: int) -> bytes:
        """The first bytes (``most`` at most) of an unfinished upload. Raises MissingBlob."""

    def drop(self, owner: str, sha256: str) -> None:
        """Throw an unfinished upload away; harmless where there is none."""

    def resume(self, owner: str, sha256: str, offset: int) -> Continuation:
        """Go on at ``offset`` (0 starts one). Raises WrongOffset, NotAKey."""

    def complete(self, owner: str, sha256: str, *, is_end: bool = True) -> Stored:
        """All has been sent. Raises MissingBlob, and HashMismatch, after which ``owner`` starts at 0.

        Where it is not certain that this was the end (``is_end=False``), a mismatch leaves what came.
        """

    def exists(self, sha256: str) -> bool:
        """Whether the original is here."""

    def size(self, sha256: str) -> int:
        """Its length in bytes. Raises MissingBlob."""

    def put_at(self, sha256: str) -> float:
        """When it was last put here, as Unix time. Raises MissingBlob."""

    def open(self, sha256: str) -> BinaryIO:
        """The original for reading. Raises MissingBlob."""

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """The original as a file on this machine, for as long as the block lasts. Raises MissingBlob."""

    def each(self) -> Iterator[str]:
        """The names of all originals, in no order."""

    def remove(self, sha256: str) -> None:
        """Remove an original and its renditions for good, as a rule of retention says; twice is harmless."""

    def put_rendition(self, sha256: str, name: str, data: bytes) -> None:
        """Keep (or replace) what was derived from an original. It can be made again, so it may be lost."""

    def has_rendition(self, sha256: str, name: str) -> bool:
        """Whether that rendition is here."""

    def open_rendition(self, sha256: str, name: str) -> BinaryIO:
        """The rendition for reading. Raises MissingBlob."""

    def sweep(self, now: float) -> int:
        """Remove what crashes and given-up uploads left long ago (``now``: Unix time); how many went.

        Never touches originals or renditions. Raises OSError.
        """

    def self_check(self) -> None:
        """Try whether the promise can be kept. Raises StoreUnfit."""


def checked_key(sha256: str) -> str:
    """``sha256`` itself, if it is one. Raises NotAKey: as keys become paths, nothing else may pass."""
    if not _SHA256.fullmatch(sha256):
        raise NotAKey(f"not a SHA-256 in lower-case hexadecimal: {sha256[:80]!r}")
    return sha256


def checked_rendition(name: str) -> str:
    """``name`` itself, if it can name a rendition. Raises NotAKey."""
    if not _RENDITION.fullmatch(name):
        raise NotAKey(f"not a name of a rendition: {name[:80]!r}")
    return name

"""The store of photos in a folder of this machine's disk (POSIX).

Below the root: ``originals/ab/cd/<sha256>``, ``renditions/ab/cd/<sha256>.<name>``, ``incoming/`` for what is
being written, ``partial/<owner>/<sha256>`` for uploads that broke off. All on one filesystem, so that a
finished file only ever appears whole, by a rename.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.core.disk import Refusal, is_full, refusal
from app.photos.blobs import (
    BlobError,
    BlobStore,
    Chunk,
    HashMismatch,
    MissingBlob,
    NotAKey,
    Stored,
    StoreFull,
    StoreUnfit,
    TooLarge,
    WrongOffset,
    checked_key,
    checked_rendition,
)
from app.photos.durable import DurableFolders, write_all
from app.photos.resuming import DiskContinuation

__all__ = [
    "BlobError",
    "BlobStore",
    "DiskIncoming",
    "DiskStore",
    "HashMismatch",
    "MissingBlob",
    "NotAKey",
    "StoreUnfit",
    "Stored",
    "TooLarge",
    "WrongOffset",
]

DAY_S = 86_400
ORIGINAL_MODE = stat.S_IRUSR | stat.S_IRGRP  # evidence is never written to again, not even by us
_COPY_BYTES = 1024 * 1024


class DiskStore:
    """A folder that keeps its promise (see ``BlobStore``); ``max_bytes`` bounds one original."""

    def __init__(self, root: Path, max_bytes: int | None = None) -> None:
        self.root = root.absolute()
        self.max_bytes = max_bytes
        self.folders = DurableFolders(self.root)

    def begin(self, sha256: str) -> "DiskIncoming":
        """Expect the blob of that name. Raises NotAKey, OSError."""
        return DiskIncoming(self, checked_key(sha256))

    def partial_offset(self, owner: str, sha256: str) -> int:
        """Bytes that ``owner`` has already sent of an unfinished upload; 0 if there is none."""
        try:
            return self.partial_path(owner, sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def resume(self, owner: str, sha256: str, offset: int) -> "DiskContinuation":
        """Go on at byte ``offset`` (0 starts one). Raises WrongOffset, NotAKey, OSError."""
        path = self.partial_path(owner, sha256)
        reached = self.partial_offset(owner, sha256)
        if offset != reached:
            raise WrongOffset(reached)
        self.folders.ensure(path.parent)
        return DiskContinuation(path, offset, self.max_bytes)

    def complete(self, owner: str, sha256: str, *, is_end: bool = True) -> Stored:
        """All has been sent. Raises MissingBlob, and HashMismatch, after which ``owner`` starts at 0.

        Where it is not certain that this was the end (``is_end=False``), a mismatch leaves what came.

        The bytes are copied once more: a slow twin of the upload may still hold the partial file open, and
        nobody may be able to write to an original.
        """
        path = self.partial_path(owner, sha256)
        try:
            with path.open("rb") as partial, self.begin(sha256) as incoming:
                while chunk := partial.read(_COPY_BYTES):
                    incoming.write(chunk)
                stored = incoming.finish()
        except FileNotFoundError:
            raise MissingBlob(f"no unfinished upload of {sha256}") from None
        except (HashMismatch, TooLarge):
            if is_end:
                path.unlink(missing_ok=True)
            raise
        path.unlink(missing_ok=True)
        return stored

    def exists(self, sha256: str) -> bool:
        """Whether the original is here."""
        return self.original_path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Its length in bytes. Raises MissingBlob."""
        return self.path(sha256).stat().st_size

    def path(self, sha256: str) -> Path:
        """The original's file. Raises MissingBlob."""
        return _present(self.original_path(sha256))

    def open(self, sha256: str) -> BinaryIO:
        """The original for reading. Raises MissingBlob."""
        return self.path(sha256).open("rb")

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """The original as a file on this machine. Raises MissingBlob."""
        yield self.path(sha256)

    def each(self) -> Iterator[str]:
        """The names of all originals, in no order."""
        for path in (self.root / "originals").glob("??/??/*"):
            yield path.name

    def put_rendition(self, sha256: str, name: str, data: bytes) -> None:
        """Keep (or replace) a rendition. Whole or not at all; the name itself may be lost in a power cut."""
        final = self._rendition_path(sha256, name)
        self.folders.ensure(final.parent)
        fd, temporary = self.temporary()
        try:
            write_all(fd, data)
            os.fsync(fd)
            temporary.replace(final)
        finally:
            os.close(fd)
            temporary.unlink(missing_ok=True)

    def has_rendition(self, sha256: str, name: str) -> bool:
        """Whether that rendition is here."""
        return self._rendition_path(sha256, name).is_file()

    def rendition_path(self, sha256: str, name: str) -> Path:
        """The rendition's file. Raises MissingBlob."""
        return _present(self._rendition_path(sha256, name))

    def open_rendition(self, sha256: str, name: str) -> BinaryIO:
        """The rendition for reading. Raises MissingBlob."""
        return self.rendition_path(sha256, name).open("rb")

    def sweep(self, now: float, incoming_age_s: float = DAY_S, partial_age_s: float = 7 * DAY_S) -> int:
        """Remove what was left by crashes and given-up uploads (ages in seconds, ``now`` as Unix time).

        Returns how many files went. Never touches originals or renditions.
        """
        limits = [(self.root / "incoming", incoming_age_s), (self.root / "partial", partial_age_s)]
        gone = 0
        for folder, age_s in limits:
            for path in [p for p in folder.rglob("*") if p.is_file()]:
                with suppress(FileNotFoundError):  # it was finished meanwhile
                    if path.stat().st_mtime < now - age_s:
                        path.unlink()
                        gone += 1
        return gone

    def self_check(self) -> None:
        """Write, sync and rename a probe from where blobs arrive to where they stay. Raises StoreUnfit."""
        probe = self.root / "originals" / f".probe-{os.getpid()}"
        try:
            fd, temporary = self.temporary()
            try:
                write_all(fd, b"probe")
                os.fsync(fd)
                self.folders.place(temporary, probe)
            finally:
                os.close(fd)
                temporary.unlink(missing_ok=True)
                probe.unlink(missing_ok=True)
        except OSError as why:
            if refusal(why) is Refusal.FULL:
                raise StoreFull(f"the disk of {self.root} is full") from why
            raise StoreUnfit(
                f"cannot keep photos in {self.root}: {why.strerror}; check its owner and disk"
            ) from why
        if is_full(self.root):
            raise StoreFull(f"the disk of {self.root} is full")

    def temporary(self) -> tuple[int, Path]:
        """A new file to write in, on the same filesystem: its descriptor and path. Raises OSError."""
        folder = self.root / "incoming"
        self.folders.ensure(folder)
        fd, name = tempfile.mkstemp(dir=folder)
        return fd, Path(name)

    def original_path(self, sha256: str) -> Path:
        """Where the original is, or would be. Raises NotAKey."""
        return self._fan("originals", checked_key(sha256))

    def partial_path(self, owner: str, sha256: str) -> Path:
        """Where an unfinished upload is, or would be. Owners are hashed: any text is safe as a folder."""
        folder = hashlib.sha256(owner.encode()).hexdigest()[:32]
        return self.root / "partial" / folder / checked_key(sha256)

    def _rendition_path(self, sha256: str, name: str) -> Path:
        return self._fan("renditions", checked_key(sha256)).with_suffix("." + checked_rendition(name))

    def _fan(self, kind: str, key: str) -> Path:
        return self.root / kind / key[:2] / key[2:4] / key


class DiskIncoming:
    """A blob on its way into a ``DiskStore``; see ``Incoming``."""

    def __init__(self, store: DiskStore, expected: str) -> None:
        self._store = store
        self._expected = expected
        self._hash = hashlib.sha256()
        self.received = 0
        self._fd, self._path = store.temporary()
        self._ended = False

    def __enter__(self) -> "DiskIncoming":
        return self

    def __exit__(self, *_: object) -> None:
        self.abandon()

    def write(self, chunk: Chunk) -> None:
        """Take the next bytes. Raises TooLarge, OSError."""
        if self._store.max_bytes is not None and self.received + len(chunk) > self._store.max_bytes:
            raise TooLarge(self._store.max_bytes)
        self.received += write_all(self._fd, chunk)
        self._hash.update(chunk)

    def finish(self) -> Stored:
        """Keep for good. Raises HashMismatch, OSError; then nothing is left behind."""
        try:
            actual = self._hash.hexdigest()
            if actual != self._expected:
                raise HashMismatch(self._expected, actual)
            final = self._store.original_path(actual)
            is_new = not final.exists()
            os.fchmod(self._fd, ORIGINAL_MODE)
            os.fsync(self._fd)
            self._store.folders.place(self._path, final)
            return Stored(actual, self.received, is_new)
        finally:
            self.abandon()

    def keep(self, owner: str) -> int:
        """Keep what came so far for ``owner``; the offset to go on from. The longer of two attempts stays."""
        try:
            reached = self._store.partial_offset(owner, self._expected)
            if self.received <= reached:
                return reached
            os.fsync(self._fd)
            self._store.folders.place(self._path, self._store.partial_path(owner, self._expected))
            return self.received
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Throw away. Harmless after any other ending."""
        if not self._ended:
            self._ended = True
            os.close(self._fd)
            self._path.unlink(missing_ok=True)


def _present(path: Path) -> Path:
    if not path.is_file():
        raise MissingBlob(path.name)
    return path

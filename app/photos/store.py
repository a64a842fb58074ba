"""The store of photos in a folder of this machine's disk (POSIX).

Below the root: ``originals/ab/<sha256>``, ``renditions/ab/cd/<sha256>.<name>``, and where they land
(``landing``). All on one filesystem, so that a finished file only ever appears whole, by a rename.

A new folder costs a sync of the one above it before a photo is safe. Originals fan out over 256 folders,
which are soon all there; over 65,536, as they once did, nearly every photo of the first years found none.
What was kept in ``originals/ab/cd/`` is found there and stays.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.core.disk import Refusal, is_full, refusal
from app.photos.blobs import (
    BlobError,
    BlobStore,
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
from app.photos.durable import sync_folder, write_all
from app.photos.landing import DAY_S, Arriving, Landing

__all__ = [
    "DAY_S",
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

ORIGINAL_MODE = stat.S_IRUSR | stat.S_IRGRP  # evidence is never written to again, not even by us


class DiskStore(Landing):
    """A folder that keeps its promise (see ``BlobStore``); ``max_bytes`` bounds one original."""

    def begin(self, sha256: str) -> "DiskIncoming":
        """Expect the blob of that name. Raises NotAKey, OSError."""
        return DiskIncoming(self, checked_key(sha256))

    def exists(self, sha256: str) -> bool:
        """Whether the original is here."""
        return self.original_path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Its length in bytes. Raises MissingBlob."""
        return self.path(sha256).stat().st_size

    def put_at(self, sha256: str) -> float:
        """When it was last put here, as Unix time. Raises MissingBlob."""
        return self.path(sha256).stat().st_mtime

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
        name = "?" * 64
        for fan in ("??", "??/??"):
            for path in (self.root / "originals").glob(f"{fan}/{name}"):
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

    def remove(self, sha256: str) -> None:
        """Remove an original and its renditions; harmless where there are none. Raises OSError."""
        original = self.original_path(sha256)
        for path in [*self._fan("renditions", sha256).parent.glob(f"{sha256}.*"), original]:
            path.unlink(missing_ok=True)
        if original.parent.is_dir():
            sync_folder(original.parent)

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

    def original_path(self, sha256: str) -> Path:
        """Where the original is, or would be. Raises NotAKey."""
        path = self.root / "originals" / checked_key(sha256)[:2] / sha256
        if path.exists():
            return path
        older = self._fan("originals", sha256)
        return older if older.exists() else path

    def _rendition_path(self, sha256: str, name: str) -> Path:
        return self._fan("renditions", checked_key(sha256)).with_suffix("." + checked_rendition(name))

    def _fan(self, kind: str, key: str) -> Path:
        return self.root / kind / key[:2] / key[2:4] / key


class DiskIncoming(Arriving):
    """A blob on its way into a ``DiskStore``; see ``Incoming``."""

    def __init__(self, store: DiskStore, expected: str) -> None:
        super().__init__(store, expected)
        self._store = store

    def _put_away(self, sha256: str) -> bool:
        final = self._store.original_path(sha256)
        is_new = not final.exists()
        os.fchmod(self._fd, ORIGINAL_MODE)
        os.fsync(self._fd)
        self._store.folders.place(self._path, final)
        return is_new


def _present(path: Path) -> Path:
    if not path.is_file():
        raise MissingBlob(path.name)
    return path

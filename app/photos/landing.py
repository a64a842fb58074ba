"""Where blobs land before they are kept: a folder on this machine, whatever the store behind it is made of.

Below the root: ``incoming/`` for what is being written, ``partial/<owner>/<sha256>`` for uploads that broke
off. Several processes of one machine share it; one on another machine starts a broken upload at 0.
"""

import hashlib
import os
import tempfile
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path

from app.photos.blobs import (
    Chunk,
    HashMismatch,
    Incoming,
    MissingBlob,
    Stored,
    TooLarge,
    WrongOffset,
    checked_key,
)
from app.photos.durable import DurableFolders, write_all
from app.photos.resuming import DiskContinuation

DAY_S = 86_400
_COPY_BYTES = 1024 * 1024


class Landing(ABC):
    """The half of a store that takes blobs in; ``max_bytes`` bounds one original."""

    def __init__(self, root: Path, max_bytes: int | None = None) -> None:
        self.root = root.absolute()
        self.max_bytes = max_bytes
        self.folders = DurableFolders(self.root)

    @abstractmethod
    def begin(self, sha256: str) -> Incoming:
        """Expect the blob of that name. Raises NotAKey, OSError."""

    def partial_offset(self, owner: str, sha256: str) -> int:
        """Bytes that ``owner`` has already sent of an unfinished upload; 0 if there is none."""
        try:
            return self.partial_path(owner, sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def begun(self, owner: str, sha256: str, most: int) -> bytes:
        """The first bytes (``most`` at most) of an unfinished upload. Raises MissingBlob."""
        try:
            with self.partial_path(owner, sha256).open("rb") as partial:
                return partial.read(most)
        except FileNotFoundError:
            raise MissingBlob(f"no unfinished upload of {sha256}") from None

    def drop(self, owner: str, sha256: str) -> None:
        """Throw an unfinished upload away; harmless where there is none."""
        self.partial_path(owner, sha256).unlink(missing_ok=True)

    def resume(self, owner: str, sha256: str, offset: int) -> DiskContinuation:
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

    def temporary(self) -> tuple[int, Path]:
        """A new file to write in, on the same filesystem: its descriptor and path. Raises OSError."""
        folder = self.root / "incoming"
        self.folders.ensure(folder)
        fd, name = tempfile.mkstemp(dir=folder)
        return fd, Path(name)

    def partial_path(self, owner: str, sha256: str) -> Path:
        """Where an unfinished upload is, or would be. Owners are hashed: any text is safe as a folder."""
        folder = hashlib.sha256(owner.encode()).hexdigest()[:32]
        return self.root / "partial" / folder / checked_key(sha256)


class Arriving(ABC):
    """A blob on its way in, in a file of its own; see ``Incoming``."""

    def __init__(self, landing: Landing, expected: str) -> None:
        self._landing = landing
        self._expected = expected
        self._hash = hashlib.sha256()
        self.received = 0
        self._fd, self._path = landing.temporary()
        self._ended = False

    def __enter__(self) -> "Arriving":
        return self

    def __exit__(self, *_: object) -> None:
        self.abandon()

    def write(self, chunk: Chunk) -> None:
        """Take the next bytes. Raises TooLarge, OSError."""
        if self._landing.max_bytes is not None and self.received + len(chunk) > self._landing.max_bytes:
            raise TooLarge(self._landing.max_bytes)
        self.received += write_all(self._fd, chunk)
        self._hash.update(chunk)

    def finish(self) -> Stored:
        """Keep for good. Raises HashMismatch, OSError; then nothing is left behind."""
        try:
            actual = self._hash.hexdigest()
            if actual != self._expected:
                raise HashMismatch(self._expected, actual)
            return Stored(actual, self.received, self._put_away(actual))
        finally:
            self.abandon()

    @abstractmethod
    def _put_away(self, sha256: str) -> bool:
        """Keep the verified file under its name, durably; whether it is new. Raises OSError."""

    def keep(self, owner: str) -> int:
        """Keep what came so far for ``owner``; the offset to go on from. The longer of two attempts stays."""
        try:
            reached = self._landing.partial_offset(owner, self._expected)
            if self.received <= reached:
                return reached
            os.fsync(self._fd)
            self._landing.folders.place(self._path, self._landing.partial_path(owner, self._expected))
            return self.received
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Throw away. Harmless after any other ending."""
        if not self._ended:
            self._ended = True
            os.close(self._fd)
            self._path.unlink(missing_ok=True)

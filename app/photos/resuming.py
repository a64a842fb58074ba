"""Going on with an upload that broke off."""

import os
from pathlib import Path

from app.photos.blobs import Chunk, TooLarge
from app.photos.durable import sync_folder, write_all


class DiskContinuation:
    """A broken upload that goes on in a ``DiskStore``; see ``Continuation``.

    It writes at its own place, so that two of them (a dead connection and its successor) write the same
    bytes over each other; should one of them lie, ``complete`` finds out.
    """

    def __init__(self, path: Path, offset: int, max_bytes: int | None) -> None:
        self.offset = offset
        self._path = path
        self._max_bytes = max_bytes
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        self._ended = False

    def __enter__(self) -> "DiskContinuation":
        return self

    def __exit__(self, *_: object) -> None:
        if not self._ended:
            self._ended = True
            os.close(self._fd)

    def write(self, chunk: Chunk) -> None:
        """Take the next bytes. Raises TooLarge, OSError."""
        if self._max_bytes is not None and self.offset + len(chunk) > self._max_bytes:
            raise TooLarge(self._max_bytes)
        self.offset += write_all(self._fd, chunk, at=self.offset)

    def keep(self) -> int:
        """Make all that came durable; the offset in bytes reached. Raises OSError."""
        try:
            os.fsync(self._fd)
            sync_folder(self._path.parent)
        finally:
            self.__exit__()
        return self.offset

"""Files that survive a power cut: written whole under another name, synced, renamed, and the folder synced.

A name in a folder is durable only when the folder itself has been synced, and so on upwards for every
folder that is new (POSIX promises nothing less and nothing more).
"""

import os
from pathlib import Path

from app.photos.blobs import Chunk


def write_all(fd: int, chunk: Chunk, at: int | None = None) -> int:
    """Write the whole chunk, at the current place or at byte ``at``; its length. Raises OSError."""
    view = memoryview(chunk)
    done = 0
    while done < len(view):
        done += os.write(fd, view[done:]) if at is None else os.pwrite(fd, view[done:], at + done)
    return done


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable. Raises OSError."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class DurableFolders:
    """The folders below ``root`` that this process has itself made certain of.

    That a folder exists does not say that it is durable: another process may have made it a moment ago
    and not synced its parent yet. So each process syncs the parents of each folder once.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._certain: set[Path] = set()

    def ensure(self, folder: Path) -> None:
        """Make ``folder`` with all its parents, durably. Raises OSError."""
        if folder in self._certain:
            return
        is_below = folder != self._root and folder.is_relative_to(self._root)
        if is_below or not folder.parent.exists():
            self.ensure(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
        self._certain.add(folder)

    def place(self, written: Path, final: Path) -> None:
        """Give a synced file its final name, durably. Raises OSError.

        A file of that name is replaced, never trusted: whoever put it may not have synced the folder yet,
        and replacing also dirties the folder again after a sync that failed.
        """
        self.ensure(final.parent)
        written.replace(final)
        sync_folder(final.parent)

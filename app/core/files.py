"""Small files that survive a power cut (photos have their own, larger way: ``photos/durable.py``)."""

import os
from pathlib import Path
from tempfile import mkstemp

READABLE = 0o644


def write_durably(path: Path, data: bytes, mode: int = READABLE, *, replace: bool = True) -> bool:
    """Write a whole file or none: synced, named by a rename, and the folder synced, parents made as needed.

    With ``replace=False`` a file that is there stays; returns whether ours is the one that stands.
    Raises OSError.
    """
    _make_folder(path.parent)
    fd, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    written = Path(name)
    try:
        with os.fdopen(fd, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            written.replace(path)
        else:
            path.hardlink_to(written)
    except FileExistsError:
        return False
    finally:
        written.unlink(missing_ok=True)
        _sync_folder(path.parent)
    return True


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

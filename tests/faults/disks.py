"""A disk of the test's own, that can be filled and whose power can be cut: an image, mounted. Needs root."""

import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN, the same number as XFS_IOC_GOINGDOWN
AT_ONCE = struct.pack("I", 2)  # NOLOGFLUSH: what is in memory is gone
MEBIBYTE = 1024 * 1024


@cache
def why_no_disk() -> str | None:
    """Why no disk can be made on this machine, or None if one can."""
    if os.geteuid() != 0:
        return "only root may mount a disk to cut its power"
    missing = [name for name in ("mkfs.ext4", "losetup", "mount", "umount") if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)} is not installed"
    tried = subprocess.run(["losetup", "-f"], capture_output=True, text=True, check=False)
    return f"no loop device is to be had: {tried.stderr.strip()}" if tried.returncode else None


class Disk:
    """An ext4 filesystem; ``folder`` is where it is mounted."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.folder = folder
        self._image = image

    def mount(self) -> None:
        """Put it in place; a journal that was left behind is played back, as after a power cut."""
        # what nobody has synced stays in memory for a minute: a cut finds as much as it can
        _do("mount", "-o", "loop,commit=60", str(self._image), str(self.folder))

    def unmount(self) -> None:
        """Take it away."""
        _do("umount", str(self.folder))

    def cut_power(self) -> None:
        """From now on nothing reaches the disk, not even what was on its way."""
        fd = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(fd, SHUTDOWN, AT_ONCE)
        finally:
            os.close(fd)

    def fill(self, leaving: int) -> Path:
        """Write a file until so many bytes are left; the file."""
        filler = self.folder / "filler"
        with filler.open("ab") as file:
            while (free := shutil.disk_usage(self.folder).free - leaving) > 0:
                file.write(bytes(min(free, MEBIBYTE)))
                file.flush()
            os.fsync(file.fileno())
        return filler


@contextmanager
def new_disk(folder: Path, mebibytes: int) -> Iterator[Disk]:
    """A disk of that size in ``folder``, unmounted with the block."""
    image, place = folder / "disk.img", folder / "disk"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(mebibytes * MEBIBYTE)
    _do("mkfs.ext4", "-q", "-F", "-m", "0", str(image))
    disk = Disk(image, place)
    disk.mount()
    try:
        yield disk
    finally:
        disk.unmount()


def _do(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")

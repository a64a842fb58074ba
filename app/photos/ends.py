"""Where an image ends within its file: cut off before, or followed by something else."""

import io
import re
import zipfile
from collections.abc import Callable

from app.photos.kinds import Kind

# A marker that means something: not a stuffed 0xFF00, not a fill byte, not a restart (ITU-T T.81, B.1.1.2)
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_NEXT_JPEG = re.compile(rb"\0*\xff\xd8\xff")
_BARE = {0x01, 0xD8}
_END_OF_IMAGE = 0xD9
_HIDDEN = re.compile(rb"%PDF-|<\?php|<script|<html|MZ[\s\S]{0,1024}PE\0\0|\x7fELF|Rar!\x1a", re.IGNORECASE)
_LOOKED_AT = 65_536


def image_length(kind: Kind | None, data: bytes) -> int | None:
    """Bytes that the image takes by its own structure; more than ``len(data)`` if it is cut off.

    None where the format does not say.
    """
    measure = _MEASURES.get(kind) if kind else None
    return measure(data) if measure else None


def is_polyglot(data: bytes, length: int | None) -> bool:
    """Whether the file reads as an archive, document, page or program as well.

    ``length`` is where the image ends, if known: what follows is looked into.
    """
    if b"%PDF-" in data[:1024] or _is_archive(data):
        return True
    return length is not None and _HIDDEN.search(data[length : length + _LOOKED_AT]) is not None


def _is_archive(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)):
            return True
    except Exception:  # any fault of a directory that is no directory
        return False


def _jpeg(data: bytes) -> int:
    """One JPEG, or several in a row: multi-picture files carry a preview or gain map behind the photo."""
    at = 2
    while found := _MARKER.search(data, at):
        marker, at = found[1][0], found.end()
        if marker == _END_OF_IMAGE:
            following = _NEXT_JPEG.match(data, at)
            if following is None:
                return at
            at = following.end() - 1
        elif marker not in _BARE:
            at += int.from_bytes(data[at : at + 2], "big")
    return max(at, len(data) + 1)


def _png(data: bytes) -> int:
    at = 8
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            return at
    return max(at, len(data) + 1)


def _webp(data: bytes) -> int:
    size = int.from_bytes(data[4:8], "little")
    return 8 + size + size % 2


def _iso(data: bytes) -> int:
    at = 0
    while at + 8 <= len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if not name.isalnum() or 0 < size < 8:
            return at
        if size == 0:  # to the end of the file
            return len(data)
        at += size
    return at


_MEASURES: dict[Kind, Callable[[bytes], int]] = {
    Kind.JPEG: _jpeg,
    Kind.PNG: _png,
    Kind.WEBP: _webp,
    Kind.HEIF: _iso,
    Kind.AVIF: _iso,
}

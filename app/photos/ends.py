"""Where an image ends within its file: cut off before, or followed by something else."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from app.photos.kinds import Kind

# A marker that means something: not a stuffed 0xFF00, not a fill byte, not a restart (ITU-T T.81, B.1.1.2)
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_NEXT_JPEG = re.compile(rb"\0*\xff\xd8\xff")
_BARE = {0x01, 0xD8}
_END_OF_IMAGE, _SCAN = 0xD9, 0xDA
_COMMENTS = {0xFE, *range(0xE0, 0xF0)}  # COM and APP0 to APP15 hold whatever a program likes
# Words in any case; signatures to the bit and as long as they can be, for much that is looked at is as
# good as random. That of a ZIP entry is with its version, flags and method (APPNOTE 4.3.7).
_HIDDEN = re.compile(
    rb"%PDF-|<\?php|<script|<html"
    rb"|(?-i:MZ[\s\S]{0,1024}PE\0\0|\x7fELF|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c"
    rb"|PK\x03\x04[\x0a-\x3f]\0[\s\S]{2}[\0\x08]\0)",
    re.IGNORECASE,
)


def image_length(kind: Kind | None, data: bytes) -> int | None:
    """Bytes that the image takes by its own structure; more than ``len(data)`` if it is cut off.

    None where the format does not say.
    """
    measure = _MEASURES.get(kind) if kind else None
    return measure(data) if measure else None


def is_polyglot(kind: Kind | None, data: bytes, length: int | None) -> bool:
    """Whether the file reads as an archive, document, page or program as well.

    ``length`` is where the image ends, if known: all that follows is looked into, as are a JPEG's comments. A
    TIFF may have its parts anywhere, and is looked into as a whole.
    """
    if b"%PDF-" in data[:1024] or _is_archive(data):
        return True
    places = [] if length is None else [(length, len(data))]
    if kind is Kind.JPEG:
        places += _comments_of_jpeg(data)
    elif kind is Kind.TIFF:
        places = [(0, len(data))]
    return any(_HIDDEN.search(data, start, end) for start, end in places)


def _comments_of_jpeg(data: bytes) -> Iterator[tuple[int, int]]:
    """From where to where the comments before the picture itself go."""
    at = 2
    while (found := _MARKER.search(data, at)) and found[1][0] != _SCAN:
        marker, at = found[1][0], found.end()
        if marker not in _BARE:
            end = at + int.from_bytes(data[at : at + 2], "big")
            if marker in _COMMENTS:
                yield at, end
            at = end


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


def _gif(data: bytes) -> int:
    """Blocks up to the trailer (GIF89a, 17-27); a byte that begins none is the end of what can be read."""
    at = 13 + _colours(data[10:11])
    while at < len(data):
        match data[at]:
            case 0x3B:
                return at + 1
            case 0x21:
                at = _past_sub_blocks(data, at + 2)
            case 0x2C:
                at = _past_sub_blocks(data, at + 11 + _colours(data[at + 9 : at + 10]))
            case _:
                return at
    return len(data) + 1


def _colours(flags: bytes) -> int:
    """Bytes of the colour table that these flags announce."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _past_sub_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def _bmp(data: bytes) -> int | None:
    """By its pixels where they are not packed, for the size in the header is whatever was written there."""
    size, start = (int.from_bytes(data[at : at + 4], "little") for at in (2, 10))
    header, packing = (int.from_bytes(data[at : at + 4], "little") for at in (14, 30))
    if header < 40 or packing != 0:
        return size if size > start else None
    width, height = (int.from_bytes(data[at : at + 4], "little", signed=True) for at in (18, 22))
    bits = int.from_bytes(data[28:30], "little")
    end = start + (width * bits + 31) // 32 * 4 * abs(height)
    return size if end <= size <= end + 3 else end  # some round the whole up


_MEASURES: dict[Kind, Callable[[bytes], int | None]] = {
    Kind.JPEG: _jpeg,
    Kind.PNG: _png,
    Kind.WEBP: _webp,
    Kind.HEIF: _iso,
    Kind.AVIF: _iso,
    Kind.GIF: _gif,
    Kind.BMP: _bmp,
}

"""What a file is, by its first bytes, and what is made of it. Names and labels of files are never asked."""

from collections.abc import Mapping
from enum import StrEnum

HEAD_BYTES = 64
"""As many leading bytes as the functions here need to see (fewer are fine)."""

RENDITIONS: Mapping[str, int] = {"screen": 1280, "thumb": 320}
"""The renditions we make: name and longest edge in pixels. All are JPEG."""

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}


class Kind(StrEnum):
    """The families of images that can be evidence; the value is the media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIF = "image/heic"
    AVIF = "image/avif"
    GIF = "image/gif"
    BMP = "image/bmp"
    TIFF = "image/tiff"


class Refusal(StrEnum):
    """Why bytes are no photo at all; the value fills the sentence of the problem ``not-a-photo``."""

    EMPTY = "0 B"
    PDF = "PDF"
    ARCHIVE = "ZIP / Office"
    VIDEO = "视频 / video"
    TEXT = "文本 / text"
    UNKNOWN = "格式未知 / unknown format"


def kind_of(head: bytes) -> Kind | None:
    """The family of image these leading bytes begin, or None."""
    starts = [
        (b"\xff\xd8\xff", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"GIF87a", Kind.GIF),
        (b"GIF89a", Kind.GIF),
        (b"II*\x00", Kind.TIFF),
        (b"MM\x00*", Kind.TIFF),
    ]
    for start, kind in starts:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    # "BM" alone also begins prose: the four reserved bytes of the BMP header must be zero as well
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return Kind.BMP
    return _iso_kind(head)


def refusal(head: bytes) -> Refusal | None:
    """Why a file beginning with ``head`` (at least HEAD_BYTES, or all of it) is refused, or None to take it.

    The line: bytes that begin like an image are kept and examined later, however damaged they prove to
    be, for a truncated photo is still evidence. What never was an image is refused at once, so that
    whoever chose the wrong file learns it while still able to choose another.
    """
    if not head:
        return Refusal.EMPTY
    if kind_of(head) is not None:
        return None
    if head.startswith(b"%PDF"):
        return Refusal.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")):
        return Refusal.ARCHIVE
    if head[4:8] == b"ftyp" or head.startswith((b"\x1aE\xdf\xa3", b"RIFF")):
        return Refusal.VIDEO
    return Refusal.TEXT if _reads_as_text(head) else Refusal.UNKNOWN


def _iso_kind(head: bytes) -> Kind | None:
    """HEIF and AVIF share their box structure with video: the brands tell them apart (ISO/IEC 14496-12)."""
    if head[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]
    for brand in brands:
        if brand in _AVIF_BRANDS:
            return Kind.AVIF
        if brand in _HEIF_BRANDS and not {b"avif", b"avis"} & set(brands):
            return Kind.HEIF
    return None


def _reads_as_text(head: bytes) -> bool:
    if b"\0" in head:
        return head.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end within a character
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return all(byte >= 0x20 or byte in b"\t\r\n\f\x1b" for byte in head)
    return False

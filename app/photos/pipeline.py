"""From an original to its facts and renditions. Pure: a path in, values out; no database, no store.

Whatever the bytes are, nothing here raises for them: what cannot be read becomes a flag. It may take
memory and time, though, so the server only calls this in a bounded worker (``rendering``).
"""

import io
import threading
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageFile
from pillow_heif import register_heif_opener

from app.photos.ends import image_length, is_polyglot
from app.photos.exif import read_camera_data
from app.photos.facts import Flag, PhotoFacts
from app.photos.kinds import HEAD_BYTES, RENDITIONS, Kind, kind_of
from app.photos.lookalike import grey_copy, perceptual_hash

MAX_PIXELS = 100_000_000
MAX_JPEG_PIXELS = 250_000_000  # phones reach 200 million; a JPEG is decoded at a fraction of its size
BLANK_RANGE = 12  # of 255 grey levels, over a 32 by 32 copy
SMALL_EDGE_PX = 320
_EXAMINED_EDGE_PX = 320
_QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "BMP", "TIFF")
_READABLE_IN_PART = {"JPEG", "MPO", "PNG", "GIF", "BMP", "TIFF"}  # others would be shown all black
_DEEP_MODES = {"I", "I;16", "I;16B", "I;16L", "I;16N", "F"}
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_pillow_is_global = threading.Lock()  # its warnings and its leniency are settings of the whole process

register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # we count ourselves, before decoding, and by kind


@dataclass(frozen=True, slots=True)
class Developed:
    """A photo's facts, and its renditions by name (JPEG bytes; none when it cannot be shown)."""

    facts: PhotoFacts
    renditions: dict[str, bytes]


def examine(path: Path) -> PhotoFacts:
    """The facts of the file at ``path``. Raises only OSError of the file system."""
    return _look(path.read_bytes(), _EXAMINED_EDGE_PX)[0]


def render(path: Path, max_edge_px: int) -> bytes | None:
    """An upright sRGB JPEG no larger than ``max_edge_px``, without metadata; None if it cannot be shown."""
    return develop(path, {"only": max_edge_px}).renditions.get("only")


def develop(path: Path, edges_px: Mapping[str, int] = RENDITIONS) -> Developed:
    """Facts and renditions (name → longest edge in pixels), decoding once. Raises only the file's OSError.

    Without edges nothing is decoded: the facts are those that the file says of itself.
    """
    facts, picture = _look(path.read_bytes(), max(edges_px.values(), default=None))
    if picture is None:
        return Developed(facts, {})
    made = {}
    for name, edge in sorted(edges_px.items(), key=lambda item: -item[1]):
        picture = _shrunk(picture, edge)
        made[name] = _as_jpeg(picture)
    return Developed(facts, made)


def _look(data: bytes, edge_px: int | None) -> tuple[PhotoFacts, Image.Image | None]:
    facts = _outer_facts(data)
    with _pillow_is_global, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd files; we flag them
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                facts = _header_facts(facts, image)
        except MemoryError:
            return facts.flagged(Flag.TOO_HEAVY), None
        except Exception:  # a decoder may raise anything for bytes made to hurt it
            return facts.flagged(Flag.UNDECODABLE), None
        if Flag.BOMB in facts.flags or edge_px is None:
            return facts, None
        flag, picture = _decoded(data, edge_px, facts.orientation)
    if flag:
        facts = facts.flagged(flag)
    return (facts, None) if picture is None else (_seen_facts(facts, picture), picture)


def _outer_facts(data: bytes) -> PhotoFacts:
    kind = kind_of(data[:HEAD_BYTES])
    length = image_length(kind, data)
    flags = set()
    if length is not None and length > len(data):
        flags.add(Flag.TRUNCATED)
    if length is not None and length < len(data):
        flags.add(Flag.TRAILING_DATA)
    if is_polyglot(kind, data, length):
        flags.add(Flag.POLYGLOT)
    # Pillow reads 16-bit colour PNGs as 8-bit ones, so the header itself is asked (bit depth: byte 24)
    if kind is Kind.PNG and data[24:25] == b"\x10":
        flags.add(Flag.DEEP)
    return PhotoFacts(bytes=len(data), kind=kind, flags=frozenset(flags))


def _header_facts(facts: PhotoFacts, image: Image.Image) -> PhotoFacts:
    camera = read_camera_data(image)
    width, height = image.size[::-1] if camera.orientation >= 5 else image.size
    limit = MAX_JPEG_PIXELS if facts.kind is Kind.JPEG else MAX_PIXELS
    marks = {
        Flag.NO_EXIF: not camera.present,
        Flag.BAD_EXIF: camera.broken,
        Flag.BOMB: width * height > limit,
        Flag.CMYK: image.mode == "CMYK",
        Flag.DEEP: image.mode in _DEEP_MODES,
        Flag.SMALL: max(width, height) < SMALL_EDGE_PX,
        Flag.ANIMATED: facts.kind in {Kind.GIF, Kind.WEBP, Kind.PNG, Kind.AVIF}
        and bool(getattr(image, "is_animated", False)),
    }
    return replace(
        facts.flagged(*(flag for flag, holds in marks.items() if holds)),
        width=width,
        height=height,
        orientation=camera.orientation,
        exif_time=camera.time,
        exif_offset_min=camera.offset_min,
        exif_lon=camera.lon,
        exif_lat=camera.lat,
    )


def _seen_facts(facts: PhotoFacts, picture: Image.Image) -> PhotoFacts:
    grey = grey_copy(picture)
    low, high = grey.getextrema()
    if not isinstance(low, tuple) and not isinstance(high, tuple) and high - low < BLANK_RANGE:
        return facts.flagged(Flag.BLANK)  # without a hash, or all covered lenses would look alike
    return replace(facts, phash=perceptual_hash(grey))


def _decoded(data: bytes, edge_px: int, orientation: int) -> tuple[Flag | None, Image.Image | None]:
    """The upright picture no larger than ``edge_px``, as far as it can be decoded, and what was wrong."""
    wrong: Flag | None = None
    for lenient in (False, True):
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                if lenient and image.format not in _READABLE_IN_PART:
                    break
                return wrong, _upright(_plain(image, edge_px), orientation)
        except MemoryError:
            return Flag.TOO_HEAVY, None
        except Exception:  # as above; once more, keeping what can be read before the break
            wrong = Flag.TRUNCATED
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
    return Flag.UNDECODABLE, None


def _plain(image: Image.Image, edge_px: int) -> Image.Image:
    """Shrunk, 8-bit, sRGB, opaque, and with nothing attached."""
    profile = image.info.get("icc_profile")
    if image.format in {"JPEG", "MPO"}:
        # the decoder halves only where the result is no smaller than asked, in both directions: ask exactly
        image.draft(None, _fitted(image.size, edge_px))
    image.load()
    picture = _in_srgb(_without_alpha(_shrunk(_scalable(image), edge_px)), profile)
    picture.info.clear()
    return picture


def _scalable(image: Image.Image) -> Image.Image:
    """Eight bits a channel, no palette."""
    if image.mode == "F":
        low, high = (float(end) for end in image.getextrema() if not isinstance(end, tuple))
        scale = 255 / (high - low) if high > low else 0.0
        return image.point(lambda v: v * scale - low * scale).convert("L")
    if image.mode in _DEEP_MODES:
        return image.convert("I").point(lambda v: v * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"RGB", "L", "CMYK"} else image.convert("RGB")


def _without_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA":
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image).convert("RGB")
    return image


def _in_srgb(picture: Image.Image, profile: Any) -> Image.Image:
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):  # a profile that lies is left out
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, _srgb(), outputMode="RGB")
            if converted is not None:
                return converted
    return picture.convert("RGB")


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    turn = _UPRIGHT.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _fitted(size: tuple[int, int], edge_px: int) -> tuple[int, int]:
    scale = min(1.0, edge_px / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shrunk(picture: Image.Image, edge_px: int) -> Image.Image:
    fitted = _fitted(picture.size, edge_px)
    if fitted == picture.size:
        return picture
    return picture.resize(fitted, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _as_jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()

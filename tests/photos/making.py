"""Photos as they come in from the field, made in code: sound ones, odd ones, and ones made to hurt."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageCms, ImageDraw
from PIL.TiffImagePlugin import IFDRational
from pillow_heif import register_heif_opener

register_heif_opener()

CORNERS = {"red": (220, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 220), "yellow": (230, 220, 40)}
"""Clockwise from the upper left, as the picture is meant to be seen."""


def picture(width: int = 800, height: int = 600) -> Image.Image:
    """Four quarters of different colours: whoever turns it wrong is seen at once."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    x, y = width // 2, height // 2
    boxes = [(0, 0, x, y), (x, 0, width, y), (x, y, width, height), (0, y, x, height)]
    for box, colour in zip(boxes, CORNERS.values(), strict=True):
        draw.rectangle(box, fill=colour)
    for step in range(0, width, 40):
        draw.line((step, 0, width - step, height), fill=(step % 255, 90, 160), width=3)
    return image


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """The image in a format of Pillow's."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpeg(width: int = 800, height: int = 600, **options: Any) -> bytes:
    """A sound JPEG without camera data."""
    return saved(picture(width, height), "JPEG", **options)


def camera_data(
    *,
    time: str = "2023:03:08 14:25:36",
    offset: str | None = "+08:00",
    lat: tuple[float, float, float] = (36, 11, 10.0),
    lon: tuple[float, float, float] = (118, 9, 36.7),
    refs: str = "NE",
    orientation: int = 1,
) -> Image.Exif:
    """What a phone in the county seat writes."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0x9003] = time
    if offset:
        exif.get_ifd(0x8769)[0x9011] = offset
    rationals = [[IFDRational(round(part * 1000), 1000) for part in place] for place in (lat, lon)]
    exif.get_ifd(0x8825).update({1: refs[0], 2: tuple(rationals[0]), 3: refs[1], 4: tuple(rationals[1])})
    return exif


def turned(orientation: int) -> bytes:
    """A JPEG stored so that it looks like ``picture`` once its orientation is applied."""
    inverse = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = picture()
    if orientation in inverse:
        image = image.transpose(inverse[orientation])
    return saved(image, "JPEG", exif=camera_data(orientation=orientation))


def full_of_metadata() -> bytes:
    """A JPEG with camera data, place, colour profile, XMP and a comment."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret/></x:xmpmeta>'
    return jpeg(exif=camera_data(), icc_profile=profile, xmp=xmp, comment=b"secret comment")


def profile_with_red_and_green_swapped() -> bytes:
    """A colour profile in which the first channel shines green: nobody can overlook that it was ignored."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"swap").replace(b"gXYZ", b"rXYZ").replace(b"swap", b"gXYZ")


def archive() -> bytes:
    """A small ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("hidden.txt", "not a photo")
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes that claims to be huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def deep_grey() -> bytes:
    """A 16-bit grey PNG running from black to white."""
    row = struct.pack("<256H", *range(0, 65536, 256))
    return saved(Image.frombytes("I;16", (256, 400), row * 400), "PNG")


def moving(form: str) -> bytes:
    """Two frames."""
    second = picture().transpose(Image.Transpose.ROTATE_180)
    return saved(picture(), form, save_all=True, append_images=[second], duration=100)


def with_broken_camera_data() -> bytes:
    """A JPEG whose camera data points outside itself."""
    return jpeg(exif=b"Exif\0\0MM\0*\0\0\xff\xff" + b"\xee" * 40)


SOUND: dict[str, Callable[[], bytes]] = {
    "jpeg": jpeg,
    "progressive jpeg": lambda: jpeg(progressive=True),
    "png": lambda: saved(picture(), "PNG"),
    "palette png": lambda: saved(picture().quantize(64), "PNG"),
    "clear png": lambda: saved(picture().convert("RGBA"), "PNG"),
    "webp": lambda: saved(picture(), "WEBP", quality=90),
    "heic": lambda: saved(picture(), "HEIF", quality=90),
    "avif": lambda: saved(picture(), "AVIF", quality=90),
    "gif": lambda: saved(picture(), "GIF"),
    "bmp": lambda: saved(picture(), "BMP"),
    "tiff": lambda: saved(picture(), "TIFF"),
}

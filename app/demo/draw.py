"""Drawn photos for the demonstration: invented street scenes, marked 演示, nobody real in them."""

import io
from datetime import datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFont
from PIL.TiffImagePlugin import IFDRational

from app.demo.brush import HEIGHT, OVERSIZE, WIDTH, Brush, Colour, Point
from app.demo.scenes import scene_of

MARK, PLAIN_MARK = "演示", "DEMO"
NEAR_ZOOM, FAR_ZOOM = 1.55, 1.0
_QUALITY = 78
_GRAIN = 16
_MARGIN = 96  # pixels that the grain is larger than a photo, so that each shows another part of it
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "C:/Windows/Fonts")
_FONT_NAMES = (
    "NotoSansCJK",
    "NotoSansSC",
    "SourceHanSans",
    "wqy-",
    "PingFang",
    "STHeiti",
    "msyh",
    "simhei",
    "DroidSansFallback",
)


def draw_scene(
    category_code: str,
    seed: int,
    role: str,
    taken_at: datetime | None = None,
    lon_lat: tuple[float, float] | None = None,
) -> bytes:
    """A JPEG of 1600 by 1200 pixels, always the same for the same arguments.

    ``role`` says what it shows: beginning with ``after`` or ``verify`` the place put right, otherwise what is
    amiss; containing ``far`` the whole place, otherwise a nearer view. The same ``seed`` and
    ``category_code`` give the same place in every role. ``taken_at`` (local time) sets the light and is
    written as camera data, as is ``lon_lat`` (degrees WGS-84).
    """
    scene = scene_of(category_code)
    tidy = role.startswith(("after", "verify"))
    light = _light(taken_at.hour if taken_at else 11)
    stance = _random(seed, category_code, "stance")
    step, mirrored = stance.uniform(-70, 70), stance.random() < 0.5  # where the photographer stands
    focus = (WIDTH / 2, HEIGHT / 2) if "far" in role else (scene.focus[0] + step, scene.focus[1])
    brush = Brush(light, FAR_ZOOM if "far" in role else NEAR_ZOOM, focus)
    scene.backdrop(brush, _random(seed, category_code, "place"), light)
    scene.prop(brush, _random(seed, category_code, "matter"), tidy)
    photo = brush.canvas.reduce(OVERSIZE)
    if mirrored:
        photo = photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    photo = _grained(photo, _random(seed, category_code, role))
    _mark(photo)
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=_QUALITY, **_camera_data(taken_at, lon_lat))
    return out.getvalue()


def _random(*what: object) -> Random:
    return Random("/".join(map(str, what)))  # noqa: S311  (pictures, not secrets)


def _light(hour: int) -> Colour:
    """The sky near the horizon at that hour of the day."""
    if hour < 8:
        return 246, 222, 196
    if hour < 16:
        return 224, 236, 240
    return (248, 216, 178) if hour < 18 else (214, 170, 160)


def _grained(photo: Image.Image, rng: Random) -> Image.Image:
    left, top = rng.randrange(_MARGIN), rng.randrange(_MARGIN)
    grain = _grain().crop((left, top, left + WIDTH, top + HEIGHT))
    return ImageChops.add(photo, grain, 1, -128)


@cache
def _grain() -> Image.Image:
    """The noise of a small camera, about a middle of 128."""
    size = (WIDTH + _MARGIN, HEIGHT + _MARGIN)
    noise = Image.frombytes("L", size, _random("grain").randbytes(size[0] * size[1]))
    grey = noise.point([128 - _GRAIN // 2 + value * _GRAIN // 255 for value in range(256)])
    return Image.merge("RGB", (grey, grey, grey))


def _mark(photo: Image.Image) -> None:
    plate, text = _stamp()
    place = (WIDTH - plate.width - 28, 28)
    photo.paste((28, 32, 44), place, plate)
    photo.paste((255, 255, 255), place, text)


@cache
def _stamp() -> tuple[Image.Image, Image.Image]:
    """The mark's dark plate, and its text with a frame, as masks."""
    words, font = _mark_font()
    plate, text = Image.new("L", (204, 92), 0), Image.new("L", (204, 92), 0)
    ImageDraw.Draw(plate).rounded_rectangle((2, 2, 201, 89), 18, fill=150)
    draw = ImageDraw.Draw(text)
    draw.rounded_rectangle((6, 6, 197, 85), 14, outline=200, width=4)
    draw.text((102, 44), words, font=font, fill=255, anchor="mm")
    return plate, text


def _mark_font() -> tuple[str, ImageFont.FreeTypeFont | ImageFont.ImageFont]:
    for folder in map(Path, _FONT_FOLDERS):
        for path in sorted(folder.rglob("*.tt[cf]")) + sorted(folder.rglob("*.otf")):
            if not any(name in path.name for name in _FONT_NAMES):
                continue
            try:
                return MARK, ImageFont.truetype(path, 58)
            except OSError:  # not a font this Pillow can read: the next one may be
                continue
    return PLAIN_MARK, ImageFont.load_default(46)


def _camera_data(taken_at: datetime | None, lon_lat: Point | None) -> dict[str, Image.Exif]:
    exif = Image.Exif()
    if taken_at is not None:
        exif[0x0110] = "Demo"  # the camera's model
        detail = exif.get_ifd(0x8769)
        detail[0x9003] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
        if offset := taken_at.strftime("%z"):
            detail[0x9011] = f"{offset[:3]}:{offset[3:5]}"
    if lon_lat is not None:
        lon, lat = lon_lat
        exif.get_ifd(0x8825).update(
            {1: "S" if lat < 0 else "N", 2: _degrees(lat), 3: "W" if lon < 0 else "E", 4: _degrees(lon)}
        )
    return {"exif": exif} if exif else {}


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and seconds, to a hundred-thousandth of a second."""
    seconds = Fraction(abs(value)).limit_denominator(10**9) * 3600
    whole, rest = divmod(seconds, 60)
    degrees, minutes = divmod(int(whole), 60)
    return IFDRational(degrees), IFDRational(minutes), IFDRational(round(float(rest) * 100_000), 100_000)

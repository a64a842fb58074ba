"""A photo is looked at: its facts, and its renditions. Nothing that comes may make this fail."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image

from app.photos.facts import Flag, PhotoFacts
from app.photos.lookalike import SAME_LOOK_BITS, bits_apart
from app.photos.pipeline import develop, examine, render
from tests.photos import making
from tests.photos.making import CORNERS, SOUND, camera_data, jpeg, picture, saved

CHINA = timezone(timedelta(hours=8))


Keep = Callable[[bytes], Path]


@pytest.fixture
def kept(tmp_path: Path) -> Keep:
    """Writes a photo under a name that says nothing, as the store does."""

    def keep(data: bytes) -> Path:
        path = tmp_path / ("0" * 64)
        path.write_bytes(data)
        return path

    return keep


def opened(data: bytes | None) -> Image.Image:
    assert data is not None
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def corner_names(image: Image.Image) -> list[str]:
    """The colours of the four corners, clockwise from the upper left."""
    x, y = image.width, image.height
    places = [(x // 8, y // 5), (x - x // 8, y // 5), (x - x // 8, y - y // 5), (x // 8, y - y // 5)]
    small = image.convert("RGB").resize(image.size, Image.Resampling.BOX)
    names = []
    for px, py in places:
        box = small.crop((px - 9, py - 9, px + 9, py + 9)).resize((1, 1), Image.Resampling.BOX)
        seen = box.tobytes()
        names.append(
            min(CORNERS, key=lambda n: sum((a - b) ** 2 for a, b in zip(CORNERS[n], seen, strict=True)))
        )
    return names


@pytest.mark.parametrize("name", SOUND)
def test_every_kind_of_photo_is_shown_as_it_is(name: str, kept: Keep) -> None:
    data = SOUND[name]()
    done = develop(kept(data))
    assert done.facts.flags == {Flag.NO_EXIF}
    assert (done.facts.width, done.facts.height, done.facts.bytes) == (800, 600, len(data))
    thumb = opened(done.renditions["thumb"])
    assert (thumb.format, thumb.size) == ("JPEG", (320, 240))
    assert corner_names(thumb) == list(CORNERS)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_taken_in_any_position_is_shown_upright(orientation: int, kept: Keep) -> None:
    path = kept(making.turned(orientation))
    facts = examine(path)
    assert (facts.orientation, facts.width, facts.height) == (orientation, 800, 600)
    shown = opened(render(path, 320))
    assert shown.size == (320, 240)
    assert corner_names(shown) == list(CORNERS)


def test_a_heic_taken_upright_is_turned_only_once(kept: Keep) -> None:
    turned = picture().transpose(Image.Transpose.ROTATE_90)
    data = saved(turned, "HEIF", exif=camera_data(orientation=6).tobytes())
    assert b"irot" in data  # the container itself says how to turn; the camera data says it once more
    shown = opened(render(kept(data), 320))
    assert corner_names(shown) == list(CORNERS)


def plus(tail: bytes) -> bytes:
    return jpeg() + tail


ODD: dict[str, tuple[Callable[[], bytes], set[Flag], bool]] = {
    "cut off": (lambda: jpeg()[:-4000], {Flag.TRUNCATED}, True),
    "cut off in the header": (lambda: jpeg()[:100], {Flag.TRUNCATED, Flag.UNDECODABLE}, False),
    "three bytes": (lambda: jpeg()[:3], {Flag.TRUNCATED, Flag.UNDECODABLE}, False),
    "nothing": (lambda: b"", {Flag.UNDECODABLE}, False),
    "a text": (lambda: "路边垃圾".encode() * 99, {Flag.UNDECODABLE}, False),
    "a PDF": (lambda: b"%PDF-1.7\n" + bytes(500), {Flag.UNDECODABLE, Flag.POLYGLOT}, False),
    "cut off PNG": (lambda: SOUND["png"]()[:-900], {Flag.TRUNCATED, Flag.NO_EXIF}, True),
    "cut off WebP": (lambda: SOUND["webp"]()[:-900], {Flag.TRUNCATED, Flag.UNDECODABLE}, False),
    "cut off HEIC": (lambda: SOUND["heic"]()[:-900], {Flag.TRUNCATED, Flag.UNDECODABLE}, False),
    "also an archive": (lambda: plus(making.archive()), {Flag.TRAILING_DATA, Flag.POLYGLOT}, True),
    "also a script": (lambda: plus(b"<?php system($_GET[0]);"), {Flag.TRAILING_DATA, Flag.POLYGLOT}, True),
    "comment is a PDF": (lambda: jpeg(comment=b"%PDF-1.4"), {Flag.POLYGLOT}, True),
    "motion photo": (lambda: plus(b"\0\0\0\x18ftypmp42" + bytes(900)), {Flag.TRAILING_DATA}, True),
    "a script far behind": (
        lambda: plus(bytes(90_000) + b"<?php 1;"),
        {Flag.TRAILING_DATA, Flag.POLYGLOT},
        True,
    ),
    "an archive far behind": (
        lambda: plus(making.archive() + bytes(90_000)),
        {Flag.TRAILING_DATA, Flag.POLYGLOT},
        True,
    ),
    "also a 7z": (lambda: plus(b"7z\xbc\xaf\x27\x1c\0\4" + bytes(90)), {Flag.POLYGLOT}, True),
    "comment is a page": (lambda: jpeg(comment=b"*/=1;<script src=x>"), {Flag.POLYGLOT}, True),
    "comment is an archive": (lambda: jpeg(comment=making.archive()), {Flag.POLYGLOT}, True),
    "metadata is a program": (lambda: jpeg(xmp=b"\x7fELF" + bytes(90)), {Flag.POLYGLOT}, True),
    "GIF and a page": (lambda: SOUND["gif"]() + b"<html>", {Flag.TRAILING_DATA, Flag.POLYGLOT}, True),
    "moving GIF with a tail": (
        lambda: making.moving("GIF") + bytes(9),
        {Flag.TRAILING_DATA, Flag.ANIMATED},
        True,
    ),
    "cut off GIF": (lambda: SOUND["gif"]()[:-900], {Flag.TRUNCATED}, True),
    "BMP and a page": (lambda: SOUND["bmp"]() + b"<html>", {Flag.TRAILING_DATA, Flag.POLYGLOT}, True),
    "BMP that counts the page in": (
        lambda: SOUND["bmp"]()[:2] + b"\xff\xff\xff\0" + SOUND["bmp"]()[6:] + b"<html>",
        {Flag.TRAILING_DATA, Flag.POLYGLOT},
        True,
    ),
    "TIFF and a page": (lambda: SOUND["tiff"]() + b"<html>", {Flag.POLYGLOT}, True),
    "several pictures": (lambda: plus(bytes(64) + jpeg(400, 300)), {Flag.NO_EXIF}, True),
    "WebP with a tail": (lambda: SOUND["webp"]() + b"tail", {Flag.TRAILING_DATA}, True),
    "HEIC with a tail": (lambda: SOUND["heic"]() + bytes(40), {Flag.TRAILING_DATA}, True),
    "CMYK": (lambda: saved(picture().convert("CMYK"), "JPEG"), {Flag.CMYK}, True),
    "16-bit grey": (making.deep_grey, {Flag.DEEP}, True),
    "moving GIF": (lambda: making.moving("GIF"), {Flag.ANIMATED}, True),
    "moving WebP": (lambda: making.moving("WEBP"), {Flag.ANIMATED}, True),
    "moving PNG": (lambda: making.moving("PNG"), {Flag.ANIMATED}, True),
    "bomb": (lambda: making.png_claiming(60_000, 60_000), {Flag.BOMB}, False),
    "hollow PNG": (lambda: making.png_claiming(2_000, 2_000), {Flag.TRUNCATED, Flag.BLANK}, True),
    "broken camera data": (making.with_broken_camera_data, {Flag.BAD_EXIF}, True),
    "covered lens": (lambda: saved(Image.new("RGB", (800, 600), (9, 8, 7)), "JPEG"), {Flag.BLANK}, True),
    "an icon": (lambda: jpeg(64, 64), {Flag.SMALL}, True),
    "header and noise": (lambda: jpeg()[:700] + bytes(range(1, 255)) * 40, {Flag.TRUNCATED}, True),
    "a lying profile": (lambda: jpeg(icc_profile=b"no profile at all"), {Flag.NO_EXIF}, True),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_photos_are_flagged_and_shown_only_if_they_can_be(name: str, kept: Keep) -> None:
    make, flags, shown = ODD[name]
    done = develop(kept(make()))
    assert flags <= done.facts.flags
    assert done.facts.can_be_shown is shown
    assert set(done.renditions) == ({"screen", "thumb"} if shown else set())
    assert PhotoFacts.from_document(done.facts.document()) == done.facts


def test_a_cut_off_photo_still_shows_its_upper_part(kept: Keep) -> None:
    data = jpeg()
    shown = opened(render(kept(data[: len(data) * 2 // 3]), 320))
    assert corner_names(shown)[:2] == ["red", "green"]


def test_print_and_deep_colours_are_seen_rightly(kept: Keep) -> None:
    assert corner_names(opened(render(kept(saved(picture().convert("CMYK"), "JPEG")), 320))) == list(CORNERS)
    grey = opened(render(kept(making.deep_grey()), 400)).convert("L")
    steps = [grey.getpixel((x, 200)) for x in (4, 64, 128, 192, 250)]
    assert steps == pytest.approx([4, 64, 128, 192, 250], abs=4)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "HEIF"])
def test_a_photo_with_its_own_colours_keeps_its_look(form: str, kept: Keep) -> None:
    data = saved(picture(), form, icc_profile=making.profile_with_red_and_green_swapped(), quality=90)
    assert corner_names(opened(render(kept(data), 320))) == ["green", "red", "blue", "yellow"]


def test_renditions_tell_nothing_but_the_picture(kept: Keep) -> None:
    path = kept(making.full_of_metadata())
    assert examine(path).exif_lon is not None
    for data in develop(path).renditions.values():
        assert opened(data).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
        for trace in (b"Exif", b"ICC_PROFILE", b"http", b"secret", b"Maker", b"Photoshop"):
            assert trace not in data


CAMERA = {
    "with zone": ({}, "2023-03-08T14:25:36+08:00", (118.1601944, 36.1861111)),
    "no zone": ({"offset": None}, "2023-03-08T14:25:36+08:00", (118.1601944, 36.1861111)),
    "other zone": ({"offset": "-03:30"}, "2023-03-08T14:25:36-03:30", (118.1601944, 36.1861111)),
    "clock never set": ({"time": "0000:00:00 00:00:00"}, None, (118.1601944, 36.1861111)),
    "south and west": ({"refs": "SW"}, "2023-03-08T14:25:36+08:00", (-118.1601944, -36.1861111)),
    "no fix": ({"lat": (0, 0, 0), "lon": (0, 0, 0)}, "2023-03-08T14:25:36+08:00", (None, None)),
}


@pytest.mark.parametrize("name", CAMERA)
def test_the_camera_says_when_and_where(name: str, kept: Keep) -> None:
    options, time, place = CAMERA[name]
    facts = examine(kept(jpeg(exif=camera_data(**options))))  # type: ignore[arg-type]  # a table of options
    assert facts.exif_at(CHINA) == (None if time is None else datetime.fromisoformat(time))
    assert (facts.exif_lon, facts.exif_lat) == (place if place[0] is None else pytest.approx(place, abs=1e-6))
    assert not facts.flags


@pytest.mark.parametrize(
    "options",
    [
        {"time": "yesterday"},
        {"time": "2023:13:45 99:00:00"},
        {"time": "0001:01:01 00:00:00"},
        {"time": "9999:12:31 23:59:59", "offset": "-12:00"},
        {"lat": (91, 0, 0)},
    ],
)
def test_camera_data_that_cannot_be_is_flagged_and_left_out(options: dict[str, object], kept: Keep) -> None:
    facts = examine(kept(jpeg(exif=camera_data(**options))))  # type: ignore[arg-type]  # a table of options
    assert facts.flags == {Flag.BAD_EXIF}
    assert None in {facts.exif_time, facts.exif_lon}


@pytest.mark.parametrize("offset", ["+99:99", "-14:01", "+05:75"])
def test_a_zone_that_is_nowhere_is_flagged_and_the_time_read_as_that_of_the_place(
    offset: str, kept: Keep
) -> None:
    facts = examine(kept(jpeg(exif=camera_data(offset=offset))))
    assert facts.flags == {Flag.BAD_EXIF}
    assert facts.exif_at(CHINA) == datetime.fromisoformat("2023-03-08T14:25:36+08:00")


def test_the_same_picture_is_known_again_however_it_was_saved(kept: Keep) -> None:
    first = examine(kept(making.turned(6))).phash
    larger = picture().resize((1600, 1200))
    for again in (saved(larger, "JPEG", quality=40), SOUND["webp"](), SOUND["heic"](), SOUND["png"]()):
        other = examine(kept(again)).phash
        assert first
        assert other
        assert bits_apart(first, other) <= SAME_LOOK_BITS
    upside_down = examine(kept(saved(picture().rotate(180), "JPEG"))).phash
    assert upside_down
    assert bits_apart(first or "", upside_down) > SAME_LOOK_BITS

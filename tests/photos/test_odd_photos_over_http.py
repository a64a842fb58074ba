"""Whatever comes from the field is kept as it came, flagged, and shown only where it can be: end to end."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from app.photos.models import Photo
from tests.bureau import Bureau, report_body
from tests.photos import making
from tests.photos.making import camera_data, jpeg, picture, saved

Made = dict[str, tuple[Callable[[], bytes], str | None]]
SHOWN: Made = {
    "cut off": (lambda: jpeg()[:-4000], "truncated"),
    "also an archive": (lambda: jpeg() + making.archive(), "polyglot"),
    "also a script": (lambda: jpeg() + b"<?php system($_GET[0]);", "polyglot"),
    "printed colours": (lambda: saved(picture().convert("CMYK"), "JPEG"), "cmyk"),
    "16 bits a channel": (making.deep_grey, "deep"),
    "a moving GIF": (lambda: making.moving("GIF"), "animated"),
    "a moving WebP": (lambda: making.moving("WEBP"), "animated"),
    "broken camera data": (making.with_broken_camera_data, "bad_exif"),
    "a zone that is nowhere": (lambda: jpeg(exif=camera_data(offset="+99:99")), "bad_exif"),
    "of the year 1": (lambda: jpeg(exif=camera_data(time="0001:01:01 00:00:00")), "bad_exif"),
    "of the last evening": (
        lambda: jpeg(exif=camera_data(time="9999:12:31 23:59:59", offset="-12:00")),
        "bad_exif",
    ),
    "full of metadata": (making.full_of_metadata, None),
    "a PNG said to be a JPEG": (lambda: saved(picture(), "PNG"), "no_exif"),
}
NEVER_SHOWN: Made = {
    "cut off in the header": (lambda: jpeg()[:100], "undecodable"),
    "a bomb": (lambda: making.png_claiming(60_000, 60_000), "bomb"),
    "half a HEIC": (lambda: saved(picture(), "HEIF", quality=90)[:-900], "truncated"),
    "noise behind a header": (lambda: b"\xff\xd8\xff\xe0" + b"no photo" * 40, "undecodable"),
}
LABEL = {"Content-Type": "image/jpeg"}


def flags_of(bureau: Bureau, digest: str) -> list[str]:
    with bureau.database.reading() as session:
        return session.get_one(Photo, digest).flags


@pytest.mark.parametrize("name", [*SHOWN, *NEVER_SHOWN])
def test_an_odd_photo_files_a_case_and_stays_as_it_came(bureau: Bureau, name: str) -> None:
    make, flag = (SHOWN | NEVER_SHOWN)[name]
    data, inspector = make(), bureau["inspector"]
    inspector.http.headers.update(LABEL)
    digest = inspector.send_photo(data)
    del inspector.http.headers["Content-Type"]
    receipt = inspector.files(photos=report_body(digest)["photos"])

    answers = {
        rendition: bureau["command"].http.get(f"/api/photos/{digest}/{rendition}")
        for rendition in ("screen", "thumb", "original")
    }

    assert receipt["photos"] == [digest]
    assert answers["original"].content == data
    assert answers["original"].headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answers["original"].headers["content-security-policy"]
    flags = flags_of(bureau, digest)
    assert flag is None or flag in flags
    if name in SHOWN:
        assert_clean(answers["screen"].content, 1280)
        assert_clean(answers["thumb"].content, 320)
    else:
        assert [answers[rendition].status_code for rendition in ("screen", "thumb")] == [404, 404]
    if name in NEVER_SHOWN or "polyglot" in flags:
        assert answers["original"].headers["content-disposition"].startswith("attachment")
        assert answers["original"].headers["content-type"] == "application/octet-stream"


def assert_clean(data: bytes, edge: int) -> None:
    """A JPEG of that size at most, that says nothing but the picture."""
    shown = Image.open(BytesIO(data))
    assert shown.format == "JPEG"
    assert max(shown.size) <= edge
    assert shown.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    for trace in (b"Exif", b"ICC_PROFILE", b"http", b"secret", b"Maker", b"Photoshop"):
        assert trace not in data

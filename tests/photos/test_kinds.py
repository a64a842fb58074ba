"""What is taken as a photo, and what is turned away at once."""

import pytest

from app.photos.kinds import HEAD_BYTES, Kind, Refusal, kind_of, refusal
from tests.photos.making import SOUND, archive, jpeg

KINDS = {
    "jpeg": Kind.JPEG,
    "progressive jpeg": Kind.JPEG,
    "png": Kind.PNG,
    "palette png": Kind.PNG,
    "clear png": Kind.PNG,
    "webp": Kind.WEBP,
    "heic": Kind.HEIF,
    "avif": Kind.AVIF,
    "gif": Kind.GIF,
    "bmp": Kind.BMP,
    "tiff": Kind.TIFF,
}


@pytest.mark.parametrize("name", SOUND)
def test_a_photo_is_known_by_its_first_bytes(name: str) -> None:
    head = SOUND[name]()[:HEAD_BYTES]
    assert kind_of(head) is KINDS[name]
    assert refusal(head) is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Refusal.EMPTY),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", Refusal.PDF),
        (archive(), Refusal.ARCHIVE),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", Refusal.VIDEO),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", Refusal.VIDEO),
        (b"RIFF\x24\0\0\0WAVEfmt ", Refusal.VIDEO),
        ("门前垃圾未清理，请派人。".encode() * 8, Refusal.TEXT),
        ("门前垃圾未清理，请派人。".encode("gb18030") * 8, Refusal.TEXT),
        (b"BM is how this sentence begins", Refusal.TEXT),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Refusal.TEXT),
        (b"\x7fELF\x02\x01\x01\0\0\0", Refusal.UNKNOWN),
        (bytes(64), Refusal.UNKNOWN),
    ],
)
def test_what_never_was_a_photo_is_turned_away_with_its_reason(content: bytes, reason: Refusal) -> None:
    assert refusal(content[:HEAD_BYTES]) is reason


def test_a_photo_cut_off_after_a_few_bytes_is_still_taken() -> None:
    assert refusal(jpeg()[:4]) is None

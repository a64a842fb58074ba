"""What the register says of a photo against what its original shows now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol

from app.core.clock import LOCAL
from app.photos.facts import CUT_SHORT, OF_PIXELS, Flag, PhotoFacts
from app.photos.lookalike import SAME_LOOK_BITS, bits_apart

NAMES = {
    "media_type": "格式",
    "width": "宽",
    "height": "高",
    "exif_at": "照片自带的拍摄时间",
    "exif_lon": "照片自带的经度",
    "exif_lat": "照片自带的纬度",
}


class Registered(Protocol):
    """The columns of the register that looking at a photo fills."""

    media_type: str | None
    width: int | None
    height: int | None
    exif_at: datetime | None
    exif_lon: float | None
    exif_lat: float | None
    phash: str | None
    flags: list[str]


def differences(kept: Registered, shown: PhotoFacts, *, decoded: bool) -> Iterator[tuple[str, Any, Any]]:
    """What differs: its name in sentences, what the original shows, what the register says.

    Where looking was cut short when the photo came, what was not found out then is no difference.
    """
    flags = {Flag(flag) for flag in kept.flags}
    was_cut_short = bool(flags & CUT_SHORT)
    facts = {name: getattr(shown, name) for name in NAMES if name != "exif_at"}
    for name, fact in (facts | {"exif_at": shown.exif_at(LOCAL)}).items():
        said = getattr(kept, name)
        if said != fact and not (was_cut_short and said is None):
            yield NAMES[name], fact, said
    if _flags_differ(flags, set(shown.flags), decoded=decoded, was_cut_short=was_cut_short):
        yield "标记", "、".join(sorted(shown.flags)), "、".join(sorted(flags))
    if decoded and not was_cut_short and not looks_alike(kept.phash, shown.phash):
        yield "相似度指纹", shown.phash, kept.phash


def _flags_differ(kept: set[Flag], shown: set[Flag], *, decoded: bool, was_cut_short: bool) -> bool:
    kept = kept - CUT_SHORT
    if was_cut_short:
        return not kept - OF_PIXELS <= shown
    return kept != shown if decoded else kept - OF_PIXELS != shown - OF_PIXELS or not shown <= kept


def looks_alike(one: str | None, other: str | None) -> bool:
    """A decoder of another version may round a bit or two another way."""
    return one == other if one is None or other is None else bits_apart(one, other) <= SAME_LOOK_BITS

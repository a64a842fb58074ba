"""What is found out about a photo by looking at its bytes."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Any

from app.photos.kinds import Kind


class Flag(StrEnum):
    """What a reader of the evidence should know. A flag accuses nobody."""

    UNDECODABLE = "undecodable"  # begins like an image, cannot be shown
    TRUNCATED = "truncated"  # ends before the image does
    BOMB = "bomb"  # claims more pixels than we decode
    TOO_HEAVY = "too_heavy"  # looking at it needed more memory than allowed
    TOO_SLOW = "too_slow"  # looking at it took longer than allowed
    CRASHED = "crashed"  # looking at it ended the worker
    ANIMATED = "animated"  # moves; only the first frame is shown
    TRAILING_DATA = "trailing_data"  # something follows the image (motion photos do so too)
    POLYGLOT = "polyglot"  # is a document, archive, page or program as well
    CMYK = "cmyk"  # made for print, no camera does so
    DEEP = "deep"  # 16 bits a channel
    NO_EXIF = "no_exif"  # no camera data: re-encoded, or a screenshot
    BAD_EXIF = "bad_exif"  # camera data that cannot be read, wholly or in part
    BLANK = "blank"  # one even tone: a covered lens
    SMALL = "small"  # fewer pixels than a photo has


OF_PIXELS = frozenset({Flag.UNDECODABLE, Flag.TRUNCATED, Flag.BLANK})
"""What may only turn out in decoding; the rest stands in what the file says of itself."""
CUT_SHORT = frozenset({Flag.TOO_HEAVY, Flag.TOO_SLOW, Flag.CRASHED})
"""Looking ended early, for want of what the machine had then."""
UNSHOWABLE = frozenset({Flag.UNDECODABLE, Flag.BOMB, Flag.TOO_HEAVY, Flag.TOO_SLOW, Flag.CRASHED})


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """The facts of one original.

    ``width`` and ``height`` are pixels as shown, orientation applied; None where unknown. ``orientation``
    is the EXIF value 1-8. ``exif_time`` is what the camera's clock said, without zone;
    ``exif_offset_min`` its distance to UTC in minutes where the camera wrote it. ``exif_lon`` and
    ``exif_lat`` are degrees WGS-84. ``phash`` is the perceptual hash, 16 hexadecimal digits.
    """

    bytes: int
    kind: Kind | None = None
    width: int | None = None
    height: int | None = None
    orientation: int = 1
    exif_time: datetime | None = None
    exif_offset_min: int | None = None
    exif_lon: float | None = None
    exif_lat: float | None = None
    phash: str | None = None
    flags: frozenset[Flag] = frozenset()

    @property
    def media_type(self) -> str | None:
        """The media type by content."""
        return None if self.kind is None else self.kind.value

    @property
    def can_be_shown(self) -> bool:
        """Whether there are renditions; an original that cannot be decoded is never shown inline."""
        return not self.flags & UNSHOWABLE

    def exif_at(self, assumed: tzinfo) -> datetime | None:
        """The camera's time with zone: its own offset, else ``assumed`` (the place's zone)."""
        if self.exif_time is None:
            return None
        if self.exif_offset_min is None:
            return self.exif_time.replace(tzinfo=assumed)
        return self.exif_time.replace(tzinfo=timezone(timedelta(minutes=self.exif_offset_min)))

    def flagged(self, *more: Flag) -> "PhotoFacts":
        """The same facts with more flags."""
        return replace(self, flags=self.flags.union(more))

    def document(self) -> dict[str, Any]:
        """As JSON-ready values; flags sorted."""
        time = None if self.exif_time is None else self.exif_time.isoformat()
        return asdict(self) | {"exif_time": time, "flags": sorted(self.flags)}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "PhotoFacts":
        """The inverse of ``document``."""
        time, kind = document["exif_time"], document["kind"]
        return cls(
            **document
            | {
                "kind": None if kind is None else Kind(kind),
                "exif_time": None if time is None else datetime.fromisoformat(time),
                "flags": frozenset(map(Flag, document["flags"])),
            }
        )

"""When and where the camera says it was. Cameras and editors write anything here: nothing is trusted.

Tags are those of Exif 3.0 (CIPA DC-008).
"""

import math
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image

_ORIENTATION, _EXIF_IFD, _GPS_IFD = 0x0112, 0x8769, 0x8825
_TAKEN, _DIGITIZED, _OFFSET = 0x9003, 0x9004, 0x9011
_LAT_REF, _LAT, _LON_REF, _LON = 1, 2, 3, 4
_TIME = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_ZONE = re.compile(r"([+-])(\d\d):([0-5]\d)")
_FURTHEST_ZONE_MIN = 14 * 60  # of Kiritimati; no place on Earth is further from UTC
_YEARS = range(1970, 2100)
"""No camera took it outside of these; every moment within them has its place in every zone."""


@dataclass(slots=True)
class CameraData:
    """What could be read; ``broken`` when something is there that could not be."""

    present: bool = False
    broken: bool = False
    orientation: int = 1
    time: datetime | None = None
    offset_min: int | None = None
    lon: float | None = None
    lat: float | None = None


def read_camera_data(image: Image.Image) -> CameraData:
    """The camera data of an opened image. Never raises."""
    found = CameraData(present=bool(image.info.get("exif")))
    try:
        exif = image.getexif()
        found.present = found.present or _EXIF_IFD in exif or _GPS_IFD in exif  # TIFF has tags of its own
        found.broken = found.present and not exif
        orientation = exif.get(_ORIENTATION, 1)
        found.orientation = orientation if orientation in range(1, 9) else 1
    except Exception:  # struct, value, syntax, key, type and index errors have all been seen here
        found.broken = True
        return found
    for read, ifd in ((_read_time, _EXIF_IFD), (_read_place, _GPS_IFD)):
        try:
            read(found, exif.get_ifd(ifd))
        except Exception:  # as above; the other part may still be sound
            found.broken = True
    return found


def _read_time(found: CameraData, tags: dict[int, Any]) -> None:
    text = _text(tags.get(_TAKEN) or tags.get(_DIGITIZED))
    if not text.strip(" :0"):  # absent, or written as blanks or zeroes by a clock never set
        return
    match = _TIME.match(text)
    if match is None or int(match[1]) not in _YEARS:
        found.broken = True
        return
    found.time = datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001  (a camera's clock has no zone; six groups fill six fields)
    offset = _text(tags.get(_OFFSET))
    found.offset_min = _minutes_from_utc(offset)
    found.broken |= found.offset_min is None and bool(offset.strip(" :"))  # blank where none was set


def _minutes_from_utc(offset: str) -> int | None:
    zone = _ZONE.match(offset)
    if zone is None:
        return None
    minutes = int(zone[2]) * 60 + int(zone[3])
    if minutes > _FURTHEST_ZONE_MIN:
        return None
    return -minutes if zone[1] == "-" else minutes


def _read_place(found: CameraData, tags: dict[int, Any]) -> None:
    if _LAT not in tags or _LON not in tags:
        return
    lat = _degrees(tags[_LAT]) * (-1 if _text(tags.get(_LAT_REF)).upper() == "S" else 1)
    lon = _degrees(tags[_LON]) * (-1 if _text(tags.get(_LON_REF)).upper() == "W" else 1)
    if not (abs(lat) <= 90 and abs(lon) <= 180):  # also false for not-a-number
        found.broken = True
    elif (lon, lat) != (0, 0):  # what a phone writes that had no fix
        found.lon, found.lat = round(lon, 7), round(lat, 7)


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return value if math.isfinite(value) else math.nan


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("ascii", "replace").strip("\0 ")
    return str(value).strip("\0 ") if value is not None else ""

"""The files that outlines come in, as offices have them: GeoJSON, a Shapefile, or one in a zip archive."""

import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from enum import StrEnum
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import orjson
import shapefile

ENCODINGS = ("utf-8", "gb18030")
"""What the attribute tables of Shapefiles are written in here, tried in this order."""
LON_LAT_CRS = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")
AS_GOOD_AS_WGS84 = ("wgs84", "wgs1984", "worldgeodeticsystem1984", "cgcs2000", "china2000")
"""As datums are named in .prj files, in small letters and digits alone; CGCS2000 differs by centimetres."""
_DATUM = re.compile(r'\b(?:DATUM|ENSEMBLE|TRF)\s*\[\s*"([^"]+)"', re.IGNORECASE)
_ON_A_PLANE = re.compile(r"\b(?:PROJCS|PROJCRS|PROJECTEDCRS)\s*\[", re.IGNORECASE)
_DAMAGED = (shapefile.ShapefileException, LookupError, ValueError, struct.error, OSError)

Drawn = tuple[Mapping[str, Any], Any]
"""What a feature says of itself, and its geometry as GeoJSON has it."""


class Datum(StrEnum):
    """What a file's positions are measured in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class UnreadableOutlines(ValueError):  # noqa: N818  (a fact about the file, told as a sentence)
    """The file as a whole cannot be taken; the message is a Chinese sentence that says what to do."""


def features_in(file: Path, datum: Datum) -> Iterator[Drawn]:
    """All features of a ``.geojson``/``.json``, ``.shp`` or ``.zip``, in file order.

    ``datum``: what whoever imports says of it. GCJ-02 and BD-09 stand in no .prj, so there it is not asked.

    Raises:
        UnreadableOutlines: not such a file, not in degrees of longitude and latitude, in another datum than
            it is said to be, or damaged.
    """
    match file.suffix.lower():
        case ".zip":
            yield from _shapefile(file.name, _packed(file), datum)
        case ".shp":
            yield from _shapefile(file.name, _lying_together(file), datum)
        case _:
            yield from _geojson(file)


def _geojson(file: Path) -> Iterator[Drawn]:
    try:
        document = orjson.loads(_text(file.read_bytes()))
        features = [*document["features"]]
        crs = str((document.get("crs") or {}).get("properties", {}).get("name", "CRS84"))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableOutlines(
            f"{file.name} 不是 GeoJSON 的 FeatureCollection，读不出来；支持 .geojson、.shp 和打包的 .zip。"
        ) from None
    if not crs.endswith(LON_LAT_CRS):
        raise UnreadableOutlines(f"{file.name} 用的是坐标参考系 {crs}，请先转为经纬度（度）再导入。")
    for feature in features:
        about = feature.get("properties") if isinstance(feature, dict) else None
        yield about or {}, feature.get("geometry") if isinstance(feature, dict) else None


def _text(data: bytes) -> str:
    """UTF-8, with or without the mark that Windows programs put before it, else GBK."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _lying_together(file: Path) -> dict[str, bytes]:
    """A Shapefile's files by their ending; ``.PRJ`` is ``.prj``."""
    beside = [one for one in file.parent.iterdir() if one.stem == file.stem and one.is_file()]
    return {one.suffix.lower(): one.read_bytes() for one in beside}


def _packed(file: Path) -> dict[str, bytes]:
    """The same out of an archive that holds one Shapefile."""
    try:
        with zipfile.ZipFile(file, metadata_encoding="gb18030") as archive:
            paths = [PurePosixPath(name) for name in archive.namelist()]
            members = [one for one in paths if not one.name.startswith("._")]
            shapes = sorted((one for one in members if one.suffix.lower() == ".shp"), key=str)
            if len(shapes) > 1:
                names = "、".join(one.name for one in shapes)
                raise UnreadableOutlines(
                    f"{file.name} 里有 {len(shapes)} 个 Shapefile（{names}），请每个单独打包，分次导入。"
                )
            if not shapes:
                raise UnreadableOutlines(f"{file.name} 里没有 Shapefile（.shp），读不出来。")
            found = [one for one in members if one.with_suffix("") == shapes[0].with_suffix("")]
            return {one.suffix.lower(): archive.read(str(one)) for one in found}
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, RuntimeError, OSError):
        raise UnreadableOutlines(f"{file.name} 读不出来：不是 zip 压缩包，或已损坏、有密码。") from None


def _shapefile(name: str, parts: Mapping[str, bytes], datum: Datum) -> Iterator[Drawn]:
    missing = [ending for ending in (".shp", ".shx", ".dbf") if ending not in parts]
    if missing:
        raise UnreadableOutlines(
            f"{name} 读不出来，缺少 {'、'.join(missing)}：.shp、.shx、.dbf 三个文件要放在一起。"
        )
    _demand_datum(name, parts.get(".prj", b"").decode("utf-8", "replace"), datum)
    for encoding in ENCODINGS:
        opened = {ending[1:]: BytesIO(parts[ending]) for ending in (".shp", ".shx", ".dbf")}
        try:
            with shapefile.Reader(**opened, encoding=encoding) as reader:
                found = [
                    (one.record.as_dict(), one.shape.__geo_interface__) for one in reader.iterShapeRecords()
                ]
        except shapefile.dbfFileException:  # written in another encoding, or damaged
            continue
        except _DAMAGED:
            break
        yield from found
        return
    raise UnreadableOutlines(f"{name} 读不出来：文件已损坏，或属性表不是 UTF-8、GBK。")


def _demand_datum(name: str, projection: str, datum: Datum) -> None:
    """Refuse what its .prj says is measured otherwise; without one it is what it is said to be."""
    if _ON_A_PLANE.search(projection):
        raise UnreadableOutlines(f"{name} 是投影坐标（米），请先转为经纬度（度）再导入。")
    said = _DATUM.search(projection)
    if said is None or datum is not Datum.WGS84:
        return
    plain = re.sub("[^a-z0-9]", "", said[1].lower())
    if not any(one in plain for one in AS_GOOD_AS_WGS84):
        raise UnreadableOutlines(
            f"{name} 的坐标系是 {said[1]}，与 WGS-84 相差几十到上百米，"
            "请先转为 WGS-84 或 CGCS2000 经纬度再导入。"
        )

"""Reading outlines of areas from a customer's file: GeoJSON or Shapefile, its datum stated, into WGS-84.

No file says whether its positions are WGS-84, GCJ-02 or BD-09 (a .prj knows neither of the latter), and at
Yiyuan the difference is half a kilometre; so whoever imports must say it. CGCS2000 agrees with WGS-84 to less
than a metre: the same here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely import force_2d, transform
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.validation import explain_validity

from app.core.geo import Position, bd09_to_wgs84, gcj02_to_wgs84
from app.places.mending import LEAST_KEPT, mended
from app.places.outline_files import Datum, features_in

CODES = ("code", "dm", "xzqdm", "区划代码", "代码", "编码", "网格编码")
NAMES = ("name", "mc", "xzqmc", "名称", "区划名称", "网格名称")
PARENTS = ("parent", "town", "所属镇街", "镇街", "乡镇")
_TO_WGS84: Mapping[Datum, Callable[[float, float], Position]] = {
    Datum.WGS84: lambda lon, lat: (lon, lat),
    Datum.GCJ02: gcj02_to_wgs84,
    Datum.BD09: bd09_to_wgs84,
}


@dataclass(frozen=True)
class Outline:
    """A feature of the file. ``number`` counts from 1; ``geometry`` is WGS-84, None where it was refused.

    ``repaired`` says what was wrong with it before it was mended, and its area before and after; ``refused``
    why it cannot be taken.
    """

    number: int
    code: str
    name: str
    parent: str
    geometry: Polygon | MultiPolygon | None
    repaired: str = ""
    refused: str = ""

    @property
    def says(self) -> str:
        """How to name the feature to a person."""
        known = " ".join(part for part in (self.code, self.name) if part)
        return f"第 {self.number} 个要素（{known or '没有代码和名称'}）"


def read_outlines(file: Path, datum: Datum) -> list[Outline]:
    """All features of a ``.geojson``/``.json``, ``.shp`` or ``.zip`` (a zipped Shapefile), in file order.

    Raises:
        UnreadableOutlines: as :func:`features_in`.
    """
    features = enumerate(features_in(file, datum), 1)
    return [_outline(number, about, drawn, datum) for number, (about, drawn) in features]


def _outline(number: int, about: Mapping[str, Any], drawn: Any, datum: Datum) -> Outline:
    code, name, parent = (_first(about, names) for names in (CODES, NAMES, PARENTS))
    geometry, repaired, refused = _polygon(drawn, datum)
    return Outline(number, code, name, parent, geometry, repaired, refused)


def _first(about: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of these properties that says something; whole numbers lose their decimals."""
    told = {str(key).strip().lower(): value for key, value in about.items()}
    for name in names:
        value = told.get(name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is not None and str(value).strip():
            return str(value).strip()
    return ""


def _polygon(drawn: Any, datum: Datum) -> tuple[Polygon | MultiPolygon | None, str, str]:
    """The outline in WGS-84, what was mended, and why it cannot be taken."""
    try:
        geometry = force_2d(shape(drawn))
    except (ShapelyError, KeyError, IndexError, TypeError, ValueError, AttributeError):
        return None, "", "没有边界，或者边界读不出来"
    if geometry.geom_type not in {"Polygon", "MultiPolygon"}:
        return None, "", f"应为面（Polygon），现为 {geometry.geom_type}"
    if geometry.is_empty:
        return None, "", "边界是空的"
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return None, "", "坐标不是经纬度（经度在前，单位为度）"
    if geometry.is_valid:
        return _moved(geometry, datum), "", ""
    return _mended(geometry, datum)


def _mended(geometry: Polygon | MultiPolygon, datum: Datum) -> tuple[Polygon | MultiPolygon | None, str, str]:
    fault, mend = explain_validity(geometry), mended(geometry)
    if mend.geometry is None:
        return None, "", f"边界自相交，修复后没有剩下面（{fault}）"
    areas = f"修复前 {mend.before:.4g} 平方公里、修复后 {mend.after:.4g} 平方公里"
    if mend.after < LEAST_KEPT * mend.before:
        lost = f"自动修复会丢失 {100 * mend.lost:.1f} % 的面积（{areas}）"
        return None, "", f"边界有误（{fault}），{lost}，请在原软件中修复后再导入"
    return _moved(mend.geometry, datum), f"{fault}；{areas}", ""


def _moved(geometry: Polygon | MultiPolygon, datum: Datum) -> Polygon | MultiPolygon:
    if datum is Datum.WGS84:
        return geometry
    move = _TO_WGS84[datum]
    moved: Polygon | MultiPolygon = transform(geometry, lambda points: [move(*point) for point in points])
    return moved

"""Which area (区域) a position lies in."""

from collections.abc import Iterable

from shapely import STRtree, prepare
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from app.core.geo import inside
from app.notices.model import Area, County, Level, Notice

_FINEST_FIRST = (Level.GRID, Level.VILLAGE, Level.TOWN, Level.COUNTY)


class AreaFinder:
    """The notice's outlines in a tree, built once per version. Positions are WGS-84 lon, lat."""

    def __init__(self, notice: Notice) -> None:
        self._county = notice.county
        self._areas = _finest_first(area for area in notice.areas.values() if area.shape is not None)
        self._outlines = [outline(area) for area in self._areas]
        for drawn in self._outlines:
            prepare(drawn)
        self._tree = STRtree(self._outlines)

    def find(self, lon: float, lat: float) -> Area | None:
        """The smallest area that holds the position, borders included; None where no outline does.

        On a border between two areas of a level the one with the lower code has it, so that the answer is
        always the same.
        """
        hits = self._tree.query(Point(lon, lat), predicate="intersects")
        return self._areas[min(hits)] if len(hits) else None

    def in_county(self, lon: float, lat: float) -> bool:
        """Whether the position lies in the county's box; outside it a report is kept, but flagged."""
        return in_county(self._county, lon, lat)


def in_county(county: County, lon: float, lat: float) -> bool:
    """Whether a position lies in the county's box, its edges included."""
    return inside(county.bbox, lon, lat)


def outline(area: Area) -> BaseGeometry:
    """An area's outline as a shapely geometry. Raises ``ValueError`` if it has none."""
    if area.shape is None:
        raise ValueError(f"区域 {area.code} 没有边界")
    return shape(area.shape.geometry)


def _finest_first(areas: Iterable[Area]) -> list[Area]:
    return sorted(areas, key=lambda area: (_FINEST_FIRST.index(area.level), area.code))

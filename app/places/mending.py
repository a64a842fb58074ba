"""Mending an outline whose lines cross each other or whose parts lie over each other, without losing land."""

from dataclasses import dataclass
from math import cos, radians

from shapely import make_valid
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

LEAST_KEPT = 0.99
"""Of the land that an outline encloses; slivers where lines cross may go."""
KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Mended:
    """A valid outline, None where no face is left; ``before``: what the lines enclosed; both in km²."""

    geometry: Polygon | MultiPolygon | None
    before: float
    after: float

    @property
    def lost(self) -> float:
        """Which part of the land is lost, 0 to 1."""
        return 1 - self.after / self.before if self.before else 1


def mended(drawn: Polygon | MultiPolygon) -> Mended:
    """The outline with overlapping parts joined; holes stay holes.

    GEOS's default way ("linework") would take what lies in two parts for outside. It is asked only for each
    part by itself, where it finds land that the other way drops, such as a hole's end beyond the border.
    """
    kept = _faces(make_valid(drawn, method="structure", keep_collapsed=False))
    parts = drawn.geoms if isinstance(drawn, MultiPolygon) else [drawn]
    enclosed = [_faces(make_valid(part)) for part in parts]
    before = unary_union([one for one in (kept, *enclosed) if one is not None])
    return Mended(kept, _square_km(before), _square_km(kept) if kept else 0)


def _faces(geometry: BaseGeometry) -> Polygon | MultiPolygon | None:
    parts = getattr(geometry, "geoms", [geometry])
    faces = unary_union([part for part in parts if isinstance(part, Polygon | MultiPolygon)])
    return faces if isinstance(faces, Polygon | MultiPolygon) and not faces.is_empty else None


def _square_km(geometry: BaseGeometry) -> float:
    """The area of a figure in degrees, near enough for an area's size."""
    if geometry.is_empty:
        return 0
    return float(geometry.area * KM_PER_DEGREE**2 * cos(radians(geometry.centroid.y)))

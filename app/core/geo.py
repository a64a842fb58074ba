"""Pure geometry on the globe: datums, distances, Morton cells. Positions are lon, lat in degrees.

Datums: WGS-84 is what phones give and what is stored; GCJ-02 is what AMap and Tencent show, BD-09 what Baidu
shows. The transformations are the ones in public use since 2013 (Krasovsky 1940 ellipsoid); outside China
they change nothing.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import asin, asinh, atan, atan2, cos, degrees, floor, hypot, pi, radians, sin, sinh, sqrt, tan

Position = tuple[float, float]
Box = tuple[float, float, float, float]
"""West, south, east, north."""

ZOOM = 26
"""The zoom of :func:`cell_of`: cells 0.6 m wide at the equator; 52 bits fit a signed 64-bit column."""

_SIDE = 1 << ZOOM
_MAX_LATITUDE = degrees(atan(sinh(pi)))
_EARTH_RADIUS = 6_371_008.8  # metres, IUGG mean radius
_KRASOVSKY_A = 6_378_245.0
_KRASOVSKY_EE = 0.00669342162296594323
_BD_TURN = pi * 3000.0 / 180.0
_CHINA: Box = (72.004, 0.8293, 137.8347, 55.8271)


def wgs84_to_gcj02(lon: float, lat: float) -> Position:
    """What AMap and Tencent call the place; unchanged outside China."""
    if not inside(_CHINA, lon, lat):
        return lon, lat
    d_lon, d_lat = _gcj02_shift(lon, lat)
    return lon + d_lon, lat + d_lat


def gcj02_to_wgs84(lon: float, lat: float) -> Position:
    """The inverse of :func:`wgs84_to_gcj02`, to 1e-9 degrees."""
    guess = lon, lat
    for _ in range(30):
        shown = wgs84_to_gcj02(*guess)
        miss = shown[0] - lon, shown[1] - lat
        guess = guess[0] - miss[0], guess[1] - miss[1]
        if max(abs(miss[0]), abs(miss[1])) < 1e-10:
            break
    return guess


def gcj02_to_bd09(lon: float, lat: float) -> Position:
    """What Baidu makes of a GCJ-02 position."""
    z = hypot(lon, lat) + 0.00002 * sin(lat * _BD_TURN)
    theta = atan2(lat, lon) + 0.000003 * cos(lon * _BD_TURN)
    return z * cos(theta) + 0.0065, z * sin(theta) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> Position:
    """The inverse of :func:`gcj02_to_bd09`, to 1e-9 degrees."""
    guess = lon - 0.0065, lat - 0.006
    for _ in range(30):
        shown = gcj02_to_bd09(*guess)
        miss = shown[0] - lon, shown[1] - lat
        guess = guess[0] - miss[0], guess[1] - miss[1]
        if max(abs(miss[0]), abs(miss[1])) < 1e-10:
            break
    return guess


def wgs84_to_bd09(lon: float, lat: float) -> Position:
    """What Baidu calls the place."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: float, lat: float) -> Position:
    """The inverse of :func:`wgs84_to_bd09`, to 1e-9 degrees."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def inside(box: Box, lon: float, lat: float) -> bool:
    """Whether a position lies in a box, its edges included."""
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


def metres_between(a: Position, b: Position) -> float:
    """Great-circle distance in metres (haversine on the mean sphere)."""
    (lon_a, lat_a), (lon_b, lat_b) = a, b
    half_lat, half_lon = radians(lat_b - lat_a) / 2, radians(lon_b - lon_a) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS * asin(min(1.0, sqrt(chord)))


def cell_of(lon: float, lat: float) -> int:
    """The Morton code of the Web-Mercator cell at :data:`ZOOM`: bits of x and y in turn, x lowest.

    A tile z/x/y holds exactly the codes of :func:`tile_range`. Latitudes beyond its edge are clamped.
    """
    return interleave(*_cell_xy(lon, lat))


def cell_centre(cell: int) -> Position:
    """The middle of a cell."""
    x, y = deinterleave(cell)
    return (x + 0.5) / _SIDE * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * (y + 0.5) / _SIDE))))


def tile_range(z: int, x: int, y: int) -> range:
    """The codes within tile z/x/y, z from 0 to :data:`ZOOM`. ``ValueError`` if there is no such tile."""
    if not (0 <= z <= ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise ValueError(f"no tile {z}/{x}/{y}")
    shift = 2 * (ZOOM - z)
    first = interleave(x, y) << shift
    return range(first, first + (1 << shift))


def tile_number(z: int, cell: int) -> int:
    """One number for the tile at ``z`` that holds a cell, unlike that of any tile at any zoom.

    A 1 and behind it the tile's Morton code: what lies in tile z/x/y is at each finer zoom one range.
    """
    return 1 << 2 * z | cell >> 2 * (ZOOM - z)


def box_ranges(box: Box, at_most: int = 16) -> list[range]:
    """At most so many ranges of codes, ascending, that hold every cell of a box, and some beside it.

    Filter the rows found by position: the ranges follow tiles, not the box. Raises ``ValueError`` for a box
    whose west lies east of its east, or south north of its north.
    """
    west, south, east, north = box
    if west > east or south > north:
        raise ValueError("a box is west, south, east, north")
    left, top = _cell_xy(west, north)
    right, bottom = _cell_xy(east, south)
    tiles = [(0, 0, 0)]
    ranges: list[range] = []
    while len(ranges) <= 4 * at_most:
        finer = [child for tile in tiles for child in _split(tile, left, top, right, bottom)]
        ranges = list(_merged(tile_range(*tile) for tile in finer))
        if finer == tiles:
            break
        tiles = finer
    return _joined(ranges, at_most)


def ranges_around(box: Box) -> list[range]:
    """Up to four ranges of codes that hold every cell of a small box; see :func:`box_ranges`.

    They are the tiles it touches at the finest zoom at which it touches no more than two by two, found
    without a search.
    """
    west, south, east, north = box
    left, top = _cell_xy(west, north)
    right, bottom = _cell_xy(east, south)
    shift = max((right - left).bit_length(), (bottom - top).bit_length())
    tiles = {(x >> shift, y >> shift) for x in (left, right) for y in (top, bottom)}
    return [tile_range(ZOOM - shift, x, y) for x, y in sorted(tiles)]


def interleave(x: int, y: int) -> int:
    """The Morton code of two 26-bit numbers, x in the even bits."""
    return _spread(x) | _spread(y) << 1


def deinterleave(code: int) -> tuple[int, int]:
    """The two numbers of a Morton code."""
    return _gather(code), _gather(code >> 1)


def _gcj02_shift(lon: float, lat: float) -> Position:
    x, y = lon - 105.0, lat - 35.0
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    curve = 1 - _KRASOVSKY_EE * sin(radians(lat)) ** 2
    d_lat = degrees(north / (_KRASOVSKY_A * (1 - _KRASOVSKY_EE) / (curve * sqrt(curve))))
    d_lon = degrees(east / (_KRASOVSKY_A / sqrt(curve) * cos(radians(lat))))
    return d_lon, d_lat


def _cell_xy(lon: float, lat: float) -> tuple[int, int]:
    clamped = max(-_MAX_LATITUDE, min(_MAX_LATITUDE, lat))
    x = floor((lon + 180) / 360 * _SIDE)
    y = floor((1 - asinh(tan(radians(clamped))) / pi) / 2 * _SIDE)
    return max(0, min(_SIDE - 1, x)), max(0, min(_SIDE - 1, y))


def _split(
    tile: tuple[int, int, int], left: int, top: int, right: int, bottom: int
) -> Iterator[tuple[int, int, int]]:
    """The tile if it is wholly in the window of cells or can't be split, else its quarters that touch it."""
    z, x, y = tile
    size = 1 << (ZOOM - z)
    whole_x = left <= x * size and x * size + size - 1 <= right
    whole_y = top <= y * size and y * size + size - 1 <= bottom
    if (whole_x and whole_y) or z == ZOOM:
        yield tile
        return
    half = size >> 1
    for child_y in (2 * y, 2 * y + 1):
        for child_x in (2 * x, 2 * x + 1):
            touches_x = child_x * half <= right and child_x * half + half - 1 >= left
            if touches_x and child_y * half <= bottom and child_y * half + half - 1 >= top:
                yield z + 1, child_x, child_y


def _merged(ranges: Iterator[range]) -> Iterator[range]:
    """Ascending ranges with neighbours joined."""
    current: range | None = None
    for one in sorted(ranges, key=lambda r: r.start):
        if current is not None and current.stop == one.start:
            current = range(current.start, one.stop)
            continue
        if current is not None:
            yield current
        current = one
    if current is not None:
        yield current


def _joined(ranges: list[range], at_most: int) -> list[range]:
    """At most so many ranges: those with the smallest gaps between them become one."""
    gaps = sorted(range(1, len(ranges)), key=lambda n: ranges[n - 1].stop - ranges[n].start)
    starts = [0, *sorted(gaps[: at_most - 1]), len(ranges)]
    return [range(ranges[first].start, ranges[after - 1].stop) for first, after in pairwise(starts)]


def _spread(n: int) -> int:
    n = (n | n << 16) & 0x0000FFFF0000FFFF
    n = (n | n << 8) & 0x00FF00FF00FF00FF
    n = (n | n << 4) & 0x0F0F0F0F0F0F0F0F
    n = (n | n << 2) & 0x3333333333333333
    return (n | n << 1) & 0x5555555555555555


def _gather(n: int) -> int:
    n &= 0x5555555555555555
    n = (n | n >> 1) & 0x3333333333333333
    n = (n | n >> 2) & 0x0F0F0F0F0F0F0F0F
    n = (n | n >> 4) & 0x00FF00FF00FF00FF
    n = (n | n >> 8) & 0x0000FFFF0000FFFF
    return (n | n >> 16) & 0x00000000FFFFFFFF

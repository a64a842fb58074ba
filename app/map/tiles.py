"""Vector tiles of cases: points where they are few, clusters with counts by state where they are many."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    String,
    case,
    cast,
    literal_column,
    select,
    type_coerce,
    union_all,
)

from app.cases.doors import Standing, standing_of
from app.cases.filters import Filters, is_late, parameters
from app.cases.rights import CASES
from app.core.geo import ZOOM, deinterleave
from app.core.plain import Plain
from app.map.heaps import Heaps, Tile, cells_can_tell, crowd_in, heaps_in
from app.map.mvt import EXTENT, Place, point_layer
from app.map.seen import SPAN, among, doors_by_states, ways
from app.people.policy import Person

MOST_POINTS = 100
"""More cases than this in a tile are shown as clusters; a screen shows some six tiles."""
CROWD = 20_000
"""Where so many others lie in a tile, the few that were asked for are not looked for one by one."""
NEAR = 14
"""From this zoom on most tiles hold few cases."""
POINT_KEYS = ("id", "state", "category", "unit", "overdue", "urgent")
SHAPES = 500
"""How many statements are kept."""
HALF = 12
_X, _Y = zip(*(deinterleave(code) for code in range(1 << HALF)), strict=True)
"""Half of a tile's Morton code, taken apart beforehand: six bits each of x and y."""


def tile_of_cases(source: Connection, person: Person, filters: Filters, tile: Tile) -> bytes:
    """The tile as MVT 2.1: a layer ``cases`` of points, or a layer ``clusters``; empty where nothing lies.

    Only what the person may see is in it or counted.
    """
    if not cells_can_tell(filters) or _are_found_at_once(person, filters, tile):
        points = _points(source, person, filters, tile)
        if len(points) <= MOST_POINTS:
            return _singly(tile, points)
        return _clusters(tile, heaps_in(source, person, filters, tile))
    heaps = heaps_in(source, person, filters, tile)
    if not heaps.cells:
        return b""
    if _are_few(source, filters, tile, heaps):
        return _singly(tile, _points(source, person, filters, tile))
    return _clusters(tile, heaps)


def _are_found_at_once(person: Person, filters: Filters, tile: Tile) -> bool:
    """Whether cases are looked for before they are counted: by state and place alone, and mostly few."""
    return tile.z >= NEAR and person.sees_all and filters == Filters(state=filters.state)


def _are_few(source: Connection, filters: Filters, tile: Tile, heaps: Heaps) -> bool:
    if heaps.count > MOST_POINTS:
        return False
    narrowed = filters.unit or filters.category or filters.battle is not None
    return not narrowed or (crowd_in(source, filters, tile) <= CROWD)


def _points(source: Connection, person: Person, filters: Filters, tile: Tile) -> Sequence[Any]:
    statement = _looking_for(standing_of(person), filters.shape)
    if statement is None:
        return ()
    return statement.look(source, parameters(person, filters) | tile.spans)


@lru_cache(SHAPES)
def _looking_for(standing: Standing, filters: Filters) -> Plain | None:
    """The first cases, one more than are shown singly."""
    columns = (
        CASES.cell,
        cast(CASES.id, String),
        type_coerce(CASES.state, String),
        CASES.category_code,
        CASES.unit_code,
        case((is_late(), literal_column("1")), else_=literal_column("0")),
        type_coerce(CASES.urgent, Integer),
    )
    parts = [
        select(*columns).where(*SPAN, *among(way, filters, states))
        for doors, states in doors_by_states(standing, filters)
        for way in ways(doors)
    ]
    found = union_all(*parts) if len(parts) > 1 else parts[0] if parts else None
    return None if found is None else Plain(found.limit(literal_column(str(MOST_POINTS + 1))))


def _singly(tile: Tile, rows: Sequence[Any]) -> bytes:
    if not rows:
        return b""
    cells, ids, states, categories, units, late, urgent = zip(*rows, strict=True)
    said = ([*map(_dashed, ids)], states, categories, units, [*map(bool, late)], [*map(bool, urgent)])
    return point_layer("cases", POINT_KEYS, _places(tile, cells), said)


def _places(tile: Tile, cells: Sequence[int]) -> list[Place]:
    """Where in the tile cases lie, by their own cells."""
    first = tile.spans["first_code"]
    bits = ZOOM - tile.z
    finer = max(0, 2 * (bits - HALF))
    coarser = max(0, HALF - bits)
    middle = (1 << coarser) >> 1
    codes = [divmod(cell - first >> finer, 1 << HALF) for cell in cells]
    xs = [_X[high] << HALF // 2 | _X[low] for high, low in codes]
    ys = [_Y[high] << HALF // 2 | _Y[low] for high, low in codes]
    return [(None, (x << coarser) + middle, (y << coarser) + middle) for x, y in zip(xs, ys, strict=True)]


def _dashed(case_id: str) -> str:
    """The id as everybody writes it; SQLite keeps its digits alone."""
    if len(case_id) == 36:
        return case_id
    return f"{case_id[:8]}-{case_id[8:12]}-{case_id[12:16]}-{case_id[16:20]}-{case_id[20:]}"


def _clusters(tile: Tile, heaps: Heaps) -> bytes:
    """Each heap where its cases lie on average; its id is the cell's number."""
    if not heaps.cells:
        return b""
    total_xs, total_ys, *by_state = zip(*heaps.cells.values(), strict=True)
    counts = [*map(sum, zip(*by_state, strict=True))]
    finer = tile.level - tile.z
    first = tile.number << 2 * finer
    side = EXTENT >> finer if finer <= HALF else EXTENT / (1 << finer)
    scale = side / (1 << ZOOM - tile.level)
    places: list[Place] = []
    for number, total_x, total_y, count in zip(heaps.cells, total_xs, total_ys, counts, strict=True):
        code = number - first
        column, row = (_X[code], _Y[code]) if code < 1 << HALF else deinterleave(code)
        x, y = column * side + total_x / count * scale, row * side + total_y / count * scale
        places.append((number, int(x), int(y)))
    keys = ("count", *(state.value for state in heaps.states))
    said = [[one or None for one in column] for column in by_state]
    return point_layer("clusters", keys, places, [counts, *said])

"""What lies in a tile: counts by state and cell, from the kept cells where they can tell, else counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    union_all,
)

from app.cases.cell_models import COLUMN_OF, LEVELS, OPEN_COLUMNS, MapCell, UnitCell
from app.cases.cells import shifted
from app.cases.doors import Door, Standing, Way, standing_of, states_of
from app.cases.filters import Filters, begins, of_units, parameters
from app.cases.rights import CASES
from app.cases.states import State
from app.core.db import BIG
from app.core.geo import ZOOM, cell_of, deinterleave, interleave
from app.core.plain import Plain
from app.map.seen import SPAN, among, doors_by_states, ways
from app.notices.registers import UnitRegister
from app.people.policy import Person

FINER = 2
"""Cells are at least so many zooms finer than the tile: 4 × 4 of them in it, or 8 × 8."""
IN_CELLS = frozenset({Way.ALL, Way.LED, Way.QUEUE})
"""Doors behind which cells count."""
SHAPES = 500
"""How many statements are kept."""
_all: Any = MapCell.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there
_units: Any = UnitCell.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there
_codes: Any = UnitRegister.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there
_FIRST, _LAST = bindparam("first_cell", type_=BIG), bindparam("last_cell", type_=BIG)


class Tile(NamedTuple):
    """A Web-Mercator tile."""

    z: int
    x: int
    y: int

    @property
    def level(self) -> int:
        """At which zoom its cells are."""
        return next(level for level in LEVELS if level >= self.z + FINER)

    @property
    def number(self) -> int:
        """As :func:`app.core.geo.tile_number`."""
        return 1 << 2 * self.z | interleave(self.x, self.y)

    @property
    def spans(self) -> dict[str, int]:
        """The tile as parameters: its range of the cells at its level, and of the cases' own."""
        finer, finest = 2 * (self.level - self.z), 2 * (ZOOM - self.z)
        first, code = self.number << finer, interleave(self.x, self.y) << finest
        return {
            "first_cell": first,
            "last_cell": first + (1 << finer) - 1,
            "first_code": code,
            "last_code": code + (1 << finest) - 1,
        }


@dataclass(slots=True)
class Heaps:
    """What lies in a tile's cells, by their numbers.

    Each cell is a list: the sums of x and of y of its cases' places in it, in the cases' own cells, and how
    many there are of each of ``states``.
    """

    states: Sequence[State]
    cells: dict[int, list[Any]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many cases."""
        return sum(sum(cell[2:]) for cell in self.cells.values())

    def add(self, number: int, cell: list[Any]) -> None:
        """Add to what lies in a cell."""
        had = self.cells.get(number)
        self.cells[number] = (
            cell if had is None else [one + other for one, other in zip(had, cell, strict=True)]
        )


def heaps_in(source: Connection, person: Person, filters: Filters, tile: Tile) -> Heaps:
    """What the person may see and asked for in the tile."""
    statements = _statements(standing_of(person), filters.shape, tile.level)
    values = parameters(person, filters) | tile.spans
    found = Heaps(statements.states)
    if statements.kept is not None:
        for number, *cell in statements.kept.look(source, values):
            if any(cell[2:]):
                found.add(number, cell)
    if statements.counted is not None:
        for number, state, count, lon, lat in statements.counted.look(source, values):
            x, y = _place(lon, lat, tile.level)
            found.add(number, [x * count, y * count, *(count if one is state else 0 for one in found.states)])
    return found


def cells_can_tell(filters: Filters) -> bool:
    """Cells know state, unit, type and battle; lateness is a fact of the moment, never counted ahead."""
    known = Filters(
        state=filters.state,
        unit=filters.unit,
        category=filters.category,
        battle=filters.battle,
        mine=filters.mine,
    )
    return filters == known


def crowd_in(source: Connection, filters: Filters, tile: Tile) -> int:
    """How many cases of the asked states lie in the tile, whoever's and of whatever kind."""
    [(cases,)] = _crowd(filters.shape).look(source, tile.spans)
    return int(cases or 0)


def _place(lon: float, lat: float, level: int) -> tuple[int, int]:
    """Where in its cell a position lies."""
    side = 1 << ZOOM - level
    x, y = deinterleave(cell_of(lon, lat))
    return x % side, y % side


class _Statements(NamedTuple):
    """Of one shape: from kept cells (as in ``Heaps``), and counted (cell, state, count, mean lon and lat)."""

    states: Sequence[State]
    kept: Plain | None
    counted: Plain | None


@lru_cache(SHAPES)
def _statements(standing: Standing, filters: Filters, level: int) -> _Statements:
    states = states_of(filters)
    kept: list[Select[Any]] = []
    counted: list[Select[Any]] = []
    in_cells = IN_CELLS if cells_can_tell(filters) else frozenset[Way]()
    for doors, behind in doors_by_states(standing, filters):
        kept += [_kept(door, filters, states, behind) for door in doors if door.way in in_cells]
        others = ways(door for door in doors if door.way not in in_cells)
        counted += [_counted(way, filters, behind, level) for way in others]
    return _Statements(states, _together(kept), _together(counted))


def _together(parts: Sequence[Select[Any]]) -> Plain | None:
    if len(parts) > 1:
        return Plain(union_all(*parts))
    return Plain(parts[0]) if parts else None


def _kept(door: Door, filters: Filters, states: Sequence[State], behind: Sequence[State]) -> Select[Any]:
    """Cells of one door; states that are not behind it count nothing."""
    if door.way is Way.ALL and filters.battle is None and not (filters.unit or filters.category):
        columns = [_all[COLUMN_OF[state]] if state in behind else literal_column("0") for state in states]
        return select(_all.cell, *_middle(_all, behind), *columns).where(_all.cell.between(_FIRST, _LAST))
    columns = [
        func.sum(_units[COLUMN_OF[state]]) if state in behind else literal_column("0") for state in states
    ]
    sums = [cast(func.sum(total), BIG) for total in _middle(_units, behind)]  # else a decimal number
    return select(_units.cell, *sums, *columns).where(*_of_units(door, filters)).group_by(_units.cell)


def _of_units(door: Door, filters: Filters) -> list[ColumnElement[bool]]:
    wanted = [_units.cell.between(_FIRST, _LAST)]
    if door.way is Way.ALL:  # each unit's range of the key, one after the other
        wanted += [_units.unit_code.in_(select(_codes.code)), _units.unit_code == _units.lead_unit]
    else:
        wanted.append(_units.unit_code == bindparam(door.unit))
    if door.way is Way.LED:
        wanted.append(_units.lead_unit == _units.unit_code)
    elif filters.unit:
        wanted.append(of_units(_units.lead_unit, filters))
    if filters.category:
        wanted.append(begins(_units.category_code, "category"))
    if filters.battle is not None:
        wanted.append(_units.battle == bindparam("battle"))
    return wanted


def _middle(columns: Any, behind: Sequence[State]) -> tuple[Any, Any]:
    """The sums from which a heap's middle comes: of the open cases, of the ended ones, or of both."""
    kinds = {"open" if COLUMN_OF[state] in OPEN_COLUMNS else "ended" for state in behind}
    if len(kinds) == 2:
        return columns.open_x + columns.ended_x, columns.open_y + columns.ended_y
    kind = kinds.pop()
    return columns[f"{kind}_x"], columns[f"{kind}_y"]


def _counted(way: Way, filters: Filters, states: Sequence[State], level: int) -> Select[Any]:
    marker = literal_column(str(1 << 2 * level), BIG)
    cell = marker.bitwise_or(shifted(CASES.cell, 2 * (ZOOM - level)))
    columns = (cell, CASES.state, func.count(), func.avg(CASES.lon), func.avg(CASES.lat))
    return select(*columns).where(*SPAN, *among(way, filters, states)).group_by(cell, CASES.state)


@lru_cache(SHAPES)
def _crowd(filters: Filters) -> Plain:
    columns = [_all[COLUMN_OF[state]] for state in states_of(filters)]
    total = sum(columns[1:], columns[0]) if columns else literal_column("0")
    return Plain(select(func.sum(total)).where(_all.cell.between(_FIRST, _LAST)))

"""The tables behind the map's clusters; ``cells.py`` keeps them.

A cell is a Web-Mercator tile at one of :data:`LEVELS`; its row says how many cases lie in it, state by state.
A tile of the map shows the cells that lie in it, so it reads a few dozen rows however many cases there are.
"""

from sqlmodel import Field, SQLModel

from app.cases.states import ENDED, OPEN, State
from app.core.db import BIG

LEVELS = (11, 13, 15, 17, 19, 21)
"""Zooms at which cells are kept: a tile at z 9 to 19 shows 16 or 64 cells, 128 or 64 pixels wide."""


def _big() -> int:
    number: int = Field(default=0, sa_type=BIG)
    return number


class CellTally(SQLModel):
    """Cases by state, and where they lie on average.

    ``open_x``, ``open_y`` and ``ended_x``, ``ended_y`` are sums over the open and the ended ones of their
    place in the cell, in cells of :func:`app.core.geo.cell_of`, x east, y south.
    """

    reported: int = 0
    verifying: int = 0
    rejected: int = 0
    filed: int = 0
    dispatched: int = 0
    accepted: int = 0
    feedback: int = 0
    checking: int = 0
    rework: int = 0
    suspended: int = 0
    closed: int = 0
    void: int = 0
    open_x: int = _big()
    open_y: int = _big()
    ended_x: int = _big()
    ended_y: int = _big()


COLUMN_OF = {state: state.value.lower() for state in State}
"""The column that counts a state."""
OPEN_COLUMNS = tuple(COLUMN_OF[state] for state in State if state in OPEN)
ENDED_COLUMNS = tuple(COLUMN_OF[state] for state in State if state in ENDED)
SUMS = ("open_x", "open_y", "ended_x", "ended_y")
TALLY = (*COLUMN_OF.values(), *SUMS)


class MapCell(CellTally, table=True):
    """All cases in a cell; ``cell`` is its :func:`app.core.geo.tile_number`."""

    __tablename__ = "map_cells"

    cell: int = Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})


class UnitCell(CellTally, table=True):
    """Those in a unit's queue, told apart by who leads, type and battle (0 for none), as the counters do."""

    __tablename__ = "unit_cells"
    __table_args__ = {"sqlite_with_rowid": False}

    unit_code: str = Field(primary_key=True, max_length=32)
    cell: int = Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    lead_unit: str = Field(primary_key=True, max_length=32)
    category_code: str = Field(primary_key=True, max_length=32)
    battle: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})

"""The map's cells, kept in the case's own transaction, so that a tile is right at once after a move.

They count the rows of the units' queues, as the counters do: what changed is what a row was and what it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial, reduce
from operator import add
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    bindparam,
    case,
    delete,
    except_,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlmodel import Session

from app.cases.cell_models import (
    COLUMN_OF,
    ENDED_COLUMNS,
    LEVELS,
    OPEN_COLUMNS,
    SUMS,
    TALLY,
    MapCell,
    UnitCell,
)
from app.cases.queues import CaseQueue
from app.cases.states import State
from app.core.db import BIG
from app.core.geo import ZOOM, deinterleave, tile_number
from app.core.plain import Plain

_all: Table = MapCell.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
_units: Table = UnitCell.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
_queue: Any = CaseQueue.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there
KEY = ("unit_code", "lead_unit", "category_code", "battle")
"""What a unit's cells are told apart by."""
_IS_OPEN, _HAS_ENDED = "is_open", "has_ended"
"""By how much more cases are open in a cell, or have ended, than before."""


class Queued(Protocol):
    """What cells count of a row in a unit's queue."""

    @property
    def unit_code(self) -> str: ...
    @property
    def lead_unit(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def category_code(self) -> str: ...
    @property
    def battle(self) -> int: ...
    @property
    def cell(self) -> int: ...


def keep_cells(session: Session, had: Iterable[Queued], has: Iterable[Queued]) -> None:
    """Count what a case's rows in the queues have become instead of what they were."""
    everybody: defaultdict[int, Counter[str]] = defaultdict(Counter)
    units: defaultdict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for by, rows in ((-1, had), (1, has)):
        for row in rows:
            state = COLUMN_OF[State(row.state)]
            units[(row.unit_code, row.lead_unit, row.category_code, row.battle, row.cell)][state] += by
            if row.unit_code == row.lead_unit:
                everybody[row.cell][state] += by
    for cell, tally in everybody.items():
        _add(session, _all, (), cell, tally)
    for (*key, cell), tally in units.items():
        _add(session, _units, key, cell, tally)


def _add(session: Session, table: Table, key: Sequence[Any], cell: int, tally: Mapping[str, int]) -> None:
    """Add what has changed, if anything has, to the cells of all levels."""
    changed = {name: by for name, by in tally.items() if by}
    if not changed:
        return
    x, y = deinterleave(cell)
    for which, columns in ((_IS_OPEN, OPEN_COLUMNS), (_HAS_ENDED, ENDED_COLUMNS)):
        if by := sum(changed.get(name, 0) for name in columns):
            changed[which] = by
    keyed = dict(zip(KEY, key, strict=True)) if key else {}
    values = {"code": cell, "x": x, "y": y, **keyed, **changed}
    _adding(table, frozenset(changed)).run(session, values)


@cache
def _adding(table: Table, changed: frozenset[str]) -> Plain:
    """Adds to these columns, and to no other, of the cell of every level, in one statement."""
    return Plain(partial(_addition, table, KEY if table is _units else (), changed))


def _addition(table: Table, key: Sequence[str], changed: frozenset[str], new: Any) -> Any:
    at = union_all(*(_level(z) for z in LEVELS)).cte("level").c
    code, x, y = (bindparam(name, type_=BIG) for name in ("code", "x", "y"))
    adds: dict[str, Any] = {
        name: bindparam(name, type_=Integer) for name in COLUMN_OF.values() if name in changed
    }
    for name, (to_x, to_y) in ((_IS_OPEN, SUMS[:2]), (_HAS_ENDED, SUMS[2:])):
        if name in changed:
            by = bindparam(name, type_=BIG)
            adds |= {to_x: x.bitwise_and(at.mask) * by, to_y: y.bitwise_and(at.mask) * by}
    number = at.marker.bitwise_or(code.bitwise_rshift(at.shift))
    nothing = literal_column("0", Integer)
    # (the WHERE keeps SQLite from reading ON CONFLICT as the condition of a join)
    rows = select(
        *(bindparam(name, type_=table.c[name].type) for name in key),
        number,
        *(adds.get(name, nothing) for name in TALLY),
    ).where(literal_column("1") == literal_column("1"))
    adding = new(table).from_select([*key, "cell", *TALLY], rows)
    return adding.on_conflict_do_update(
        index_elements=[*key, "cell"], set_={name: table.c[name] + adding.excluded[name] for name in adds}
    )


def _level(z: int) -> Select[Any]:
    marker, shift, mask = 1 << 2 * z, 2 * (ZOOM - z), (1 << ZOOM - z) - 1
    return select(
        literal_column(str(marker), BIG).label("marker"),
        literal_column(str(shift), Integer).label("shift"),
        literal_column(str(mask), BIG).label("mask"),
    )


def recount_cells(session: Session) -> None:
    """Write all cells anew from the queues: the finest level by counting, each other from the one below."""
    for table, key in ((_all, ()), (_units, KEY)):
        session.execute(delete(table))
        for level in reversed(LEVELS):
            session.execute(insert(table).from_select([*key, "cell", *TALLY], _should(table, key, level)))


def cell_drift(session: Session) -> Iterator[str]:
    """Sentences on the levels whose cells do not say what the queues, or the cells below, say."""
    for table, key, whose in ((_all, (), "全部"), (_units, KEY, "各单位")):
        for level in LEVELS:
            should, has = _not_nothing(_should(table, key, level)), _not_nothing(_has(table, key, level))
            wrong = union_all(
                *(select(part.subquery()) for part in (except_(should, has), except_(has, should)))
            )
            cell = wrong.subquery().c.cell
            number = session.execute(select(func.count(cell.distinct()))).scalar_one()
            if number:
                yield (f"地图第 {level} 级{whose}案件聚合有 {number} 格不符，可用 python -m app recount 重建")


def _not_nothing(rows: Select[Any]) -> Select[Any]:
    """Without cells that all cases have left."""
    found = rows.subquery()
    return select(found).where(or_(*(found.c[name] != 0 for name in TALLY)))


def _has(table: Table, key: Sequence[str], level: int) -> Select[Any]:
    return select(*(table.c[name] for name in (*key, "cell", *TALLY))).where(_is_at(table, level))


def _is_at(table: Table, level: int) -> ColumnElement[bool]:
    first = tile_number(level, 0)
    return table.c.cell.between(first, 2 * first - 1)


def _should(table: Table, key: Sequence[str], level: int) -> Select[Any]:
    if level == LEVELS[-1]:
        return _counted(key, level)
    return _gathered(table, key, level, LEVELS[LEVELS.index(level) + 1])


def _counted(key: Sequence[str], level: int) -> Select[Any]:
    """The finest cells, from the queues; without a key only what the units lead: all cases, once."""
    cell = literal_column(str(1 << 2 * level), BIG).bitwise_or(shifted(_queue.cell, 2 * (ZOOM - level)))
    x, y = (_place(_queue.cell, axis, ZOOM - level) for axis in (0, 1))
    tally = [_sum(_queue.state == state, 1) for state in COLUMN_OF]
    for columns in (OPEN_COLUMNS, ENDED_COLUMNS):
        is_one = _queue.state.in_([state for state, name in COLUMN_OF.items() if name in columns])
        tally += [_sum(is_one, x), _sum(is_one, y)]
    named = [amount.label(name) for name, amount in zip(TALLY, tally, strict=True)]
    keys = [_queue[name] for name in key]
    found = select(*keys, cell.label("cell"), *named).group_by(*keys, cell)
    return found if key else found.where(_queue.unit_code == _queue.lead_unit)


def _gathered(table: Table, key: Sequence[str], level: int, finer: int) -> Select[Any]:
    """A level's cells from those of a finer one."""
    cell = shifted(table.c.cell, 2 * (finer - level))
    is_open, has_ended = (
        reduce(add, (table.c[name] for name in columns)) for columns in (OPEN_COLUMNS, ENDED_COLUMNS)
    )
    x, y = (_place(table.c.cell, axis, finer - level) * (1 << ZOOM - finer) for axis in (0, 1))
    whole = {"open_x": is_open * x, "open_y": is_open * y, "ended_x": has_ended * x, "ended_y": has_ended * y}
    amounts = {name: table.c[name] + whole[name] if name in whole else table.c[name] for name in TALLY}
    named = [func.sum(amounts[name]).label(name) for name in TALLY]
    keys = [table.c[name] for name in key]
    found = select(*keys, cell.label("cell"), *named).group_by(*keys, cell)
    return found.where(_is_at(table, finer))


def _place(code: Any, axis: int, bits: int) -> Any:
    """The lowest ``bits`` of x (axis 0) or y (1) out of a Morton code."""
    spread = (shifted(code, 2 * bit + axis).bitwise_and(literal_column("1", BIG)) for bit in range(bits))
    return reduce(add, (digit * (1 << bit) for bit, digit in enumerate(spread)))


def shifted(code: Any, by: int) -> Any:
    """Shifted right by a number written out: PostgreSQL shifts by no other than its smaller integers."""
    return code.bitwise_rshift(literal_column(str(by), Integer))


def _sum(condition: ColumnElement[bool], amount: Any) -> Any:
    return func.sum(case((condition, amount), else_=0))

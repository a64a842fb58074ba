"""Which cases behind a door lie in a tile: conditions on the cases table, found by state and cell."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, bindparam

from app.cases.doors import Door, Standing, Way, among_all, doors_to, states_of
from app.cases.filters import Filters, conditions, in_states
from app.cases.rights import CASES
from app.cases.states import State
from app.core.db import BIG

SPAN = (CASES.cell.between(bindparam("first_code", type_=BIG), bindparam("last_code", type_=BIG)),)
"""The tile itself; the parameters are those of ``Tile.spans``."""


def doors_by_states(
    standing: Standing, filters: Filters
) -> Iterable[tuple[tuple[Door, ...], Sequence[State]]]:
    """The doors to what may be seen and was asked for, with the states that are behind them."""
    by_doors: dict[tuple[Door, ...], list[State]] = {}
    for state in states_of(filters):
        by_doors.setdefault(tuple(doors_to(standing, filters, state)), []).append(state)
    return by_doors.items()


def ways(doors: Iterable[Door]) -> list[Way]:
    """The ways by which cases are looked for among all: what units lead is found with one condition."""
    found = {Way.ALL if door.way is Way.LED else door.way for door in doors}
    return sorted(found, key=lambda way: way.value)


def among(way: Way, filters: Filters, states: Sequence[State]) -> list[ColumnElement[bool]]:
    """Conditions for the cases behind a door in these states; a unit's led cases are part of ``ALL``."""
    return [in_states(CASES.state, states), *conditions(replace(filters, state=())), *among_all(way)]

"""Which cases behind a door lie in a tile: conditions on the cases table, found by state and cell."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists

from app.cases.doors import Door, Standing, Way, doors_to, states_of
from app.cases.filters import ME, Filters, conditions, in_states
from app.cases.queues import CaseQueue
from app.cases.rights import CASES
from app.cases.states import State
from app.core.db import BIG

_queue: Any = CaseQueue.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there
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
    narrowing = [in_states(CASES.state, states), *conditions(replace(filters, state=()))]
    in_queue = exists().where(_queue.case_id == CASES.id, _queue.unit_code == bindparam("my_unit"))
    match way:
        case Way.QUEUE:
            narrowing.append(in_queue)
        case Way.REPORTED:
            narrowing.append(CASES.reporter_id == ME)
        case Way.REPORTED_ELSEWHERE:
            narrowing += [CASES.reporter_id == ME, ~in_queue]
    return narrowing

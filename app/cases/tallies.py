"""How many cases stand in each state, and how many are late: from counters if they can tell, else counted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, literal_column, select, union_all
from sqlmodel import Session

from app.cases.doors import Door, Standing, Way, behind, doors_to, range_behind, standing_of, states_of
from app.cases.filters import (
    Filters,
    begins,
    conditions,
    in_states,
    numbered,
    of_units,
    parameters,
)
from app.cases.queues import CaseCount
from app.cases.rights import CASES, visible_to
from app.cases.states import State
from app.people.policy import Person

SHAPES = 500
"""How many statements are kept."""
COUNTED = frozenset({Way.ALL, Way.LED, Way.QUEUE})
"""Doors whose cases the counters count."""
Tally = dict[State, int]
_counts: Any = CaseCount.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there


def counts(source: Connection | Session, person: Person, filters: Filters) -> tuple[Tally, int]:
    """Cases by state, and how many of them are overdue."""
    late = _tally(source, person, replace(filters, overdue=True))
    if filters.overdue is True:
        return late, sum(late.values())
    cases = _tally(source, person, replace(filters, overdue=None))
    if filters.overdue is None:
        return cases, sum(late.values())
    in_time = {state: number - late.get(state, 0) for state, number in cases.items()}
    return {state: number for state, number in in_time.items() if number}, 0


def _tally(source: Connection | Session, person: Person, filters: Filters) -> Tally:
    if filters.seeks_number:
        statement = _by_number(person, filters)
    else:
        statement = _by_state(standing_of(person), filters.shape)
    tally: Tally = {}
    for state, number in source.execute(statement, parameters(person, filters)):
        if number:
            tally[State(state)] = tally.get(State(state), 0) + number
    return tally


@lru_cache(SHAPES)
def _by_state(standing: Standing, filters: Filters) -> Any:
    """Numbers by state, a state in several rows where it has several doors."""
    by_doors: dict[tuple[Door, ...], list[State]] = {}
    for state in states_of(filters):
        by_doors.setdefault(tuple(doors_to(standing, filters, state)), []).append(state)
    parts = [
        part
        for doors, states in by_doors.items()
        for door in doors
        for part in _behind(door, filters, states)
    ]
    return union_all(*parts) if parts else select(literal_column("''"), literal_column("0"))


def _behind(door: Door, filters: Filters, states: Sequence[State]) -> Iterator[Select[Any]]:
    if door.way in COUNTED and _counters_can_tell(filters):
        yield _from_counters(door, filters, states)
        return
    for state in states:
        found = range_behind(door, filters, state)
        yield behind(found, literal_column(f"'{state.value}'"), func.count())


def _counters_can_tell(filters: Filters) -> bool:
    """Counters know unit, state, type and town; lateness is a fact of the moment, never counted ahead."""
    return (
        filters.overdue is None
        and not filters.seeks_words
        and filters.bbox is None
        and filters.battle is None
        and filters.on_time is None
        and not (filters.pending or filters.supervised or filters.source or filters.spans)
        and (filters.area is None or filters.in_towns)
    )


def _from_counters(door: Door, filters: Filters, states: Sequence[State]) -> Select[Any]:
    leads = _counts.unit_code == _counts.lead_unit
    narrowing = [in_states(_counts.state, states)]
    if door.way is not Way.ALL:
        narrowing.append(_counts.unit_code == bindparam(door.unit))
    if door.way is not Way.QUEUE:
        narrowing.append(leads)
    if filters.unit and door.way is not Way.LED:
        narrowing.append(of_units(_counts.lead_unit, filters))
    if filters.category:
        narrowing.append(begins(_counts.category_code, "category"))
    if filters.area:
        narrowing.append(begins(_counts.town, "area"))
    return select(_counts.state, func.sum(_counts.cases)).where(*narrowing).group_by(_counts.state)


def _by_number(person: Person, filters: Filters) -> Select[Any]:
    found = select(CASES.id.table).where(numbered()).cte("found").prefix_with("MATERIALIZED").c
    narrowing = (visible_to(person, found), *conditions(filters, found))
    return select(found.state, func.count()).where(*narrowing).group_by(found.state)

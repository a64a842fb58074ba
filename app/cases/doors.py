"""By which doors a person comes to cases. Each door, state by state, is one range of one index.

A condition such as "theirs, or their unit's, or their unit helps" makes a database read everything and sort;
ranges that are in order already are read only as far as the page is long. Doors do not overlap, so that pages
can be merged from them and counts add up. Conditions and parameters are those of ``filters.py``.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, exists, func, literal_column, or_, select

from app.cases.filters import CLOCK_RUNS, ME, NOW, Filters, Moment, begins, beyond_the_queue, of_units
from app.cases.models import Case
from app.cases.queues import CaseQueue
from app.cases.rights import CASES, ON_THE_SPOT
from app.cases.states import State
from app.people.models import Role
from app.people.policy import Person

MOST_UNITS = 3
"""More units than this are looked for among all cases instead of each in its queue."""

_cases: Any = Case.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
_queue: Any = CaseQueue.__table__  # type: ignore[attr-defined]  # SQLModel puts it there


class Standing(NamedTuple):
    """What of a person decides by which doors they come."""

    sees_all: bool
    serves_unit: bool
    inspects: bool


class Way(Enum):
    """What is behind a door."""

    ALL = auto()
    QUEUE = auto()
    LED = auto()
    """What a unit leads, out of its queue."""
    REPORTED = auto()
    REPORTED_ELSEWHERE = auto()
    """Own reports that are not in the own unit's queue anyway."""
    ON_THE_SPOT = auto()
    """What waits for this inspector or for any, and is behind none of the doors above."""


class Door(NamedTuple):
    """A way to cases; ``unit`` names the parameter that says whose queue."""

    way: Way
    unit: str = "my_unit"


class Range(NamedTuple):
    """The rows behind a door in one state, with the columns that pages are sorted by."""

    source: FromClause
    id: Any
    due_order: Any
    reported_at: Any
    conditions: list[ColumnElement[bool]]


def standing_of(person: Person) -> Standing:
    """The person's standing."""
    return Standing(person.sees_all, person.serves_unit is not None, Role.INSPECTOR in person.roles)


def doors_to(standing: Standing, filters: Filters, state: State) -> list[Door]:
    """The doors to what the person may see (and ``visible_to`` says) of the cases in this state."""
    if filters.mine:
        return [Door(Way.REPORTED)]
    if standing.sees_all:
        if 0 < len(filters.unit) <= MOST_UNITS:
            return [Door(Way.LED, f"unit_{index}") for index in range(len(filters.unit))]
        return [Door(Way.ALL)]
    theirs = [Way.QUEUE, Way.REPORTED_ELSEWHERE] if standing.serves_unit else [Way.REPORTED]
    needed = [Way.ON_THE_SPOT] if standing.inspects and state in ON_THE_SPOT else []
    return [Door(way) for way in theirs + needed]


def states_of(filters: Filters) -> Sequence[State]:
    """The states that can hold anything that is asked for."""
    asked = filters.state or tuple(State)
    if filters.on_time is not None:
        asked = [state for state in asked if state is State.CLOSED]
    return [state for state in asked if filters.overdue is not True or state in CLOCK_RUNS]


def range_behind(door: Door, filters: Filters, state: State) -> Range:
    """The range of one index that is behind a door."""
    if door.way in {Way.QUEUE, Way.LED}:
        return _queued(door, filters, state)
    return _among_cases(door, filters, state)


def _queued(door: Door, filters: Filters, state: State) -> Range:
    narrowing = _in_state(_queue.c, state, filters)
    narrowing.append(_queue.c.unit_code == bindparam(door.unit))
    if door.way is Way.LED:
        narrowing.append(_queue.c.lead_unit == _queue.c.unit_code)
    elif filters.unit:
        narrowing.append(of_units(_queue.c.lead_unit, filters))
    if filters.category:
        narrowing.append(begins(_queue.c.category_code, "category"))
    if filters.in_towns:
        narrowing.append(begins(_queue.c.town, "area"))
    if filters.battle is not None:
        narrowing.append(_queue.c.battle == bindparam("battle"))
    known = replace(filters, battle=None, area=None if filters.in_towns else filters.area)
    beyond = beyond_the_queue(known)
    source = _queue.join(_cases, CASES.id == _queue.c.case_id) if beyond else _queue
    columns = _queue.c
    return Range(source, columns.case_id, columns.due_order, columns.reported_at, narrowing + beyond)


def _among_cases(door: Door, filters: Filters, state: State) -> Range:
    narrowing = _in_state(CASES, state, filters)
    narrowing += among_all(door.way)
    if filters.unit:
        narrowing.append(of_units(CASES.unit_code, filters))
    if filters.category:
        narrowing.append(begins(CASES.category_code, "category"))
    narrowing += beyond_the_queue(filters)
    return Range(_cases, CASES.id, CASES.due_order, CASES.reported_at, narrowing)


def among_all(way: Way) -> list[ColumnElement[bool]]:
    """The conditions that a way puts on cases that are looked for among all."""
    mine = (_queue.c.case_id == CASES.id, _queue.c.unit_code == bindparam("my_unit"))
    in_queue = exists().where(*mine).correlate(_cases)
    match way:
        case Way.QUEUE:
            return [in_queue]
        case Way.REPORTED:
            return [CASES.reporter_id == ME]
        case Way.REPORTED_ELSEWHERE:
            return [CASES.reporter_id == ME, ~in_queue]
        case Way.ON_THE_SPOT:
            sent = or_(CASES.verifier_id.is_(None), CASES.verifier_id == ME)
            return [sent, CASES.reporter_id != ME, ~in_queue]
    return []


def _in_state(columns: Any, state: State, filters: Filters) -> list[ColumnElement[bool]]:
    """The state, written out so that a planner sees it, and the deadline where it matters."""
    stands = func.coalesce(columns.state, "") if _has_an_index(filters) else columns.state
    narrowing: list[ColumnElement[bool]] = [stands == literal_column(f"'{state.value}'")]
    if filters.overdue is not None and state in CLOCK_RUNS:
        late = columns.due_order < NOW
        narrowing.append(late if filters.overdue else ~late)
    return narrowing


def _has_an_index(filters: Filters) -> bool:
    """Deadlines and ends in a period are found by an index of their own, not state by state.

    SQLite takes equality for the better index, so it must not see that there is one.
    """
    return any(span.since and span.until and span.moment is not Moment.REPORTED for span in filters.spans)


def behind(found: Range, *columns: Any) -> Select[Any]:
    """A SELECT of ``columns`` from the range."""
    return select(*columns).select_from(found.source).where(*found.conditions)

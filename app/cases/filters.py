"""What narrows the inbox, as conditions with named parameters: a statement is built once per shape."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Float, Uuid, and_, bindparam, func, literal_column, not_, or_

from app.cases.models import Source
from app.cases.queues import AREA_DIGITS
from app.cases.rights import CASES
from app.cases.states import OPEN, State
from app.core.clock import LOCAL, now
from app.core.db import UTCDateTime
from app.people.policy import Person

CLOCK_RUNS = tuple(state for state in State if state in OPEN and state is not State.SUSPENDED)
"""The states in which a deadline can be missed."""

_NUMBER = re.compile(r"(19|20)\d{4}(\d{0,2}|\d{2}-\d*)")
"""A case number or its beginning, from the month on; shorter digits are words like any other."""

NOW = bindparam("now", type_=UTCDateTime())
ME = bindparam("me", type_=Uuid())
SIDES = ("west", "east", "south", "north")


NO_BATTLE = 0
"""What a filter asks for to have the cases that belong to none of the campaign's battles."""


class Moment(StrEnum):
    """What of a case can lie in a period: when it was reported, is due, has been closed."""

    REPORTED = "reported_at"
    DUE = "due_at"
    ENDED = "closed_at"


class Span(NamedTuple):
    """From the first moment of a local day to the last of another, both included; None leaves an end open."""

    moment: Moment
    since: date | None
    until: date | None

    @property
    def shape(self) -> "Span":
        """Which ends are set."""
        return Span(self.moment, self.since and date.min, self.until and date.min)

    @property
    def parameters(self) -> dict[str, datetime | None]:
        """The ends as moments, the second just after the last day."""
        after = self.until and min(self.until, date.max - timedelta(days=2)) + timedelta(days=1)
        return {f"{self.moment}_since": _begin(self.since), f"{self.moment}_after": _begin(after)}

    def conditions(self, cases: Any) -> list[ColumnElement[bool]]:
        """That the case's moment lies between the ends."""
        column = cases[self.moment.value]
        wanted = []
        if self.since:
            wanted.append(column >= bindparam(f"{self.moment}_since", type_=UTCDateTime()))
        if self.until:
            wanted.append(column < bindparam(f"{self.moment}_after", type_=UTCDateTime()))
        return wanted


def _begin(day: date | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(max(day, date(1, 1, 2)), time(), LOCAL).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the inbox. Empty means everything the person may see."""

    state: Sequence[State] = ()
    unit: Sequence[str] = ()
    category: str | None = None
    area: str | None = None
    overdue: bool | None = None
    q: str | None = None
    mine: bool = False
    bbox: tuple[float, float, float, float] | None = None
    pending: bool = False
    supervised: bool = False
    battle: int | None = None
    source: Source | None = None
    on_time: bool | None = None
    spans: tuple[Span, ...] = ()

    @property
    def shape(self) -> "Filters":
        """Which filters are set, without their values: what a statement is built for, once."""
        return Filters(
            state=tuple(self.state),
            unit=("?",) * len(self.unit),
            category=self.category and "?",
            area=self.area and ("?" if self.in_towns else "?" * (AREA_DIGITS + 1)),
            overdue=self.overdue,
            q="199901" if self.seeks_number else self.q and "?",
            mine=self.mine,
            bbox=self.bbox and (0.0, 0.0, 0.0, 0.0),
            pending=self.pending,
            supervised=self.supervised,
            battle=None if self.battle is None else 1,
            source=self.source and Source.INSPECTOR,
            on_time=self.on_time,
            spans=tuple(span.shape for span in self.spans),
        )

    @property
    def seeks_number(self) -> bool:
        """Whether ``q`` is a case number or the beginning of one."""
        return self.q is not None and _NUMBER.fullmatch(self.q) is not None

    @property
    def seeks_words(self) -> bool:
        """Whether ``q`` is to be found in descriptions."""
        return self.q is not None and not self.seeks_number

    @property
    def in_towns(self) -> bool:
        """Whether the area is a town or larger, as far as counters can tell areas apart."""
        return self.area is not None and len(self.area) <= AREA_DIGITS


def parameters(person: Person, filters: Filters) -> dict[str, Any]:
    """The values for every condition of this module and of the doors."""
    west, south, east, north = filters.bbox or (0.0, 0.0, 0.0, 0.0)
    sides = dict(zip(SIDES, (west, east, south, north), strict=True))
    return {
        "now": now(),
        "me": person.id,
        "my_unit": person.serves_unit,
        **{f"unit_{index}": code for index, code in enumerate(filters.unit)},
        "category": _escaped(filters.category or "") + "%",
        "area": _escaped(filters.area or "") + "%",
        "words": f"%{_escaped(filters.q or '')}%",
        "number": filters.q,
        "after_number": f"{filters.q}~",  # after every digit and hyphen
        "battle": filters.battle,
        "source": filters.source,
        **sides,
    } | {name: moment for span in filters.spans for name, moment in span.parameters.items()}


def conditions(filters: Filters, cases: Any = CASES) -> list[ColumnElement[bool]]:
    """All conditions; ``cases``: the columns of the cases they are on. The state is written out by value."""
    wanted: list[ColumnElement[bool]] = []
    if filters.state:
        wanted.append(in_states(cases.state, filters.state))
    if filters.unit:
        wanted.append(of_units(cases.unit_code, filters))
    if filters.category:
        wanted.append(begins(cases.category_code, "category"))
    if filters.overdue is not None:
        late = is_late(cases)
        wanted.append(late if filters.overdue else not_(late))
    if filters.mine:
        wanted.append(cases.reporter_id == ME)
    if filters.seeks_number:
        wanted.append(numbered(cases))
    return wanted + beyond_the_queue(filters, cases)


def beyond_the_queue(filters: Filters, cases: Any = CASES) -> list[ColumnElement[bool]]:
    """The conditions that only the case itself can answer, not its row in a unit's queue."""
    wanted: list[ColumnElement[bool]] = []
    if filters.area:
        wanted.append(begins(cases.area_code, "area"))
    if filters.seeks_words:
        wanted.append(cases.description.like(bindparam("words"), escape="/"))
    if filters.bbox:
        west, east, south, north = (bindparam(side, type_=Float()) for side in SIDES)
        wanted += [cases.lon.between(west, east), cases.lat.between(south, north)]
    if filters.pending:
        wanted.append(cases.pending.is_not(None))
    if filters.supervised:
        wanted.append(cases.is_supervised.is_(True))
    if filters.battle is not None:
        wanted.append(func.coalesce(cases.battle, NO_BATTLE) == bindparam("battle"))
    if filters.source:
        wanted.append(cases.source == bindparam("source"))
    if filters.on_time is not None:
        was_on_time = was_closed_on_time(cases)
        closed = in_states(cases.state, [State.CLOSED])
        wanted.append(was_on_time if filters.on_time else and_(closed, not_(was_on_time)))
    for span in filters.spans:
        wanted += span.conditions(cases)
    return wanted


def numbered(cases: Any = CASES) -> ColumnElement[bool]:
    """A number that begins with ``q``: a range of the index of numbers."""
    return and_(cases.number >= bindparam("number"), cases.number < bindparam("after_number"))


def is_late(cases: Any = CASES) -> ColumnElement[bool]:
    """A deadline has been missed that still runs."""
    return and_(cases.due_order < NOW, in_states(cases.state, CLOCK_RUNS))


def was_closed_on_time(cases: Any = CASES) -> ColumnElement[bool]:
    """Closed, and the unit was done by its deadline, if it had one: long verifying is not its fault."""
    done = func.coalesce(cases.fed_back_at, cases.closed_at)
    return and_(in_states(cases.state, [State.CLOSED]), or_(cases.due_at.is_(None), done <= cases.due_at))


def in_states(column: Any, states: Iterable[State]) -> ColumnElement[bool]:
    """One of these states, written out: a planner sees them, and the statement is the same each time."""
    return column.in_([literal_column(f"'{state.value}'") for state in states])  # type: ignore[no-any-return]  # as below


def of_units(column: Any, filters: Filters) -> ColumnElement[bool]:
    """One of the units asked for, a parameter each: how many there are is part of a filter's shape."""
    return column.in_([bindparam(f"unit_{index}") for index in range(len(filters.unit))])  # type: ignore[no-any-return]


def begins(column: Any, parameter: str) -> ColumnElement[bool]:
    """A code or all below it (``LL`` → ``LL2`` → ``LL2-02``; a town's code → its villages')."""
    return column.like(bindparam(parameter), escape="/")  # type: ignore[no-any-return]  # a column given loosely


def _escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")

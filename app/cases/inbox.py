"""The inbox, page by page: read as plain rows, merged from ranges that are in order already.

A page is one statement; statements are built once per shape of question and kept.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import Connection, Select, Uuid, bindparam, literal_column, select, tuple_, union_all
from sqlmodel import Session

from app.cases.doors import Range, Standing, behind, doors_to, range_behind, standing_of, states_of
from app.cases.filters import Filters, conditions, numbered, parameters
from app.cases.queries import ROW, Line
from app.cases.rights import CASES, visible_to
from app.core.db import UTCDateTime
from app.core.problems import Problem
from app.people.policy import Person

Sort = Literal["due_at", "-due_at", "reported_at", "-reported_at"]
SHAPES = 1_000
"""How many statements are kept."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows and the key that continues it."""

    rows: Sequence[Line] = ()
    next: str | None = None


@dataclass(frozen=True, slots=True)
class _Turn:
    """How a page is cut: the order, whether it continues another, and how many rows to look for."""

    sort: Sort
    continues: bool
    rows: int

    @property
    def by(self) -> str:
        return "due_order" if self.sort.endswith("due_at") else "reported_at"

    def cut(self, query: Select[Any], key: Any, case_id: Any) -> Select[Any]:
        """The query in order, from where the last page ended, as long as a page."""
        if self.continues:
            place = tuple_(bindparam("after", type_=UTCDateTime()), bindparam("after_id", type_=Uuid()))
            reached = tuple_(key, case_id)
            query = query.where(reached < place if self.sort.startswith("-") else reached > place)
        return self.order(query, key, case_id).limit(literal_column(str(self.rows)))

    def order(self, query: Select[Any], key: Any, case_id: Any) -> Select[Any]:
        """The query in order."""
        if self.sort.startswith("-"):
            return query.order_by(key.desc(), case_id.desc())
        return query.order_by(key, case_id)


def inbox(
    source: Connection | Session, person: Person, filters: Filters, sort: Sort, after: str | None, limit: int
) -> Page:
    """A page of cases, sorted; continued by key, so that none is shown twice when others come and go.

    Raises:
        Problem: ``invalid-input`` for a key that is not ours.
    """
    values = parameters(person, filters)
    if after:
        values["after"], values["after_id"] = _read_key(after)
    turn = _Turn(sort, bool(after), limit + 1)
    if filters.seeks_number:
        statement = _among_numbers(person, filters, turn)
    else:
        statement = _merged(standing_of(person), filters.shape, turn)
    found = [*map(Line._make, source.execute(statement, values))]
    if len(found) <= limit:
        return Page(found)
    return Page(found[:limit], _write_key(turn, found[limit - 1]))


@lru_cache(SHAPES)
def _merged(standing: Standing, filters: Filters, turn: _Turn) -> Select[Any]:
    """The first rows of every range, merged, and those of them that make the page, whole."""
    found = [
        range_behind(door, filters, state)
        for state in states_of(filters)
        for door in doors_to(standing, filters, state)
    ]
    if not found:
        return select(*ROW).where(literal_column("1") == literal_column("0"))
    if len(found) == 1 and found[0].source is CASES.id.table:
        return turn.cut(behind(found[0], *ROW), getattr(found[0], turn.by), found[0].id)
    parts = [_first(one, turn) for one in found]
    first = parts[0] if len(parts) == 1 else union_all(*(select(part.subquery()) for part in parts))
    merged = first.subquery("merged")
    if len(parts) > 1:
        merged = turn.cut(select(merged), merged.c.key, merged.c.id).subquery("page")
    whole = select(*ROW).select_from(merged).join(CASES.id.table, CASES.id == merged.c.id)
    return turn.order(whole, merged.c.key, merged.c.id)


def _first(found: Range, turn: _Turn) -> Select[Any]:
    key = getattr(found, turn.by)
    return turn.cut(behind(found, found.id.label("id"), key.label("key")), key, found.id)


def _among_numbers(person: Person, filters: Filters, turn: _Turn) -> Select[Any]:
    """Cases whose number begins with ``q``: few, so they are found by number first and then judged."""
    found = select(CASES.id.table).where(numbered()).cte("found").prefix_with("MATERIALIZED").c
    query = select(*(found[column.name] for column in ROW)).where(
        visible_to(person, found), *conditions(filters, found)
    )
    return turn.cut(query, found[turn.by], found.id)


def _write_key(turn: _Turn, row: Line) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([getattr(row, turn.by), str(row.id)])).decode()


def _read_key(key: str) -> tuple[datetime, UUID]:
    try:
        value, last_id = orjson.loads(base64.urlsafe_b64decode(key))
        return datetime.fromisoformat(value).astimezone(UTC), UUID(last_id)
    except (ValueError, TypeError, AttributeError):
        raise Problem(
            "invalid-input",
            summary=(
                "翻页标记不正确，请从第一页重新打开",
                "the page key is not valid; start from the first page",
            ),
        ) from None

"""A table's rows as lines of JSON, the same from SQLite and PostgreSQL, so that either restores into either.

A line is a list of the row's values in the order of the table's columns; moments are RFC 3339 in UTC with
microseconds, ids are UUIDs in text.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Date, Table, Uuid, select
from sqlmodel import Session

from app.core.db import UTCDateTime

AT_A_TIME = 2_000


def lines_of(session: Session, table: Table) -> Iterator[bytes]:
    """Every row in the order of the primary key, streamed."""
    query = select(table).order_by(*table.primary_key.columns)
    for row in session.execute(query.execution_options(yield_per=AT_A_TIME)):
        yield orjson.dumps(list(row), option=orjson.OPT_APPEND_NEWLINE)


def rows_from(table: Table, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The rows again, by name of column.

    Raises:
        ValueError: for a line that is no row of this table.
    """
    readers = [(column.name, _reader(column.type)) for column in table.columns]
    for line in lines:
        values = orjson.loads(line)
        if len(values) != len(readers):
            raise ValueError(f"{table.name}: {len(values)} values for {len(readers)} columns")
        yield {
            name: None if value is None else read(value)
            for (name, read), value in zip(readers, values, strict=True)
        }


def parents_first(table: Table, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The rows so that each stands after the one it refers to, where a table refers to itself."""
    pointing = [key for key in table.foreign_keys if key.column.table is table]
    if not pointing:
        return rows
    parent, name = pointing[0].parent.name, pointing[0].column.name
    waiting, ready, known = list(rows), [], {None}
    while waiting:
        now_possible = [row for row in waiting if row[parent] in known]
        if not now_possible:
            raise ValueError(f"{table.name}: rows refer to what is not there")
        ready += now_possible
        known.update(row[name] for row in now_possible)
        waiting = [row for row in waiting if row[name] not in known]
    return ready


def _reader(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat
    if isinstance(kind, Uuid):
        return UUID
    if isinstance(kind, Date):
        return date.fromisoformat
    return _itself


def _itself(value: Any) -> Any:
    return value

"""Statements that are compiled once and handed to the driver as they are, for what is written all day.

Taking in a report runs some twenty statements. Compiled, cached, bound and wrapped anew each time they cost
several times what the database itself takes for them (docs/decisions/0008). They are still written in
SQLAlchemy: columns are checked, both databases get their own words, every value its type's own conversion.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from time import perf_counter
from typing import Any

from sqlalchemy import Dialect, Float, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.selectable import SelectBase
from sqlmodel import Session, SQLModel

from app.core.slow import took

InsertOf = Callable[[Any], Any]
"""The ``insert`` of a dialect: the one that knows ``on_conflict_do_…``."""
Statement = ClauseElement | Callable[[InsertOf], ClauseElement]
Values = Mapping[str, Any]
_Sent = tuple[str, list[Any]]
"""A statement and its values, in the order of its places."""
_KEY, _WAITING = "plain", "waiting"
SHAPES = 256
"""So many ways of putting statements together are remembered: as many units may help, and photos come."""


def insert_of(session: Session) -> InsertOf:
    """The ``insert`` of the database the session speaks to."""
    return _insert_of(session.get_bind().dialect)


def _insert_of(dialect: Dialect) -> InsertOf:
    return postgresql.insert if dialect.name == "postgresql" else sqlite.insert


class Plain:
    """One statement. ``keys``: the columns of an INSERT that gets its values later; no expanding binds."""

    def __init__(self, statement: Statement, keys: Iterable[str] | None = None) -> None:
        self._statement = statement
        self._keys = None if keys is None else list(keys)
        self._on: dict[str, _Compiled] = {}

    def rows(self, session: Session, values: Values) -> list[tuple[Any, ...]]:
        """What a SELECT or a RETURNING gives, each value of its column's type."""
        cursor, dialect = _cursor_of(session)
        compiled = self._for(dialect)
        if compiled.is_insert:
            return compiled.read(cursor, *_with_what_waits(session, compiled.sql, compiled.bound(values)))
        _send(session, cursor)
        return compiled.read(cursor, compiled.sql, compiled.bound(values))

    def look(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """The same on a bare connection."""
        with closing(connection.connection.cursor()) as cursor:
            compiled = self._for(connection.dialect)
            return compiled.read(cursor, compiled.sql, compiled.bound(values))

    def run(self, session: Session, *rows: Values) -> None:
        """Run it for each of these; nobody asks what it gives. Within :func:`sent_together` it may wait."""
        cursor, dialect = _cursor_of(session)
        compiled = self._for(dialect)
        waiting: list[_Sent] | None = session.info.get(_WAITING)
        if waiting is not None:
            waiting += [(compiled.sql, compiled.bound(values)) for values in rows]
            return
        began = perf_counter()
        for values in rows:
            cursor.execute(compiled.sql, compiled.bound(values))
        took(compiled.sql, began)

    def _for(self, dialect: Dialect) -> "_Compiled":
        known = self._on.get(dialect.name)
        if known is None:
            given = self._statement
            statement = given if isinstance(given, ClauseElement) else given(_insert_of(dialect))
            known = self._on[dialect.name] = _Compiled(statement, _with_places(dialect), self._keys)
        return known


def _with_places(dialect: Dialect) -> Dialect:
    """The same with ``%s`` for ``%(name)s``: psycopg would turn a statement's names into places every time.

    PostgreSQL then takes a value named twice for two: group by columns, not by what values work out.
    """
    if dialect.name != "postgresql":
        return dialect
    placed: Dialect = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]  # its __init__ has no types
    return placed


class _Compiled:
    """A statement in the words of one database, and how values go in and come out."""

    def __init__(self, statement: ClauseElement, dialect: Dialect, keys: list[str] | None) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=keys)
        self.sql = str(compiled)
        self._fixed = {
            name: bind.value
            for name, bind in compiled.binds.items()
            if bind.value is not None or bind.callable
        }
        convert = {
            compiled.bind_names[bind]: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for bind in compiled.bind_names
        }
        self._binds = [(name, convert[name]) for name in compiled.positiontup or ()]
        returned = (
            statement.selected_columns
            if isinstance(statement, SelectBase)
            else getattr(statement, "_returning", ())
        )
        out = [_converter_out(column.type, dialect) for column in returned]
        self._out = out if any(out) else None
        self.is_insert = isinstance(statement, Insert)

    def bound(self, values: Values) -> list[Any]:
        """The values as the driver takes them, in the order of the statement's places."""
        fixed = self._fixed
        return [
            value if convert is None or value is None else convert(value)
            for name, convert in self._binds
            for value in [values[name] if name in values else fixed.get(name)]
        ]

    def read(self, cursor: Any, sql: str, bound: list[Any]) -> list[tuple[Any, ...]]:
        """Run it, by itself or with others before it: its rows with values of the columns' types."""
        began = perf_counter()
        cursor.execute(sql, bound)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        took(sql, began)
        out = self._out
        if out is None:
            return rows
        return [
            tuple(
                value if convert is None else convert(value) for value, convert in zip(row, out, strict=True)
            )
            for row in rows
        ]


def _converter_out(kind: Any, dialect: Dialect) -> Any:
    if isinstance(
        kind, Float
    ):  # the drivers give floats; SQLAlchemy would ask for the driver's own type code
        return None
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
    return table


def columns_of(model: type[SQLModel]) -> list[str]:
    """The names of a model's columns."""
    return [column.name for column in table_of(model).columns]


@contextmanager
def sent_together(session: Session) -> Iterator[None]:
    """What is only written in the block goes to PostgreSQL as one statement, at the next ``rows`` or the end.

    A round trip for each of a report's fifteen rows costs service and database more than the rows do. Use
    nothing but :class:`Plain` in the block, and touch no row twice between two ``rows``: the parts of one
    statement do not see each other's work (PostgreSQL's manual, "Data-Modifying Statements in WITH"), nor
    does an INSERT that returns something, which goes with them. What is wrong with a row is raised where it
    is sent, as the driver's own exception. SQLite is told at once.
    """
    cursor, dialect = _cursor_of(session)
    if dialect.name != "postgresql":
        yield
        return
    session.info[_WAITING] = []
    try:
        yield
        _send(session, cursor)
    finally:
        del session.info[_WAITING]


def _send(session: Session, cursor: Any) -> None:
    """Send what waits."""
    if not session.info.get(_WAITING):
        return
    sql, bound = _with_what_waits(session, "SELECT", [])
    began = perf_counter()
    cursor.execute(sql, bound)
    took(sql, began)


def _with_what_waits(session: Session, sql: str, bound: list[Any]) -> _Sent:
    """The statement, and all that waits before it; then nothing waits."""
    waiting: list[_Sent] | None = session.info.get(_WAITING)
    if not waiting:
        return sql, bound
    both = _as_one(tuple(part for part, _ in waiting), sql)
    values = [value for _, values in waiting for value in values] + bound
    waiting.clear()
    return both, values


@lru_cache(SHAPES)
def _as_one(statements: tuple[str, ...], last: str) -> str:
    parts = ", ".join(f"part_{at} AS ({sql})" for at, sql in enumerate(statements))
    return f"WITH {parts} {last}"


def _cursor_of(session: Session) -> tuple[Any, Dialect]:
    """The driver's cursor in the session's transaction. What the session holds back is flushed first."""
    session.flush()
    transaction = session.get_transaction()
    known = session.info.get(_KEY)
    if known is not None and known[0] is transaction:
        found: tuple[Any, Dialect] = known[1]
        return found
    connection: Connection = session.connection()
    found = (connection.connection.cursor(), connection.dialect)
    session.info[_KEY] = (session.get_transaction(), found)
    return found

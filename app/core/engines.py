"""How the two databases are connected to, and how one tells that the database itself is away."""

from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from app.core.slow import took, watch_statements

BUSY_SECONDS = 30
_GOING = ("08", "57P")
"""PostgreSQL's classes of states: connection exceptions, and a server that stops or starts."""


def is_away(failure: BaseException) -> bool:
    """Whether the database itself could not be reached, or has gone; SQLite is always there."""
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    return isinstance(cause, psycopg.OperationalError) and (cause.sqlstate or "08").startswith(_GOING)


def engine_for(url: str, **pool: int) -> Engine:
    """An engine with a pool of these measures; what it runs is watched (:mod:`app.core.slow`)."""
    backend = make_url(url).get_backend_name()
    engine = _sqlite_engine(url, **pool) if backend == "sqlite" else _any_engine(url, **pool)
    watch_statements(engine)
    return engine


def _any_engine(url: str, **options: Any) -> Engine:
    """``hide_parameters``: values may be personal, and failures are logged."""
    return create_engine(url, poolclass=QueuePool, hide_parameters=True, pool_use_lifo=True, **options)


def _sqlite_engine(url: str, **pool: int) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = _any_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS}, **pool)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "cache_size=-32768",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("glancing"):
            return
        sql, began = "BEGIN IMMEDIATE" if options.get("writing") else "BEGIN", perf_counter()
        connection.connection.cursor().execute(sql)  # SQLAlchemy's own way takes ten times as long as SQLite
        took(sql, began)

    return engine

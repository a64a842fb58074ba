"""Statements that took long: logged with their text and never with their values, which may be personal."""

import logging
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

log = logging.getLogger("xuncheng.database")
LONGEST_SHOWN = 2_000


class _Watch:
    def __init__(self) -> None:
        self.limit_s = 0.5
        self.on_slow: list[Callable[[], None]] = []


_watch = _Watch()


def slow_from(limit_ms: int) -> None:
    """From how many milliseconds on a statement counts as slow, in this process."""
    _watch.limit_s = limit_ms / 1000


def count_slow(count: Callable[[], None]) -> None:
    """Have ``count`` called for every slow statement of this process."""
    _watch.on_slow[:] = [count]


def took(sql: str, began: float) -> None:
    """A statement that began at ``began`` (``time.perf_counter``) has been answered."""
    seconds = time.perf_counter() - began
    if seconds < _watch.limit_s:
        return
    statement = " ".join(sql.split())[:LONGEST_SHOWN]
    log.warning("slow statement", extra={"facts": {"ms": round(seconds * 1000), "sql": statement}})
    for count in _watch.on_slow:
        count()


def watch_statements(engine: Engine) -> None:
    """Time every statement that goes through the engine."""

    @event.listens_for(engine, "before_cursor_execute")
    def before(connection: Connection, *_: Any) -> None:
        connection.info["began"] = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def after(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        took(statement, connection.info.get("began", time.perf_counter()))

"""Logs as lines of JSON for whoever gathers them, or plain for whoever sits at the terminal.

A line says what happened, when, how long it took and in which request; it carries no name, no description, no
position, no query string and no value of a statement.
"""

import logging
import re
import sys
from datetime import UTC, datetime

import orjson

from app.core.request_id import request_id

_VALUES = re.compile(r"^\s*(DETAIL:|\[parameters:).*$", re.MULTILINE)
"""Where PostgreSQL and SQLAlchemy put the values of a statement that failed."""


class JsonLines(logging.Formatter):
    """One object a line; ``extra={"facts": {...}}`` becomes members of its own."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = without_values(self.formatException(record.exc_info))
        return orjson.dumps({name: value for name, value in line.items() if value is not None}).decode()


class PlainLines(logging.Formatter):
    """A line to read: level, sentence, facts."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={value}" for name, value in getattr(record, "facts", {}).items())
        line = f"{record.levelname.lower()} {record.name}: {record.getMessage()} {facts}".rstrip()
        if record.exc_info:
            line += "\n" + without_values(self.formatException(record.exc_info))
        return line


def without_values(trace: str) -> str:
    """A failure's trace without the values of the statement that failed."""
    return _VALUES.sub("", trace)


def set_up_logs(style: str, level: str) -> None:
    """Log to standard error in this style (``json`` or ``plain``) from this level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if style == "json" else PlainLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel("WARNING")  # of others' loggers only what is wrong
    logging.getLogger("xuncheng").setLevel(level.upper())

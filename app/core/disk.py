"""What the disk says when it refuses, whoever heard it: the store of photos, SQLite or PostgreSQL."""

import errno
import shutil
import sqlite3
from enum import Enum, auto
from pathlib import Path

from sqlalchemy.exc import DBAPIError

MIN_FREE_BYTES = 64 * 1024 * 1024
"""With less than this a disk counts as full: a day's photos would not fit."""

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FAILING = {errno.EIO, errno.EROFS}
_SQLITE_FAILING = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
_STATE_FULL, _STATE_FAILING = "53100", "58030"  # PostgreSQL's disk_full and io_error


class Refusal(Enum):
    """Why nothing could be written."""

    FULL = auto()
    FAILING = auto()


def refusal(failure: BaseException) -> Refusal | None:
    """What the disk had against it, or None where the failure is of another kind."""
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the upper bits say which call it was
        return _which(code == sqlite3.SQLITE_FULL, code in _SQLITE_FAILING)
    if isinstance(cause, OSError):
        return _which(cause.errno in _FULL, cause.errno in _FAILING)
    state = getattr(cause, "sqlstate", None)
    return _which(state == _STATE_FULL, state == _STATE_FAILING)


def is_full(folder: Path) -> bool:
    """Whether less than ``MIN_FREE_BYTES`` are left where ``folder`` is. Raises OSError."""
    return shutil.disk_usage(folder).free < MIN_FREE_BYTES


def _which(is_full: bool, is_failing: bool) -> Refusal | None:
    if is_full:
        return Refusal.FULL
    return Refusal.FAILING if is_failing else None

"""Slowing down those who guess: an attempt counts from the moment it is made, and no more once it was right.

Judging a password takes its time. Were failures written down afterwards, whoever guesses with many hands at
once would have as many guesses as hands; so attempts take turns by name and by address, in whichever process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from zlib import crc32

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.core.addresses import line_of
from app.core.clock import now
from app.core.db import Database
from app.core.problems import Problem
from app.people.models import FailedSignIn

WINDOW = timedelta(minutes=15)
FAILURES_PER_NAME = 5
FAILURES_PER_ADDRESS = 50
NAME_KEY, ADDRESS_KEY = 0x5847, 0x5848
"""The first halves of the advisory locks that give the turns on PostgreSQL."""

_ONE_BY_ONE = tuple(Lock() for _ in range(64))


@contextmanager
def one_by_one(username: str) -> Iterator[None]:
    """Judge the passwords that come for one name at once one after the other, in this process.

    A simple client sends its right password with each of many reports: what is being judged of the others
    must not count against it.
    """
    with _ONE_BY_ONE[crc32(username.encode()) % len(_ONE_BY_ONE)]:
        yield


def begin_attempt(database: Database, username: str, address: str) -> int:
    """Count an attempt that is about to be judged; returns its number. Raises as :func:`count_attempt`."""
    with database.writing() as session:
        return count_attempt(session, username, address)


def count_attempt(session: Session, username: str, address: str) -> int:
    """Count one more attempt; others by this name or from this line wait until the transaction ends.

    Raises:
        Problem: ``too-many-attempts``, and nothing is counted.
    """
    address = line_of(address)
    _take_turn(session, username, address)
    _refuse_guessing(session, username, address)
    attempt = FailedSignIn(username=username[:64], address=address, at=now())
    session.add(attempt)
    session.flush()
    assert attempt.id is not None  # noqa: S101  (it has just been flushed)
    return attempt.id


def withdraw_attempt(session: Session, attempt: int) -> None:
    """It was right: it counts no more."""
    session.execute(delete(FailedSignIn).where(col(FailedSignIn.id) == attempt))


def forgive(session: Session, username: str) -> None:
    """Whoever has come in by this name had mistyped what was wrong before."""
    session.execute(delete(FailedSignIn).where(col(FailedSignIn.username) == username))


def _take_turn(session: Session, username: str, address: str) -> None:
    """SQLite has one writer at a time anyway. Always the name first: nobody waits for each other."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for key, value in ((NAME_KEY, username), (ADDRESS_KEY, address)):
        half = crc32(value.encode()) >> 1  # the lowest 32-bit number goes to PostgreSQL as a 64-bit one
        session.execute(select(func.pg_advisory_xact_lock(key, half)))


def _refuse_guessing(session: Session, username: str, address: str) -> None:
    since = now() - WINDOW
    for column, value, limit in (
        (FailedSignIn.username, username, FAILURES_PER_NAME),
        (FailedSignIn.address, address, FAILURES_PER_ADDRESS),
    ):
        failures, latest = session.execute(
            select(func.count(), func.max(FailedSignIn.at)).where(
                col(column) == value, col(FailedSignIn.at) > since
            ),
        ).one()
        if failures >= limit:
            wait = _seconds_until(latest + WINDOW)
            raise Problem("too-many-attempts", seconds=wait, headers={"Retry-After": str(wait)})


def _seconds_until(moment: datetime) -> int:
    return max(1, int((moment - now()).total_seconds()))

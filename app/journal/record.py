"""Appending to the journal. Nothing else writes there, and nothing is ever edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from app.core.canonical import canonical_json
from app.core.plain import Plain, columns_of
from app.journal.chain import GENESIS, seal
from app.journal.models import Entry

ONE_APPENDER_KEY = 0x58C4  # the advisory lock that orders appenders on PostgreSQL

_TAKE_TURN = Plain(select(func.pg_advisory_xact_lock(ONE_APPENDER_KEY)))
_TURN, _END, _WAY = "turn", "end", "way"
_LAST = Plain(select(col(Entry.seq), col(Entry.hash)).order_by(col(Entry.seq).desc()).limit(1))
_APPEND = Plain(insert(Entry), columns_of(Entry))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a person's account, or the system itself when ``id`` is None."""

    id: UUID | None
    name: str


SYSTEM = Actor(None, "系统")


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing to be written down. ``detail`` must be JSON-able."""

    at: datetime
    actor: Actor
    operation: str
    case_id: UUID | None = None
    version: int | None = None
    from_state: str | None = None
    to_state: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def take_turn(session: Session) -> None:
    """Wait until nobody else is appending; from here until the end of the transaction others wait for us.

    Whoever locks a row that other appenders also lock (a case, a day's count, a counter) takes the turn
    first: else two of them could wait for each other. SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    if session.info.get(_TURN) is None or session.info[_TURN] is not session.get_transaction():
        _TAKE_TURN.run(session, {})
        session.info[_TURN] = session.get_transaction()
        _last(session)  # now, so that all that is written afterwards may go as one statement


def note_way(session: Session, way: Mapping[str, Any]) -> None:
    """Have all that is recorded in this session say besides how it came, where that was no usual way."""
    session.info[_WAY] = way


def record(session: Session, happenings: Sequence[Happening]) -> int:
    """Append in the caller's transaction; returns the last ``seq``.

    Call it last before the commit: from here on other appenders wait.
    """
    take_turn(session)
    seq, previous = _last(session)
    way = session.info.get(_WAY, {})
    rows = []
    for happening in happenings:
        seq += 1
        row: dict[str, Any] = {
            "seq": seq,
            "at": happening.at.astimezone(UTC),
            "case_id": happening.case_id,
            "version": happening.version,
            "operation": happening.operation,
            "from_state": happening.from_state,
            "to_state": happening.to_state,
            "actor_id": happening.actor.id,
            "actor_name": happening.actor.name,
            "detail": canonical_json({**happening.detail, **way}).decode(),
            "previous": previous,
        }
        previous = row["hash"] = seal(row)
        rows.append(row)
    _APPEND.run(session, *rows)
    session.info[_END] = (session.get_transaction(), (seq, previous))
    return seq


def _last(session: Session) -> tuple[int, str]:
    """Where the journal ends. Once it is ours, nobody else appends in this transaction."""
    known = session.info.get(_END)
    if known is not None and known[0] is session.get_transaction():
        end: tuple[int, str] = known[1]
        return end
    [(seq, previous)] = _LAST.rows(session, {}) or [(0, GENESIS)]
    session.info[_END] = (session.get_transaction(), (seq, previous))
    return seq, previous

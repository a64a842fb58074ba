"""The seal on the journal: what an entry's hash covers, and how a broken seal is found."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.core.canonical import digest

GENESIS = "0" * 64


class Sealed(Protocol):
    """The columns of a journal entry."""

    seq: int
    at: datetime
    case_id: UUID | None
    version: int | None
    operation: str
    from_state: str | None
    to_state: str | None
    actor_id: UUID | None
    actor_name: str
    detail: str
    previous: str
    hash: str


def seal(columns: dict[str, Any]) -> str:
    """SHA-256 in hex over every column but ``hash`` itself, in canonical JSON."""
    return digest({name: value for name, value in columns.items() if name != "hash"})


def columns_of(entry: Sealed) -> dict[str, Any]:
    """What the entry's hash covers."""
    return {
        "seq": entry.seq,
        "at": entry.at,
        "case_id": entry.case_id,
        "version": entry.version,
        "operation": entry.operation,
        "from_state": entry.from_state,
        "to_state": entry.to_state,
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "detail": entry.detail,
        "previous": entry.previous,
    }


def seal_of(entry: Sealed) -> str:
    """The hash the entry should carry."""
    return seal(columns_of(entry))


@dataclass(frozen=True, slots=True)
class Breach:
    """A place where the journal is not what was written."""

    seq: int
    sentence: str


def breaches(entries: Iterable[Sealed]) -> Iterator[Breach]:
    """Walk entries in order of ``seq`` from the first and yield every altered, dropped or swapped one."""
    expected, previous = 1, GENESIS
    for entry in entries:
        if entry.seq != expected:
            yield Breach(expected, f"流转记录第 {expected} 条至第 {entry.seq - 1} 条缺失")
        elif entry.previous != previous:
            yield Breach(entry.seq, f"流转记录第 {entry.seq} 条与前一条衔接不上")
        if seal_of(entry) != entry.hash:
            yield Breach(entry.seq, f"流转记录第 {entry.seq} 条内容被改动")
        expected, previous = entry.seq + 1, entry.hash


def detail_of(entry: Sealed) -> dict[str, Any]:
    """The entry's detail as it was given."""
    detail: dict[str, Any] = json.loads(entry.detail)
    return detail

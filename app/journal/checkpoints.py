"""Checkpoints: how far the journal reached at a moment, signed, chained, and put where the operator wants it.

A chain that is cut short, or written anew from its first entry to its last, is still a good chain; only
somebody who remembers how it stood can tell. A checkpoint is that memory, and it is worth as much as its copy
is out of reach of whoever could rewrite the journal.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core.canonical import canonical_json
from app.core.clock import LOCAL, now
from app.core.db import Database
from app.core.files import write_durably
from app.core.plain import insert_of
from app.journal.chain import GENESIS
from app.journal.checkpoint_models import Checkpoint
from app.journal.merkle import Root, leaf
from app.journal.models import Entry
from app.journal.service_key import ServiceKey, service_key

FORMAT = "xuncheng-checkpoint-1"
NAME = "checkpoint-{number:06}-{day:%Y%m%d}.json"
AT_A_TIME = 10_000


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed. It covers the entries from ``first`` to ``seq``; ``hash`` is that of entry ``seq``.

    ``count``: all entries up to ``seq``. ``root``: the Merkle root over the covered ones (``merkle.py``).
    ``previous``: SHA-256 in hex of the file before, zeros for the first. ``at``: RFC 3339, UTC, by our clock.
    """

    number: int
    at: str
    first: int
    seq: int
    count: int
    hash: str
    root: str
    previous: str

    @property
    def moment(self) -> datetime:
        """``at`` as a moment."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it lies in its file, and the file's text, word for word."""

    statement: Statement
    said: str
    public_key: str
    signature: str
    text: str

    @property
    def name(self) -> str:
        """The file's name."""
        return NAME.format(number=self.statement.number, day=self.statement.moment.astimezone(LOCAL))

    @property
    def digest(self) -> str:
        """SHA-256 in hex over the file."""
        return sha256(self.text.encode()).hexdigest()


def read_checkpoint(text: str) -> Signed:
    """A checkpoint from its file's text; nothing is verified.

    Raises:
        ValueError: where it is none.
    """
    try:
        document = orjson.loads(text)
        if document["format"] != FORMAT:
            raise ValueError("another format")
        statement = Statement(**orjson.loads(document["statement"]))
        return Signed(statement, document["statement"], document["public_key"], document["signature"], text)
    except (KeyError, TypeError) as failure:
        raise ValueError(f"no checkpoint: {failure}") from None


def last_checkpoint(session: Session) -> Signed | None:
    """The newest one."""
    query = select(col(Checkpoint.document)).order_by(col(Checkpoint.number).desc()).limit(1)
    text = session.execute(query).scalar()
    return None if text is None else read_checkpoint(text)


def each_checkpoint(session: Session) -> Iterator[Signed]:
    """All of them, oldest first."""
    query = select(col(Checkpoint.document)).order_by(col(Checkpoint.number))
    for text in session.execute(query).scalars():
        yield read_checkpoint(text)


def take_checkpoint(database: Database, key: ServiceKey) -> Signed | None:
    """Sign how far the journal reaches now; ``None`` while it is empty. Of two at once the first stands."""
    with database.reading() as session:
        made = _next(session, key)
    if made is None:
        return None
    with database.writing() as session:
        statement = made.statement
        session.execute(
            insert_of(session)(Checkpoint)
            .values(number=statement.number, at=statement.moment, seq=statement.seq, document=made.text)
            .on_conflict_do_nothing()
        )
        return last_checkpoint(session)


def _next(session: Session, key: ServiceKey) -> Signed | None:
    before = last_checkpoint(session)
    root, seq, last_hash = Root(), 0, GENESIS
    first = before.statement.seq + 1 if before else 1
    for seq, last_hash in _hashes(session, first):  # noqa: B007  (the last ones are what is wanted)
        root.add(leaf(last_hash))
    if before is None and root.size == 0:
        return None
    if before is not None and root.size == 0:
        seq, last_hash = before.statement.seq, before.statement.hash
    statement = Statement(
        number=before.statement.number + 1 if before else 1,
        at=f"{now():%Y-%m-%dT%H:%M:%SZ}",
        first=first,
        seq=seq,
        count=(before.statement.count if before else 0) + root.size,
        hash=last_hash,
        root=root.digest().hex(),
        previous=before.digest if before else GENESIS,
    )
    return _sign(statement, key)


def _sign(statement: Statement, key: ServiceKey) -> Signed:
    said = canonical_json(asdict(statement)).decode()
    document: dict[str, Any] = {
        "format": FORMAT,
        "statement": said,
        "public_key": key.public,
        "signature": key.sign(said),
    }
    text = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    return Signed(statement, said, key.public, document["signature"], text)


def _hashes(session: Session, first: int) -> Iterator[tuple[int, str]]:
    rows = session.execute(
        select(col(Entry.seq), col(Entry.hash))
        .where(col(Entry.seq) >= first)
        .order_by(col(Entry.seq))
        .execution_options(yield_per=AT_A_TIME)
    )
    for row in rows:
        yield row.seq, row.hash


def put_files(session: Session, folder: Path) -> list[Path]:
    """Write the files that ``folder`` lacks at its end, durably; returns them. Raises OSError."""
    there = [int(path.name.split("-")[1]) for path in folder.glob("checkpoint-??????-????????.json")]
    query = select(col(Checkpoint.document)).where(col(Checkpoint.number) > max(there, default=0))
    written = []
    for text in session.execute(query.order_by(col(Checkpoint.number))).scalars():
        path = folder / read_checkpoint(text).name
        write_durably(path, text.encode())
        written.append(path)
    return written


def is_due(session: Session) -> bool:
    """Whether the local day has had no checkpoint yet, though there is something to sign."""
    last = session.execute(select(func.max(Checkpoint.at))).scalar()
    if last is not None:
        return bool(last.astimezone(LOCAL).date() < now().astimezone(LOCAL).date())
    return session.execute(select(col(Entry.seq)).limit(1)).first() is not None


def keep_checkpoints(
    database: Database, key_file: Path, folder: Path, *, at_once: bool = False
) -> Signed | None:
    """Take today's checkpoint if due (or ``at_once``) and see that the files are there; the new one, if any.

    Raises:
        UnfitKey, OSError: where key or folder are not fit; what was signed waits for the next try.
    """
    with database.reading() as session:
        due = at_once or is_due(session)
    taken = take_checkpoint(database, service_key(key_file)) if due else None
    with database.reading() as session:
        put_files(session, folder)
    return taken

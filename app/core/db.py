"""The database: engine, the write turn, and column types that keep their promise.

SQLite runs in WAL with ``synchronous=FULL``: a commit that returned has reached the disk. Writers take
turns, on PostgreSQL too, where those who append to the journal are in line anyway: in a process by an asyncio
lock (waiting in the event loop, never in a worker thread, so that the one who holds the turn always finds a
thread for its commit), between processes and threads by ``BEGIN IMMEDIATE`` and the busy timeout, or by the
journal's advisory lock.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from anyio.to_thread import run_sync
from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Integer,
    String,
    TypeDecorator,
    text,
)
from sqlalchemy.engine import Connection, make_url
from sqlmodel import Session, SQLModel

from app.core.engines import engine_for, is_away
from app.core.together import Together

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
WRITING = {"writing": True}
BIG: Any = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit whole numbers; SQLite only makes a rowid of what is called INTEGER."""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment. Goes in with a zone and comes back in UTC with one, on every database.

    SQLite drops zones, so there it is kept as naive UTC; a naive value going in is a bug and refused.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002  (SQLAlchemy's signature)
        """Straight from what the driver gives: an inbox page has hundreds of moments."""
        return _moment_from_driver if dialect.name == "postgresql" else _moment_from_text


def _moment_from_driver(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _moment_from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
WORD_LENGTH = 16
"""Room for any word, so that a new one needs a new CHECK and no new column."""


class Word(TypeDecorator[E], Generic[E]):
    """A word out of a fixed list, stored as its value; the CHECK in the migration keeps the list."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        self.words = words
        super().__init__(WORD_LENGTH)

    def process_bind_param(self, value: E | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.words(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002
        """Looked up, not made; a word that is not in the list is a bug and raises ``KeyError``."""
        known: dict[str | None, StrEnum | None] = {None: None}
        known.update((word.value, word) for word in self.words)
        return known.__getitem__


def word(words: type[StrEnum]) -> Any:
    """The column type for a word of a list (typed loosely: SQLModel's ``sa_type`` says it wants a class)."""
    return Word(words)


def one_of(column: str, words: type[StrEnum]) -> str:
    """The CHECK condition that holds ``column`` to ``words``."""
    return f"{column} IN ({', '.join(repr(word.value) for word in words)})"


class Database:
    """An engine and the right to write through it."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = engine_for(url, pool_size=20, max_overflow=40 if self.is_sqlite else 20)
        self._to_write = self.engine.execution_options(**WRITING)
        # who writes together does so on one connection: its pages and prepared statements are those just used
        self._shared = engine_for(url, pool_size=1, max_overflow=0)
        self._to_write_together = self._shared.execution_options(**WRITING)
        # one statement is its own transaction: no BEGIN, no ROLLBACK, on PostgreSQL no round trips for them
        one_statement = {"glancing": True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._glancing: Connection | None = None
        self._to_glance = self.engine.execution_options(**one_statement)
        self._turn: asyncio.Lock | None = None
        self._together = Together(lambda: self._writing_on(self._to_write_together), self._in_turn)
        self.on_commit: Callable[[], None] | None = None
        """Called after every commit of this process, from whichever thread made it."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads; nothing in it is ever committed."""
        with self._noticing_loss(), Session(self.engine, autoflush=False) as session:
            yield session

    async def glance(self, look: Callable[[Connection], T]) -> T:
        """One quick look from the event loop, on a bare connection.

        SQLite is part of this process and its readers wait for nobody: it answers sooner than a thread could
        be asked, on a connection that the event loop keeps for it. PostgreSQL is asked from a thread.
        """
        if not self.is_sqlite:
            return await run_sync(self.look, look)
        if self._glancing is None:
            self._glancing = self._to_glance.connect()
        return look(self._glancing)

    def look(self, look: Callable[[Connection], T]) -> T:
        """The same from a thread: each statement of its own, none of them streamed."""
        with self._noticing_loss(), self._to_glance.connect() as connection:
            return look(connection)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, committed when the block ends well. For threads and commands of our own."""
        with self._writing_on(self._to_write) as session:
            yield session

    @contextmanager
    def _writing_on(self, engine: Engine) -> Iterator[Session]:
        with self._noticing_loss(), Session(engine, expire_on_commit=False) as session:
            yield session
            session.commit()
        self._committed_something()

    @contextmanager
    def _noticing_loss(self) -> Iterator[None]:
        """Once one connection turns out to be lost all are given up: each would fail somebody in turn."""
        try:
            yield
        except Exception as failure:
            if is_away(failure):
                self._give_up_connections()
            raise

    def _give_up_connections(self) -> None:
        for engine in self.engines:
            engine.dispose()

    @asynccontextmanager
    async def writing_in_turn(self) -> AsyncIterator[Session]:
        """The same for a request: waits its turn without holding a thread, commits before it returns."""
        async with self._in_turn(), self._committed() as session:
            yield session

    async def write(self, job: Callable[[Session], T]) -> T:
        """The same for what many do at once, in one transaction with others; see :class:`Together`."""
        return await self._together.write(job)

    def _in_turn(self) -> asyncio.Lock:
        self._turn = self._turn or asyncio.Lock()
        return self._turn

    @asynccontextmanager
    async def _committed(self) -> AsyncIterator[Session]:
        session = Session(self._to_write, expire_on_commit=False)
        with self._noticing_loss():
            try:
                yield session
                await run_sync(session.commit)
                self._committed_something()
            finally:
                await run_sync(session.close)

    def _committed_something(self) -> None:
        if self.on_commit is not None:
            self.on_commit()

    def answers(self) -> bool:
        """Whether a trivial query comes back."""
        with self.engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar_one())

    @property
    def engines(self) -> tuple[Engine, ...]:
        """All that connect to it."""
        return self.engine, self._shared

    @property
    def folder(self) -> Path | None:
        """Where the database lies, if it lies on this machine as a file."""
        is_file = self.is_sqlite and self.url.database not in {None, "", ":memory:"}
        return Path(str(self.url.database)).absolute().parent if is_file else None

    def dispose(self) -> None:
        """Close every connection."""
        if self._glancing is not None:
            self._glancing.close()
            self._glancing = None
        self._give_up_connections()

    close = dispose
    """For ``contextlib.closing``: commands that end with their work."""


def is_alone(session: Session, key: int) -> bool:
    """Whether nobody else is at what ``key`` stands for; then nobody will be until the transaction ends.

    Unlike for a turn, nobody waits. SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": key}).scalar_one())

"""What happened: entries that are only ever appended, each sealed to the one before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, Uuid
from sqlmodel import Field, SQLModel

from app.core.db import BIG, UTCDateTime


class Entry(SQLModel, table=True):
    """One thing that happened, to a case (``case_id``) or to the system.

    ``seq`` has no gaps: it is the order of commits, so a reader that has seen ``seq`` has seen all before it.
    ``version`` is the case's version after the entry: a case has as many entries as its version says.
    ``hash`` is SHA-256 over all other columns, ``previous`` included (see ``chain.py``).
    """

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_case", "case_id", "seq"), Index("ix_journal_at", "at"))

    seq: int = Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UTCDateTime)
    case_id: UUID | None = Field(default=None, sa_type=Uuid)
    version: int | None = None
    operation: str = Field(max_length=32)
    from_state: str | None = Field(default=None, max_length=16)
    to_state: str | None = Field(default=None, max_length=16)
    actor_id: UUID | None = Field(default=None, sa_type=Uuid)
    actor_name: str = Field(max_length=64)
    detail: str = Field(default="{}", sa_type=Text)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)

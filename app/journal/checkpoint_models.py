"""Checkpoints of the journal, as they were signed."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from app.core.db import BIG, UTCDateTime


class Checkpoint(SQLModel, table=True):
    """One checkpoint; ``document`` is the file's text, word for word. ``seq``: the last entry it covers."""

    __tablename__ = "checkpoints"
    __table_args__ = (Index("ix_checkpoints_seq", "seq"),)

    number: int = Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UTCDateTime)
    seq: int = Field(sa_type=BIG)
    document: str = Field(sa_type=Text)

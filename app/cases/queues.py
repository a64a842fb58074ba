"""The tables behind each unit's queue and the counters over it; ``counters.py`` keeps them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Uuid
from sqlmodel import Field, SQLModel

from app.cases.states import State
from app.core.db import BIG, UTCDateTime, one_of, word

AREA_DIGITS = 9
"""Counters tell areas apart as far as the town: that many digits of the statistical bureau's codes."""


class CaseQueue(SQLModel, table=True):
    """A case in the queue of a unit that leads it (``unit_code`` = ``lead_unit``) or helps with it.

    ``battle`` is 0 for none; ``cell`` is the case's.
    """

    __tablename__ = "case_queue"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        Index("ix_case_queue_due", "unit_code", "state", "due_order", "case_id"),
        Index("ix_case_queue_reported", "unit_code", "state", "reported_at", "case_id"),
    )

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id", sa_type=Uuid)
    unit_code: str = Field(primary_key=True, foreign_key="units.code", max_length=32)
    lead_unit: str = Field(max_length=32)
    state: State = Field(sa_type=word(State))
    category_code: str = Field(max_length=32)
    town: str = Field(max_length=AREA_DIGITS)
    due_order: datetime = Field(sa_type=UTCDateTime)
    reported_at: datetime = Field(sa_type=UTCDateTime)
    battle: int
    cell: int = Field(sa_type=BIG)


class CaseCount(SQLModel, table=True):
    """How many cases stand in a unit's queue, told apart by lead unit, state, type and town ('' for none)."""

    __tablename__ = "case_counts"
    __table_args__ = (CheckConstraint(one_of("state", State), name="state"),)

    unit_code: str = Field(primary_key=True, max_length=32)
    lead_unit: str = Field(primary_key=True, max_length=32)
    state: State = Field(primary_key=True, sa_type=word(State))
    category_code: str = Field(primary_key=True, max_length=32)
    town: str = Field(primary_key=True, max_length=AREA_DIGITS)
    cases: int

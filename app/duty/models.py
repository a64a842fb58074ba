"""Who is on duty, since when, and their tracks. Positions are WGS-84 degrees, accuracies metres.

None of this goes into the journal, which forgets nothing: tracks are deleted after the time the notice sets.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Uuid, text
from sqlmodel import Field, SQLModel

from app.core.db import UTCDateTime, one_of, word


class EndedBy(StrEnum):
    """How a spell came to its end: by the person, by going on duty anew, or by lasting too long."""

    PERSON = "person"
    NEXT = "next"
    TIME = "time"


class LookedAt(StrEnum):
    """What somebody looked at: where a person is now, or their track of a day."""

    NOW = "now"
    TRACK = "track"


class DutySpell(SQLModel, table=True):
    """A time on duty (到岗 to 离岗); ``id`` is made on the phone. A person has one open at most.

    ``last_*``: the newest point of the track, so that nobody need read a track to know where somebody is.
    """

    __tablename__ = "duty_spells"
    __table_args__ = (
        CheckConstraint(f"ended_by IS NULL OR {one_of('ended_by', EndedBy)}", name="ended_by"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="order"),
        Index("ix_duty_spells_person", "account_id", "began_at"),
        Index("ix_duty_spells_ended", "ended_at"),
        Index(
            "uq_duty_spells_open",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(primary_key=True, sa_type=Uuid)
    account_id: UUID = Field(foreign_key="accounts.id", sa_type=Uuid)
    began_at: datetime = Field(sa_type=UTCDateTime)
    began_lon: float | None = None
    began_lat: float | None = None
    began_accuracy_m: float | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_lon: float | None = None
    ended_lat: float | None = None
    ended_accuracy_m: float | None = None
    ended_by: EndedBy | None = Field(default=None, sa_type=word(EndedBy))
    last_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    last_lon: float | None = None
    last_lat: float | None = None
    last_accuracy_m: float | None = None
    received_at: datetime = Field(sa_type=UTCDateTime)


class DutyPoint(SQLModel, table=True):
    """Where somebody was at a moment while on duty."""

    __tablename__ = "duty_points"

    spell_id: UUID = Field(primary_key=True, foreign_key="duty_spells.id", sa_type=Uuid)
    at: datetime = Field(primary_key=True, sa_type=UTCDateTime)
    lon: float
    lat: float
    accuracy_m: float | None = None


class DutyLook(SQLModel, table=True):
    """Somebody looked at where another was: told to that person, and written into the journal besides."""

    __tablename__ = "duty_looks"
    __table_args__ = (
        CheckConstraint(one_of("what", LookedAt), name="what"),
        Index("ix_duty_looks_viewer", "viewer_id", "subject_id", "at"),
    )

    subject_id: UUID = Field(primary_key=True, foreign_key="accounts.id", sa_type=Uuid)
    at: datetime = Field(primary_key=True, sa_type=UTCDateTime)
    viewer_id: UUID = Field(primary_key=True, foreign_key="accounts.id", sa_type=Uuid)
    what: LookedAt = Field(primary_key=True, sa_type=word(LookedAt))
    day: str = Field(default="", max_length=10)

"""The tables of a case. A case row is what its journal adds up to, kept at hand for reading."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, Uuid, text
from sqlmodel import Field, SQLModel

from app.cases.states import State
from app.cases.table import Pending
from app.core.db import BIG, UTCDateTime, one_of, word

NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)
NUMBER: Any = String(32).with_variant(String(32, collation="C"), "postgresql")
"""Compared byte by byte on every database, so that the numbers of a day are one range of the index."""


def _where_known(column: str) -> Index:
    """For figures of a period: a range of moments, of the cases that have one."""
    known = text(f"{column} IS NOT NULL")
    return Index(f"ix_cases_{column}", column, sqlite_where=known, postgresql_where=known)


class Source(StrEnum):
    """Where a report came from."""

    INSPECTOR = "inspector"
    PUBLIC = "public"
    HOTLINE = "hotline"
    SUPERVISION = "supervision"
    LINKED = "linked"


class PhotoRole(StrEnum):
    """What a photo shows of a case."""

    BEFORE = "before"
    NEAR = "near"
    FAR = "far"
    AFTER = "after"


class FixSource(StrEnum):
    """How the position was had."""

    GPS = "gps"
    NETWORK = "network"
    MANUAL = "manual"
    EXIF = "exif"
    UNKNOWN = "unknown"


class HelpStatus(StrEnum):
    """How far a helping unit's part has come."""

    TOLD = "told"
    ASKED = "asked"
    DONE = "done"
    WAIVED = "waived"


class Case(SQLModel, table=True):
    """One matter at one place. Position is WGS-84, ``accuracy_m`` in metres at 95 %.

    ``version`` counts the case's journal entries; ``cell`` is the Morton code of the position at zoom 26;
    ``due_at`` is the unit's deadline, ``stage_due_at`` that of the stage the case is in, ``due_order`` the
    one that presses (``clocks.py``): what the inbox sorts by, and what makes a case late. ``is_ruled``:
    COMMAND has decided whose it is, so that it can't be returned. ``has_open_order``: a supervision order
    waits for its reply; ``is_supervised``: there has been one.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("source", Source), name="source"),
        CheckConstraint(one_of("fix_source", FixSource), name="fix_source"),
        CheckConstraint(f"pending IS NULL OR {one_of('pending', Pending)}", name="pending"),
        CheckConstraint("lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name="position"),
        Index("ix_cases_due", "state", "due_order", "id"),
        Index("ix_cases_state_reported", "state", "reported_at", "id"),
        Index("ix_cases_reporter_due", "reporter_id", "state", "due_order", "id"),
        Index("ix_cases_reporter_reported", "reporter_id", "state", "reported_at", "id"),
        Index("ix_cases_reported", "reported_at", "id"),
        Index("ix_cases_state_cell", "state", "cell"),
        _where_known("due_at"),
        _where_known("closed_at"),
    )

    id: UUID = Field(primary_key=True, sa_type=Uuid)
    number: str = Field(unique=True, sa_type=NUMBER)
    version: int
    state: State = Field(sa_type=word(State))
    source: Source = Field(sa_type=word(Source))
    category_code: str = Field(foreign_key="categories.code", max_length=32)
    battle: int | None = None
    unit_code: str = Field(foreign_key="units.code", max_length=32)
    notice_version_id: int = Field(foreign_key="notice_versions.id")
    rule_code: str | None = Field(default=None, max_length=64)
    clause_code: str | None = Field(default=None, max_length=64)
    why: str = Field(sa_type=Text)

    lon: float
    lat: float
    accuracy_m: float | None = None
    fixed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    fix_source: FixSource = Field(default=FixSource.UNKNOWN, sa_type=word(FixSource))
    cell: int = Field(sa_type=BIG)
    area_code: str | None = Field(default=None, foreign_key="areas.code", max_length=15)
    outside_county: bool = False

    description: str = Field(default="", sa_type=Text)
    attributes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    cover: str | None = Field(default=None, max_length=64)
    urgent: bool = False
    demo: bool = False

    taken_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reported_at: datetime = Field(sa_type=UTCDateTime)
    reporter_id: UUID = Field(foreign_key="accounts.id", sa_type=Uuid)
    dispatched_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    fed_back_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    handler_id: UUID | None = Field(default=None, foreign_key="accounts.id", sa_type=Uuid)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    due_order: datetime = Field(default=NO_DEADLINE, sa_type=UTCDateTime)
    warn_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    stage_due_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    review_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    suspended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    pending: Pending | None = Field(default=None, sa_type=word(Pending))
    assignee_id: UUID | None = Field(default=None, foreign_key="accounts.id", sa_type=Uuid)
    squad: str | None = Field(default=None, max_length=64)
    verifier_id: UUID | None = Field(default=None, foreign_key="accounts.id", sa_type=Uuid)
    is_ruled: bool = False
    is_supervised: bool = False
    has_open_order: bool = False
    self_handled: bool = False
    extension_count: int = 0
    rework_count: int = 0
    return_count: int = 0


class CaseReceipt(SQLModel, table=True):
    """What the reporter was told, kept word for word: the same report sent again gets the same receipt.

    ``digest`` is SHA-256 over what the report said; other content under the same id is refused.
    """

    __tablename__ = "case_receipts"

    case_id: UUID = Field(primary_key=True, sa_type=Uuid)
    reporter_id: UUID = Field(foreign_key="accounts.id", sa_type=Uuid)
    digest: str = Field(max_length=64)
    document: str = Field(sa_type=Text)


class CasePhoto(SQLModel, table=True):
    """A photo's place in a case; ``version`` is the journal entry that brought it.

    ``lon`` to ``fix_source``: where the device was at the shutter, WGS-84, ``accuracy_m`` in metres at 95 %;
    empty where it did not say.
    """

    __tablename__ = "case_photos"
    __table_args__ = (
        CheckConstraint(one_of("role", PhotoRole), name="role"),
        CheckConstraint(one_of("fix_source", FixSource), name="fix_source"),
    )

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id", sa_type=Uuid)
    position: int = Field(primary_key=True)
    sha256: str = Field(foreign_key="photos.sha256", max_length=64, index=True)
    role: PhotoRole = Field(sa_type=word(PhotoRole))
    taken_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    version: int
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    fixed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    fix_source: FixSource | None = Field(default=None, sa_type=word(FixSource))


class CaseUnit(SQLModel, table=True):
    """A unit that helps (协办) with a case it does not lead.

    Told only (抄送) until somebody asks it for a task; closing waits for what has been asked.
    """

    __tablename__ = "case_units"
    __table_args__ = (CheckConstraint(one_of("status", HelpStatus), name="status"),)

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id", sa_type=Uuid)
    unit_code: str = Field(primary_key=True, foreign_key="units.code", max_length=32, index=True)
    status: HelpStatus = Field(default=HelpStatus.TOLD, sa_type=word(HelpStatus))
    duty: str = Field(default="", sa_type=Text)
    answer: str = Field(default="", sa_type=Text)


class CaseDay(SQLModel, table=True):
    """How many numbers a local day has given out."""

    __tablename__ = "case_days"

    day: str = Field(primary_key=True, max_length=8)
    last: int

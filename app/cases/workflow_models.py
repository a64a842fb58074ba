"""Tables of the workflow beside the case: requests, links, orders, escalations, what can be taken back."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Text, Uuid
from sqlmodel import Field, SQLModel

from app.cases.table import Pending
from app.core.db import UTCDateTime, one_of, word


class CaseRequest(SQLModel, table=True):
    """Something asked for (延期, 挂账, 作废) and its answer. ``version`` is the entry that asked."""

    __tablename__ = "case_requests"
    __table_args__ = (CheckConstraint(one_of("kind", Pending), name="kind"),)

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id", sa_type=Uuid)
    version: int = Field(primary_key=True)
    kind: Pending = Field(sa_type=word(Pending))
    asked_by: UUID = Field(foreign_key="accounts.id", sa_type=Uuid)
    asked_at: datetime = Field(sa_type=UTCDateTime)
    reason: str = Field(sa_type=Text)
    until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answered_by: UUID | None = Field(default=None, foreign_key="accounts.id", sa_type=Uuid)
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    granted: bool | None = None


class LinkKind(StrEnum):
    """How one case belongs to another."""

    RECURRENCE = "recurrence"
    MERGED = "merged"
    FOLLOW_UP = "follow_up"


class CaseLink(SQLModel, table=True):
    """``case_id`` belongs to the older ``other_id``: it recurs, was merged into it, or follows from it."""

    __tablename__ = "case_links"
    __table_args__ = (CheckConstraint(one_of("kind", LinkKind), name="kind"),)

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id", sa_type=Uuid)
    other_id: UUID = Field(primary_key=True, foreign_key="cases.id", sa_type=Uuid, index=True)
    kind: LinkKind = Field(primary_key=True, sa_type=word(LinkKind))


class SupervisionKind(StrEnum):
    """Why OFFICE supervises a case."""

    LATE = "late"
    REWORK = "rework"
    RETURNED = "returned"
    LEADER = "leader"


class SupervisionOrder(SQLModel, table=True):
    """A numbered order (督办单) with a day to reply by, and the reply. ``serial`` counts within ``year``."""

    __tablename__ = "supervision_orders"
    __table_args__ = (CheckConstraint(one_of("kind", SupervisionKind), name="kind"),)

    year: int = Field(primary_key=True)
    serial: int = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", sa_type=Uuid, index=True)
    unit_code: str = Field(foreign_key="units.code", max_length=32)
    kind: SupervisionKind = Field(sa_type=word(SupervisionKind))
    ordered_by: UUID = Field(foreign_key="accounts.id", sa_type=Uuid)
    ordered_at: datetime = Field(sa_type=UTCDateTime)
    reason: str = Field(sa_type=Text)
    reply_by: date
    replied_by: UUID | None = Field(default=None, foreign_key="accounts.id", sa_type=Uuid)
    replied_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reply: str | None = Field(default=None, sa_type=Text)

    @property
    def number(self) -> str:
        """As it is cited: 督办〔2026〕3号 (GB/T 9704: hexagonal brackets, no leading zero)."""
        return f"督办〔{self.year}〕{self.serial}号"


class Escalation(SQLModel, table=True):
    """A late case that has been brought to somebody: once for each clock (``due_at``) and level."""

    __tablename__ = "case_escalations"

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id", sa_type=Uuid)
    due_at: datetime = Field(primary_key=True, sa_type=UTCDateTime)
    level: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
    unit_code: str = Field(foreign_key="units.code", max_length=32, index=True)


class CaseStep(SQLModel, table=True):
    """A step that came with an id of its own, so that a phone may send it twice.

    ``digest``: SHA-256 over what it said and who said it; ``version``: the case's after it.
    """

    __tablename__ = "case_steps"

    id: UUID = Field(primary_key=True, sa_type=Uuid)
    case_id: UUID = Field(foreign_key="cases.id", sa_type=Uuid)
    version: int
    digest: str = Field(max_length=64)
    taken_at: datetime = Field(sa_type=UTCDateTime)


class CaseUndo(SQLModel, table=True):
    """What the last step changed, while it can be taken back; ``before`` holds the columns as they were."""

    __tablename__ = "case_undos"

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id", sa_type=Uuid)
    version: int
    actor_id: UUID = Field(foreign_key="accounts.id", sa_type=Uuid)
    until: datetime = Field(sa_type=UTCDateTime)
    before: dict[str, Any] = Field(sa_type=JSON)

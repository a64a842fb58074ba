"""Drafts of the responsibility table: rules in the making, until two people have put them in force."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, Uuid
from sqlmodel import Field, SQLModel

from app.core.db import UTCDateTime, one_of, word
from app.core.ids import new_id


class DraftState(StrEnum):
    """Where a draft stands; only one that is being drafted can be changed."""

    DRAFTING = "DRAFTING"
    SUBMITTED = "SUBMITTED"
    PUBLISHED = "PUBLISHED"
    DISCARDED = "DISCARDED"


DRAFT_STATE_LABELS = {
    DraftState.DRAFTING: ("起草中", "being drafted"),
    DraftState.SUBMITTED: ("待批准", "waiting for approval"),
    DraftState.PUBLISHED: ("已发布", "published"),
    DraftState.DISCARDED: ("已作废", "discarded"),
}


class RuleDraft(SQLModel, table=True):
    """A whole list of rules that starts from one version of the notice (``base_version_id``).

    ``rules`` is a JSON list of rows as in :mod:`app.routing.rule_rows`; ``version`` counts the changes;
    ``fault_count`` is what the checker found in it. Nobody approves what they submitted themselves.
    """

    __tablename__ = "rule_drafts"
    __table_args__ = (
        CheckConstraint(one_of("state", DraftState), name="state"),
        CheckConstraint("approved_by IS NULL OR approved_by <> submitted_by", name="two_people"),
        CheckConstraint(
            "state <> 'PUBLISHED' OR (approved_by IS NOT NULL AND published_version_id IS NOT NULL)",
            name="published",
        ),
        Index("ix_rule_drafts_state", "state", "changed_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    title: str = Field(max_length=120)
    note: str = Field(default="", sa_type=Text)
    state: DraftState = Field(default=DraftState.DRAFTING, sa_type=word(DraftState))
    version: int = 1
    base_version_id: int = Field(foreign_key="notice_versions.id")
    rules: str = Field(sa_type=Text)
    fault_count: int = 0
    origin_case_id: UUID | None = Field(default=None, foreign_key="cases.id", sa_type=Uuid)

    created_at: datetime = Field(sa_type=UTCDateTime)
    created_by: UUID = Field(foreign_key="accounts.id", sa_type=Uuid)
    created_by_name: str = Field(max_length=64)
    changed_at: datetime = Field(sa_type=UTCDateTime)
    changed_by_name: str = Field(max_length=64)
    submitted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    submitted_by: UUID | None = Field(default=None, foreign_key="accounts.id", sa_type=Uuid)
    submitted_by_name: str | None = Field(default=None, max_length=64)
    sent_back: str = Field(default="", sa_type=Text)
    approved_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    approved_by: UUID | None = Field(default=None, foreign_key="accounts.id", sa_type=Uuid)
    approved_by_name: str | None = Field(default=None, max_length=64)
    published_version_id: int | None = Field(default=None, foreign_key="notice_versions.id", index=True)

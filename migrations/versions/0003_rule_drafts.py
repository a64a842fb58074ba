"""Rule drafts: the responsibility table in the making, put in force by two people."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("base_version_id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("origin_case_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.String(64), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("changed_by_name", sa.String(64), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_by_name", sa.String(64), nullable=True),
        sa.Column("sent_back", sa.Text(), nullable=False),
        sa.Column("approved_at", UTCDateTime(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_by_name", sa.String(64), nullable=True),
        sa.Column("published_version_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('DRAFTING', 'SUBMITTED', 'PUBLISHED', 'DISCARDED')", name=op.f("ck_rule_drafts_state")
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> submitted_by", name=op.f("ck_rule_drafts_two_people")
        ),
        sa.CheckConstraint(
            "state <> 'PUBLISHED' OR (approved_by IS NOT NULL AND published_version_id IS NOT NULL)",
            name=op.f("ck_rule_drafts_published"),
        ),
        sa.ForeignKeyConstraint(
            ["base_version_id"], ["notice_versions.id"], name=op.f("fk_rule_drafts_base_version_id")
        ),
        sa.ForeignKeyConstraint(["origin_case_id"], ["cases.id"], name=op.f("fk_rule_drafts_origin_case_id")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_rule_drafts_created_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["accounts.id"], name=op.f("fk_rule_drafts_submitted_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["accounts.id"], name=op.f("fk_rule_drafts_approved_by")),
        sa.ForeignKeyConstraint(
            ["published_version_id"],
            ["notice_versions.id"],
            name=op.f("fk_rule_drafts_published_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_drafts")),
    )
    op.create_index("ix_rule_drafts_state", "rule_drafts", ["state", "changed_at"])
    op.create_index(op.f("ix_rule_drafts_published_version_id"), "rule_drafts", ["published_version_id"])

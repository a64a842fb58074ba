"""The whole workflow: requests, links, orders, escalations, helping units' tasks, stage clocks."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from app.core.db import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATUS = "status IN ('told', 'asked', 'done', 'waived')"
PENDING = "pending IS NULL OR pending IN ('EXTENSION', 'SUSPENSION', 'VOIDING')"


def add_column(table: str, name: str, kind: TypeEngine[Any], constraint: str = "", default: str = "") -> None:
    """ALTER TABLE … ADD COLUMN with its constraint inline: SQLite can do that without making the table anew."""
    kept = f"DEFAULT {default} NOT NULL" if default else ""
    kind_here = kind.compile(op.get_bind().dialect)
    op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind_here} {kept} {constraint}")


def upgrade() -> None:
    op.create_table(
        "case_escalations",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("unit_code", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_escalations_case_id")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_case_escalations_unit_code")),
        sa.PrimaryKeyConstraint("case_id", "due_at", "level", name=op.f("pk_case_escalations")),
    )
    op.create_index(op.f("ix_case_escalations_unit_code"), "case_escalations", ["unit_code"])

    op.create_table(
        "case_links",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.CheckConstraint("kind IN ('recurrence', 'merged', 'follow_up')", name=op.f("ck_case_links_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_links_case_id")),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name=op.f("fk_case_links_other_id")),
        sa.PrimaryKeyConstraint("case_id", "other_id", "kind", name=op.f("pk_case_links")),
    )
    op.create_index(op.f("ix_case_links_other_id"), "case_links", ["other_id"])

    op.create_table(
        "case_requests",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('EXTENSION', 'SUSPENSION', 'VOIDING')", name=op.f("ck_case_requests_kind")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("fk_case_requests_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_case_requests_asked_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_requests_case_id")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_case_requests")),
    )
    op.create_table(
        "case_undos",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["accounts.id"], name=op.f("fk_case_undos_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_undos_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_undos")),
    )
    op.create_table(
        "supervision_orders",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        sa.Column("ordered_at", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("replied_by", sa.Uuid(), nullable=True),
        sa.Column("replied_at", UTCDateTime(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('late', 'rework', 'returned', 'leader')", name=op.f("ck_supervision_orders_kind")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_supervision_orders_case_id")),
        sa.ForeignKeyConstraint(
            ["ordered_by"], ["accounts.id"], name=op.f("fk_supervision_orders_ordered_by")
        ),
        sa.ForeignKeyConstraint(
            ["replied_by"], ["accounts.id"], name=op.f("fk_supervision_orders_replied_by")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_supervision_orders_unit_code")),
        sa.PrimaryKeyConstraint("year", "serial", name=op.f("pk_supervision_orders")),
    )
    op.create_index(op.f("ix_supervision_orders_case_id"), "supervision_orders", ["case_id"])

    add_column(
        "case_units", "status", sa.String(16), f"CONSTRAINT ck_case_units_status CHECK ({STATUS})", "'told'"
    )
    add_column("case_units", "duty", sa.Text(), default="''")
    add_column("case_units", "answer", sa.Text(), default="''")
    for name in ("stage_due_at", "review_at", "suspended_at"):
        add_column("cases", name, UTCDateTime())
    add_column("cases", "pending", sa.String(16), f"CONSTRAINT ck_cases_pending CHECK ({PENDING})")
    add_column("cases", "squad", sa.String(64))
    for name in ("assignee_id", "verifier_id"):
        add_column("cases", name, sa.Uuid(), f"CONSTRAINT fk_cases_{name} REFERENCES accounts (id)")
    for name in ("is_ruled", "is_supervised", "self_handled"):
        add_column("cases", name, sa.Boolean(), default="false")
    add_column("cases", "extension_count", sa.Integer(), default="0")

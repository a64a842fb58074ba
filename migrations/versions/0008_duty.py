"""Who is on duty, and their tracks while they are."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ENDED_BY = "ended_by IS NULL OR ended_by IN ('person', 'next', 'time')"


def upgrade() -> None:
    op.create_table(
        "duty_spells",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("began_lon", sa.Float(), nullable=True),
        sa.Column("began_lat", sa.Float(), nullable=True),
        sa.Column("began_accuracy_m", sa.Float(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_lon", sa.Float(), nullable=True),
        sa.Column("ended_lat", sa.Float(), nullable=True),
        sa.Column("ended_accuracy_m", sa.Float(), nullable=True),
        sa.Column("ended_by", sa.String(16), nullable=True),
        sa.Column("last_at", UTCDateTime(), nullable=True),
        sa.Column("last_lon", sa.Float(), nullable=True),
        sa.Column("last_lat", sa.Float(), nullable=True),
        sa.Column("last_accuracy_m", sa.Float(), nullable=True),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(ENDED_BY, name=op.f("ck_duty_spells_ended_by")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_duty_spells_ended")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_duty_spells_order")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_duty_spells_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_spells")),
    )
    op.create_index("ix_duty_spells_person", "duty_spells", ["account_id", "began_at"])
    op.create_index("ix_duty_spells_ended", "duty_spells", ["ended_at"])
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_duty_spells_open",
        "duty_spells",
        ["account_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )

    op.create_table(
        "duty_points",
        sa.Column("spell_id", sa.Uuid(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["spell_id"], ["duty_spells.id"], name=op.f("fk_duty_points_spell_id")),
        sa.PrimaryKeyConstraint("spell_id", "at", name=op.f("pk_duty_points")),
    )

    op.create_table(
        "duty_looks",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("viewer_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.CheckConstraint("what IN ('now', 'track')", name=op.f("ck_duty_looks_what")),
        sa.ForeignKeyConstraint(["subject_id"], ["accounts.id"], name=op.f("fk_duty_looks_subject_id")),
        sa.ForeignKeyConstraint(["viewer_id"], ["accounts.id"], name=op.f("fk_duty_looks_viewer_id")),
        sa.PrimaryKeyConstraint("subject_id", "at", "viewer_id", "what", name=op.f("pk_duty_looks")),
    )
    op.create_index("ix_duty_looks_viewer", "duty_looks", ["viewer_id", "subject_id", "at"])

"""Device keys, seals on reports and checkpoints of the journal."""

import sqlalchemy as sa
from alembic import op

from app.core.db import BIG, UTCDateTime
from app.journal.protection import forbid_changes

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

VERDICTS = "verdict IN ('valid', 'unknown_key', 'revoked_key', 'bad_signature', 'differs')"


def upgrade() -> None:
    op.create_table(
        "device_keys",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.String(200), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("registered_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_device_keys_account_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["accounts.id"], name=op.f("fk_device_keys_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_keys")),
    )
    op.create_index(op.f("ix_device_keys_account_id"), "device_keys", ["account_id"])

    op.create_table(
        "seals",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(VERDICTS, name=op.f("ck_seals_verdict")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_seals_account_id")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_seals")),
    )
    op.create_index(op.f("ix_seals_key_id"), "seals", ["key_id"])
    forbid_changes(op.get_bind(), "seals")

    op.create_table(
        "checkpoints",
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoints")),
    )
    op.create_index("ix_checkpoints_seq", "checkpoints", ["seq"])
    forbid_changes(op.get_bind(), "checkpoints")

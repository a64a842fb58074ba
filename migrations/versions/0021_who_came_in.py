"""Who came in, failed and went; and who has come back from the identity provider and still owes a code.

Factors that nobody has confirmed are begun anew, by password: until now a session alone could begin one.
"""

import sqlalchemy as sa
from alembic import op

from app.core.db import BIG, UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM second_factors WHERE confirmed_at IS NULL")
    op.create_table(
        "halfway_in",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_halfway_in_account_id")),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_halfway_in")),
    )
    op.create_table(
        "sign_in_records",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("way", sa.String(16), nullable=True),
        sa.Column("address", sa.String(64), nullable=False),
        sa.CheckConstraint("what IN ('IN', 'FAILED', 'OUT')", name=op.f("ck_sign_in_records_what")),
        sa.CheckConstraint(
            "way IN ('PASSWORD', 'CODE', 'OIDC', 'BASIC')", name=op.f("ck_sign_in_records_way")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sign_in_records_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_records")),
    )
    op.create_index("ix_sign_in_records_at", "sign_in_records", ["at"])
    op.create_index("ix_sign_in_records_account_id_at", "sign_in_records", ["account_id", "at"])

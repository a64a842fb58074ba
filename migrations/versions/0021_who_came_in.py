"""Who has come back from the identity provider and still owes a code.

Factors that nobody has confirmed are begun anew, by password: until now a session alone could begin one.
"""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

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

"""Figures: ranges of what is due and of what has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("due_at", "closed_at"):
        known = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_cases_{column}", "cases", [column], sqlite_where=known, postgresql_where=known)

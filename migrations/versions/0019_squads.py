"""Which squad of their unit somebody belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("squad_code", sa.String(32), nullable=True))

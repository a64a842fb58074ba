"""Photos claimed by one of several processes that render."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("photos", sa.Column("claimed_until", UTCDateTime(), nullable=True))

"""When somebody last sent a photo again: retention counts from then."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("photo_bearers", sa.Column("again_at", UTCDateTime(), nullable=True))

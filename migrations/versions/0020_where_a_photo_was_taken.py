"""Where the device was at each photo's shutter. Photos from before have said nothing, and have none."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

IS_SOURCE = "fix_source IN ('gps', 'network', 'manual', 'exif', 'unknown')"


def upgrade() -> None:
    op.add_column("case_photos", sa.Column("lon", sa.Float(), nullable=True))
    op.add_column("case_photos", sa.Column("lat", sa.Float(), nullable=True))
    op.add_column("case_photos", sa.Column("accuracy_m", sa.Float(), nullable=True))
    op.add_column("case_photos", sa.Column("fixed_at", UTCDateTime(), nullable=True))
    # in the databases' own words: SQLite takes a CHECK with a new column, and none afterwards
    op.execute(
        "ALTER TABLE case_photos ADD COLUMN fix_source VARCHAR(16) "
        f"CONSTRAINT ck_case_photos_fix_source CHECK ({IS_SOURCE})"
    )

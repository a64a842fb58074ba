"""Looks of photos by band, so that an old photo is known again among a million without reading them all."""

import sqlalchemy as sa
from alembic import op

from app.photos.lookalike import bands_of

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    looks = op.create_table(
        "photo_looks",
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("phash", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["photos.sha256"], name=op.f("fk_photo_looks_sha256")),
        sa.PrimaryKeyConstraint("band", "sha256", name=op.f("pk_photo_looks")),
        sqlite_with_rowid=False,
    )
    known = op.get_bind().execute(sa.text("SELECT sha256, phash FROM photos WHERE phash IS NOT NULL")).all()
    op.bulk_insert(
        looks,
        [
            {"band": band, "sha256": row.sha256, "phash": row.phash}
            for row in known
            for band in bands_of(row.phash)
        ],
    )

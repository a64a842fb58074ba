"""Live: which units a case has left, and PostgreSQL's word that the journal has grown."""

import sqlalchemy as sa
from alembic import op

from app.journal.waking import announce_appends

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_departures",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_departures_case_id")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_case_departures_unit_code")),
        sa.PrimaryKeyConstraint("case_id", "version", "unit_code", name=op.f("pk_case_departures")),
    )
    announce_appends(op.get_bind(), "journal")

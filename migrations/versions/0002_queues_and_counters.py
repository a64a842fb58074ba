"""Queues and counters: what the inbox is paged by and its tabs count; numbers compared byte by byte."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = "state IN ('REPORTED', 'VERIFYING', 'REJECTED', 'FILED', 'DISPATCHED', 'ACCEPTED', 'FEEDBACK', 'CHECKING', 'REWORK', 'SUSPENDED', 'CLOSED', 'VOID')"


def upgrade() -> None:
    op.create_table(
        "case_queue",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.String(32), nullable=False),
        sa.Column("lead_unit", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("category_code", sa.String(32), nullable=False),
        sa.Column("town", sa.String(9), nullable=False),
        sa.Column("due_order", UTCDateTime(), nullable=False),
        sa.Column("reported_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_case_queue_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_queue_case_id")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_case_queue_unit_code")),
        sa.PrimaryKeyConstraint("case_id", "unit_code", name=op.f("pk_case_queue")),
    )
    op.create_table(
        "case_counts",
        sa.Column("unit_code", sa.String(32), nullable=False),
        sa.Column("lead_unit", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("category_code", sa.String(32), nullable=False),
        sa.Column("town", sa.String(9), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_case_counts_state")),
        sa.PrimaryKeyConstraint(
            "unit_code", "lead_unit", "state", "category_code", "town", name=op.f("pk_case_counts")
        ),
    )
    _fill()
    op.create_index("ix_case_queue_due", "case_queue", ["unit_code", "state", "due_order", "case_id"])
    op.create_index("ix_case_queue_reported", "case_queue", ["unit_code", "state", "reported_at", "case_id"])
    op.drop_index("ix_cases_unit_due", "cases")
    op.drop_index("ix_cases_reporter", "cases")
    op.create_index("ix_cases_state_reported", "cases", ["state", "reported_at", "id"])
    op.create_index("ix_cases_reporter_due", "cases", ["reporter_id", "state", "due_order", "id"])
    op.create_index("ix_cases_reporter_reported", "cases", ["reporter_id", "state", "reported_at", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE cases ALTER COLUMN number TYPE varchar(32) COLLATE "C"')


def _fill() -> None:
    op.execute(
        "INSERT INTO case_queue SELECT id, unit_code, unit_code, state, category_code, "
        "substr(coalesce(area_code, ''), 1, 9), due_order, reported_at FROM cases"
    )
    op.execute(
        "INSERT INTO case_queue SELECT cases.id, case_units.unit_code, cases.unit_code, state, category_code, "
        "substr(coalesce(area_code, ''), 1, 9), due_order, reported_at FROM cases "
        "JOIN case_units ON case_units.case_id = cases.id WHERE case_units.unit_code <> cases.unit_code"
    )
    op.execute(
        "INSERT INTO case_counts SELECT unit_code, lead_unit, state, category_code, town, count(*) "
        "FROM case_queue GROUP BY unit_code, lead_unit, state, category_code, town"
    )

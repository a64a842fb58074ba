"""The map's cells: how many cases lie in each, by state, kept in the case's own transaction.

The queues learn where a case lies and in which battle, for cells to be counted from them.
"""

import sqlalchemy as sa
from alembic import op

from app.core.db import BIG, UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LEVELS = (11, 13, 15, 17, 19, 21)
OPEN = (
    "REPORTED",
    "VERIFYING",
    "FILED",
    "DISPATCHED",
    "ACCEPTED",
    "FEEDBACK",
    "CHECKING",
    "REWORK",
    "SUSPENDED",
)
ENDED = ("REJECTED", "CLOSED", "VOID")
STATES = (*OPEN[:2], "REJECTED", *OPEN[2:], "CLOSED", "VOID")
SUMS = (("open_x", OPEN, 0), ("open_y", OPEN, 1), ("ended_x", ENDED, 0), ("ended_y", ENDED, 1))
IS_STATE = f"state IN ({', '.join(map(repr, STATES))})"


def upgrade() -> None:
    _queue_anew()
    op.create_table(
        "map_cells",
        *_tally(),
        sa.Column("cell", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("cell", name=op.f("pk_map_cells")),
    )
    op.create_table(
        "unit_cells",
        *_tally(),
        sa.Column("unit_code", sa.String(32), nullable=False),
        sa.Column("cell", BIG, autoincrement=False, nullable=False),
        sa.Column("lead_unit", sa.String(32), nullable=False),
        sa.Column("category_code", sa.String(32), nullable=False),
        sa.Column("battle", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "unit_code", "cell", "lead_unit", "category_code", "battle", name=op.f("pk_unit_cells")
        ),
        sqlite_with_rowid=False,
    )
    _count("map_cells", "", " WHERE unit_code = lead_unit")
    _count("unit_cells", "unit_code, lead_unit, category_code, battle, ", "")
    op.drop_index("ix_cases_cell", "cases")
    op.create_index("ix_cases_state_cell", "cases", ["state", "cell"])


def _tally() -> list[sa.Column[int]]:
    counts = [sa.Column(state.lower(), sa.Integer(), nullable=False) for state in STATES]
    return counts + [sa.Column(name, BIG, nullable=False) for name, _, _ in SUMS]


def _queue_anew() -> None:
    """It holds nothing that the cases do not say."""
    op.drop_table("case_queue")
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
        sa.Column("battle", sa.Integer(), nullable=False),
        sa.Column("cell", BIG, nullable=False),
        sa.CheckConstraint(IS_STATE, name=op.f("ck_case_queue_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_queue_case_id")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_case_queue_unit_code")),
        sa.PrimaryKeyConstraint("case_id", "unit_code", name=op.f("pk_case_queue")),
    )
    facts = (
        "cases.unit_code, state, category_code, substr(coalesce(area_code, ''), 1, 9), due_order, "
        "reported_at, coalesce(battle, 0), cell FROM cases"
    )
    op.execute(f"INSERT INTO case_queue SELECT id, cases.unit_code, {facts}")
    op.execute(
        f"INSERT INTO case_queue SELECT cases.id, case_units.unit_code, {facts} "
        "JOIN case_units ON case_units.case_id = cases.id WHERE case_units.unit_code <> cases.unit_code"
    )
    op.create_index("ix_case_queue_due", "case_queue", ["unit_code", "state", "due_order", "case_id"])
    op.create_index("ix_case_queue_reported", "case_queue", ["unit_code", "state", "reported_at", "case_id"])


def _count(table: str, key: str, only: str) -> None:
    """The finest level from the queues, each other from the one below it."""
    columns = f"{key}cell, {', '.join([*map(str.lower, STATES), *(name for name, _, _ in SUMS)])}"
    finest = LEVELS[-1]
    cell = f"({1 << 2 * finest} | (cell >> {52 - 2 * finest}))"
    tally = [f"sum(CASE WHEN state = '{state}' THEN 1 ELSE 0 END)" for state in STATES]
    tally += [
        f"sum(CASE WHEN state IN ({', '.join(map(repr, states))}) THEN {_place(axis, 26 - finest)} ELSE 0 END)"
        for _, states, axis in SUMS
    ]
    op.execute(
        f"INSERT INTO {table} ({columns}) SELECT {key}{cell}, {', '.join(tally)} "  # noqa: S608  (our own names)
        f"FROM case_queue{only} GROUP BY {key}{cell}"
    )
    for finer, level in zip(reversed(LEVELS), reversed(LEVELS[:-1]), strict=False):
        cell = f"(cell >> {2 * (finer - level)})"
        tally = [f"sum({state.lower()})" for state in STATES]
        tally += [
            f"sum({name} + ({' + '.join(map(str.lower, states))}) * {_place(axis, finer - level)} * {1 << 26 - finer})"
            for name, states, axis in SUMS
        ]
        op.execute(
            f"INSERT INTO {table} ({columns}) SELECT {key}{cell}, {', '.join(tally)} FROM {table} "  # noqa: S608
            f"WHERE cell BETWEEN {1 << 2 * finer} AND {(2 << 2 * finer) - 1} GROUP BY {key}{cell}"
        )


def _place(axis: int, bits: int) -> str:
    """The lowest bits of x or y out of a cell's Morton code."""
    return "(" + " + ".join(f"((cell >> {2 * bit + axis}) & 1) * {1 << bit}" for bit in range(bits)) + ")"

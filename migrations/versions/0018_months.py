"""The journal in partitions by month, on PostgreSQL (SQLite keeps its one table)."""

from alembic import op
from sqlalchemy import Connection, text

from app.core.clock import now
from app.journal.months import part_of

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INDEXES = text(
    "SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
    "WHERE indrelid = CAST('journal' AS regclass) AND NOT indisprimary"
)
TRIGGERS = text(
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
    "WHERE tgrelid = CAST('journal' AS regclass) AND NOT tgisinternal"
)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        cut(connection, part_of(now()))


def cut(connection: Connection, part: str) -> None:
    """Make the journal a table with partitions, all that it held the first of them.

    Triggers are for whole statements and go by the name that a statement says, so the table has them as well as
    the part.
    """
    indexes = connection.execute(INDEXES).all()
    triggers = connection.execute(TRIGGERS).scalars().all()
    steps = [
        f"ALTER TABLE journal RENAME TO {part}",
        f"ALTER TABLE {part} RENAME CONSTRAINT pk_journal TO pk_{part}",
        *(f"ALTER INDEX {name} RENAME TO {name.replace('journal', part)}" for name, _ in indexes),
        f"CREATE TABLE journal (LIKE {part} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (seq)",
        "ALTER TABLE journal ADD CONSTRAINT pk_journal PRIMARY KEY (seq)",
        *(definition for _, definition in indexes),
        *triggers,
        f"ALTER TABLE journal ATTACH PARTITION {part} FOR VALUES FROM (MINVALUE) TO (MAXVALUE)",
    ]
    for step in steps:
        connection.exec_driver_sql(step)

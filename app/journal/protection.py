"""The database itself refuses to change what has been written down."""

from sqlalchemy import text
from sqlalchemy.engine import Connection

REFUSAL = "the journal is append-only"


def forbid_changes(connection: Connection, table: str) -> None:
    """Put triggers on ``table`` that fail every UPDATE and DELETE (used by migrations)."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
            )
        )
        refuse_changes(connection, table, table)
        return
    for verb in ("UPDATE", "DELETE"):
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
            )
        )


def refuse_changes(connection: Connection, part: str, table: str) -> None:
    """The same for ``part``, a partition of a protected ``table``: it can be written to by its own name."""
    connection.execute(
        text(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {part} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        )
    )

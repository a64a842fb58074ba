"""PostgreSQL tells whoever listens that the journal has grown, once the commit is through."""

from sqlalchemy import text
from sqlalchemy.engine import Connection

CHANNEL = "xuncheng_journal"


def announce_appends(connection: Connection, table: str) -> None:
    """Put a trigger on ``table`` that notifies ``CHANNEL`` (used by migrations). SQLite has nothing like it.

    The notice carries nothing: it wakes readers, and the journal itself says what happened.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.execute(
        text(
            f"CREATE FUNCTION {table}_announce() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$",
        )
    )
    connection.execute(
        text(
            f"CREATE TRIGGER {table}_announced AFTER INSERT ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_announce()",
        )
    )

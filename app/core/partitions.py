"""What PostgreSQL keeps in partitions, one below the other. SQLite has none: there a table is one table."""

from sqlalchemy import Connection, text

WAIT_MS = 2_000
"""How long whoever cuts a table waits for those who read it, writers waiting behind; then it tries later."""
_OF_A_TABLE = text(
    "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid "
    "JOIN pg_class parent ON parent.oid = inhparent "
    "WHERE parent.relname = :table AND parent.relnamespace = current_schema()::regnamespace "
    "ORDER BY child.relname"
)
_OF_ALL = text(
    "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' "
    "AND relnamespace = current_schema()::regnamespace"
)


def partitions_of(connection: Connection, table: str) -> list[str]:
    """The names of a table's partitions, sorted."""
    return list(connection.execute(_OF_A_TABLE, {"table": table}).scalars())


def all_partitions(connection: Connection) -> frozenset[str]:
    """Every table that is only a part of another: what a comparison with the models leaves out."""
    if connection.dialect.name != "postgresql":
        return frozenset()
    return frozenset(connection.execute(_OF_ALL).scalars())


def wait_briefly(connection: Connection) -> None:
    """From here to the end of the transaction, waiting for a lock fails after :data:`WAIT_MS`."""
    connection.execute(text(f"SET LOCAL lock_timeout = {WAIT_MS}"))

"""Somebody who owns the database file and wants it to say something else: the triggers do not hold them."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlmodel import col, select

from app.journal.chain import GENESIS, seal_of
from app.journal.models import Entry
from tests.bureau import Bureau

GUARDED = ("journal", "seals", "checkpoints")


def as_owner(bureau: Bureau, *statements: str, also: Callable[[Connection], None] | None = None) -> None:
    """Take the triggers away and run SQL; foreign keys do not hold either."""
    owner = create_engine(bureau.database.url)
    is_postgres = owner.dialect.name == "postgresql"
    with owner.begin() as connection:
        for table in GUARDED:
            if is_postgres:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            else:
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_update"))
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_delete"))
        if is_postgres:
            connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
        if also is not None:
            also(connection)
    owner.dispose()


def rewrite_journal(change: Callable[[dict[str, Any]], None]) -> Callable[[Connection], None]:
    """Alter details and seal the whole chain anew, so that it is a good chain of something else."""

    def rewrite(connection: Connection) -> None:
        table = Entry.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
        previous = GENESIS
        for row in connection.execute(select(Entry).order_by(col(Entry.seq))).all():
            entry = Entry(**row._mapping)
            detail = json.loads(entry.detail)
            change(detail)
            entry.detail = json.dumps(detail, ensure_ascii=False, sort_keys=True)
            entry.previous = previous
            entry.hash = previous = seal_of(entry)
            connection.execute(
                table.update()
                .where(table.c.seq == entry.seq)
                .values(detail=entry.detail, previous=entry.previous, hash=entry.hash)
            )

    return rewrite

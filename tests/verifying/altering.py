"""Altering one column, as somebody does who owns the database, and hearing what verifying says."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, select, update
from sqlmodel import SQLModel, col

from app.cases.auditing import audit
from app.cases.models import Case
from app.core.plain import table_of
from app.people.models import Account
from tests.bureau import Bureau
from tests.journal.owner import as_owner

SOME_DAY = datetime(2023, 2, 1, tzinfo=UTC)
WORDS = {
    "source": ("public", "hotline"),
    "fix_source": ("manual", "network"),
    "pending": ("VOIDING", "EXTENSION"),
    "kind": ("VOIDING", "EXTENSION"),
    "state": ("FILED", "REPORTED"),
}
"""Columns that hold words of a list, with two of them."""


def faults_in(bureau: Bureau, case_id: str | None = None) -> list[str]:
    """What verifying says."""
    with bureau.database.reading() as session:
        return audit(session, UUID(case_id) if case_id else None).faults


def altered(column: str, value: Any, somebody: UUID) -> Any:
    """Another value that the column could hold."""
    other: dict[type, Any] = {
        bool: lambda: not value,
        int: lambda: value + 1,
        float: lambda: value + 0.001,
        datetime: lambda: value - timedelta(hours=1),
        UUID: lambda: somebody,
        dict: lambda: {"else": True},
    }
    if column in WORDS:
        return next(word for word in WORDS[column] if word != value)
    if value is None:
        ends = {"at": SOME_DAY, "until": SOME_DAY, "id": somebody, "by": somebody, "battle": 7, "m": 1.0}
        return ends.get(column.rsplit("_", 1)[-1], "else")
    if type(value) in other:
        return other[type(value)]()
    return ("y" if value.startswith("x") else "x") + value[1:]


def rows_of(bureau: Bureau, model: type[SQLModel], case_id: str) -> list[Row[Any]]:
    """A case's rows in a table."""
    table = table_of(model)
    key = table.c.id if model is Case else table.c.case_id
    with bureau.database.reading() as session:
        return list(session.execute(select(table).where(key == UUID(case_id))).all())


def set_column(bureau: Bureau, table: Table, row: Row[Any], column: str, value: Any) -> None:
    """As the owner of the database, in this row alone."""

    def put(connection: Connection) -> None:
        key = [part == row._mapping[part.name] for part in table.primary_key.columns]
        connection.execute(update(table).where(*key).values({column: value}))

    as_owner(bureau, also=put)


def unnoticed(bureau: Bureau, model: type[SQLModel], case_id: str, names: dict[str, str]) -> list[str]:
    """Alter each of these columns alone and put it back; those of which verifying says nothing by their name."""
    table, missed = table_of(model), []
    somebody = account_of(bureau, "admin")
    for row in rows_of(bureau, model, case_id):
        for column, name in names.items():
            was = row._mapping[column]
            set_column(bureau, table, row, column, altered(column, was, somebody))
            faults = faults_in(bureau, case_id)
            if [name in fault for fault in faults] != [True]:
                missed.append(f"{column}: {faults}")
            set_column(bureau, table, row, column, was)
    return missed


def account_of(bureau: Bureau, username: str) -> UUID:
    with bureau.database.reading() as session:
        found = session.execute(select(col(Account.id)).where(col(Account.username) == username))
        return UUID(str(found.scalar_one()))

"""What one report leaves in a database: the rows by table, as the driver gives them.

The bare server is made of this: it writes for every report what the service wrote for one. Rows that count
something (a day's numbers, counters, the map's cells) hold after the first report what a report adds.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]
PHOTO = ("photos", "photo_bearers")
"""The tables that a photo's arrival writes; all others are written with the case."""
COUNTING = frozenset({"case_days", "case_counts", "map_cells", "unit_cells"})
"""The tables whose rows are added to."""


@dataclass(frozen=True)
class Table:
    """A table's columns and which of them are its key."""

    name: str
    columns: Sequence[str]
    key: Sequence[str]

    def statement(self) -> str:
        """The INSERT of one row; what counts adds to the row that is there."""
        places = ",".join("?" * len(self.columns))
        insert = f"INSERT INTO {self.name} ({','.join(self.columns)}) VALUES ({places})"  # noqa: S608  (names of our own tables)
        if self.name not in COUNTING:
            return insert
        added = (f"{name} = {name} + excluded.{name}" for name in self.columns if name not in self.key)
        return f"{insert} ON CONFLICT ({','.join(self.key)}) DO UPDATE SET {', '.join(added)}"


def tables_of(database: Path) -> dict[str, Table]:
    """The tables of an SQLite file."""
    with sqlite3.connect(database) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: _table(connection, name) for name in names if not name.startswith("sqlite_")}


def _table(connection: sqlite3.Connection, name: str) -> Table:
    columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
    return Table(name, [column[1] for column in columns], [column[1] for column in columns if column[5]])


def rows_of(database: Path) -> Rows:
    """Every row of an SQLite file."""
    with sqlite3.connect(database) as connection:
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables_of(database)}  # noqa: S608  (names of our own tables)


def added(before: Mapping[str, Sequence[Row]], after: Mapping[str, Sequence[Row]]) -> Rows:
    """The rows that were not there before, of the tables that have any."""
    new = {
        name: [row for row in rows if row not in set(before.get(name, ()))] for name, rows in after.items()
    }
    return {name: rows for name, rows in new.items() if rows}

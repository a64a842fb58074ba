"""The migrations build what the code expects, from nothing and from what was there, on both databases."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, MetaData, Table, func, inspect, select
from sqlmodel import SQLModel

import app.tables  # noqa: F401  (importing it fills the metadata)
from app.cases.counters import drift
from app.cases.queues import CaseCount
from app.core.db import WRITING, Database, Word
from app.core.migrations import FOLDER, is_current, migrate, what_is_compared


@pytest.fixture
def empty(database_url: str) -> Iterator[Database]:
    """A database with nothing in it."""
    database = Database(database_url)
    yield database
    database.dispose()


def migrate_to(database: Database, revision: str) -> None:
    """Bring the database to one revision."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = database.engine
    command.upgrade(config, revision)


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory(str(FOLDER)).get_heads()) == 1


def test_from_nothing_to_exactly_what_the_models_say(empty: Database) -> None:
    assert not is_current(empty)
    migrate(empty)

    assert is_current(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=what_is_compared(connection))
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_again_changes_nothing(empty: Database) -> None:
    migrate(empty)
    migrate(empty)

    assert is_current(empty)


def words_of_columns() -> Iterator[tuple[str, str, type[StrEnum]]]:
    """Every column that holds a word out of a list."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Word):
                yield table.name, column.name, column.type.words


def test_the_database_takes_exactly_the_words_of_each_list(empty: Database) -> None:
    """Alembic does not compare CHECKs: a word added to a list and forgotten in a migration shows here."""
    migrate(empty)
    look = inspect(empty.engine)
    held = {
        (table, str(check["name"])): set(re.findall(r"'([^']*)'", check["sqltext"]))
        for table in SQLModel.metadata.tables
        for check in look.get_check_constraints(table)
    }

    for table, column, words in words_of_columns():
        assert held[table, f"ck_{table}_{column}"] == set(words), f"{table}.{column}"


def test_every_check_of_the_models_is_in_the_database(empty: Database) -> None:
    migrate(empty)
    look = inspect(empty.engine)

    for table in SQLModel.metadata.sorted_tables:
        meant = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}
        assert {str(check["name"]) for check in look.get_check_constraints(table.name)} == meant, table.name


def test_cases_from_before_the_queues_are_queued_and_counted(empty: Database) -> None:
    migrate_to(empty, "0001")
    with empty.engine.execution_options(**WRITING).begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        put_one_case(connection, tables.tables)
    migrate(empty)

    with empty.reading() as session:
        assert list(drift(session)) == []
        assert session.execute(select(func.sum(CaseCount.cases))).scalar_one() == 2  # one leads, one helps


def put_one_case(connection: Any, tables: Any) -> None:
    """A case as the first migration knew it, with one unit that helps."""
    moment, case_id, account = datetime(2023, 2, 15, 1, tzinfo=UTC), uuid4(), uuid4()
    if connection.dialect.name == "sqlite":
        moment = moment.replace(tzinfo=None)

    def put(table: Table, **values: Any) -> None:
        connection.execute(table.insert().values(**values))

    for code in ("ZFDD", "CGB"):
        put(tables["units"], code=code, name=code, kind="bureau", retired=False)
    put(tables["categories"], code="LL2-02", name="店外经营", head="LL2", family="LL", retired=False)
    put(
        tables["notice_versions"],
        id=1,
        notice_code="n",
        number=1,
        digest="0" * 64,
        document="{}",
        loaded_at=moment,
        in_force=True,
    )
    put(
        tables["accounts"],
        id=_id(connection, account),
        username="inspector",
        name="巡查员",
        password_hash="",
        active=True,
        demo=False,
        created_at=moment,
    )
    put(
        tables["cases"],
        id=_id(connection, case_id),
        number="20230215-0001",
        version=3,
        state="DISPATCHED",
        source="inspector",
        category_code="LL2-02",
        unit_code="ZFDD",
        notice_version_id=1,
        why="",
        lon=118.16,
        lat=36.18,
        fix_source="gps",
        cell=0,
        outside_county=False,
        description="",
        attributes={} if connection.dialect.name == "postgresql" else "{}",
        urgent=False,
        demo=False,
        reported_at=moment,
        reporter_id=_id(connection, account),
        due_order=moment,
        rework_count=0,
        return_count=0,
    )
    put(tables["case_units"], case_id=_id(connection, case_id), unit_code="CGB")


def _id(connection: Any, value: Any) -> Any:
    """SQLite keeps ids as 32 hex digits."""
    return value.hex if connection.dialect.name == "sqlite" else value

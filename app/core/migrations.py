"""Bringing a database to the state this code expects."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.core.db import Database
from app.core.partitions import all_partitions

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database) -> None:
    """Run every migration that has not run yet; forward only."""
    command.upgrade(_config(database), "head")


def newest_migration() -> str:
    """The revision that this code expects a database to be at."""
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    return head or ""


def is_current(database: Database) -> bool:
    """Whether no migration is waiting."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest_migration()


def what_is_compared(connection: Connection) -> dict[str, Any]:
    """Alembic's options for comparing database and models: whole tables, not their partitions."""
    partitions = all_partitions(connection)

    def is_no_partition(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name not in partitions

    return {"compare_type": True, "include_name": is_no_partition}

"""The commands that back up and restore, what lies where, and ways in which a backup is spoiled."""

import gzip
from pathlib import Path
from typing import Any

from sqlalchemy import select
from typer.testing import CliRunner, Result

from app.__main__ import cli
from app.core.db import Database
from app.keeping.backups import FLEETING
from app.tables import METADATA
from tests.bureau import Bureau


def run(settings: dict[str, str], *words: str) -> Result:
    return CliRunner().invoke(cli, list(words), env=settings)


def rows_in(database_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    database = Database(database_url)
    with database.reading() as session:
        found = {
            table.name: [
                tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in METADATA.sorted_tables
        }
    database.dispose()
    return found


def lasting(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """The same without what is not to come back."""
    return {name: [] if name in FLEETING else found for name, found in rows.items()}


def busy(bureau: Bureau) -> None:
    """Some life: reports, a case on its way, somebody on patrol, a wrong password."""
    for category in ("LL2-02", "LL1-01"):
        bureau["inspector"].files(category)
    bureau.stranger().post("/api/session", json={"username": "inspector", "password": "wrong"})


def empty_place(folder: Path) -> dict[str, str]:
    return {
        "XUNCHENG_DATABASE_URL": f"sqlite:///{folder}/restored.db",
        "XUNCHENG_BLOB_URL": f"file:{folder}/blobs",
        "XUNCHENG_CHECKPOINT_DIR": str(folder / "checkpoints"),
    }


def spoil_table(backup: Path) -> None:
    (backup / "tables/cases.jsonl.gz").write_bytes(gzip.compress(b""))


def lose_table(backup: Path) -> None:
    (backup / "tables/journal.jsonl.gz").unlink()


def flip_photo(backup: Path) -> None:
    original = next(path for path in (backup.parent / "blobs/originals").rglob("*") if path.is_file())
    original.chmod(0o640)
    original.write_bytes(b"\0" + original.read_bytes()[1:])


def of_another_head(backup: Path) -> None:
    manifest = backup / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"head": "', '"head": "0'), "utf-8")


def of_another_version(backup: Path) -> None:
    manifest = backup / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"migration": "', '"migration": "9'), "utf-8")


def originals_below(folder: Path) -> list[Path]:
    return [path for path in (folder / "originals").rglob("*") if path.is_file()]

"""A backup put into an empty bureau, whole or not at all, and proved there.

The backup's rows must be those of this version's tables: a backup of another version is restored by that
version and then migrated.
"""

import gzip
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, func, insert, select, text
from sqlmodel import Session, col

from app.cases.auditing import Scope, Tally, find_faults
from app.core.db import Database
from app.core.files import write_durably
from app.core.migrations import migrate, newest_migration
from app.journal.models import Entry
from app.keeping.backups import (
    FLEETING,
    BackupFault,
    Manifest,
    broken_files,
    lasting_tables,
    originals_in,
    read_manifest,
)
from app.keeping.rows import AT_A_TIME, parents_first, rows_from
from app.people.models import Account
from app.photos.blobs import BlobStore
from app.photos.models import Photo
from app.photos.moving import copy_originals

SHOWN = 5
_ELSEWHERE = (
    "请新建一个空库和一个空的照片库，用 XUNCHENG_DATABASE_URL 和 XUNCHENG_BLOB_URL 指向它们；"
    "两个系统不能共用一个照片库。"
)
Tell = Callable[[str, int], None]


def restore_backup(
    folder: Path, database: Database, store: BlobStore, tables: MetaData, checkpoints: Path, tell: Tell
) -> Manifest:
    """Put the backup in ``folder`` into an empty database and an empty ``store``; prove both, then commit.

    Raises:
        BackupFault: where the backup is damaged or of another version, the bureau is not empty, or what came
            out does not verify.
        OSError: where something cannot be read or written.
    """
    manifest = read_manifest(folder)
    broken = broken_files(folder, manifest)
    if broken:
        raise BackupFault(f"备份里的文件缺失或被改动：{'、'.join(broken[:SHOWN])}。请换一份备份。")
    if manifest.migration != newest_migration():
        raise BackupFault(
            f"备份属于迁移 {manifest.migration}，这个版本是 {newest_migration()}："
            "请用制作备份的版本恢复，再升级并运行 python -m app migrate。"
        )
    migrate(database)
    brought: list[str] = []
    try:
        with database.writing() as session:
            _be_empty(session, store)
            for table in lasting_tables(tables):
                _fill(session, table, folder, manifest)
                tell(table.name, manifest.files[_file(table)].rows)
            _bring_originals(folder, session, store, brought, tell)
            _bring_checkpoints(folder, manifest, checkpoints)
            _prove(session, store, tables, manifest)
    except BaseException:  # the rows are rolled back; a Ctrl-C leaves nothing either
        for sha256 in brought:
            store.remove(sha256)
        raise
    return manifest


def _be_empty(session: Session, store: BlobStore) -> None:
    if session.execute(select(func.count()).select_from(Entry)).scalar_one() or (
        session.execute(select(func.count()).select_from(Account)).scalar_one()
    ):
        raise BackupFault(f"这个数据库里已有数据，只能恢复到空库。{_ELSEWHERE}")
    if next(iter(store.each()), None) is not None:
        raise BackupFault(f"这个照片库里已有原件，只能恢复到空的照片库。{_ELSEWHERE}")


def _fill(session: Session, table: Table, folder: Path, manifest: Manifest) -> None:
    if _file(table) not in manifest.files:
        raise BackupFault(f"备份里没有表 {table.name}")
    try:
        with gzip.open(folder / _file(table), "rb") as lines:
            rows = iter(parents_first(table, rows_from(table, lines)))
            for some in _batches(rows):
                session.execute(insert(table), some)
    except ValueError as why:
        raise BackupFault(f"备份里的表 {table.name} 读不懂：{why}") from why
    _go_on_counting(session, table)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, AT_A_TIME)):
        yield some


def _go_on_counting(session: Session, table: Table) -> None:
    """On PostgreSQL the numbers that a table gives out go on after those that it has."""
    counted = table.autoincrement_column
    if counted is None or session.get_bind().dialect.name != "postgresql":
        return
    session.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{counted.name}'), "  # noqa: S608  # nosec B608  (our own names)
            f"coalesce((SELECT max({counted.name}) FROM {table.name}), 0) + 1, false)"
        )
    )


def _bring_originals(
    folder: Path, session: Session, store: BlobStore, brought: list[str], tell: Tell
) -> None:
    """``brought`` gets the names of those that are tried, for whoever has to take them back."""

    def noted(names: Iterable[str]) -> Iterator[str]:
        for sha256 in names:
            brought.append(sha256)
            yield sha256

    query = select(col(Photo.sha256)).order_by(col(Photo.sha256)).execution_options(yield_per=AT_A_TIME)
    names = noted(session.execute(query).scalars())
    moved = copy_originals(originals_in(folder.parent), store, names, lambda count: tell("原件", count))
    if moved.faults:
        raise BackupFault(f"备份里 {len(moved.faults)} 个照片原件有问题，第一个是 {moved.faults[0]}")


def _bring_checkpoints(folder: Path, manifest: Manifest, checkpoints: Path) -> None:
    for name in manifest.files:
        if name.startswith("checkpoints/"):
            write_durably(checkpoints / Path(name).name, (folder / name).read_bytes())


def _prove(session: Session, store: BlobStore, tables: MetaData, manifest: Manifest) -> None:
    tally = Tally()
    faults = list(islice(find_faults(session, tally, None, Scope(store)), SHOWN))
    counted = [
        table.name
        for table in tables.sorted_tables
        if session.execute(select(func.count()).select_from(table)).scalar_one()
        != (0 if table.name in FLEETING else manifest.files[_file(table)].rows)
    ]
    if counted:
        faults.append(f"行数与备份不符的表：{'、'.join(counted)}")
    if tally.head != manifest.head:
        faults.append("流转记录的末条与备份不符")
    if faults:
        raise BackupFault(f"恢复后没有通过核验：{'；'.join(faults)}")


def _file(table: Table) -> str:
    return f"tables/{table.name}.jsonl.gz"

"""Backups, taken while the service runs.

Below the folder that is given: ``blobs/`` with the originals (a store on disk, shared by all backups there,
so that each copies only what is new), and a folder a backup, named by its moment:

- ``tables/<table>.jsonl.gz``: every row of every table but ``FLEETING``, all as they stood at one moment;
- ``checkpoints/``: the signed checkpoints' files;
- ``manifest.json``: what is in it, with a SHA-256 over each file, written last.

A backup holds what the database does but for sessions and one-time links, password hashes too; its files are
for their owner alone.
The service's private key is not in it.
"""

import fcntl
import gzip
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

import orjson
from sqlalchemy import MetaData, Table, select
from sqlmodel import Session, col

from app.core.clock import now
from app.core.db import Database
from app.core.files import write_durably
from app.core.migrations import newest_migration
from app.journal.chain import GENESIS, breaches
from app.journal.models import Entry
from app.keeping.rows import AT_A_TIME, lines_of
from app.photos.blobs import BlobStore
from app.photos.models import Photo
from app.photos.moving import Moved, copy_originals
from app.photos.store import DiskStore

FORMAT = "xuncheng-backup-1"
MANIFEST = "manifest.json"
FLEETING = frozenset({"sign_ins", "password_links", "oidc_attempts"})
"""Tables that no backup has, and no old one gives back: what has ended since would live again."""
UNFINISHED = ".unfinished-"
OWNER_ONLY = 0o600
Tell = Callable[[str, int], None]


class BackupFault(Exception):  # noqa: N818  (named after what is wrong)
    """A backup that cannot be made, or is not what was written; the message says what and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a backup: SHA-256 in hex over it as it lies there, and how many rows it holds."""

    sha256: str
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; ``seq`` and ``head``: the journal's last entry and its hash."""

    at: str
    migration: str
    seq: int
    head: str
    originals: int
    files: dict[str, Kept] = field(default_factory=dict)
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup and what was copied for it."""

    folder: Path
    manifest: Manifest
    moved: Moved


def make_backup(
    database: Database, store: BlobStore, into: Path, tables: MetaData, checkpoints: Path, tell: Tell
) -> Made:
    """Write a backup below ``into`` while others go on writing to the bureau.

    Raises:
        BackupFault: where the journal or a photo is not what was written, or somebody is at work in ``into``;
            an unfinished folder is removed.
        OSError: where it cannot be written.
    """
    _private(into)
    with held(into):
        for left in into.glob(f"{UNFINISHED}*"):  # by a run that was killed; nobody else is at work here
            shutil.rmtree(left)
        return _make(database, store, into, tables, checkpoints, tell)


def _make(
    database: Database, store: BlobStore, into: Path, tables: MetaData, checkpoints: Path, tell: Tell
) -> Made:
    at = now()
    unfinished = Path(mkdtemp(dir=into, prefix=UNFINISHED))
    _private(unfinished / "tables")
    try:
        with database.reading() as session:
            hold_still(session)
            files = _dump(session, tables, unfinished, tell)
            seq, head = _proved_journal(session)
            moved = _copy(session, store, into, tell)
            originals = moved.copied + moved.there
        files |= _copy_checkpoints(checkpoints, unfinished)
        manifest = Manifest(f"{at:%Y-%m-%dT%H:%M:%S.%fZ}", newest_migration(), seq, head, originals, files)
        write_durably(
            unfinished / MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2), OWNER_ONLY
        )
        final = into / f"{at:%Y%m%dT%H%M%S%fZ}"
        unfinished.rename(final)
        _sync(into)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Made(final, manifest, moved)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Be alone at a folder of backups; the lock ends with the process, however that ends.

    Raises:
        BackupFault: where somebody else is at work there.
    """
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupFault(f"{folder} 正在备份或清理，请等它结束后再试") from None
    finally:
        os.close(fd)


def hold_still(session: Session) -> None:
    """From here on the session sees everything as it stands now."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    session.execute(select(col(Entry.seq)).limit(1))  # a snapshot begins with the first look


def originals_in(into: Path, max_bytes: int | None = None) -> DiskStore:
    """The originals of all backups in a folder."""
    return DiskStore(into / "blobs", max_bytes)


def read_manifest(folder: Path) -> Manifest:
    """What the backup in ``folder`` says of itself. Raises BackupFault."""
    try:
        said = orjson.loads((folder / MANIFEST).read_bytes())
        manifest = Manifest(**said | {"files": {name: Kept(**kept) for name, kept in said["files"].items()}})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as why:
        raise BackupFault(f"{folder} 不是完整的备份（{why}）") from why
    if manifest.format != FORMAT:
        raise BackupFault(f"{folder} 的备份格式 {manifest.format} 不认识")
    return manifest


def newest_backup(into: Path) -> Path:
    """The newest finished backup. Raises BackupFault where there is none."""
    finished = sorted(path.parent for path in into.glob(f"*Z/{MANIFEST}"))
    if not finished:
        raise BackupFault(f"{into} 里没有完整的备份")
    return finished[-1]


def broken_files(folder: Path, manifest: Manifest) -> list[str]:
    """The files of a backup that are missing or not what was written."""
    return [name for name, kept in manifest.files.items() if _hash_file(folder / name) != kept.sha256]


def moment_of(manifest: Manifest) -> datetime:
    """When it was taken."""
    return datetime.fromisoformat(manifest.at)


def lasting_tables(tables: MetaData) -> list[Table]:
    """The tables that come back from a backup, parents first."""
    return [table for table in tables.sorted_tables if table.name not in FLEETING]


def _dump(session: Session, tables: MetaData, folder: Path, tell: Tell) -> dict[str, Kept]:
    files = {}
    for table in lasting_tables(tables):
        name = f"tables/{table.name}.jsonl.gz"
        files[name] = Kept(*_write(folder / name, lines_of(session, table)))
        tell(table.name, files[name].rows)
    return files


def _write(path: Path, lines: Iterable[bytes]) -> tuple[str, int]:
    """Write and sync; the file's hash, read back from the disk, and how many lines it holds."""
    count = 0
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(fd, "wb") as file:
        with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=3, mtime=0) as packed:
            for count, line in enumerate(lines, start=1):  # noqa: B007  (counted for whoever asked)
                packed.write(line)
        file.flush()
        os.fsync(file.fileno())
    digest = _hash_file(path)
    if digest is None:
        raise BackupFault(f"{path} 写完后读不出来")
    return digest, count


def _proved_journal(session: Session) -> tuple[int, str]:
    """The last entry's number and hash, once the whole chain has been seen to hold."""
    seq, head = 0, GENESIS

    def watched() -> Iterable[Entry]:
        nonlocal seq, head
        columns = [*_table(Entry).c]
        query = select(*columns).order_by(col(Entry.seq)).execution_options(yield_per=AT_A_TIME)
        for entry in session.execute(query):
            seq, head = entry.seq, entry.hash
            yield entry  # type: ignore[misc]  # a row with the entry's columns

    fault = next(breaches(watched()), None)
    if fault is not None:
        raise BackupFault(f"{fault.sentence}。没有备份：请先运行 python -m app verify 查明原因。")
    return seq, head


def _copy(session: Session, store: BlobStore, into: Path, tell: Tell) -> Moved:
    query = select(col(Photo.sha256)).order_by(col(Photo.sha256)).execution_options(yield_per=AT_A_TIME)
    names = session.execute(query).scalars()
    moved = copy_originals(store, originals_in(into), names, lambda count: tell("原件", count))
    if moved.faults:
        raise BackupFault(
            f"{len(moved.faults)} 个照片原件有问题，第一个是 {moved.faults[0]}。"
            "没有备份：请先运行 python -m app blobs check 查明。"
        )
    return moved


def _copy_checkpoints(checkpoints: Path, folder: Path) -> dict[str, Kept]:
    files = {}
    for path in sorted(checkpoints.glob("checkpoint-*.json")) if checkpoints.is_dir() else []:
        name = f"checkpoints/{path.name}"
        data = path.read_bytes()
        write_durably(folder / name, data, OWNER_ONLY)
        files[name] = Kept(hashlib.sha256(data).hexdigest())
    return files


def _table(model: type) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
    return table


def _hash_file(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _private(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

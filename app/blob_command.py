"""``python -m app blobs move TO`` and ``blobs check``: originals from store to store, and as they are."""

from collections.abc import Iterator
from contextlib import closing
from typing import Annotated, NoReturn

import typer
from sqlalchemy import select
from sqlmodel import col

from app.core.config import Settings
from app.core.db import Database
from app.photos.blobs import BlobStore, StoreUnfit
from app.photos.models import Photo
from app.photos.moving import Moved, broken_originals, copy_originals

blobs = typer.Typer(no_args_is_help=True, help="The photos' originals.")
AT_A_TIME = 1_000
MOST_SHOWN = 100
TELL_EVERY = 500


@blobs.command("move")
def move(
    to: Annotated[
        str, typer.Argument(help="The new store: file:FOLDER or s3://BUCKET/PREFIX (XUNCHENG_S3_… apply).")
    ],
) -> None:
    """Copy every original from XUNCHENG_BLOB_URL to another store, each hash verified; again goes on.

    The service may run meanwhile. Then point XUNCHENG_BLOB_URL at the new store, restart, and move once more
    for what came in between. Nothing is removed from the old store.
    """
    source = _store(Settings().blob_url)
    target = _store(to)
    try:
        target.self_check()
        moved = copy_originals(source, target, _names(source), _tell)
    except (OSError, StoreUnfit) as failure:
        _fail(f"没有搬完：{failure}。原照片库没有变化，排除原因后再运行一次，会接着搬。")
    _say_faults(moved)
    typer.echo(
        f"原件 {moved.there + moved.copied} 个都在 {to}：这次复制 {moved.copied} 个，"
        f"原已在 {moved.there} 个，哈希全部相符。"
    )


@blobs.command("check")
def check() -> None:
    """Read every original in XUNCHENG_BLOB_URL and hash it again; also those that only the database knows.

    Names those of which the database knows nothing: what an upload or a removal left that never ended.
    """
    store = _store(Settings().blob_url)
    try:
        seen = broken_originals(store, _names(store), _tell)
    except (OSError, StoreUnfit) as failure:
        _fail(f"没有核对完：{failure}")
    _say_faults(seen)
    typer.echo(f"原件 {seen.there} 个，哈希全部相符。")
    _say_unknown(store)


def _names(store: BlobStore) -> Iterator[str]:
    """What the database knows, then what only the store has."""
    known: set[str] = set()
    with closing(Database(Settings().database_url)) as database, database.reading() as session:
        query = select(col(Photo.sha256)).order_by(col(Photo.sha256))
        for sha256 in session.execute(query.execution_options(yield_per=AT_A_TIME)).scalars():
            known.add(sha256)
            yield sha256
    yield from (sha256 for sha256 in store.each() if sha256 not in known)


def _say_unknown(store: BlobStore) -> None:
    """Asked at the end, and of the store first: what came in meanwhile has its record by now."""
    found = set(store.each())
    with closing(Database(Settings().database_url)) as database, database.reading() as session:
        query = select(col(Photo.sha256)).execution_options(yield_per=AT_A_TIME)
        found.difference_update(session.execute(query).scalars())
    if not found:
        return
    typer.echo(f"其中 {len(found)} 个没有记录，没有案件用到它们，也不会自动清理；核实后可以删除：")
    for sha256 in sorted(found)[:MOST_SHOWN]:
        typer.echo(sha256)


def _store(url: str) -> BlobStore:
    from app.main import open_store  # noqa: PLC0415  (starting is slow enough)

    try:
        return open_store(Settings(), url)
    except ValueError as failure:
        _fail(str(failure))


def _tell(count: int) -> None:
    if count % TELL_EVERY == 0:
        typer.echo(f"已核对 {count} 个", err=True)


def _say_faults(found: Moved) -> None:
    for fault in found.faults[:MOST_SHOWN]:
        typer.echo(fault, err=True)
    if found.faults:
        _fail(f"有 {len(found.faults)} 个原件有问题，见上。请先保全现有文件，再从备份恢复。")


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)

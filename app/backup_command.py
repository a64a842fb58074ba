"""``python -m app backup DIR`` while the bureau works, and ``restore DIR`` into an empty one."""

from contextlib import closing
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.core.config import Settings
from app.core.db import Database
from app.keeping.backups import BackupFault, make_backup, newest_backup
from app.keeping.pruning import prove_backup, prune
from app.keeping.restoring import restore_backup
from app.photos.blobs import BlobStore, StoreUnfit

TELL_EVERY = 1_000


def backup(
    folder: Annotated[Path, typer.Argument(help="Where backups are kept.", file_okay=False)],
    keep: Annotated[
        int | None,
        typer.Option(
            min=1, help="How many backups to keep; older ones go, with the photos that no other has."
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Make none: read the newest one again, every hash.")
    ] = False,
) -> None:
    """Write a backup of database and photos, while the service runs; only new photos are copied."""
    if check:
        _check(folder)
        return
    from app.tables import METADATA  # noqa: PLC0415  (only these commands need every table)

    settings = Settings()
    try:
        with closing(Database(settings.database_url)) as database:
            store, checkpoints = _store(settings), settings.checkpoint_folder
            made = make_backup(database, store, folder, METADATA, checkpoints, _tell)
    except (BackupFault, OSError, StoreUnfit) as failure:
        _fail(f"备份没有完成：{failure}")
    rows = sum(kept.rows for kept in made.manifest.files.values())
    typer.echo(
        f"备份 {made.folder}：{rows} 行，流转记录到第 {made.manifest.seq} 条（{made.manifest.head[:16]}…），"
        f"照片原件 {made.manifest.originals} 个（新复制 {made.moved.copied} 个，{made.moved.bytes} 字节），"
        "哈希全部相符。\n"
        "服务的签名私钥不在备份里，请另行妥善保存；备份里有个人信息，请加密存放。"
    )
    if keep is not None:
        _prune(folder, keep)


def _check(folder: Path) -> None:
    try:
        newest = newest_backup(folder)
        count = prove_backup(newest.absolute(), _tell)
    except (BackupFault, OSError) as failure:
        _fail(f"备份有问题：{failure}")
    typer.echo(f"备份 {newest.name} 完好：文件与照片原件 {count} 个，哈希全部相符。")


def _prune(folder: Path, keep: int) -> None:
    try:
        backups, originals = prune(folder, keep)
    except (BackupFault, OSError) as failure:
        _fail(f"备份已完成，旧备份没有清理完：{failure}")
    typer.echo(f"留下最近 {keep} 份备份，删除旧备份 {backups} 份、只属于它们的照片原件 {originals} 个。")


def restore(
    folder: Annotated[
        Path, typer.Argument(help="Where backups are kept, or one of them.", exists=True, file_okay=False)
    ],
) -> None:
    """Put a backup, the newest of a folder, into an empty database and photo store, and verify it."""
    from app.tables import METADATA  # noqa: PLC0415  (only these commands need every table)

    settings = Settings()
    try:
        chosen = folder if (folder / "manifest.json").exists() else newest_backup(folder)
        with closing(Database(settings.database_url)) as database:
            manifest = restore_backup(
                chosen.absolute(),
                database,
                _store(settings),
                METADATA,
                settings.checkpoint_folder,
                _tell,
            )
    except (BackupFault, OSError, StoreUnfit) as failure:
        _fail(f"没有恢复：{failure}")
    typer.echo(
        f"已恢复备份 {chosen.name}：流转记录 {manifest.seq} 条，照片原件 {manifest.originals} 个，核验通过。"
    )


def _store(settings: Settings) -> BlobStore:
    from app.main import open_store  # noqa: PLC0415  (starting is slow enough)

    return open_store(settings)


def _tell(what: str, count: int) -> None:
    if count and count % TELL_EVERY == 0:
        typer.echo(f"{what} {count}", err=True)


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)

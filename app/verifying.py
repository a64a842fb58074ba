"""What the operator proves and signs at the command line: progress while it runs, then sentences."""

import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from app.cases.auditing import Scope, Tally, Tell, find_faults
from app.cases.models import Case
from app.core.config import Settings
from app.core.db import Database
from app.evidence.taking import COMMAND_LINE, make_pack, note_taking
from app.evidence.zipping import stream_zip
from app.journal.checkpoints import keep_checkpoints
from app.journal.service_key import UnfitKey, public_key_in, service_key
from app.main import open_store
from app.notices.versions import Versions
from app.photos.rendering import DarkroomClosed

MOST_SHOWN = 1_000
SECONDS_BETWEEN = 2.0


def verify_all(
    settings: Settings, case: str | None, folders: Sequence[Path], *, originals: bool, decoding: bool = False
) -> None:
    """Verify and say what was found; the process ends with 1 where there is anything."""
    try:
        scope = Scope(
            open_store(settings) if originals else None,
            _folders(settings, folders),
            public_key_in(settings.checkpoint_key_file),
            _progress(),
            decoding,
        )
        tally = Tally()
        with closing(Database(settings.database_url)) as database, database.reading() as session:
            case_id, count = _case_id(session, case), 0
            for count, sentence in enumerate(find_faults(session, tally, case_id, scope), start=1):
                if count <= MOST_SHOWN:
                    typer.echo(sentence, err=True)
    except (UnfitKey, OSError, DarkroomClosed) as failure:
        _fail(f"没有核验完：{failure}")
    if count:
        more = f"（只列出前 {MOST_SHOWN} 处）" if count > MOST_SHOWN else ""
        _fail(f"发现 {count} 处问题{more}。请先保全现有的数据库和照片文件，再按上面的说明处理。")
    typer.echo(_all_well(tally, originals=originals))


def checkpoint_now(settings: Settings) -> None:
    """Take a checkpoint and say where its file is."""
    folder = settings.checkpoint_folder
    database = Database(settings.database_url)
    try:
        taken = keep_checkpoints(database, settings.checkpoint_key_file, folder, at_once=True)
    except (UnfitKey, OSError) as failure:
        _fail(f"检查点没有写成：{failure}")
    if taken is None:
        _fail("流转记录还是空的，没有可以签的内容。")
    said = taken.statement
    typer.echo(
        f"检查点第 {said.number} 号：流转记录到第 {said.seq} 条，哈希 {said.hash}。\n"
        f"文件 {folder / taken.name}\n"
        f"公钥 {taken.public_key}（Ed25519）。请把文件复制到本机管理员够不着的地方。"
    )


def export_pack(settings: Settings, case: str, file: Path) -> None:
    """Write a case's evidence pack to a file; that it was taken stands in the journal."""
    database, store = Database(settings.database_url), open_store(settings)
    try:
        key = service_key(settings.checkpoint_key_file)
        with database.writing() as session:
            case_id = _case_id(session, case)
            found = session.get(Case, case_id)
            if found is None:
                _fail(f"没有案件 {case}。")
            note_taking(session, found, COMMAND_LINE)
        pack = make_pack(database, Versions(database), store, key, found.id, COMMAND_LINE.name)
        with file.open("wb") as target:
            for piece in stream_zip(pack, store, key):
                target.write(piece)
    except (UnfitKey, OSError) as failure:
        _fail(f"证据包没有写成：{failure}")
    typer.echo(
        f"案件 {pack.number} 的证据包已写入 {file}。解压后打开 index.html，或运行 python3 check.py 核对。"
    )


def _folders(settings: Settings, given: Sequence[Path]) -> tuple[Path, ...]:
    own = settings.checkpoint_folder
    return (
        *([own] if own.is_dir() else []),
        *(folder for folder in given if folder.resolve() != own.resolve()),
    )


def _case_id(session: Session, case: str | None) -> UUID | None:
    if case is None:
        return None
    try:
        return UUID(case)
    except ValueError:
        found: UUID | None = session.execute(select(col(Case.id)).where(col(Case.number) == case)).scalar()
    return found or _fail(f"没有编号为 {case} 的案件。")


def _progress() -> Tell:
    """Says every few seconds how far it has come, where somebody is watching."""
    last = time.monotonic()

    def tell(what: str, count: int) -> None:
        nonlocal last
        if sys.stderr.isatty() and time.monotonic() - last >= SECONDS_BETWEEN:
            last = time.monotonic()
            typer.echo(f"\r正在核对{what}：{count}", err=True, nl=False)

    return tell


def _all_well(tally: Tally, *, originals: bool) -> str:
    read = f"原件 {tally.originals} 个" if originals else "原件未读"
    signed = f"检查点到第 {tally.checkpoints} 号" if tally.checkpoints else "还没有检查点"
    return (
        f"核验通过：流转记录 {tally.entries} 条，案件 {tally.cases} 件，照片 {tally.photos} 张（{read}），"
        f"设备签名 {tally.seals} 个，{signed}，末条哈希 {tally.head}。"
    )


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)

"""``python -m app import outbox FILE``: takes in what a phone could not send and its owner has handed in."""

from contextlib import closing
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Annotated

import typer

from app.cases.handing_in import (
    Handed,
    HandedOutbox,
    HandedReport,
    UnreadableOutbox,
    bring_photos,
    file_item,
    is_sealed,
)
from app.cases.table import names_of
from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.core.problems import Problem
from app.journal.record import note_way
from app.notices.versions import Versions
from app.people.sign_in import person_with
from app.photos.blobs import BlobStore

importing = typer.Typer(no_args_is_help=True, help="Take things in.")


COMMAND = "import outbox"
NO_SEAL = (
    "没有{name}本人手机的有效签名（不带照片的操作本来就没有签名）。"
    "请先向本人核实，确认无误后加 --unsealed 收入，流转记录会写明。"
)


@dataclass(frozen=True, slots=True)
class Way:
    """Where from and where to; ``sha256``: of the file."""

    database: Database
    store: BlobStore
    versions: Versions
    outbox: HandedOutbox
    sha256: str
    unsealed: bool


@importing.callback()
def _group() -> None:
    """Keeps ``outbox`` a command of its own, however many there are."""


@importing.command("outbox")
def import_outbox(
    file: Annotated[
        Path, typer.Argument(help="The zip file that the phone has written.", exists=True, dir_okay=False)
    ],
    *,
    unsealed: Annotated[
        bool,
        typer.Option(help="Also what bears no good seal of its owner's phone. You answer for whose it is."),
    ] = False,
) -> None:
    """File what a phone exported, under the ids it made and in its owner's name; again is harmless.

    The journal says that it came by file, and by which; and where it bears no seal, that too.
    """
    from app.main import open_store  # noqa: PLC0415  (starting is slow enough)

    settings = Settings()
    try:
        outbox = HandedOutbox(file)
    except UnreadableOutbox as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from None
    with outbox, closing(Database(settings.database_url)) as database:
        store, versions = open_store(settings), Versions(database)
        way = Way(database, store, versions, outbox, _hash_of(file), unsealed)
        refused = sum(not _take(way, item) for item in outbox.contents.items)
    taken = len(outbox.contents.items) - refused
    typer.echo(f"共 {len(outbox.contents.items)} 件：收下 {taken} 件，未收 {refused} 件。")
    if refused:
        raise typer.Exit(1)


def _hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _take(way: Way, item: Handed) -> bool:
    """One item in transactions of its own, so that one that is refused leaves the others be."""
    what = "上报" if isinstance(item, HandedReport) else names_of(item.operation)[0]
    try:
        with way.database.writing() as session:
            person = person_with(session, item.owner)
            if person is None:
                typer.echo(f"未收　{what} {item.id}：账号 {item.owner} 不存在。", err=True)
                return False
            sealed = is_sealed(session, person, item)
            if not (sealed or way.unsealed):
                typer.echo(f"未收　{what} {item.id}：{NO_SEAL.format(name=person.name)}", err=True)
                return False
            bring_photos(session, way.store, way.outbox, person, item, now())
        with way.database.writing() as session:
            note_way(session, {"by_file": {"command": COMMAND, "file": way.sha256, "sealed": sealed}})
            is_new = file_item(session, way.versions.in_force, person, item)
    except Problem as problem:
        typer.echo(f"未收　{what} {item.id}：{problem.sentence('zh')}", err=True)
        return False
    typer.echo(f"{'收下' if is_new else '早已收到'}　{what} {item.id}（{person.name}）")
    return True

"""``python -m app import outbox FILE``: takes in what a phone could not send and its owner has handed in."""

from contextlib import closing
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
)
from app.cases.table import names_of
from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.core.problems import Problem
from app.notices.versions import Versions
from app.people.sign_in import person_with
from app.photos.blobs import BlobStore

importing = typer.Typer(no_args_is_help=True, help="Take things in.")


@importing.callback()
def _group() -> None:
    """Keeps ``outbox`` a command of its own, however many there are."""


@importing.command("outbox")
def import_outbox(
    file: Annotated[
        Path, typer.Argument(help="The zip file that the phone has written.", exists=True, dir_okay=False)
    ],
) -> None:
    """File what a phone exported, under the ids it made and in its owner's name; again is harmless."""
    from app.main import open_store  # noqa: PLC0415  (starting is slow enough)

    settings = Settings()
    try:
        outbox = HandedOutbox(file)
    except UnreadableOutbox as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from None
    with outbox, closing(Database(settings.database_url)) as database:
        store, versions = open_store(settings), Versions(database)
        refused = sum(not _take(database, store, versions, outbox, item) for item in outbox.contents.items)
    taken = len(outbox.contents.items) - refused
    typer.echo(f"共 {len(outbox.contents.items)} 件：收下 {taken} 件，未收 {refused} 件。")
    if refused:
        raise typer.Exit(1)


def _take(
    database: Database, store: BlobStore, versions: Versions, outbox: HandedOutbox, item: Handed
) -> bool:
    """One item in transactions of its own, so that one that is refused leaves the others be."""
    what = "上报" if isinstance(item, HandedReport) else names_of(item.operation)[0]
    try:
        with database.writing() as session:
            person = person_with(session, item.owner)
            if person is None:
                typer.echo(f"未收　{what} {item.id}：账号 {item.owner} 不存在。", err=True)
                return False
            bring_photos(session, store, outbox, person, item, now())
        with database.writing() as session:
            is_new = file_item(session, versions.in_force, person, item)
    except Problem as problem:
        typer.echo(f"未收　{what} {item.id}：{problem.sentence('zh')}", err=True)
        return False
    typer.echo(f"{'收下' if is_new else '早已收到'}　{what} {item.id}（{person.name}）")
    return True

"""The command line: ``python -m app COMMAND --help``."""

import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.area_command import areas
from app.backup_command import backup, restore
from app.blob_command import blobs
from app.core.config import Settings
from app.core.db import Database
from app.core.migrations import is_current
from app.core.migrations import migrate as run_migrations
from app.notices.check import check as check_notice
from app.notices.faults import Fault, NoticeFaults
from app.notices.model import Notice
from app.notices.read import read_folder
from app.notices.versions import load as load_notice
from app.outbox_command import importing
from app.people_command import people
from app.photos.blobs import StoreUnfit

if TYPE_CHECKING:
    from app.lan import Office

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="巡城 Xuncheng", pretty_exceptions_enable=False
)


LAN_FOLDER = Path("data/lan")


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _read_and_check(folder: Path) -> Notice:
    """The notice in a folder, or the end of the command with every fault named."""
    try:
        notice = read_folder(folder)
        faults: list[Fault] = check_notice(notice)
    except NoticeFaults as failure:
        faults = failure.faults
    if faults:
        for fault in faults:
            typer.echo(f"{folder.name}/{fault}", err=True)
        _fail(f"方案目录 {folder} 有 {len(faults)} 处错误，请按上面的文件和行号改正后重试。")
    return notice


@cli.command()
def migrate() -> None:
    """Bring the database to the state this version expects."""
    run_migrations(Database(Settings().database_url))
    typer.echo("数据库已是最新。")


@cli.command()
def check(
    folder: Annotated[
        Path,
        typer.Argument(help="A notice folder such as app/notices/yiyuan_2023.", exists=True, file_okay=False),
    ],
) -> None:
    """Prove a notice folder: rules total and unambiguous, clauses verbatim, codes known."""
    notice = _read_and_check(folder)
    counted = {
        "单位": notice.units,
        "案由": notice.categories,
        "规则": notice.rules,
        "条款": notice.clauses,
        "镇街": notice.towns,
        "村居": notice.villages,
    }
    parts = "，".join(f"{name} {len(rows)}" for name, rows in counted.items())
    typer.echo(f"《{notice.title}》检查通过：{parts}。")


@cli.command()
def load(
    folder: Annotated[Path, typer.Argument(help="A notice folder.", exists=True, file_okay=False)],
) -> None:
    """Check a notice folder and put it in force as a new version; the same content again changes nothing."""
    notice = _read_and_check(folder)
    with Database(Settings().database_url).writing() as session:
        number, is_new = load_notice(session, notice)
    typer.echo(f"《{notice.title}》第 {number} 版{'已装入并生效' if is_new else '已在生效，没有变化'}。")


@cli.command()
def verify(
    case: Annotated[str | None, typer.Argument(help="One case, by id or number; all if left out.")] = None,
    checkpoints: Annotated[
        list[Path] | None,
        typer.Option(
            help="A folder with copies of checkpoints; may be given several times.", file_okay=False
        ),
    ] = None,
    originals: Annotated[bool, typer.Option(help="Read every original and hash it again.")] = True,
    decode: Annotated[
        bool, typer.Option(help="Decode every photo too (slow); for one case it is always done.")
    ] = False,
) -> None:
    """Verify everything: journal, checkpoints, cases, photos, seals, and every bit of the originals."""
    from app.verifying import verify_all  # noqa: PLC0415  (only this command needs it)

    verify_all(Settings(), case, checkpoints or [], originals=originals, decoding=decode)


@cli.command()
def checkpoint() -> None:
    """Sign how far the journal reaches now, and write it to XUNCHENG_CHECKPOINT_DIR."""
    from app.verifying import checkpoint_now  # noqa: PLC0415  (only this command needs it)

    checkpoint_now(Settings())


@cli.command()
def recount() -> None:
    """Write the units' queues and counters anew from the cases."""
    from app.cases.counters import recount as recount_cases  # noqa: PLC0415  (only this command needs it)
    from app.journal.record import take_turn  # noqa: PLC0415  (only this command needs it)

    with Database(Settings().database_url).writing() as session:
        take_turn(session)
        recount_cases(session)
    typer.echo("各单位待办与计数已按案件重建。")


cli.command()(backup)
cli.command()(restore)
export = typer.Typer(no_args_is_help=True, help="Write things out.")
cli.add_typer(export, name="export")
cli.add_typer(areas, name="areas")
cli.add_typer(blobs, name="blobs")
cli.add_typer(importing, name="import")
cli.add_typer(people, name="people")


@export.command("openapi")
def export_openapi(file: Annotated[Path, typer.Argument(help="Where to.", dir_okay=False)]) -> None:
    """The HTTP interface as OpenAPI, for generated clients."""
    from app.main import create_app  # noqa: PLC0415  (only this command needs the whole app)

    document = create_app(Settings(database_url="sqlite://")).openapi()
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


@export.command("evidence")
def export_evidence(
    case: Annotated[str, typer.Argument(help="The case, by id or number.")],
    file: Annotated[Path, typer.Argument(help="Where to (.zip).", dir_okay=False)],
) -> None:
    """A case's evidence as one file that anybody can check offline."""
    from app.verifying import export_pack  # noqa: PLC0415  (only this command needs it)

    export_pack(Settings(), case, file)


@cli.command()
def serve(
    demo: Annotated[
        bool, typer.Option(help="Migrate, load the notice, make demo accounts and cases; this machine only.")
    ] = False,
    lan: Annotated[
        bool, typer.Option(help="For phones in the office: https on the local address, with a QR code.")
    ] = False,
) -> None:
    """Serve. Settings come from the environment (XUNCHENG_…)."""
    from app.serving import prepare_demo, run, say_where  # noqa: PLC0415  (starting is slow enough)

    settings = Settings()
    settings.demo = settings.demo or demo
    office = _open_office(settings) if lan else None
    if settings.demo and not (lan or settings.is_loopback):
        _fail("演示模式只能在本机使用：请去掉 XUNCHENG_HOST，或不用演示模式。")
    if not _is_free(settings.host, settings.port):
        _fail(
            f"端口 {settings.port} 已被占用。"
            f"换一个端口：make run PORT={settings.port + 1}（或先停掉占用它的程序）。"
        )
    if settings.demo:
        run_migrations(Database(settings.database_url))
        address = office.address if office else f"http://{settings.host}:{settings.port}"
        say_where(address, *prepare_demo(settings, _read_and_check(settings.notice_dir)))
    elif not is_current(Database(settings.database_url)):
        _fail(
            "数据库还没有迁移到当前版本。请先运行 python -m app migrate，再用 python -m app load 装入方案。"
        )
    _check_store(settings)
    run(settings, office)


def _open_office(settings: Settings) -> "Office":
    from app.lan import local_address, open_office, say_how  # noqa: PLC0415  (only on a local network)

    if "host" not in settings.model_fields_set:
        settings.host = local_address()
    try:
        office = open_office(settings, LAN_FOLDER)
    except (OSError, ValueError) as failure:
        _fail(f"局域网试用没有启动：{failure}")
    say_how(office)
    return office


def _check_store(settings: Settings) -> None:
    """Nobody should find out by a lost photo that the store cannot keep any."""
    from app.main import open_store  # noqa: PLC0415  (starting is slow enough)

    try:
        open_store(settings).self_check()
    except (OSError, StoreUnfit, ValueError) as failure:
        _fail(f"照片库不可用，服务没有启动：{failure}。请检查 XUNCHENG_BLOB_URL 和 XUNCHENG_S3_… 各项设置。")


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    cli()

"""``python -m app people …``: the way in for the first administrator, and for one who is locked out."""

from contextlib import closing
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from app.core.config import Settings
from app.core.db import Database
from app.core.migrations import is_current
from app.core.problems import Problem
from app.journal.record import SYSTEM
from app.notices.versions import Versions
from app.people.administration import has_administrator, make
from app.people.links import Link, make_link
from app.people.models import Account, Role
from app.people.second_factor import remove
from app.people.wanted import Wanted

OUTCOMES = {"new": "新增", "changed": "修改", "same": "没有变化", "fault": "有错误，"}
people = typer.Typer(no_args_is_help=True, help="Accounts.")

Address = Annotated[str, typer.Option(help="Where people reach the service, e.g. https://xuncheng.example")]


@people.command("first")
def first(
    username: Annotated[str, typer.Argument(help="To sign in with.")],
    name: Annotated[str, typer.Argument(help="The person's name.")],
    address: Address = "",
) -> None:
    """Make the first administrator and print a one-time link for them; they make all others."""
    wanted = Wanted(name, frozenset({Role.ADMIN}), None)
    with closing(_database()) as database:
        try:
            with database.writing() as session:
                if has_administrator(session, demo_too=False):
                    _fail("已经有管理员了。请由管理员在“账号”页面增加账号；忘记密码用 people link。")
                account, _ = make(session, None, SYSTEM, username.lower(), wanted)
                link = make_link(session, account, SYSTEM)
        except Problem as problem:
            _fail(problem.sentence("zh"))
    _say(account, link, address)


@people.command("link")
def link(
    username: Annotated[str, typer.Argument(help="Whose.")],
    address: Address = "",
) -> None:
    """Print a one-time link by which somebody sets a new password."""
    with closing(_database()) as database, database.writing() as session:
        account = _account(session, username.lower())
        made = make_link(session, account, SYSTEM)
    _say(account, made, address)


@people.command("drop-code")
def drop_code(username: Annotated[str, typer.Argument(help="Whose.")]) -> None:
    """Take somebody's second factor away: the authenticator and the recovery codes are lost."""
    with closing(_database()) as database, database.writing() as session:
        account = _account(session, username.lower())
        remove(session, account, SYSTEM)
    typer.echo(f"{account.name}（{account.username}）登录时不再需要验证码。请本人尽快重新开启两步验证。")


@people.command("import")
def import_people(
    file: Annotated[Path, typer.Argument(help="An .xlsx sheet.", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option(help="Say what it would do, and do nothing.")] = False,
) -> None:
    """Enter the people of an Excel sheet, all or none."""
    from app.people.sheets import enter_rows, read_sheet, weigh  # noqa: PLC0415  (only this command)

    with closing(_database()) as database:
        notice = Versions(database).in_force.notice
        try:
            rows = read_sheet(notice, file.read_bytes())
            with database.reading() if dry_run else database.writing() as session:
                done = weigh(session, rows) if dry_run else enter_rows(session, notice, SYSTEM, rows)
        except Problem as problem:
            for row in problem.shown.get("rows", []):
                if row["fault"]:
                    typer.echo(f"第 {row['row']} 行 {row['username']}：{row['fault']}", err=True)
            _fail(problem.sentence("zh"))
    for row in done:
        typer.echo(f"第 {row.row} 行 {row.username} {row.name}：{OUTCOMES[row.outcome.value]}{row.fault}")


def _account(session: Session, username: str) -> Account:
    known = select(Account).where(col(Account.username) == username)
    account: Account | None = session.execute(known).scalar_one_or_none()
    if account is None or not account.active:
        _fail(f"没有可用的账号 {username}。")
    return account


def _database() -> Database:
    database = Database(Settings().database_url)
    if not is_current(database):
        _fail("数据库还没有迁移到当前版本。请先运行 python -m app migrate。")
    return database


def _say(account: Account, made: Link, address: str) -> None:
    settings = Settings()
    place = (address or f"http://{settings.host}:{settings.port}").rstrip("/")
    until = made.expires_at.astimezone()
    typer.echo(
        f"{account.name}（{account.username}）的一次性链接，{until:%Y-%m-%d %H:%M} 前有效，只能用一次：\n\n"
        f"  {place}{made.path}\n\n打开后设置密码。链接不会再显示，请只交给本人。"
    )


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)

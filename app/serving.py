"""Starting the service: the demo's preparations, what is said on the terminal, and the server itself."""

import ctypes
import gc
from contextlib import closing, nullcontext, suppress
from socket import socket

import typer
import uvicorn
from sqlalchemy import func, select
from uvicorn.config import STARTUP_FAILURE

from app.cases.models import Case
from app.core.config import Settings
from app.core.db import Database
from app.core.logs import set_up_logs
from app.core.slow import slow_from
from app.demo.accounts import make_demo_accounts
from app.demo.cases import make_demo_cases
from app.lan import Office, start_page
from app.main import create_app, open_store
from app.notices.model import Notice
from app.notices.versions import Versions, is_known
from app.notices.versions import load as load_notice
from app.people.accounts import close_demo_accounts

M_ARENA_MAX = -8  # of glibc's malloc.h
SECONDS_TO_CLOSE = 3
"""How long open streams may hold up the end of the server."""


def prepare_demo(settings: Settings, notice: Notice) -> tuple[int, str]:
    """Load the notice, make the accounts, fill an empty database; returns accounts and password."""
    database = Database(settings.database_url)
    with database.writing() as session:
        if not is_known(session, notice):  # a table published since must not be undone by a restart
            load_notice(session, notice)
        accounts, password = make_demo_accounts(session, notice, settings)
    with database.writing() as session:
        if session.execute(select(func.count()).select_from(Case)).scalar_one() == 0 and settings.demo_cases:
            typer.echo(f"正在生成 {settings.demo_cases} 件演示案件（合成数据）……")
            make_demo_cases(session, Versions(database).in_force, open_store(settings), settings.demo_cases)
    database.dispose()
    return accounts, password


def say_where(address: str, accounts: int, password: str) -> None:
    """Print the address, the accounts and the password."""
    typer.echo(
        f"""
  巡城 Xuncheng 演示  {address}

  账号（共 {accounts} 个，密码都是 {password}）
    inspector · inspector2          巡查员：拍照上报
    dispatcher-zfdd · crew-zfdd     执法大队派遣员、处置员（其他单位同理：zzb cgzx hjzx cgb ……）
    command                         指挥中心：地图、受理、核查结案
    office · admin                  办公室、管理员

  演示数据均为合成，界面上标有“演示”。按 Ctrl+C 停止。
""",
    )


class _Server(uvicorn.Server):
    """Ends the live streams first when told to stop, instead of waiting for readers who would never go."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self.config.app.state.live.end_all()  # type: ignore[union-attr]  # it is the FastAPI app given below
        await super().shutdown(sockets)


def rest_what_stays() -> None:
    """Take all that has been loaded out of the collector's rounds: it lasts as long as the process."""
    gc.collect()
    gc.freeze()


def share_arenas() -> None:
    """Let threads share two of the C library's arenas (glibc; others are left alone), before any is started.

    By itself it gives each thread its own, which keeps the room of photos it has seen: a process that took
    in photos grew by a tenth in ten minutes. Giving the room back at once costs a third more CPU.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def run(settings: Settings, office: Office | None = None) -> None:
    """Serve until told to stop; by https where there is a certificate for an office."""
    share_arenas()
    set_up_logs(settings.log_style, settings.log_level)
    slow_from(settings.slow_query_ms)
    if not settings.demo:
        with closing(Database(settings.database_url)) as database, database.writing() as session:
            close_demo_accounts(session)
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=SECONDS_TO_CLOSE,
        server_header=False,
        log_config=None,
        forwarded_allow_ips=settings.trusted_proxies,
        ssl_certfile=office.certificate if office else None,
        ssl_keyfile=office.key if office else None,
    )
    server = _Server(config)
    rest_what_stays()
    with suppress(KeyboardInterrupt), start_page(settings, office) if office else nullcontext():
        server.run()
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)

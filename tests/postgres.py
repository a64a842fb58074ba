"""A PostgreSQL of the tests' own: started in a temporary folder, reached through a socket, gone afterwards.

PostgreSQL refuses to run as root, so root hands the folder to the ``postgres`` user of the system's package.
Nothing is fsync'd: what a power cut would leave is tested elsewhere.
"""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

START_SECONDS = 30
IN_A_HURRY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_numbers = count(1)


@dataclass(frozen=True)
class Postgres:
    """A running server; ``folder`` holds its socket, ``pid`` is its first process."""

    folder: Path
    pid: int

    def url(self, name: str) -> str:
        """The SQLAlchemy address of a database."""
        return f"postgresql+psycopg://xuncheng@/{name}?host={self.folder}"

    def new_database(self, template: str = "template0", name: str | None = None) -> str:
        """Make a database, empty or as a copy; returns its name."""
        name = name or f"bureau_{next(_numbers)}"
        self._do(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._do(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _do(self, command: sql.Composed) -> None:
        with psycopg.connect(
            host=str(self.folder), user="xuncheng", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(command)


@contextmanager
def running_postgres(
    folder: Path | None = None, settings: Mapping[str, str] = IN_A_HURRY
) -> Iterator[Postgres]:
    """Start a server and stop it afterwards. In a ``folder`` of one's own the data stay for the next time."""
    home = folder or Path(tempfile.mkdtemp(prefix="xuncheng-pg-"))
    data = home / "data"
    home.mkdir(parents=True, exist_ok=True)
    owner = _owner()
    shutil.chown(home, owner.get("user", getpass.getuser()))
    if not (data / "PG_VERSION").exists():
        subprocess.run(
            [
                _program("initdb"),
                "-D",
                data,
                "-U",
                "xuncheng",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=home,
            **owner,
        )
    options = [f"-c{name}={value}" for name, value in {"max_connections": "200", **settings}.items()]
    command = [_program("postgres"), "-D", str(data), "-k", str(home), "-h", "", *options]
    with (home / "log").open("ab") as log:
        server: subprocess.Popen[bytes] = subprocess.Popen(command, stdout=log, stderr=log, cwd=home, **owner)
    try:
        _wait(home, server)
        yield Postgres(home, server.pid)
    finally:
        server.send_signal(2)  # SIGINT: end open transactions and stop
        server.wait(START_SECONDS)
        if folder is None:
            shutil.rmtree(home, ignore_errors=True)


def _owner() -> dict[str, Any]:
    """As whom to run: root becomes the package's user, everyone else stays who they are."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_name, "group": user.pw_gid, "extra_groups": []}


def _program(name: str) -> str:
    folders: Sequence[Path] = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name)
    )
    found = shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")]))
    if found is None:
        raise RuntimeError("PostgreSQL's programs were not found: run `make postgres`")
    return found


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user="xuncheng", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}") from None
            time.sleep(0.05)
        else:
            return

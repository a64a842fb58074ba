"""CPU of a server of our own and of the database behind it, request by request."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median

from tests.bureau import PASSWORD, photo

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
UNRESTRAINED = {
    "XUNCHENG_REQUESTS_PER_MINUTE": "1000000000",
    "XUNCHENG_ADDRESS_REQUESTS_PER_MINUTE": "1000000000",
    "XUNCHENG_STREAMS_PER_PERSON": "1000000000",
    "XUNCHENG_PHOTOS_PER_DAY": "1000000000",
    "XUNCHENG_PHOTO_BYTES_PER_DAY": "1000000000000000",
}
"""One person asks here as often as a thousand would: counted, never refused."""
RUNS = 9
RUNS_OF_WHAT_IS_SLOW = 3
"""Where one request alone takes longer than a run should."""
WARM_UP = 12
"""Requests before the clock runs: statements get compiled and prepared, pages come into memory."""


@dataclass
class Server:
    """A running service; ``database_pid`` is PostgreSQL's first process where there is one."""

    port: int
    pid: int
    database_pid: int | None

    def signed_in(self, username: str) -> "Client":
        """A person with a connection that is kept open."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        body = json.dumps({"username": username, "password": PASSWORD})
        connection.request("POST", "/api/session", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        return Client(self, connection, cookie)

    def cpu(self) -> float:
        """Seconds of CPU that the service and its database have used."""
        pids = [self.pid]
        if self.database_pid is not None:
            pids += [self.database_pid, *_children(self.database_pid)]
        return sum(time.clock_gettime(_cpu_clock(pid)) for pid in pids)


@dataclass
class Client:
    """A signed-in person's connection."""

    server: Server
    connection: http.client.HTTPConnection
    cookie: str

    def get(self, path: str) -> bytes:
        """The body of a 200."""
        return self._ask("GET", path)

    def put(self, path: str, body: bytes, media_type: str = "application/json") -> bytes:
        """The answer to what was put there."""
        return self._ask("PUT", path, body, {"Content-Type": media_type})

    def post(self, path: str, body: bytes) -> bytes:
        """The answer to what was posted there."""
        return self._ask("POST", path, body, {"Content-Type": "application/json"})

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        self.connection.request(method, path, body, {"Cookie": self.cookie, **(headers or {})})
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{path}: {answer.status} {said[:300]!r}")
        return said


def send_photo(client: Client) -> str:
    """Upload a photo for reports; returns its hash."""
    data = photo()
    digest = sha256(data).hexdigest()
    client.put(f"/api/photos/{digest}", data, "image/jpeg")
    return digest


@dataclass(frozen=True)
class Request:
    """Somebody's request for a path."""

    client: Client
    path: str

    def cpu_ms(self, times: int) -> float:
        """CPU milliseconds of one, as the mean of so many."""
        before = self.client.server.cpu()
        for _ in range(times):
            self.client.get(self.path)
        return (self.client.server.cpu() - before) / times * 1000

    def fits(self, seconds: float) -> int:
        """How many fit in that time, after warming up."""
        began = time.monotonic()
        for _ in range(WARM_UP):
            self.client.get(self.path)
            if time.monotonic() - began > seconds:
                return 1
        return max(1, int(seconds / ((time.monotonic() - began) / WARM_UP)))


def cpu_ms(requests: Sequence[Request], seconds: float) -> list[float]:
    """For each request the median over some runs of the CPU milliseconds that one costs.

    They take turns in short runs, so that whatever else the machine does meets them all alike.
    """
    times = [request.fits(seconds / RUNS) for request in requests]
    rounds = RUNS if min(times) > 1 else RUNS_OF_WHAT_IS_SLOW
    runs = [
        [request.cpu_ms(often) for request, often in zip(requests, times, strict=True)] for _ in range(rounds)
    ]
    return [median(column) for column in zip(*runs, strict=True)]


@contextmanager
def serving(database_url: str, folder: Path, database_pid: int | None, **settings: str) -> Iterator[Server]:
    """The bench's server, in a process of its own, until the block ends; ``settings`` for its environment."""
    environment = {
        "XUNCHENG_DATABASE_URL": database_url,
        "XUNCHENG_BLOB_URL": f"file:{folder}/blobs",
        "XUNCHENG_DEMO": "1",
        "XUNCHENG_FRONTEND_DIR": str(folder / "no-frontend"),
        **UNRESTRAINED,
        **settings,
    }
    with running("tests.bench.server", **environment) as (port, pid):
        yield Server(port, pid, database_pid)


@contextmanager
def running(module: str, *arguments: str, **environment: str) -> Iterator[tuple[int, int]]:
    """``python -m module PORT ARGUMENTS`` until the block ends; yields its port and its process's id."""
    port = _free_port()
    command = [sys.executable, "-m", module, str(port), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        _wait(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError("the bench's server did not start") from None
            time.sleep(0.1)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _cpu_clock(pid: int) -> int:
    """Linux's id of another process's CPU clock (``clock_getcpuclockid``): all its threads, in nanoseconds."""
    return (~pid << 3) | 2


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

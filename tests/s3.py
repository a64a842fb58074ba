"""An S3 store of the tests' own: rclone's server on loopback, in front of a folder, gone afterwards."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import obstore
from pydantic import SecretStr

from app.photos.s3 import Address
from tests.journeys.serving import free_port

START_SECONDS = 30
BUCKETS = 50
ACCESS, SECRET = "key-of-the-tests", "secret-of-the-tests"


@dataclass(frozen=True)
class S3:
    """A running server, and the names of buckets that nobody has used."""

    endpoint: str
    access_key: str
    secret_key: str
    unused: Iterator[str]

    def new_bucket(self) -> Address:
        """An empty bucket of one's own."""
        name = next(self.unused)
        return Address(name, "", self.endpoint, "us-east-1", self.access_key, self.secret_key)

    def names(self, address: Address) -> list[str]:
        """What lies in a bucket, asked of the server itself."""
        return sorted(meta["path"] for page in obstore.list(address.open()) for meta in page)

    def read(self, address: Address, name: str) -> bytes:
        """What the server has under a name. Raises FileNotFoundError."""
        return obstore.get(address.open(), name).bytes().to_bytes()

    def overwrite(self, address: Address, name: str, data: bytes) -> None:
        """Put other bytes under a name, as nobody of ours would."""
        obstore.put(address.open(), name, data)

    def says(self, address: Address, landing: Path) -> dict[str, Any]:
        """The settings of a deployment that keeps its photos there."""
        return {
            "blob_url": f"s3://{address.bucket}",
            "s3_endpoint": address.endpoint,
            "s3_access_key": address.access_key,
            "s3_secret_key": SecretStr(address.secret_key),
            "landing_dir": landing,
        }

    def environment(self, address: Address, landing: Path) -> dict[str, str]:
        """The same for a process of its own."""
        return {
            "XUNCHENG_BLOB_URL": f"s3://{address.bucket}",
            "XUNCHENG_S3_ENDPOINT": address.endpoint,
            "XUNCHENG_S3_ACCESS_KEY": address.access_key,
            "XUNCHENG_S3_SECRET_KEY": address.secret_key,
            "XUNCHENG_LANDING_DIR": str(landing),
        }


@contextmanager
def running_s3(port: int | None = None, home: Path | None = None) -> Iterator[S3]:
    """Start a server and stop it afterwards; with a ``home`` of one's own what it keeps stays."""
    folder = home or Path(tempfile.mkdtemp(prefix="xuncheng-s3-"))
    port = port or free_port()
    command = [
        rclone(),
        "serve",
        "s3",
        str(folder),
        "--addr",
        f"127.0.0.1:{port}",
        "--auth-key",
        f"{ACCESS},{SECRET}",
        "--dir-cache-time",
        "1s",  # it is polled as often: 0 would keep a core busy
        "--config",
        "/dev/null",
    ]
    buckets = [f"photos-{number}" for number in range(BUCKETS)]
    for name in buckets:  # before the server looks: it remembers what there is
        (folder / name).mkdir(exist_ok=True)
    log = folder.with_suffix(".log")
    try:
        with started(command, log) as server:
            wait_for(f"http://127.0.0.1:{port}", server, log)
            yield S3(f"http://127.0.0.1:{port}", ACCESS, SECRET, iter(buckets))
    finally:
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)
            log.unlink(missing_ok=True)


@contextmanager
def started(
    command: list[str], log: Path, environment: dict[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program that runs until the block ends; what it says is in ``log``."""
    with log.open("ab") as said:
        program = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
    try:
        yield program
    finally:
        program.kill()
        program.wait(START_SECONDS)


def rclone() -> str:
    """The program: the one in this environment, else the system's."""
    beside = Path(sys.executable).parent / "rclone"
    found = str(beside) if beside.exists() else shutil.which("rclone")
    assert found, "rclone is missing, run: make rclone"
    return found


def wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until a server answers, whatever it says."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        assert server.poll() is None, log.read_text("utf-8")
        try:
            httpx.get(address)
        except httpx.TransportError:
            assert time.monotonic() < give_up, log.read_text("utf-8")
            time.sleep(0.05)
        else:
            return

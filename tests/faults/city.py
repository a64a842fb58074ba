"""A city on one machine: processes of the service behind the proxy, PostgreSQL and an S3 store."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.faults.nursery import Nursery
from tests.faults.running_bureau import SECONDS_TO_START, Service
from tests.journeys.serving import ROOT, free_port
from tests.s3 import S3


class City:
    """``address`` is the proxy's; ``processes`` are behind it."""

    def __init__(self, address: str, processes: list[Service]) -> None:
        self.address = address
        self.processes = processes


@contextmanager
def open_city(
    nursery: Nursery, folder: Path, database_url: str, s3: S3, processes: int = 2
) -> Iterator[City]:
    """So many processes and a proxy, started; ended with the block."""
    says = {
        name.removeprefix("XUNCHENG_"): value
        for name, value in s3.environment(s3.new_bucket(), folder / "landing").items()
    }
    folder.mkdir(parents=True)
    with ExitStack() as until_the_end:
        services = [
            Service(
                nursery,
                folder,
                folder / f"server-{number}.log",
                DATABASE_URL=database_url,
                LOG_STYLE="json",
                **says,
            )
            for number in range(processes)
        ]
        for service in services:
            service.start()
            until_the_end.callback(service.stop)
        yield City(until_the_end.enter_context(_proxy(folder, services)), services)


@contextmanager
def _proxy(folder: Path, services: list[Service]) -> Iterator[str]:
    caddy = shutil.which("caddy")
    assert caddy, "Caddy is missing, run: make caddy"
    address = f"http://127.0.0.1:{free_port()}"
    environment = os.environ | {
        "HOME": str(folder),
        "XUNCHENG_SITE": address,
        "XUNCHENG_UPSTREAMS": "to " + " ".join(f"127.0.0.1:{service.port}" for service in services),
        "XUNCHENG_PROXY_OPTIONS": "auto_https off",
    }
    with (folder / "caddy.log").open("wb") as log:
        proxy = subprocess.Popen(
            [caddy, "run", "--config", ROOT / "deploy" / "Caddyfile", "--adapter", "caddyfile"],
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(address, proxy, folder / "caddy.log")
            yield address
        finally:
            proxy.kill()
            proxy.wait()


def _wait(address: str, proxy: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + SECONDS_TO_START
    while True:
        assert proxy.poll() is None, log.read_text("utf-8")
        try:
            if httpx.get(f"{address}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < give_up, log.read_text("utf-8")
        time.sleep(0.05)

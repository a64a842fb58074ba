"""Ceph's S3 gateway where it is installed (``make ceph``): a monitor, a store in memory and a gateway on loopback.

One of each is no cluster to keep anything in, but the gateway is the one a city runs: its signatures, its
checksums, its answers.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import uuid4

from app.photos.s3 import Address
from tests.journeys.serving import free_port
from tests.s3 import ACCESS, S3, SECRET, rclone, started, wait_for

PROGRAMS = ("ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin")
PATIENCE_S = 60


def is_installed() -> bool:
    """Whether this machine has all of it."""
    return all(map(shutil.which, PROGRAMS))


@dataclass(frozen=True)
class _Cluster:
    """Its folder, its id and the ports of its monitor and its gateway."""

    home: Path
    id: str
    monitor: int
    gateway: int

    def run(self, *words: str) -> str:
        """What a command says. Raises CalledProcessError."""
        done = subprocess.run(
            words, env=self.environment, check=True, capture_output=True, text=True, timeout=PATIENCE_S
        )
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"CEPH_CONF": str(self.home / "ceph.conf")}

    def write_settings(self) -> None:
        """One copy of everything, no keys between the parts, nothing on any other address."""
        for name in ("run", "mon", "osd", "rgw"):
            (self.home / name).mkdir()
        said = {
            "fsid": self.id,
            "mon host": f"[v2:127.0.0.1:{self.monitor}/0]",
            "public addr": "127.0.0.1",
            "cluster addr": "127.0.0.1",
            "ms bind msgr1": "false",
            **{f"auth {part} required": "none" for part in ("cluster", "service", "client")},
            **{f"ms mon {part} mode": "crc" for part in ("cluster", "service", "client")},
            "osd pool default size": "1",
            "osd pool default min size": "1",
            "osd pool default pg num": "1",
            "osd pool default pg autoscale mode": "off",
            "osd crush chooseleaf type": "0",
            "mon allow pool size one": "true",
            "osd objectstore": "memstore",
            "memstore device bytes": str(4 * 2**30),
            "mon data": f"{self.home}/mon",
            "osd data": f"{self.home}/osd",
            "rgw data": f"{self.home}/rgw",
            "run dir": f"{self.home}/run",
            "admin socket": f"{self.home}/run/$name.sock",
            "pid file": f"{self.home}/run/$name.pid",
            "log file": f"{self.home}/$name.log",
            "mon cluster log file": f"{self.home}/cluster.log",
            "rgw frontends": f"beast endpoint=127.0.0.1:{self.gateway}",
        }
        rows = [f"{name} = {value}" for name, value in said.items()]
        (self.home / "ceph.conf").write_text("\n".join(["[global]", *rows, ""]))


@dataclass(frozen=True)
class Ceph(S3):
    """A running gateway."""

    def new_bucket(self) -> Address:
        """An empty bucket of one's own."""
        address = super().new_bucket()
        keys = f"access_key_id={ACCESS},secret_access_key={SECRET}"
        remote = f":s3,provider=Ceph,endpoint='{self.endpoint}',{keys}:{address.bucket}"
        subprocess.run([rclone(), "--config", "/dev/null", "mkdir", remote], check=True, timeout=PATIENCE_S)
        return address


@contextmanager
def running_ceph() -> Iterator[Ceph]:
    """Start all of it, and stop it afterwards."""
    with tempfile.TemporaryDirectory(prefix="xuncheng-ceph-") as name, ExitStack() as stack:
        cluster = _Cluster(Path(name), str(uuid4()), free_port(), free_port())
        cluster.write_settings()
        _start_monitor(stack, cluster)
        _start_store(stack, cluster)
        keys = ("--access-key", ACCESS, "--secret-key", SECRET)
        cluster.run("radosgw-admin", "user", "create", "--uid", "tests", "--display-name", "tests", *keys)
        server = _start(stack, cluster, "radosgw", "-n", "client.rgw")
        endpoint = f"http://127.0.0.1:{cluster.gateway}"
        wait_for(endpoint, server, cluster.home / "radosgw.out")
        names = (f"photos-{number}" for number in count())
        yield Ceph(endpoint, ACCESS, SECRET, names)


def _start_monitor(stack: ExitStack, cluster: _Cluster) -> None:
    chart = str(cluster.home / "monmap")
    there = f"[v2:127.0.0.1:{cluster.monitor}]"
    cluster.run("monmaptool", "--create", "--fsid", cluster.id, "--addv", "a", there, chart)
    cluster.run("ceph-mon", "--mkfs", "-i", "a", "--monmap", chart)
    _start(stack, cluster, "ceph-mon", "-i", "a")


def _start_store(stack: ExitStack, cluster: _Cluster) -> None:
    named = str(uuid4())
    cluster.run("ceph", "osd", "new", named)  # it waits until the monitor is there
    cluster.run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", named)
    _start(stack, cluster, "ceph-osd", "-i", "0")


def _start(stack: ExitStack, cluster: _Cluster, program: str, *words: str) -> "subprocess.Popen[bytes]":
    command = [program, *words, "-f"]
    return stack.enter_context(started(command, cluster.home / f"{program}.out", cluster.environment))

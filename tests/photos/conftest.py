"""Every S3 server that this machine has."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.ceph import is_installed, running_ceph
from tests.s3 import S3, running_s3

SERVERS: dict[str, Callable[[], AbstractContextManager[S3]]] = {"rclone": running_s3}
if is_installed():
    SERVERS["ceph"] = running_ceph


@pytest.fixture(scope="session", params=SERVERS)
def s3(request: pytest.FixtureRequest) -> Iterator[S3]:
    """Each of them in turn, started for the first test that needs one."""
    with SERVERS[request.param]() as server:
        yield server

"""The disk fills up while inspectors report: refused with a sentence, nothing lost, and on it goes."""

import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from tests.faults.disks import Disk, new_disk, why_no_disk
from tests.faults.nursery import Nursery
from tests.faults.phone import Gone, Phone, Report, new_report
from tests.faults.reckoning import reckon
from tests.faults.running_bureau import INSPECTORS, serving

pytestmark = pytest.mark.skipif(why_no_disk() is not None, reason=why_no_disk() or "")

MEBIBYTES = 192
MANY = 200


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small disk."""
    with new_disk(tmp_path, MEBIBYTES) as mounted:
        yield mounted


def report_until_it_is_full(phone: Phone) -> Report:
    """Small reports until one is not taken in; that one."""
    for _ in range(MANY):
        report = new_report()
        try:
            phone.try_to_send(report)
        except Gone:
            return report
    raise AssertionError("the disk was never full")


@pytest.mark.parametrize("what", ["database", "photos"])
def test_a_full_disk_is_said_reading_goes_on_and_with_room_again_so_does_reporting(
    nursery: Nursery, staffed: Path, disk: Disk, tmp_path: Path, what: str
) -> None:
    folder = (disk.folder if what == "database" else tmp_path) / "bureau"
    shutil.copytree(staffed, folder)
    blobs = (disk.folder if what == "photos" else tmp_path) / "blobs"
    with (
        serving(nursery, folder, tmp_path / "server.log", settings={"BLOB_URL": f"file:{blobs}"}) as service,
        closing(Phone(service.address, INSPECTORS[0])) as phone,
        closing(httpx.Client(base_url=service.address, timeout=30)) as stranger,
    ):
        taken = new_report()
        phone.send(taken)
        assert stranger.get("/readyz").status_code == 200

        filler = disk.fill(leaving=0)
        refused = report_until_it_is_full(phone)

        assert phone.failures == [507]
        assert stranger.get("/healthz").status_code == 200
        assert stranger.get("/readyz").status_code == 503
        assert "满" in stranger.get("/readyz").json()["detail"]
        assert phone.http.get(f"/api/cases/{taken.id}").status_code == 200

        filler.unlink()
        phone.send(refused)
        assert stranger.get("/readyz").status_code == 200
        service.stop()
        service.start()
        found = reckon(service, [phone])

    assert found.is_well, found


def test_a_server_that_goes_on_regardless_is_caught(
    nursery: Nursery, staffed: Path, disk: Disk, tmp_path: Path
) -> None:
    folder = shutil.copytree(staffed, disk.folder / "bureau")
    settings = {"BLOB_URL": f"file:{tmp_path}/blobs"}
    with (
        serving(nursery, folder, tmp_path / "server.log", "deaf_to_the_disk", settings) as service,
        closing(Phone(service.address, INSPECTORS[0])) as phone,
    ):
        filler = disk.fill(leaving=0)
        phone.patience_s = 1
        with suppress(Gone, TimeoutError):
            for _ in range(MANY // 4):
                phone.send(new_report())
        filler.unlink()
        assert not reckon(service, [phone]).is_well

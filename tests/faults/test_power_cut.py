"""The power is cut while inspectors report: the server frozen, its disk gone as it stands, mounted anew."""

import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.disks import Disk, new_disk, why_no_disk
from tests.faults.doses import DOSE
from tests.faults.nursery import Nursery
from tests.faults.phone import Phone, new_report
from tests.faults.reckoning import Reckoning, reckon
from tests.faults.running_bureau import INSPECTORS, Service, serving

pytestmark = pytest.mark.skipif(why_no_disk() is not None, reason=why_no_disk() or "")

MEBIBYTES = 768
LONGEST_LIFE_S = 0.8
LAST_WORDS_S = 0.05
PHOTO_BYTES = 40_000


def cut_power(service: Service, disk: Disk) -> None:
    """Freeze the server, hear its last answers out, take the disk away, and start again on what is left."""
    os.kill(service.pid, signal.SIGSTOP)
    time.sleep(LAST_WORDS_S)
    disk.cut_power()
    service.kill()
    disk.unmount()
    disk.mount()
    service.start()


def report_through_cuts(service: Service, disk: Disk, cuts: int, patience_s: float = 120) -> Reckoning:
    """Inspectors report for as long as the power is cut so many times."""
    phones = [Phone(service.address, name) for name in INSPECTORS]
    over = threading.Event()

    def work(phone: Phone) -> None:
        phone.patience_s = patience_s
        while not over.is_set():
            with suppress(TimeoutError):
                phone.send(new_report(PHOTO_BYTES))

    threads = [threading.Thread(target=work, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    try:
        for _ in range(cuts):
            time.sleep(random.uniform(0.1, LONGEST_LIFE_S))  # noqa: S311  (any moment will do)
            cut_power(service, disk)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    found = reckon(service, phones)
    for phone in phones:
        phone.close()
    return found


def test_no_acknowledged_report_is_lost_when_the_power_is_cut(
    nursery: Nursery, staffed: Path, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    began = time.monotonic()
    with new_disk(tmp_path, MEBIBYTES) as disk:
        folder = shutil.copytree(staffed, disk.folder / "bureau")
        os.sync()
        with serving(nursery, folder, tmp_path / "server.log") as service:
            found = report_through_cuts(service, disk, DOSE.cuts_of_power)

    tell(f"{found}, {DOSE.cuts_of_power} cuts of power, {time.monotonic() - began:.0f} s")
    assert found.is_well, found
    assert found.reports > DOSE.cuts_of_power


@pytest.mark.parametrize("mutant", ["synchronous_normal", "no_fsync"])
def test_servers_that_do_not_sync_lose_some(
    nursery: Nursery, staffed: Path, tmp_path: Path, mutant: str
) -> None:
    with new_disk(tmp_path, MEBIBYTES) as disk:
        folder = shutil.copytree(staffed, disk.folder / "bureau")
        os.sync()
        with serving(nursery, folder, tmp_path / "server.log", mutant) as service:
            found = report_through_cuts(service, disk, 3, patience_s=10)

    assert found.lost or found.faults

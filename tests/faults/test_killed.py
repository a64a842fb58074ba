"""The server is killed again and again while inspectors report; what they were told is safe is safe."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.faults.doses import DOSE
from tests.faults.nursery import Nursery
from tests.faults.phone import Phone, new_report
from tests.faults.reckoning import Reckoning, half_visible, reckon
from tests.faults.running_bureau import INSPECTORS, Service, serving

LONGEST_LIFE_S = 0.5
SIZES = (2_000, 40_000, 400_000)


def report_under_fire(service: Service, reports: int, kills: int, patience_s: float = 120) -> Reckoning:
    """Four inspectors send so many reports between them while the server is killed so often."""
    phones = [Phone(service.address, name) for name in INSPECTORS]
    for phone in phones:
        phone.patience_s = patience_s
    killing = threading.Event()

    def work(phone: Phone, turn: int) -> None:
        for number in range(turn, reports, len(phones)):
            with suppress(TimeoutError):
                phone.send(new_report(SIZES[number % len(SIZES)]))
        while not killing.is_set():  # the last kills want somebody at work too
            with suppress(TimeoutError):
                phone.send(new_report(SIZES[0]))

    threads = [threading.Thread(target=work, args=(phone, turn)) for turn, phone in enumerate(phones)]
    for thread in threads:
        thread.start()
    halves: list[str] = []
    for _ in range(kills):
        time.sleep(random.uniform(0, LONGEST_LIFE_S))  # noqa: S311  (any moment will do)
        service.kill()
        halves += half_visible(service.originals, since=time.time() - LONGEST_LIFE_S - 1)
        service.start()
    killing.set()
    for thread in threads:
        thread.join()
    found = reckon(service, phones)
    found.faults += halves
    for phone in phones:
        phone.close()
    return found


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed_at_random(
    nursery: Nursery, folder: Path, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    began = time.monotonic()
    with serving(nursery, folder, tmp_path / "server.log") as service:
        found = report_under_fire(service, DOSE.kill_reports, DOSE.kills)

    tell(f"{found}, {DOSE.kills} kills, {time.monotonic() - began:.0f} s")
    assert found.is_well, found
    assert found.reports >= DOSE.kill_reports


def test_a_server_that_answers_before_it_commits_is_caught(
    nursery: Nursery, folder: Path, tmp_path: Path
) -> None:
    with serving(nursery, folder, tmp_path / "server.log", "answer_before_commit") as service:
        found = report_under_fire(service, reports=16, kills=5, patience_s=20)

    assert found.lost

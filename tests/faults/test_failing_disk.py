"""The disk fails, or the machine dies, at every single call that a report makes to it, one after the other."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.faults.doses import IS_FULL
from tests.faults.lines import call, form_request, photo_request
from tests.faults.nursery import Nursery
from tests.faults.phone import Gone, Phone, Report, new_report
from tests.faults.reckoning import Reckoning, half_visible, reckon
from tests.faults.running_bureau import INSPECTORS, Service, serving
from tests.faults.tracing import settle, spoiling, traced, why_untraceable

pytestmark = pytest.mark.skipif(why_untraceable() is not None, reason=why_untraceable() or "")

PHOTO_BYTES = 100_000
LONGEST_ANSWER_S = 15.0
SECONDS_TO_DIE = 0.5
MOST = 400
"""No report makes as many calls of a kind: a test that gets there would never end."""
SAID: Mapping[str, set[int]] = {"EIO": {503}, "ENOSPC": {507, 503}, "KILL": set()}
"""With which statuses it is said. (SQLite calls a sync that failed a failing disk, whatever the reason.)"""


@dataclass
class Spoils:
    """What came of it: how many calls were spoilt, and what should not have happened then."""

    spoilt: int = 0
    faults: list[str] = field(default_factory=list)


def _straight(phone: Phone, report: Report) -> None:
    phone.try_to_send(report)


def _form(phone: Phone, report: Report) -> None:
    answer = phone.http.send(form_request(phone, report))
    phone.demand(answer, 200, 201)
    phone.note(report, answer)


def _broken_before(phone: Phone, report: Report) -> None:
    ((name, data),) = report.photos.items()
    put = call(phone, photo_request(phone, name, data))
    put.cut_after(len(put.whole) - len(data) // 2, linger_s=0.03)
    settle()


WAYS: dict[str, tuple[Callable[[Phone, Report], None], Callable[[Phone, Report], None]]] = {
    "straight": (lambda phone, report: None, _straight),  # noqa: ARG005  (nothing has gone before)
    "resumed": (_broken_before, _straight),
    "form": (lambda phone, report: None, _form),  # noqa: ARG005
}


def spoil_every(service: Service, phone: Phone, name: str, plan: "Plan", trace: Path) -> Spoils:
    """Send report after report, spoiling a later call each time, until a report no longer makes so many."""
    before, send = WAYS[plan.way]
    spoils = Spoils()
    for nth in range(1, MOST, plan.calls[name]):
        report, where = new_report(PHOTO_BYTES), f"{plan.way}: {plan.fault} at {name} {nth}"
        before(phone, report)
        with traced(service.pid, trace, *spoiling(name, plan.fault, nth)) as seen:
            try:
                send(phone, report)
            except httpx.TimeoutException:
                spoils.faults.append(f"{where}: no answer")
            except (httpx.TransportError, Gone):
                pass  # told that it failed, or not told anything: the phone will send it again
        spoils.faults += half_visible(service.originals, since=time.time() - LONGEST_ANSWER_S)
        spoilt = _went_down(service) if plan.fault == "KILL" else seen.injected
        if plan.fault == "KILL" and spoilt:
            service.start()
        spoils.faults += [] if service.runs() else [f"{where}: the server ended"]
        phone.send(report)
        if not spoilt:
            break
        spoils.spoilt += 1
    return spoils


def _went_down(service: Service) -> bool:
    try:
        return bool(service.gone(SECONDS_TO_DIE))
    except TimeoutError:
        return False


@dataclass(frozen=True)
class Plan:
    """How a report is sent, what goes wrong, and at which calls: every so many of each kind."""

    fault: str
    way: str
    calls: Mapping[str, int]

    def __str__(self) -> str:
        return f"{self.fault}-{self.way}"


ALL = dict.fromkeys(("fsync", "fdatasync", "rename", "write", "pwrite64"), 1)
SOME = {**ALL, "pwrite64": 23}
FEW = {**ALL, "fsync": 4, "write": 2, "pwrite64": 53}
PLANS = (
    [Plan(fault, way, ALL) for fault in ("EIO", "ENOSPC", "KILL") for way in WAYS]
    if IS_FULL
    else [
        Plan("EIO", "straight", SOME),
        Plan("ENOSPC", "resumed", SOME),
        Plan("EIO", "form", FEW),
        Plan("KILL", "straight", FEW),
    ]
)


def spoil(
    nursery: Nursery, folder: Path, log: Path, plan: Plan, mutant: str = ""
) -> tuple[Spoils, Reckoning, set[int]]:
    """All kinds of calls, one after the other; the reckoning, and the statuses the phone got on the way."""
    whole = Spoils()
    with (
        serving(nursery, folder, log, f"plain_loop {mutant}") as service,
        closing(Phone(service.address, INSPECTORS[0], timeout_s=LONGEST_ANSWER_S)) as phone,
    ):
        phone.patience_s = 20
        for name in plan.calls:
            part = spoil_every(service, phone, name, plan, log.with_name("trace"))
            whole.spoilt += part.spoilt
            whole.faults += part.faults
        service.stop()
        service.start()
        return whole, reckon(service, [phone]), set(phone.failures)


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_whatever_fails_at_whichever_call_nothing_acknowledged_is_lost(
    nursery: Nursery, folder: Path, tmp_path: Path, plan: Plan, tell: Callable[[str], None]
) -> None:
    began = time.monotonic()
    spoils, found, statuses = spoil(nursery, folder, tmp_path / "server.log", plan)

    tell(
        f"{found}, {spoils.spoilt} calls spoilt, answered {statuses or 'nothing'}, {time.monotonic() - began:.0f} s"
    )
    assert found.is_well, found
    assert spoils.faults == []
    assert spoils.spoilt >= len(plan.calls)
    assert statuses <= SAID[plan.fault]


@pytest.mark.parametrize(
    ("mutant", "plan"),
    [
        ("deaf_to_the_disk", Plan("EIO", "straight", {"fdatasync": 1})),
        ("half_visible", Plan("KILL", "straight", {"write": 1})),
    ],
)
def test_servers_that_do_not_heed_the_disk_are_caught(
    nursery: Nursery, folder: Path, tmp_path: Path, mutant: str, plan: Plan
) -> None:
    spoils, found, _ = spoil(nursery, folder, tmp_path / "server.log", plan, mutant)

    assert spoils.faults or not found.is_well

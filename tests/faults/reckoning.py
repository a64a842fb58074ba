"""The reckoning: what phones were told against what the server holds."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx

from tests.faults.phone import Gone, Phone
from tests.faults.running_bureau import COMMAND, Service

SETTLING_S = 0.2
"""Whatever a wrong server still does late has been done by then."""


@dataclass
class Reckoning:
    """What was found. ``lost``: acknowledged and not there as acknowledged; ``doubled``: there once too often."""

    reports: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Nothing lost, nothing doubled, the books in order."""
        return not (self.lost or self.doubled or self.faults)

    def __str__(self) -> str:
        return f"{self.reports} reports, {len(self.lost)} lost, {len(self.doubled)} doubled" + (
            f", {len(self.faults)} faults" if self.faults else ""
        )


def reckon(service: Service, phones: Sequence[Phone]) -> Reckoning:
    """Hold the phones' ledgers against the running server, then stop it and have it verified."""
    found = Reckoning(sum(len(phone.ledger.receipts) for phone in phones))
    with closing(Phone(service.address, COMMAND)) as command:
        time.sleep(SETTLING_S)
        cases = list(_cases(command))
        for phone in phones:
            found.faults += phone.ledger.complaints
            found.lost += phone.ledger.losses
            found.lost += _losses(command, phone, {case["id"] for case in cases})
    _count_doubles(found, cases)
    service.stop()
    found.faults += [*service.verify(), *half_visible(service.originals)]
    return found


def half_visible(originals: Path, since: float = 0) -> list[str]:
    """Files under a final name that are not what the name says, of those written since then (Unix time)."""
    return [
        f"{path.name[:8]} is half visible: {path.stat().st_size} bytes of something"
        for path in originals.rglob("*")
        if path.is_file()
        and path.stat().st_mtime >= since
        and sha256(path.read_bytes()).hexdigest() != path.name
    ]


def _losses(command: Phone, phone: Phone, there: set[str]) -> Iterator[str]:
    """Whatever the phone was told is safe and is not."""
    for report, receipt in phone.ledger.receipts.values():
        if report.id not in there:
            yield f"case {report.id} is not there"
            continue
        case = _read(command, f"/api/cases/{report.id}")
        held = [photo["sha256"] for photo in case.json()["photos"]] if case is not None else None
        if held != list(report.photos):
            yield f"case {report.id} has other photos: {held}"
        again = phone.http.put(f"/api/cases/{report.id}", json=report.body)
        if (again.status_code, again.content) != (200, receipt):
            yield f"case {report.id} has another receipt: {again.status_code} {again.text}"
        for name, data in report.photos.items():
            original = _read(command, f"/api/photos/{name}/original")
            if original is None or original.content != data:
                yield f"photo {name[:8]} of {report.id} is not what was sent"
    used = {name for report, _ in phone.ledger.receipts.values() for name in report.photos}
    for name in phone.ledger.photos.keys() - used:
        try:
            whole = phone.offset_of(name) is None
        except Gone:
            whole = False
        if not whole:
            yield f"photo {name[:8]}, of no case yet, is not whole"


def _read(command: Phone, path: str) -> httpx.Response | None:
    """What is there, asked for twice: after a failure the server hangs up. None where it cannot be had."""
    for _ in range(2):
        try:
            answer = command.http.get(path)
        except httpx.TransportError:
            continue
        return answer if answer.status_code == 200 else None
    return None


def _count_doubles(found: Reckoning, cases: list[dict[str, Any]]) -> None:
    for token, times in Counter(case["description"] for case in cases).items():
        if times > 1:
            found.doubled.append(f"{token} is there {times} times")
    for number, times in Counter(case["number"] for case in cases).items():
        if times > 1:
            found.doubled.append(f"the number {number} is there {times} times")


def _cases(command: Phone) -> Iterator[dict[str, Any]]:
    after: str | None = None
    while True:
        page = command.http.get(
            "/api/cases", params={"limit": 200, "after": after} if after else {"limit": 200}
        )
        assert page.status_code == 200, page.text
        yield from page.json()["items"]
        after = page.json()["next"]
        if after is None:
            return

"""An inspector's phone, as the server sees it: everything is made and hashed first, then sent until it is safe.

The phone keeps a ledger of what it was told: photos that were answered with a 2xx, and the receipts. What the
server says afterwards is held against it (``reckoning.py``).
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx

from tests.bureau import PASSWORD
from tests.photos.making import jpeg

PATIENCE_S = 120.0
PAUSE_S = 0.03
SEGMENT_BYTES = 65_000
CATEGORIES = ("LL2-02", "LL3-01", "LL5-01", "LL6-01")
_SCENE = jpeg(64, 48)


def new_photo(size: int = 3_000) -> bytes:
    """A sound JPEG of about ``size`` bytes that nobody has taken before (its bulk stands in comments)."""
    comments = b""
    while len(_SCENE) + len(comments) < size or not comments:
        room = min(SEGMENT_BYTES, max(32, size - len(_SCENE) - len(comments) - 4))
        comments += b"\xff\xfe" + (room + 2).to_bytes(2, "big") + os.urandom(room)
    return _SCENE[:2] + comments + _SCENE[2:]


@dataclass
class Report:
    """A report as it lies in the phone: its id and hashes are made before anything is sent."""

    id: str
    body: dict[str, Any]
    photos: dict[str, bytes]

    @property
    def token(self) -> str:
        """Words that no other report has."""
        return str(self.body["description"])


def new_report(size: int = 3_000, photos: int = 1, sent: Mapping[str, bytes] | None = None) -> Report:
    """Take photos of that size (or use those given) and write the report."""
    taken = dict(sent or {})
    for _ in range(photos if sent is None else 0):
        data = new_photo(size)
        taken[sha256(data).hexdigest()] = data
    made = uuid4()
    body = {
        "category": CATEGORIES[made.int % len(CATEGORIES)],
        "location": {
            "lon": round(118.10 + made.int % 997 / 10_000, 6),
            "lat": round(36.15 + made.int % 499 / 10_000, 6),
            "accuracy_m": 8,
            "fixed_at": "2026-11-23T09:00:00+08:00",
            "source": "gps",
        },
        "taken_at": "2026-11-23T09:00:00+08:00",
        "description": f"上报 {made.hex}",
        "photos": [{"sha256": name, "role": "before"} for name in taken],
        "attributes": {},
    }
    return Report(str(made), body, taken)


@dataclass
class Ledger:
    """What phones were told. ``complaints``: answers that should never have come; ``losses``: what is gone."""

    receipts: dict[str, tuple[Report, bytes]] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    waiting: dict[str, Report] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)


class Gone(Exception):  # noqa: N818  (a state of the line, not an error)
    """No answer came, or one that says to try again."""


class Phone:
    """Somebody signed in, who sends until the receipt lists every hash."""

    def __init__(self, address: str, username: str, timeout_s: float = 30) -> None:
        self.http = httpx.Client(base_url=address, timeout=timeout_s)
        self.username = username
        self.ledger = Ledger()
        self.failures: list[int] = []
        self.photo_bytes_sent = 0
        self.patience_s = PATIENCE_S
        self._sign_in()

    def close(self) -> None:
        """Hang up."""
        self.http.close()

    @property
    def cookie(self) -> str:
        """The header that says who this is, for requests made by hand."""
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    def send(self, report: Report) -> bytes:
        """Send until the receipt lists every photo; the receipt. Raises TimeoutError when nothing helps."""
        self.ledger.waiting[report.id] = report
        give_up = time.monotonic() + self.patience_s
        while True:
            try:
                return self.try_to_send(report)
            except (httpx.TransportError, Gone):
                if time.monotonic() > give_up:
                    raise TimeoutError(f"{report.id} could not be sent") from None
                time.sleep(PAUSE_S)

    def try_to_send(self, report: Report) -> bytes:
        """Try once. Raises Gone and httpx.TransportError where the phone would try again."""
        for name, data in report.photos.items():
            if name not in self.ledger.photos:
                self.send_photo(name, data)
        answer = self.http.put(f"/api/cases/{report.id}", json=report.body)
        if answer.status_code == 424:
            for name in answer.json()["missing"]:
                self.ledger.losses.append(f"photo {name[:8]} was acknowledged and is missing")
                self.ledger.photos.pop(name, None)
            raise Gone(answer.text)
        self.demand(answer, 200, 201)
        return self.note(report, answer)

    def send_form(self, request: httpx.Request, report: Report) -> bytes:
        """Send a report as one form, until there is a receipt; the receipt."""
        while True:
            try:
                answer = self.http.send(request)
                self.demand(answer, 200, 201)
                return self.note(report, answer)
            except (httpx.TransportError, Gone):
                time.sleep(PAUSE_S)

    def note(self, report: Report, answer: httpx.Response) -> bytes:
        """Write a receipt into the ledger, if it is one."""
        receipt = answer.json()
        if receipt["id"] != report.id or set(receipt["photos"]) != set(report.photos):
            self._complain(f"the receipt of {report.id} is another's: {answer.text}")
        earlier = self.ledger.receipts.get(report.id)
        if earlier is not None and earlier[1] != answer.content:
            self._complain(f"{report.id} has two receipts")
        self.ledger.receipts[report.id] = (report, answer.content)
        self.ledger.waiting.pop(report.id, None)
        return answer.content

    def send_photo(self, name: str, data: bytes) -> None:
        """Ask how far it got, go on from there. Raises Gone and httpx.TransportError."""
        offset = self.offset_of(name)
        if offset is None:
            self.ledger.photos[name] = data
            return
        self.photo_bytes_sent += len(data) - offset
        if offset == 0:
            answer = self.http.put(f"/api/photos/{name}", content=data)
            self.demand(answer, 200, 201)
        else:
            headers = {"Upload-Offset": str(offset), "Upload-Length": str(len(data))}
            answer = self.http.patch(f"/api/photos/{name}", content=data[offset:], headers=headers)
            self.demand(answer, 204)
            if answer.headers["Upload-Complete"] != "?1":
                raise Gone("the upload goes on")
        self.ledger.photos[name] = data

    def offset_of(self, name: str) -> int | None:
        """How many bytes of the photo have arrived; None when it is whole."""
        answer = self.http.head(f"/api/photos/{name}")
        self.demand(answer, 204)
        if answer.headers["Upload-Complete"] == "?1":
            return None
        return int(answer.headers["Upload-Offset"])

    def demand(self, answer: httpx.Response, *wanted: int) -> None:
        """What the phone does with an answer: take it, try again later, or complain and try again."""
        if answer.status_code in wanted:
            return
        self.failures.append(answer.status_code)
        if (
            answer.request.method != "HEAD"
            and answer.headers.get("content-type") != "application/problem+json"
        ):
            self._complain(f"{answer.status_code} without a problem document: {answer.text[:200]}")
        if answer.status_code == 401:
            self._complain("signed out without having asked for it")
            self._sign_in()
        elif answer.status_code < 500 and answer.status_code not in {409, 422}:
            self._complain(f"{answer.request.method} {answer.request.url.path}: {answer.text[:300]}")
        raise Gone(answer.text)

    def _sign_in(self) -> None:
        answer = self.http.post("/api/session", json={"username": self.username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    def _complain(self, sentence: str) -> None:
        self.ledger.complaints.append(sentence)

"""Somebody sends a body that does not end: it is refused before it fills memory or disk, whoever they are."""

from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from app.http.bounds import MOST_BYTES
from tests.bureau import Bureau, photo

PIECE = b"a" * 65_536
MULTIPART = (b"content-type", b"multipart/form-data; boundary=b")
JSON = (b"content-type", b"application/json")


@dataclass
class Stream:
    """A client that sends pieces for as long as it is listened to; ``taken``: how many bytes were asked for."""

    first: bytes = b""
    taken: int = 0
    sent: list[dict[str, Any]] = field(default_factory=list)

    async def receive(self) -> dict[str, Any]:
        piece, self.first = self.first or PIECE, b""
        self.taken += len(piece)
        return {"type": "http.request", "body": piece, "more_body": True}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def problem(self) -> Any:
        return orjson.loads(self.sent[1]["body"])


def pour(bureau: Bureau, method: str, path: str, *headers: tuple[bytes, bytes], first: bytes = b"") -> Stream:
    """An endless body, sent straight to the app, from somebody signed in if a header says so."""
    stream = Stream(first)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"testserver"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }
    portal = bureau.stranger().portal
    assert portal is not None
    portal.call(bureau.app, scope, stream.receive, stream.send)
    return stream


def cookie(bureau: Bureau, username: str) -> tuple[bytes, bytes]:
    cookies = bureau[username].http.cookies
    return b"cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/session"),
        ("POST", "/api/accounts"),
        ("POST", "/api/password-links/use"),
        ("PUT", "/api/cases/01890000-0000-7000-8000-00000000000A"),
    ],
)
def test_a_stranger_cannot_fill_the_memory(bureau: Bureau, method: str, path: str) -> None:
    stream = pour(bureau, method, path, JSON, first=b'{"username": "')

    assert stream.status == 413
    assert stream.taken <= MOST_BYTES + 2 * len(PIECE)
    assert stream.problem["type"].endswith("body-too-large")
    assert "256 kB" in stream.problem["detail"]


def test_nor_can_an_inspectors_case_without_end(bureau: Bureau) -> None:
    """On the short way, which the rules of the framework do not reach."""
    path = "/api/cases/01890000-0000-7000-8000-000000000001"
    stream = pour(bureau, "PUT", path, JSON, cookie(bureau, "inspector"))

    assert stream.status == 413
    assert stream.taken <= MOST_BYTES + 2 * len(PIECE)


def test_a_length_that_is_announced_is_refused_at_once(bureau: Bureau) -> None:
    stream = pour(bureau, "POST", "/api/session", JSON, (b"content-length", b"200000000"))

    assert (stream.status, stream.taken) == (413, 0)


@pytest.mark.parametrize("path", ["/api/reports", "/api/accounts/import"])
def test_files_of_whoever_is_not_signed_in_are_not_even_read(bureau: Bureau, path: str) -> None:
    stream = pour(bureau, "POST", path, MULTIPART)

    assert (stream.status, stream.taken) == (401, 0)


def test_an_administrators_sheet_and_a_report_have_bounds_too(bureau: Bureau) -> None:
    opening = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    sheet = pour(bureau, "POST", "/api/accounts/import", MULTIPART, cookie(bureau, "admin"), first=opening)
    too_long = str(bureau.settings.max_photo_bytes * 10).encode()
    report = pour(
        bureau,
        "POST",
        "/api/reports",
        MULTIPART,
        cookie(bureau, "inspector"),
        (b"content-length", too_long),
    )

    assert (sheet.status, report.status) == (413, 413)
    assert sheet.taken < 3_000_000


def test_what_is_meant_to_be_large_still_is(bureau: Bureau) -> None:
    """A photo larger than any other body, on both ways in."""
    alice = bureau["inspector"]
    data = photo() + bytes(MOST_BYTES)
    digest = alice.send_photo(data)
    form = {"category": "LL2-02", "lon": "118.16", "lat": "36.18"}

    answer = alice.http.post("/api/reports", data=form, files=[("photos", ("a.jpg", data, "image/jpeg"))])

    assert answer.status_code == 201, answer.text
    assert answer.json()["photos"] == [digest]

"""Lines that break: a request written byte by byte to a socket, and cut wherever the test wants it."""

import select
import socket
import struct
import time
from dataclasses import dataclass

import httpx
import orjson

from tests.faults.phone import Phone, Report

ANSWER_S = 30.0
RESET = struct.pack("ii", 1, 0)  # SO_LINGER of nothing: the connection ends with a reset instead of a goodbye


@dataclass(frozen=True)
class Call:
    """A request as bytes on the line; the last ``body_bytes`` of them are its body."""

    address: tuple[str, int]
    whole: bytes
    body_bytes: int

    def cut_after(self, count: int, *, reset: bool = False, linger_s: float = 0) -> int:
        """Send that many bytes and be gone, at once or after a moment; how many bytes of the body went."""
        with socket.create_connection(self.address) as line:
            line.sendall(self.whole[:count])
            time.sleep(linger_s)
            if reset:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        return max(0, count - (len(self.whole) - self.body_bytes))

    def fall_silent_after(self, count: int) -> bytes:
        """Send that many bytes and no more, without a goodbye; what the server says before it hangs up."""
        said = b""
        with socket.create_connection(self.address) as line:
            line.settimeout(ANSWER_S)
            line.sendall(self.whole[:count])
            while piece := line.recv(65536):
                said += piece
        return said

    def lose_answer(self) -> int:
        """Send all, wait until the answer is there, and never read it; how many bytes of the body went."""
        with socket.create_connection(self.address) as line:
            line.sendall(self.whole)
            assert select.select([line], [], [], ANSWER_S)[0], "no answer came"
        return self.body_bytes


def call(phone: Phone, request: httpx.Request) -> Call:
    """The request as this phone would write it, signed in."""
    body = request.read()
    headers = {
        **{
            name: value for name, value in request.headers.items() if name not in {"cookie", "content-length"}
        },
        "cookie": phone.cookie,
        "content-length": str(len(body)),
    }
    lines = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    address = (request.url.host, request.url.port or 80)
    return Call(address, "\r\n".join([*lines, "", ""]).encode() + body, len(body))


def photo_request(phone: Phone, name: str, data: bytes) -> httpx.Request:
    """``PUT`` of a photo."""
    return phone.http.build_request("PUT", f"/api/photos/{name}", content=data)


def rest_request(phone: Phone, name: str, data: bytes, offset: int) -> httpx.Request:
    """``PATCH`` of what is missing of a photo."""
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(len(data))}
    return phone.http.build_request("PATCH", f"/api/photos/{name}", content=data[offset:], headers=headers)


def report_request(phone: Phone, report: Report) -> httpx.Request:
    """``PUT`` of a report."""
    return phone.http.build_request("PUT", f"/api/cases/{report.id}", json=report.body)


def form_request(phone: Phone, report: Report) -> httpx.Request:
    """The same report with its photos as one form."""
    return phone.http.build_request(
        "POST",
        "/api/reports",
        data={
            "id": report.id,
            "category": report.body["category"],
            "location": orjson.dumps(report.body["location"]).decode(),
            "taken_at": report.body["taken_at"],
            "description": report.body["description"],
        },
        files=[("photos", ("photo.jpg", data, "image/jpeg")) for data in report.photos.values()],
    )

"""A proxy on loopback between browser and server that fails as networks and servers do, when it is told to."""

import http.client
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HTML = b"<!doctype html><title>502</title><h1>Bad Gateway</h1>"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


@dataclass
class Fault:
    """What goes wrong with the next ``times`` requests whose method and path match.

    ``kind``: ``refuse`` (nothing comes back), ``cut`` (after ``at`` bytes of the body), ``lose`` (the server
    gets it all, its answer is lost), ``stall`` (after ``at`` bytes nothing moves, until the browser gives
    up), ``status`` (the server's own problem), ``html`` (a proxy's page), ``portal``
    (a network's sign-in page that says 200).
    """

    kind: str
    what: str
    times: int = 1
    status: int = 502
    problem: str = ""
    at: int = 0
    headers: dict[str, str] = field(default_factory=dict)


class FaultyProxy:
    """What is between the browser and ``target``; ``heard``: method, path and bytes of the body of all that came."""

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.faults: list[Fault] = []
        self.heard: list[tuple[str, str, int]] = []
        self.shell_suffix = b""
        """Added to the service worker: another version of the app."""
        self._lock = threading.Lock()

    def fail(self, *faults: Fault) -> None:
        """From now on."""
        with self._lock:
            self.faults = list(faults)

    def mend(self) -> None:
        """All is well again."""
        self.fail()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that is due for this request."""
        with self._lock:
            for fault in self.faults:
                if fault.times > 0 and re.match(fault.what, f"{method} {path}"):
                    fault.times -= 1
                    return fault
        return None

    def count(self, what: str) -> int:
        """How many requests came that match."""
        return sum(1 for method, path, _ in self.heard if re.match(what, f"{method} {path}"))

    def bytes_of(self, what: str) -> int:
        """How many bytes of bodies came with them."""
        return sum(size for method, path, size in self.heard if re.match(what, f"{method} {path}"))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultyProxy

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _pass(self) -> None:
        proxy = self.proxy
        fault = proxy.take(self.command, self.path)
        length = int(self.headers.get("content-length") or 0)
        limit = fault.at if fault is not None and fault.kind in {"cut", "stall"} else length
        body = self.rfile.read(min(limit, length))
        proxy.heard.append((self.command, self.path, len(body)))
        if fault is None or fault.kind in {"cut", "lose", "stall"}:
            self._forward(body, length, fault)
        elif fault.kind == "refuse":
            self._hang_up()
        else:
            self._answer(fault)

    do_GET = do_PUT = do_POST = do_PATCH = do_HEAD = do_DELETE = _pass  # noqa: N815  (what http.server calls)

    def _answer(self, fault: Fault) -> None:
        status = 200 if fault.kind == "portal" else fault.status
        said, media = HTML, "text/html"
        if fault.kind == "status":
            said = f'{{"type":"urn:xuncheng:problem:{fault.problem}","status":{status},"detail":"试验"}}'.encode()
            media = "application/problem+json"
        self.send_response(status)
        for name, value in (
            {"Content-Type": media, "Content-Length": str(len(said))} | fault.headers
        ).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def _forward(self, body: bytes, length: int, fault: Fault | None) -> None:
        target = self.proxy.target
        onward = http.client.HTTPConnection(target.hostname or "", target.port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        headers["Host"] = self.headers["Host"]
        if length or self.command in {"PUT", "POST", "PATCH"}:
            headers["Content-Length"] = str(length)
        try:
            onward.request(self.command, self.path, body if length else None, headers)
            if fault is not None and fault.kind == "stall":
                self._wait_for_the_end()
            if fault is not None and fault.kind in {"cut", "stall"}:
                self._hang_up()
                return
            answer = onward.getresponse()
            if fault is not None:  # the server has done it; nobody hears of it
                answer.read()
                self._hang_up()
                return
            self._hand_back(answer)
        except OSError:
            self._hang_up()
        finally:
            onward.close()

    def _hand_back(self, answer: http.client.HTTPResponse) -> None:
        if self.path == "/service-worker.js":
            said = answer.read() + self.proxy.shell_suffix
            self._start(
                answer,
                {"Content-Length": str(len(said)), "Cache-Control": "no-store"},
                dropping={"etag", "content-encoding"},
            )
            self.wfile.write(said)
            return
        known = answer.getheader("content-length")
        streamed = known is None and self.command != "HEAD" and answer.status not in {204, 304}
        self._start(
            answer, {"Connection": "close"} if streamed else {"Content-Length": known} if known else {}
        )
        self.close_connection = self.close_connection or streamed
        while piece := answer.read1(65536):
            self.wfile.write(piece)
            self.wfile.flush()

    def _start(
        self,
        answer: http.client.HTTPResponse,
        extra: dict[str, str],
        dropping: frozenset[str] | set[str] = frozenset(),
    ) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP | set(dropping) | {one.lower() for one in extra}:
                self.send_header(name, value)
        for name, value in extra.items():
            self.send_header(name, value)
        self.end_headers()

    def _wait_for_the_end(self) -> None:
        """Until the browser hangs up; what it still sends goes nowhere."""
        self.connection.settimeout(30)
        with suppress(OSError):
            while self.connection.recv(65536):
                pass

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:  # a browser that hangs up is no news
        """Quiet."""


@contextmanager
def faulty_proxy(target: str) -> Iterator[tuple[str, FaultyProxy]]:
    """Listen on a free port; yields the address and the proxy."""
    proxy = FaultyProxy(target)
    handler = type("Handler", (_Handler,), {"proxy": proxy})
    listener = _Listener(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_address[1]}", proxy
    finally:
        listener.shutdown()
        listener.server_close()

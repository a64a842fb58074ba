"""Inspectors who report, so many at once, each on a connection that is kept open."""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from random import Random

from app.core.clock import now
from app.core.ids import timed_id
from tests.bench.measuring import Server
from tests.bureau import report_body

AT_ONCE = 8
_numbers = count(1)


@dataclass(frozen=True)
class Shots:
    """Photos of one size, no two alike: a JPEG's beginning, noise, and a number at the end."""

    noise: bytes

    @classmethod
    def of(cls, size: int) -> "Shots":
        """Of ``size`` bytes."""
        return cls(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + Random(size).randbytes(size - 27))  # noqa: S311  (no secret)

    def take(self) -> tuple[str, bytes]:
        """One more, and its hash."""
        data = self.noise + f"{next(_numbers):016}".encode()
        return sha256(data).hexdigest(), data


@dataclass(frozen=True)
class Run:
    """CPU milliseconds a report on the server, and how long each report took, in milliseconds."""

    cpu_ms: float
    took_ms: list[float]


class Inspectors:
    """``AT_ONCE`` of them, with one cookie between them ('' where the server asks for none)."""

    def __init__(self, server: Server, cookie: str) -> None:
        self._server = server
        self._headers = {"Cookie": cookie, "Content-Type": "application/json"}
        self._lines = [http.client.HTTPConnection("127.0.0.1", server.port) for _ in range(AT_ONCE)]

    def report(self, shots: Shots, times: int) -> Run:
        """File ``times`` reports, a photo and a case each."""
        taken = [[shots.take() for _ in range(times // AT_ONCE)] for _ in self._lines]
        before = self._server.cpu()
        with ThreadPoolExecutor(AT_ONCE) as people:
            took = [ms for each in people.map(self._work, self._lines, taken) for ms in each]
        return Run((self._server.cpu() - before) / len(took) * 1000, took)

    def _work(self, line: http.client.HTTPConnection, photos: list[tuple[str, bytes]]) -> list[float]:
        took = []
        for digest, data in photos:
            began = time.perf_counter()
            self._put(line, f"/api/photos/{digest}", data)
            self._put(line, f"/api/cases/{timed_id(now())}", json.dumps(report_body(digest)).encode())
            took.append((time.perf_counter() - began) * 1000)
        return took

    def _put(self, line: http.client.HTTPConnection, path: str, body: bytes) -> None:
        line.request("PUT", path, body, self._headers)
        answer = line.getresponse()
        said = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"{path}: {answer.status} {said[:300]!r}")

    def close(self) -> None:
        """Hang up."""
        for line in self._lines:
            line.close()

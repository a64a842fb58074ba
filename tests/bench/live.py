"""What one event costs when a thousand listen: CPU of the service, and when the last of them has heard it.

A step of a case is taken while they listen; what the step costs when nobody does is left out of the CPU.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from statistics import median
from uuid import uuid4

import orjson

from tests.bench.bureaus import filled
from tests.bench.figure import BACKENDS, Figure
from tests.bench.measuring import Client, Server, send_photo, serving
from tests.bureau import report_body

ROWS, LISTENERS, EVENTS = 5_000, 1_000, 5
PATIENCE = 60.0
"""Seconds after which an event is given up."""
OURS, PLAIN = "/api/live", "/bench/plain/live"


@dataclass(frozen=True)
class _Cost:
    """Milliseconds: the service's CPU for one event, and from the step until the last has heard."""

    cpu: float
    last: float


class _Ear(asyncio.Protocol):
    """One listener; ``heard`` is called for each event that comes."""

    def __init__(self, request: bytes, heard: Callable[[bytes], None]) -> None:
        self._request, self._heard, self._rest = request, heard, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self._request)  # type: ignore[attr-defined]  # it is a socket's

    def data_received(self, data: bytes) -> None:
        *whole, self._rest = (self._rest + data).split(b"\n\n")
        for one in whole:
            self._heard(one)


def figures() -> Iterator[Figure]:
    """CPU and last listener beside fastapi.sse, which encodes for each client."""
    for backend in BACKENDS:
        with (
            filled(backend, ROWS) as bureau,
            serving(bureau.url, bureau.folder, bureau.database_pid) as server,
        ):
            steps = _steps(server, 3 * (EVENTS + 1))
            alone = asyncio.run(_listening(server, OURS, 0, steps)).cpu
            ours = asyncio.run(_listening(server, OURS, LISTENERS, steps))
            plain = asyncio.run(_listening(server, PLAIN, LISTENERS, steps))
        about, name = f"one event to {LISTENERS:,} open streams", "fastapi.sse, encoding for each client"
        cpu = Figure("live.cpu", 0.2, ours.cpu - alone, plain.cpu - alone, name, about=about)
        last = Figure(
            "live.last", 0.4, ours.last, plain.last, name, "ms until the last has heard", about=about
        )
        yield from (replace(one, name=f"{backend}.{one.name}") for one in (cpu, last))


def _steps(server: Server, number: int) -> Iterator[Callable[[], object]]:
    """Cases that wait to be accepted, one step each."""
    inspector, dispatcher = server.signed_in("inspector"), server.signed_in("dispatcher-zfdd")
    body = orjson.dumps(report_body(send_photo(inspector)))
    cases = [uuid4() for _ in range(number)]
    for case in cases:
        inspector.put(f"/api/cases/{case}", body)
    version = orjson.loads(dispatcher.get(f"/api/cases/{cases[0]}"))["version"]
    step = orjson.dumps({"version": version})
    return iter([_accepting(dispatcher, f"/api/cases/{case}/accept", step) for case in cases])


def _accepting(dispatcher: Client, path: str, step: bytes) -> Callable[[], object]:
    return lambda: dispatcher.post(path, step)


async def _listening(
    server: Server, path: str, listeners: int, steps: Iterator[Callable[[], object]]
) -> _Cost:
    """Open the streams, take the steps one after the other, close them."""
    loop = asyncio.get_running_loop()
    cookie = (await asyncio.to_thread(server.signed_in, "command")).cookie
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()
    greeted, heard = _Counter(listeners), _Counter(listeners)

    def hears(event: bytes) -> None:
        if b"event: hello" in event:
            greeted.one_more()
        elif b"event: case" in event:
            heard.one_more()

    ears = []
    for _ in range(listeners):
        _, ear = await loop.create_connection(lambda: _Ear(request, hears), "127.0.0.1", server.port)
        ears.append(ear)
    await greeted.full()
    costs = []
    for _ in range(EVENTS + 1):
        heard.begin()
        cpu, began = server.cpu(), time.monotonic()
        await asyncio.to_thread(next(steps))
        await heard.full()
        costs.append(_Cost((server.cpu() - cpu) * 1000, (time.monotonic() - began) * 1000))
        await asyncio.sleep(0.2)
    for ear in ears:
        ear.transport.close()
    return _Cost(median(one.cpu for one in costs[1:]), median(one.last for one in costs[1:]))


class _Counter:
    """Waits until so many have come."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.begin()

    def begin(self) -> None:
        """Count from nothing."""
        self._missing, self._full = self._number, asyncio.Event()
        if not self._number:
            self._full.set()

    def one_more(self) -> None:
        """One has come."""
        self._missing -= 1
        if self._missing == 0:
            self._full.set()

    async def full(self) -> None:
        """All have come."""
        async with asyncio.timeout(PATIENCE):
            await self._full.wait()

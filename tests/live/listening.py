"""A bureau behind a real server on a socket, and people who keep a live stream open to it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
import uvicorn

from app.core.config import Settings
from app.core.db import Database
from app.live.following import Live, Pace
from app.main import create_app
from tests.bureau import Someone

PATIENCE = 10.0  # seconds after which what should have come is given up


@dataclass(frozen=True)
class Heard:
    """One event as it came."""

    kind: str
    id: int
    data: dict[str, Any]


class Ear:
    """Somebody's open stream, read by a thread of its own until it ends or is closed."""

    def __init__(self, browser: httpx.Client, **query: Any) -> None:
        headers = {"Last-Event-ID": str(query.pop("last_event_id"))} if "last_event_id" in query else {}
        self.heard: list[Heard] = []
        self.lines: list[str] = []
        self.over = False
        self._turn = threading.Condition()
        self._request = browser.build_request(
            "GET", "/api/live", params=query, headers=headers, timeout=PATIENCE * 3
        )
        self._answer = browser.send(self._request, stream=True)
        assert self._answer.status_code == 200, self._answer.read()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        event: dict[str, str] = {}
        try:
            for line in self._answer.iter_lines():
                self._take(line, event)
        except (httpx.HTTPError, httpx.StreamError):
            pass  # we closed it ourselves, or the server is gone: `over` says so
        with self._turn:
            self.over = True
            self._turn.notify_all()

    def _take(self, line: str, event: dict[str, str]) -> None:
        with self._turn:
            self.lines.append(line)
            if line:
                name, _, value = line.partition(": ")
                event[name] = value
            elif "data" in event:
                self.heard.append(Heard(event["event"], int(event["id"]), orjson.loads(event["data"])))
                event.clear()
            self._turn.notify_all()

    def waits_for(self, what: Callable[["Ear"], bool]) -> None:
        """Wait until something is so."""
        with self._turn:
            assert self._turn.wait_for(lambda: what(self), PATIENCE), self.heard

    def hears(self, kind: str, **data: Any) -> Heard:
        """The first event of that kind with these data; waits for it."""

        def found() -> Heard | None:
            return next(
                (one for one in self.heard if one.kind == kind and data.items() <= one.data.items()), None
            )

        self.waits_for(lambda _: found() is not None)
        one = found()
        assert one is not None
        return one

    def told(self) -> list[tuple[str, str, int]]:
        """What was heard of cases: kind, case and version, in order."""
        return [
            (one.kind, one.data["case"], one.data["version"])
            for one in self.heard
            if one.kind in {"case", "gone"}
        ]

    def ends(self) -> None:
        """Wait for the server to end the stream."""
        self.waits_for(lambda ear: ear.over)
        self.close()

    def close(self) -> None:
        """Cut the stream."""
        with self._turn:
            over = self.over
        if not over:
            stream = self._answer.extensions["network_stream"]
            stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self._answer.close()


class TownHall:
    """The running server and its people."""

    def __init__(self, address: str, app: Any) -> None:
        self.address = address
        self.app = app
        self.live: Live = app.state.live
        self.database: Database = app.state.database
        self._people: dict[str, Someone] = {}
        self._browsers: list[httpx.Client] = []
        self._ears: list[Ear] = []

    def browser(self) -> httpx.Client:
        """The browser of somebody who has not signed in."""
        self._browsers.append(httpx.Client(base_url=self.address))
        return self._browsers[-1]

    def __getitem__(self, username: str) -> Someone:
        """The person with this username, signed in."""
        if username not in self._people:
            self._people[username] = Someone(self.browser(), username)
        return self._people[username]

    def listens(self, username: str, **query: Any) -> Ear:
        """That person's stream, open and greeted."""
        ear = Ear(self[username].http, **query)
        self._ears.append(ear)
        ear.hears("hello")
        return ear

    def close(self) -> None:
        """Close what is still open."""
        for ear in self._ears:
            ear.close()
        for browser in self._browsers:
            browser.close()


@contextmanager
def open_town_hall(settings: Settings, pace: Pace) -> Iterator[TownHall]:
    """A server on a free port of this machine; stopped afterwards."""
    app = create_app(settings)
    app.state.live.pace = pace
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=3))
    thread = threading.Thread(target=server.run, args=([door],))
    thread.start()
    give_up = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < give_up:
        time.sleep(0.01)
    hall = TownHall(f"http://127.0.0.1:{door.getsockname()[1]}", app)
    try:
        yield hall
    finally:
        hall.close()
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()

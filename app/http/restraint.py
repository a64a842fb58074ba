"""Nobody may ask so often that others wait: limits per person and per address, and a day's photos per person.

Counted in this process, in windows that begin anew: with N processes somebody gets up to N times as much,
which is enough against a page run wild or a stolen session. (The library ``limits`` was looked at: its store
in memory starts a thread with a timer whenever none is waiting, which costs more than all that is done here.)
"""

import time
from uuid import UUID

from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.addresses import line_of
from app.core.config import Settings
from app.core.problems import Problem
from app.http.answers import note_refusal, problem_response

MINUTE, DAY = 60, 86_400
COUNTED = ("/api/", "/tiles/")
"""What is asked of the service; pages and their parts come from a cache that costs nothing."""


class Allowance:
    """So much for each in a window of so many seconds."""

    def __init__(self, most: int, seconds: int) -> None:
        self._most, self._seconds = most, seconds
        self._window, self._used = 0, dict[UUID | str, int]()

    def take(self, who: UUID | str, cost: int = 1) -> int:
        """Take some; 0 where there was as much, else in how many seconds the next window begins."""
        moment = time.monotonic()
        window = int(moment // self._seconds)
        if window != self._window:
            self._window, self._used = window, {}
        used = self._used.get(who, 0) + cost
        if used > self._most:
            return int((window + 1) * self._seconds - moment) + 1
        self._used[who] = used
        return 0


class Restraint:
    """The limits of one process."""

    def __init__(self, settings: Settings) -> None:
        self._asking = Allowance(settings.requests_per_minute, MINUTE)
        self._calling = Allowance(settings.address_requests_per_minute, MINUTE)
        self._photos = Allowance(settings.photos_per_day, DAY)
        self._bytes = Allowance(settings.photo_bytes_per_day, DAY)

    def demand(self, person: UUID) -> None:
        """One more request of this person's. Raises ``too-many-requests``."""
        _refuse(self._asking.take(person))

    def demand_from(self, address: str) -> None:
        """One more request from this address, or its neighbours on one line. Raises ``too-many-requests``."""
        _refuse(self._calling.take(line_of(address)))

    def demand_photo(self, person: UUID, size: int, *, is_new: bool = True) -> None:
        """One more photo of so many bytes, or so many more of one. Raises ``too-many-photos``."""
        wait = self._photos.take(person, int(is_new)) or self._bytes.take(person, size)
        if wait:
            raise Problem("too-many-photos", headers={"Retry-After": str(wait)})


def _refuse(wait: int) -> None:
    if wait:
        raise Problem("too-many-requests", seconds=wait, headers={"Retry-After": str(wait)})


class RestrainAddresses:
    """ASGI middleware: the limit of an address, before anything is looked up."""

    def __init__(self, app: ASGIApp, restraint: Restraint) -> None:
        self.app = app
        self._restraint = restraint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(COUNTED):
            try:
                self._restraint.demand_from((scope.get("client") or ("",))[0])
            except Problem as refused:
                note_refusal(refused)
                await problem_response(refused, "zh")(scope, receive, send)
                return
        await self.app(scope, receive, send)

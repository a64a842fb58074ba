"""People who do over the API what comes before a story in the browser."""

from collections.abc import Callable
from itertools import count
from typing import Any

import httpx
from playwright.sync_api import Page

from tests.bureau import Someone, report_body

Sit = Callable[..., Page]
"""Sit somebody down, by username, at a case or at the desk."""


class Staff:
    """The people of one bureau, each signed in when first wanted."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._people: dict[str, Someone] = {}
        self._spots = count()

    def __getitem__(self, username: str) -> Someone:
        if username not in self._people:
            self._people[username] = Someone(httpx.Client(base_url=self.address), username)
        return self._people[username]

    def files(self, category: str = "LL2-02", north: float | None = None, **more: Any) -> str:
        """A case filed by the inspector; returns its id. ``north``: degrees from the seat (a spot of its own)."""
        location = report_body("")["location"]
        location["lat"] += next(self._spots) / 100 if north is None else north
        return str(self["inspector"].files(category, location=location, **more)["id"])

    def fed_back(self) -> str:
        """A case that the brigade has fed back."""
        case_id = self.files()
        self["dispatcher-zfdd"].does("accept", case_id)
        self["dispatcher-zfdd"].feeds_back(case_id)
        return case_id

    def goes_home(self) -> None:
        """Everybody hangs up."""
        for someone in self._people.values():
            someone.http.close()

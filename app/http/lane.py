"""A short way for what phones and maps ask all day: straight to its handler, past the framework's routing.

Matching routes, solving dependencies and nesting middleware cost a report more than committing it, and a tile
more than drawing it (docs/decisions/0008). The same work stands in the routers too, for the OpenAPI document
and for whatever does not match here to the letter; a problem is rendered here as it is there.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.answers import answer_to
from app.http.route_names import ROUTE

UUID_PATH = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
HASH_PATH = r"[0-9a-f]{64}"


class ShortWay(NamedTuple):
    """``method`` and ``path``, whose ``{name}`` are described by ``parts``; they are handed over as text."""

    method: str
    path: str
    parts: dict[str, str]
    handler: Callable[..., Awaitable[Response]]

    @property
    def pattern(self) -> re.Pattern[str]:
        """What a request's path must match to the letter."""
        described = re.sub(r"\\{(\w+)\\}", lambda name: f"({self.parts[name[1]]})", re.escape(self.path))
        return re.compile(described)


class Lane:
    """ASGI middleware: requests that match one of ``ways``."""

    def __init__(self, app: ASGIApp, ways: Iterable[ShortWay]) -> None:
        self.app = app
        self._ways: dict[str, list[tuple[re.Pattern[str], ShortWay]]] = {}
        for way in ways:
            self._ways.setdefault(way.method, []).append((way.pattern, way))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for pattern, way in self._ways.get(scope["method"], ()):
                if found := pattern.fullmatch(scope["path"]):
                    scope[ROUTE] = way.path
                    await _answer(way, found.groups(), Request(scope, receive), send)
                    return
        await self.app(scope, receive, send)


async def _answer(way: ShortWay, named: tuple[str, ...], request: Request, send: Send) -> None:
    try:
        response = await way.handler(request, *named)
    except ClientDisconnect:
        return
    except Exception as failure:
        answer = await answer_to(request, failure)
        if answer is None:
            raise
        response = answer
    await response(request.scope, request.receive, send)

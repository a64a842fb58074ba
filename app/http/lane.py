"""A short way for what phones send all day: straight to its handler, past the framework's routing.

Matching routes, solving dependencies and nesting middleware cost a report more than committing it
(docs/decisions/0008). The same work stands in the routers too, for the OpenAPI document and for whatever does
not match here to the letter; a problem is rendered here as it is there.
"""

import re
from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.answers import answer_to
from app.http.watch import ROUTE

Handler = Callable[[Request, str], Awaitable[Response]]
UUID_PATH = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
HASH_PATH = r"([0-9a-f]{64})"
_NAMED = re.compile(re.escape(UUID_PATH) + "|" + re.escape(HASH_PATH))


class Lane:
    """ASGI middleware: ``PUT`` to a path that one of ``handlers`` is named by; its group is handed over."""

    def __init__(self, app: ASGIApp, handlers: Mapping[str, Handler]) -> None:
        self.app = app
        self._handlers = [(re.compile(pattern), handler) for pattern, handler in handlers.items()]
        self._names = {pattern: _NAMED.sub("{id}", pattern.pattern) for pattern, _ in self._handlers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "PUT":
            for pattern, handler in self._handlers:
                if found := pattern.fullmatch(scope["path"]):
                    scope[ROUTE] = self._names[pattern]
                    await _answer(handler, found[1], Request(scope, receive), send)
                    return
        await self.app(scope, receive, send)


async def _answer(handler: Handler, named: str, request: Request, send: Send) -> None:
    try:
        response = await handler(request, named)
    except ClientDisconnect:
        return
    except Exception as failure:
        answer = await answer_to(request, failure)
        if answer is None:
            raise
        response = answer
    await response(request.scope, request.receive, send)

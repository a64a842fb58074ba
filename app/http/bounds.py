"""No body without an end: what a request may bring is bounded before any of it is read or parsed.

Inside the short lane (:mod:`app.http.lane`), whose handlers count for themselves. FastAPI's own
``max_body_size`` was looked at: for the whole app it stands outside every middleware, so the lane would pay
for it and its photos could not be exempt, and it answers without a problem document.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.problems import Problem
from app.http.answers import BodyRefused, language_of, problem_response
from app.http.guard import SAFE

KIBIBYTE = 1024
MOST_BYTES = 256 * KIBIBYTE
"""What a body may have that has no rule of its own: a sealed case, 500 points of a track."""


class Larger(NamedTuple):
    """Bodies at ``path`` (a pattern) may have ``most`` bytes; ``None``: the handler counts as it streams."""

    path: re.Pattern[str]
    most: int | None


def too_long(most: int) -> Problem:
    """The refusal of a body of more than ``most`` bytes."""
    return Problem("body-too-large", limit=f"{most // KIBIBYTE} kB")


async def body_within(request: Request, most: int = MOST_BYTES) -> bytes:
    """The whole body. Raises ``body-too-large``."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise too_long(most)
    return bytes(body)


class Bounds:
    """ASGI middleware: refuses by the length that is announced, or once more has come."""

    def __init__(self, app: ASGIApp, larger: Sequence[Larger]) -> None:
        self.app = app
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        most = self._most(scope["path"])
        if most is None:
            await self.app(scope, receive, send)
            return
        if _announced(scope) > most:
            refusal = problem_response(too_long(most), language_of(Request(scope)))
            await refusal(scope, receive, send)
            return
        come = 0

        async def next_piece() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > most:
                raise BodyRefused(too_long(most))
            return message

        await self.app(scope, next_piece, send)

    def _most(self, path: str) -> int | None:
        return next((one.most for one in self._larger if one.path.fullmatch(path)), MOST_BYTES)


def _announced(scope: Scope) -> int:
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(said) if said.isdigit() else 0

"""No body without an end, and none that no database can hold: looked at before any of it is parsed.

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
from app.http.answers import BodyRefused, holds_nul, language_of, problem_response
from app.http.guard import SAFE

KIBIBYTE = 1024
MOST_BYTES = 256 * KIBIBYTE
"""What a body may have that has no rule of its own: a sealed case, 500 points of a track."""


_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


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
    """ASGI middleware: refuses by the length that is announced, or once more has come; and NUL in JSON."""

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
        is_json = b"json" in _header(scope, b"content-type")
        come, pieces = 0, list[bytes]()

        async def next_piece() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > most:
                raise BodyRefused(too_long(most))
            if is_json:
                pieces.append(message.get("body", b""))
                if not message.get("more_body", False) and _has_nul(b"".join(pieces)):
                    raise BodyRefused(holds_nul())
            return message

        await self.app(scope, next_piece, send)

    def _most(self, path: str) -> int | None:
        return next((one.most for one in self._larger if one.path.fullmatch(path)), MOST_BYTES)


def _has_nul(json: bytes) -> bool:
    r"""Whether a string in it has ``\u0000``, and not a backslash and the letters; a bare NUL is no JSON."""
    return b"\\u0000" in json and _NUL.search(json) is not None


def _header(scope: Scope, wanted: bytes) -> bytes:
    found: bytes = next((value for name, value in scope["headers"] if name == wanted), b"")
    return found


def _announced(scope: Scope) -> int:
    said = _header(scope, b"content-length")
    return int(said) if said.isdigit() else 0

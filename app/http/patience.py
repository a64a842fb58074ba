"""Bodies that stop coming: a line that died without a word is given up, and what came is kept to go on from.

Neither end of a mobile connection always says goodbye. Without this an upload over a dead line would hold its
place until the operating system notices, which may take hours, and what came could not be gone on with.
"""

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.problems import Problem
from app.http.answers import language_of, problem_response
from app.http.guard import SAFE


class Patience:
    """ASGI middleware: while a body is under way, at most ``seconds`` may pass between two pieces of it.

    The handler sees what it sees when a line breaks; should the client listen after all, it reads 408
    ``went-silent`` and the connection is closed.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        body_ended = went_silent = False

        async def next_piece() -> Message:
            nonlocal body_ended, went_silent
            if body_ended:
                return await receive()
            try:
                async with asyncio.timeout(self.seconds):
                    message = await receive()
            except TimeoutError:
                body_ended = went_silent = True
                return {"type": "http.disconnect"}
            body_ended = not message.get("more_body", False)
            return message

        async def send_unless_silent(message: Message) -> None:
            if not went_silent:
                await send(message)

        try:
            await self.app(scope, next_piece, send_unless_silent)
        except ClientDisconnect:
            if not went_silent:
                raise
        if went_silent:
            problem = Problem("went-silent", seconds=round(self.seconds), headers={"Connection": "close"})
            await problem_response(problem, language_of(Request(scope)))(scope, receive, send)

"""The bytes of a request as they come, none of them past the sender's allowance."""

from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import Request

from app.http.session import restraint_of


def announced(request: Request) -> int:
    """How many bytes the request says it has; 0 where it does not say."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


async def counted(request: Request, person: UUID) -> AsyncIterator[bytes]:
    """The body piece by piece. What was announced has been taken off the allowance; this takes off the rest.

    Raises:
        Problem: ``too-many-photos``.
        ClientDisconnect: as ``Request.stream``.
    """
    left = announced(request)
    async for piece in request.stream():
        if len(piece) > left:
            restraint_of(request).demand_photo(person, len(piece) - left, is_new=False)
        left = max(left - len(piece), 0)
        yield piece

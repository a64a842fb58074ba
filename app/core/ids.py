"""Identifiers that are made here (a case's own id is made on the phone, as :func:`timed_id` does)."""

import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4


def new_id() -> UUID:
    """A random UUID for a row of ours."""
    return uuid4()


def timed_id(at: datetime, chance: int | None = None) -> UUID:
    """A UUIDv7 (RFC 9562, 5.7): the milliseconds of ``at``, then 74 bits of ``chance``.

    Cases have these: what is filed about the same time lies together in an index, a month is a range of ids.
    """
    bits = secrets.randbits(74) if chance is None else chance
    head = int(at.timestamp() * 1000) << 80 | 7 << 76 | (bits >> 62) << 64
    return UUID(int=head | 2 << 62 | bits & (1 << 62) - 1)


def new_secret() -> str:
    """A bearer secret of 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is stored of a bearer secret: its SHA-256 in hex, so that a stolen table opens no door."""
    return sha256(secret.encode()).hexdigest()

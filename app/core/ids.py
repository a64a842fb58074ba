"""Identifiers that are made here (a case's own id is made on the phone)."""

import secrets
from hashlib import sha256
from uuid import UUID, uuid4


def new_id() -> UUID:
    """A random UUID for a row of ours."""
    return uuid4()


def new_secret() -> str:
    """A bearer secret of 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is stored of a bearer secret: its SHA-256 in hex, so that a stolen table opens no door."""
    return sha256(secret.encode()).hexdigest()

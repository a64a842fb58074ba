"""Bytes as text, the way keys and signatures travel: base64url without padding (RFC 4648, 5)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def packed(raw: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def unpacked(text: str) -> bytes:
    """Bytes from base64url with or without padding.

    Raises:
        ValueError: for what is neither.
    """
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))

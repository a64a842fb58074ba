"""Passwords: argon2id at the strength OWASP names (19 MiB, two passes, one lane; about 30 ms)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash("nobody's password")


def hash_password(password: str) -> str:
    """A salted hash to store."""
    return _hasher.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Without an account (``None``) the same work is done and the answer is no."""
    try:
        return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False

"""Passwords: argon2id at the strength OWASP names (19 MiB, two passes, one lane; about 30 ms)."""

import re
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from app.core.problems import Problem

SHORTEST = 10
LONGEST = 128
LEAST_SCORE = 3
"""Of zxcvbn's 0–4: "safely unguessable, moderate protection from an offline attack"."""
ESTIMATED = 72
"""So many characters are looked at for the estimate; it grows slow beyond."""
EXPECTED = ("xuncheng", "yiyuan", "chengguan", "zhifa", "yingchun")
"""Words that whoever guesses at this system tries first."""
UNUSABLE = ""
"""Stored where nobody has chosen a password yet: it fits none."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash(secrets.token_urlsafe())


def hash_password(password: str) -> str:
    """A salted hash to store."""
    return _hasher.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Without a hash the same work is done and the answer is no."""
    try:
        return _hasher.verify(password_hash or _NOBODY, password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def demand_strong(password: str, *own_words: str) -> None:
    """Refuse a password that is short or easily guessed; ``own_words``: the person's names.

    Length and guessability, no rules of composition and no ageing: OWASP ASVS 5.0, V6.2.

    Raises:
        Problem: ``weak-password``.
    """
    if len(password) < SHORTEST:
        raise Problem(
            "weak-password",
            why=(f"至少要 {SHORTEST} 个字符", f"it needs at least {SHORTEST} characters"),
        )
    words = [*EXPECTED, *(part for word in own_words for part in _parts(word.lower()))]
    if zxcvbn(password[:ESTIMATED], user_inputs=words)["score"] < LEAST_SCORE:
        raise Problem(
            "weak-password",
            why=(
                "它太容易被猜到，请避免姓名、拼音加数字和键盘顺序，可用几个不相干的词连起来",
                "it is easily guessed: avoid names, dates and keyboard rows; join a few unrelated words",
            ),
        )


def _parts(word: str) -> set[str]:
    """A name as it may turn up in a password: whole, in its parts, without what parts them."""
    parts = re.split(r"[\W_]+", word)
    return {part for part in (word, "".join(parts), *parts) if part}

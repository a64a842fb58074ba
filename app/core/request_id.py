"""The number of the request being answered: in its answer, in its problem, in every line logged meanwhile."""

import re
from contextvars import ContextVar
from random import Random

_FIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_numbers = Random()  # noqa: S311  (they are to differ, not to be secret: no call to the system for each)
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def request_id() -> str | None:
    """The current request's, where one is being answered."""
    return _current.get()


def begin_request(given: str | None) -> str:
    """Take over the number that a proxy or a client gave, if it is harmless, or make one."""
    number = given if given and _FIT.fullmatch(given) else f"{_numbers.getrandbits(64):016x}"
    _current.set(number)
    return number

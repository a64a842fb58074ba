"""The one place that asks what time it is, so that a test can say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
LONGEST_UNSENT = timedelta(days=7)
"""How long a phone may plausibly be out of reach. There is a signal in every town: a week has room for a
holiday or a repair; what comes later than that asks for a word by whoever sent it."""

_read: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731  (a replaceable default, not a function to import)


def now() -> datetime:
    """The present moment in UTC, with zone."""
    return _read()


def set_clock(read: Callable[[], datetime] | None) -> None:
    """Replace the clock (tests, replays of a day); ``None`` puts the real one back."""
    global _read  # noqa: PLW0603  (one process, one clock: that is the point of this module)
    _read = read or (lambda: datetime.now(UTC))

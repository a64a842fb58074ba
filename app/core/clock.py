"""The one place that asks what time it is, so that a test can say."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

_read: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731  (a replaceable default, not a function to import)


def now() -> datetime:
    """The present moment in UTC, with zone."""
    return _read()


def set_clock(read: Callable[[], datetime] | None) -> None:
    """Replace the clock (tests, replays of a day); ``None`` puts the real one back."""
    global _read  # noqa: PLW0603  (one process, one clock: that is the point of this module)
    _read = read or (lambda: datetime.now(UTC))

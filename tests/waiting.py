"""Waiting for what happens in another thread or process."""

import time
from collections.abc import Callable


def wait_for(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Until it has happened. Raises AssertionError where it has not within so many seconds."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)

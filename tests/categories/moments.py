"""Moments as people write them."""

from datetime import datetime
from zoneinfo import ZoneInfo


def at(words: str) -> datetime:
    """``2023-01-20 16:30`` in Yiyuan."""
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Asia/Shanghai"))

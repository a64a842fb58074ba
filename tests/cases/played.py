"""Pieces that the stories about cases share: turning the clock, and a case that a unit has taken on."""

from datetime import UTC, datetime

from app.core.clock import set_clock
from tests.bureau import Bureau

MONDAY_10 = datetime(2023, 2, 13, 2, 0, tzinfo=UTC)
"""10:00 in the county, a working day."""


def at(moment: datetime) -> None:
    """It is now ``moment``."""
    set_clock(lambda: moment)


def accepted(bureau: Bureau, category: str = "LL2-02") -> str:
    """The id of a case of the enforcement brigade that it has accepted."""
    case_id: str = bureau["inspector"].files(category)["id"]
    bureau["dispatcher-zfdd"].does("accept", case_id)
    return case_id

"""In which form a phone sends what waited on it: an app is updated while things wait, and a server too."""

from typing import Annotated

from fastapi import Depends, Header

from app.core.problems import Problem

OLDEST, NEWEST = 1, 2
"""1: reports, and steps without an id of their own. 2: steps with ``step_id``, both with the phone's seal."""
KNOWN = frozenset({"", *map(str, range(OLDEST, NEWEST + 1))})


def demand_known(said: str) -> None:
    """The same for a header read by hand; '' where the phone does not say.

    Raises:
        Problem: ``record-unknown``.
    """
    if said not in KNOWN:
        raise Problem("record-unknown", record=said[:20], newest=NEWEST)


async def _known_record(outbox_record: Annotated[int, Header()] = OLDEST) -> None:
    """The record's version, the oldest where the phone does not say.

    Raises:
        Problem: ``record-unknown``.
    """
    if not OLDEST <= outbox_record <= NEWEST:
        raise Problem("record-unknown", record=outbox_record, newest=NEWEST)


KnownRecord = Depends(_known_record)

"""Several processes, one sweeper at a time: whoever finds another at it goes on with its own work."""

from datetime import timedelta

from app.core.db import is_alone
from app.reactions import ONE_SWEEPER_KEY, sweep_once
from tests.bureau import Bureau
from tests.cases.played import MONDAY_10, at


def test_who_finds_another_sweeping_does_not_wait_and_nothing_is_forgotten(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id = bureau["inspector"].files("LL2-02")["id"]
    bureau["dispatcher-zfdd"].does("accept", case_id)
    at(MONDAY_10 + timedelta(hours=6))
    versions = bureau.app.state.versions

    with bureau.database.writing() as other:
        assert is_alone(other, ONE_SWEEPER_KEY)
        assert sweep_once(bureau.database, versions) == 0

    assert sweep_once(bureau.database, versions) == 1

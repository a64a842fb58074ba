"""The table that phones are held to is what the server decides today."""

import json
from functools import cache
from typing import Any

from tests.pack.deciding import (
    CALENDAR,
    DECISIONS,
    RULES,
    calendar_fixture,
    decisions_fixture,
    in_force,
    rules_fixture,
)


@cache
def today() -> Any:
    """What the server decides today."""
    return decisions_fixture(in_force())


STALE = (
    "the notice or the deciding has changed: run python -m tests.pack.deciding, then the front end's tests"
)


def test_the_phones_rules_are_the_notices() -> None:
    assert json.loads(RULES.read_text("utf-8")) == rules_fixture(in_force()), STALE
    assert json.loads(CALENDAR.read_text("utf-8")) == calendar_fixture(in_force()), STALE


def test_the_shared_table_is_what_the_server_decides() -> None:
    assert json.loads(DECISIONS.read_text("utf-8")) == today(), STALE
    assert {key.split("|")[0] for key in today()["decisions"]} == set(in_force().notice.categories)
    assert len(today()["decisions"]) * len(today()["places"]) > 5_000


def test_the_table_tells_towns_and_answers_apart() -> None:
    """A table in which nothing depended on anything would prove nothing."""
    decisions = today()["decisions"]
    leads = {today()["outcomes"][index][0] for row in decisions.values() for index in row}

    assert len(leads) > 15
    assert any(len(set(row)) > 10 for row in decisions.values())
    assert decisions["WB-03||inspector"] != decisions["WB-03|breaks_law|inspector"]

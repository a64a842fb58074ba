"""What lies on the map beside the cases of the moment: a day told again, spots that come back, places to go."""

from csv import DictReader
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.config import Settings
from tests.bureau import Bureau, report_body
from tests.cases.played import MONDAY_10, at

NOTICE = Settings().notice_dir
NEXT_DAY = MONDAY_10 + timedelta(days=1)
FIRST, SECOND = "2023-02-13", "2023-02-14"


def day(bureau: Bureau, username: str, which: str, **narrowed: Any) -> dict[str, Any]:
    answer = bureau[username].http.get("/api/map/replay", params={"day": which, **narrowed})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


@pytest.fixture
def two_days(bureau: Bureau) -> Bureau:
    """Filed on Monday at ten, accepted an hour later, fed back on Tuesday at ten."""
    at(MONDAY_10)
    case_id = bureau["inspector"].files("LL2-02")["id"]
    at(MONDAY_10 + timedelta(hours=1))
    bureau["dispatcher-zfdd"].does("accept", case_id)
    at(NEXT_DAY)
    bureau["dispatcher-zfdd"].feeds_back(case_id)
    return bureau


def test_a_day_is_told_in_its_order_with_how_things_stood_before(two_days: Bureau) -> None:
    monday, tuesday = (day(two_days, "command", which) for which in (FIRST, SECOND))

    assert monday["began"] == "2023-02-12T16:00:00Z"
    assert [one["was"] for one in monday["cases"]] == [None]
    assert [(step["at"] / 3600, step["case"], step["state"]) for step in monday["steps"]] == [
        (10, 0, "REPORTED"),
        (10, 0, "FILED"),
        (10, 0, "DISPATCHED"),
        (11, 0, "ACCEPTED"),
    ]
    assert [one["was"] for one in tuesday["cases"]] == ["ACCEPTED"]
    assert [step["state"] for step in tuesday["steps"]] == ["FEEDBACK"]
    assert (monday["truncated"], day(two_days, "command", "2023-02-12")["steps"]) == (False, [])


def test_a_day_begins_with_what_stood_open_then_whether_or_not_anything_happens_to_it(
    two_days: Bureau,
) -> None:
    """Wednesday begins with the case that waits to be checked; on Thursday it is closed, and Friday is bare."""
    case_id = day(two_days, "command", FIRST)["cases"][0]["id"]
    at(NEXT_DAY + timedelta(days=2))
    two_days["command"].does("check_pass", case_id)
    void = two_days["inspector"].files("LL2-02")["id"]
    at(NEXT_DAY + timedelta(days=4))
    two_days["command"].does("void_req", void, reason="重复上报")
    two_days["office"].does("void_ok", void)

    def stood(which: str) -> list[tuple[str, str, str, int]]:
        told = day(two_days, "command", which)
        return [(one["id"], one["was"], one["stands"], len(told["steps"])) for one in told["cases"]]

    assert stood("2023-02-15") == [(case_id, "FEEDBACK", "CLOSED", 0)]
    assert stood("2023-02-16")[0] == (case_id, "FEEDBACK", "CLOSED", 4)
    assert stood("2023-02-17") == [(void, "DISPATCHED", "VOID", 0)]
    assert stood("2023-02-20") == []
    assert day(two_days, "dispatcher-hjzx", "2023-02-15")["cases"] == []


def test_a_day_says_by_when_its_cases_were_due(two_days: Bureau) -> None:
    [tuesday] = day(two_days, "command", SECOND)["cases"]

    case = two_days["command"].case(tuesday["id"])
    began = datetime(2023, 2, 13, 16, tzinfo=UTC)
    assert began + timedelta(seconds=tuesday["due"]) == datetime.fromisoformat(case["due_at"])
    assert began + timedelta(seconds=tuesday["presses"]) == datetime.fromisoformat(case["clock_at"])


def test_of_more_than_can_be_told_a_day_says_how_many_it_leaves_out(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.map.replay.MOST_STANDING", 2)
    at(MONDAY_10)
    ids = [bureau["inspector"].files("LL2-02")["id"] for _ in range(4)]
    at(NEXT_DAY)
    bureau["dispatcher-zfdd"].does("accept", ids[0])

    told = day(bureau, "command", SECOND)

    assert {one["id"] for one in told["cases"]} >= {ids[0]}
    assert len(told["cases"]) + told["more"] == 4


def test_a_day_is_told_of_the_cases_one_may_see_and_asked_for(two_days: Bureau) -> None:
    assert day(two_days, "dispatcher-hjzx", FIRST)["cases"] == []
    assert len(day(two_days, "dispatcher-zfdd", FIRST)["cases"]) == 1
    assert day(two_days, "command", FIRST, category="LL1")["cases"] == []
    assert len(day(two_days, "command", FIRST, unit="ZFDD")["cases"]) == 1


def spots(bureau: Bureau, username: str, **narrowed: Any) -> list[dict[str, Any]]:
    answer = bureau[username].http.get("/api/map/recurring.geojson", params=narrowed)
    assert answer.headers["content-type"] == "application/geo+json"
    found: list[dict[str, Any]] = answer.json()["features"]
    return found


def closed_again(bureau: Bureau, north: float, times: int, category: str = "LL2-02") -> list[str]:
    """Cases of one type at one place, each closed before the next is filed; their ids, the newest first."""
    ids: list[str] = []
    for number in range(times):
        at(datetime(2023, 2, 13 + number, 2, 0, tzinfo=UTC))
        location = report_body("")["location"]
        location["lat"] += north
        case_id = bureau["inspector"].files(category, location=location)["id"]
        unit = bureau["command"].case(case_id)["unit"]["code"].lower()
        bureau[f"dispatcher-{unit}"].does("accept", case_id)
        bureau[f"dispatcher-{unit}"].feeds_back(case_id)
        bureau["command"].does("check_pass", case_id)
        ids.insert(0, case_id)
    return ids


def test_what_keeps_coming_back_is_one_spot_the_most_often_repeated_first(bureau: Bureau) -> None:
    closed_again(bureau, 0.03, 1)
    twice = closed_again(bureau, 0.02, 2)
    thrice = closed_again(bureau, 0.01, 3)

    seen = spots(bureau, "command")

    assert [(one["properties"]["times"], one["properties"]["cases"]) for one in seen] == [
        (3, thrice),
        (2, twice),
    ]
    first = seen[0]["properties"]
    told = [(one["id"], one["state"], one["reported_at"][:10]) for one in first["times_told"]]
    assert told == list(zip(thrice, ["CLOSED"] * 3, ["2023-02-15", "2023-02-14", "2023-02-13"], strict=True))
    assert (first["first_at"][:10], first["last_at"][:10]) == ("2023-02-13", "2023-02-15")
    assert seen[0]["geometry"]["coordinates"][1] == pytest.approx(report_body("")["location"]["lat"] + 0.01)
    assert spots(bureau, "dispatcher-hjzx") == []
    assert len(spots(bureau, "dispatcher-zfdd")) == 2
    assert spots(bureau, "command", reported_since="2023-02-16") == []


def test_where_traders_and_cars_are_sent_is_on_the_map_as_the_folder_has_it(bureau: Bureau) -> None:
    found = bureau["inspector"].http.get("/api/map/facilities.geojson").json()["features"]

    with (NOTICE / "facilities.csv").open(encoding="utf-8") as file:
        rows = list(DictReader(line for line in file if not line.startswith("#")))
    said = [(one["properties"]["name"], one["geometry"]["coordinates"]) for one in found]
    assert said == [(row["name"], [float(row["lon"]), float(row["lat"])]) for row in rows]
    assert all(one["properties"]["schematic"] for one in found)  # nobody has surveyed them yet
    assert bureau.stranger().get("/api/map/facilities.geojson").status_code == 401

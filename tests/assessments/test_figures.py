"""The bureau's figures are counted from what people did, and each sees those of their own cases."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from app.__main__ import cli
from app.core.clock import set_clock
from tests.bureau import COUNTY_SEAT, OUT_OF_COUNTY, Bureau, Someone
from tests.notices.folders import yiyuan

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2023, 2, 6, 9, 0, tzinfo=ZONE)
VILLAGE = next(one for one in yiyuan().villages.values() if one.town == "370323001")
IN_NO_BATTLE = "HW-01"
LINKS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "figure_links.json").read_text(encoding="utf-8")
)
WEEK = {"since": "2023-02-06", "until": "2023-02-12"}


def figures(who: Someone, by: str = "unit", **query: str) -> dict[str, Any]:
    answer = who.http.get("/api/figures", params=WEEK | {"by": by} | query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def group(found: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for one in found["groups"] if one["code"] == code)


@pytest.fixture
def week(bureau: Bureau) -> Bureau:
    """One stall cleared on time, one late, one still open and late, one refused; mud for another unit."""
    inspector, unit, command = bureau["inspector"], bureau["dispatcher-zfdd"], bureau["command"]
    set_clock(lambda: MONDAY)
    in_time, late, _open = (inspector.files()["id"] for _ in range(3))
    inspector.files(category="YC3-03")
    refused = command.files(source="public")["id"]
    command.does("reject", refused, reason="不属城管职责")
    for case_id, when in ((in_time, MONDAY + timedelta(minutes=20)), (late, MONDAY + timedelta(days=3))):
        set_clock(lambda when=when: when)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        unit.does("accept", case_id)
        unit.feeds_back(case_id)
        command.does("check_pass", case_id)
    set_clock(lambda: MONDAY + timedelta(days=4))
    return bureau


def test_a_week_by_unit(week: Bureau) -> None:
    found = figures(week["command"])

    zfdd = group(found, "ZFDD")
    assert {name: zfdd[name] for name in ("due", "closed", "closed_on_time", "late", "ended", "suspended")} == {
        "due": 3, "closed": 2, "closed_on_time": 1, "late": 1, "ended": 2, "suspended": 0,
    }  # fmt: skip
    assert zfdd["closing_rate"] == pytest.approx(2 / 3)
    assert zfdd["on_time_rate"] == pytest.approx(1 / 3)
    assert (found["total"]["reported"], found["total"]["filed"]) == (5, 4)
    assert zfdd["name"] == "执法大队"


def listed(who: Someone, query: dict[str, Any]) -> int:
    """How many cases the desk lists and counts under a query."""
    items = who.http.get("/api/cases", params={"limit": 200, **query}).json()["items"]
    if "overdue" not in query:
        counters = {name: value for name, value in query.items() if name != "state"}
        by_state = who.http.get("/api/cases/counts", params=counters).json()["by_state"]
        states = query.get("state", list(by_state))
        assert sum(by_state.get(state, 0) for state in states) == len(items)
    return len(items)


def counted(one: dict[str, Any], figure: str) -> int:
    return int(one["due"] - one["suspended"] if figure == "answerable" else one[figure])


@pytest.fixture
def fuller_week(week: Bureau) -> Bureau:
    """Besides, one suspended, and one that belongs to no battle."""
    unit, command = week["dispatcher-zfdd"], week["command"]
    set_clock(lambda: MONDAY)
    stuck = week["inspector"].files()["id"]
    week["inspector"].files(category=IN_NO_BATTLE)
    unit.does("accept", stuck)
    unit.does("suspend_req", stuck, reason="等待拆迁", until=(MONDAY + timedelta(days=9)).isoformat())
    command.does("suspend_ok", stuck)
    set_clock(lambda: MONDAY + timedelta(days=4))
    return week


def test_every_figure_leads_to_exactly_its_cases(fuller_week: Bureau) -> None:
    """The screen asks what ``figure_links.json`` says; see ``frontend/tests/figures/links.test.ts``."""
    command = fuller_week["command"]
    battles = {one["name"]: str(one["number"]) for one in command.http.get("/api/notice").json()["battles"]}
    whole, heads, by_battle = (figures(command, by) for by in ("unit", "head", "battle"))
    assert {one["code"] for one in by_battle["groups"]} == {"", "B1", "B3"}

    for figure, query in LINKS.items():
        assert listed(command, query) == counted(whole["total"], figure) > 0, figure
        for unit in whole["groups"]:
            assert listed(command, {**query, "unit": unit["code"]}) == counted(unit, figure), figure
        for head in heads["groups"]:
            assert listed(command, {**query, "category": head["code"]}) == counted(head, figure), figure
        for battle in by_battle["groups"]:
            number = battles.get(battle["name"], "none")
            assert listed(command, {**query, "battle": number}) == counted(battle, figure), figure


def test_a_day_of_the_trend_leads_to_that_days_cases(fuller_week: Bureau) -> None:
    command = fuller_week["command"]
    for one in figures(command, "day")["groups"]:
        for figure in ("reported", "ended"):
            day = {f"{figure}_since": one["code"], f"{figure}_until": one["code"]}
            assert listed(command, {**LINKS[figure], **day}) == one[figure]


def test_what_is_late_now_is_counted_whenever_it_was_due(week: Bureau) -> None:
    """The week's late case is late still when the period has moved on to today."""
    command = week["command"]
    today = command.http.get("/api/figures", params={"since": "2023-02-10"}).json()["total"]

    late_now = command.http.get("/api/cases/counts").json()["overdue"]

    assert today["late"] < late_now == len(command.http.get("/api/cases?overdue=true").json()["items"])


def test_what_was_closed_late_is_the_rest_of_what_was_closed(week: Bureau) -> None:
    command = week["command"]
    closed, on_time = LINKS["closed"], LINKS["closed_on_time"]
    assert (
        listed(command, {**closed, "on_time": False})
        == listed(command, closed) - listed(command, on_time)
        == 1
    )


@pytest.mark.parametrize(
    ("by", "code", "reported"),
    [("battle", "B3", 4), ("family", "LL", 4), ("head", "LL2", 4), ("category", "LL2-02", 4), ("town", "370323001", 5), ("day", "2023-02-06", 5)],
)  # fmt: skip
def test_the_same_week_told_apart_otherwise(week: Bureau, by: str, code: str, reported: int) -> None:
    found = figures(week["command"], by)

    assert group(found, code)["reported"] == reported
    assert sum(one["reported"] for one in found["groups"]) == found["total"]["reported"] == 5


def import_outlines(folder: Path, bureau: Bureau, monkeypatch: pytest.MonkeyPatch, **halves: float) -> None:
    """Squares around the county seat, by area; ``halves`` in degrees."""
    lon, lat = COUNTY_SEAT
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    features = [
        {
            "type": "Feature",
            "properties": {"code": code[1:]},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[lon + x * h, lat + y * h] for x, y in corners]],
            },
        }
        for code, h in halves.items()
    ]
    file = folder / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    monkeypatch.setenv("XUNCHENG_DATABASE_URL", bureau.settings.database_url)
    wrote = CliRunner().invoke(cli, ["areas", "import", str(file), "--datum", "wgs84", "--apply"])
    assert wrote.exit_code == 0, wrote.output
    bureau.app.state.versions.forget()


def test_villages_and_grid_cells_have_figures_of_their_own(
    bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(lambda: MONDAY)
    town, village, grid = "370323001", VILLAGE.code, f"{VILLAGE.code}001"
    inspector, command = bureau["inspector"], bureau["command"]
    inspector.files()  # the import moves it out of the town at large
    import_outlines(tmp_path, bureau, monkeypatch, **{f"_{village}": 0.004, f"_{grid}": 0.001})
    inspector.files(location=report_location(0.002))
    inspector.files()

    for by, counted in {
        "town": {town: 3},
        "village": {village: 3},
        "grid": {grid: 2, "": 1},
    }.items():
        found = figures(command, by)
        assert {one["code"]: one["reported"] for one in found["groups"]} == counted
        for code in filter(None, counted):
            listed = command.http.get("/api/cases", params={"area": code}).json()["items"]
            assert len(listed) == counted[code]
    assert group(figures(command, "village"), village)["name"] == VILLAGE.name
    assert group(figures(command, "grid"), "")["name"] == "未划入网格"


def report_location(degrees_north: float) -> dict[str, Any]:
    """So far north of the county seat."""
    lon, lat = COUNTY_SEAT
    fixed = {"accuracy_m": 8, "fixed_at": "2026-11-23T09:00:00+08:00", "source": "gps"}
    return {"lon": lon, "lat": lat + degrees_north, **fixed}


def test_each_sees_their_own(week: Bureau) -> None:
    assert [one["code"] for one in figures(week["dispatcher-hjzx"])["groups"]] == ["HJZX"]
    assert figures(week["inspector"])["total"]["reported"] == 4
    assert week["dispatcher-hjzx"].http.get("/api/figures?by=reporter").status_code == 403
    assert week.stranger().get("/api/figures").status_code == 401


def test_of_one_persons_reports_those_that_became_cases(week: Bureau) -> None:
    found = figures(week["command"], "reporter")

    assert {one["name"]: one["filing_rate"] for one in found["groups"]}[_name(week, "inspector")] == 1.0


def _name(bureau: Bureau, username: str) -> str:
    return str(bureau[username].http.get("/api/me").json()["name"])


def test_an_evening_report_belongs_to_the_local_day(bureau: Bureau) -> None:
    set_clock(lambda: datetime(2023, 2, 7, 7, 30, tzinfo=ZONE))  # still the sixth in UTC
    bureau["inspector"].files(location={"lon": OUT_OF_COUNTY[0], "lat": OUT_OF_COUNTY[1]})

    found = figures(bureau["command"], "day")

    assert [one["code"] for one in found["groups"] if one["reported"]] == ["2023-02-07"]
    assert group(figures(bureau["command"], "town"), "")["name"] == "区域外"


@pytest.mark.parametrize(
    "query",
    ["since=2023-02-12&until=2023-02-06", "since=2020-01-01&until=2023-01-01", "by=moon", "since=soon"],
)
def test_a_period_that_is_none_is_told(bureau: Bureau, query: str) -> None:
    answer = bureau["command"].http.get(f"/api/figures?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"

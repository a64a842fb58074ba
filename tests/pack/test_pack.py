"""What a phone may keep: the rules, what is open nearby, and its person's own tasks; never more than they may see."""

from typing import Any

from tests.bureau import COUNTY_SEAT, Bureau, Someone

LON, LAT = COUNTY_SEAT


def pack(who: Someone, lon: float = LON, lat: float = LAT, **asked: Any) -> dict[str, Any]:
    answer = who.http.get("/api/pack", params={"lon": lon, "lat": lat, **asked})
    assert answer.status_code == 200, answer.text
    kept: dict[str, Any] = answer.json()
    return kept


def at(metres_north: float) -> dict[str, Any]:
    return {"location": {"lon": LON, "lat": LAT + metres_north / 111_195, "accuracy_m": 8, "source": "gps"}}


def test_the_rules_come_once_and_then_only_when_they_change(bureau: Bureau) -> None:
    first = pack(bureau["inspector"])
    again = pack(bureau["inspector"], rules=first["rules_digest"])

    assert len(first["rules"]["categories"]) == 68
    assert first["rules"]["near_metres"] == 50
    assert again["rules"] is None
    assert again["rules_digest"] == first["rules"]["digest"]


def test_a_pack_that_is_as_known_is_not_sent_again(bureau: Bureau) -> None:
    asked = {"lon": LON, "lat": LAT}
    first = bureau["inspector"].http.get("/api/pack", params=asked)
    known = {"If-None-Match": first.headers["etag"]}

    assert bureau["inspector"].http.get("/api/pack", params=asked, headers=known).status_code == 304
    bureau["inspector"].files()
    assert bureau["inspector"].http.get("/api/pack", params=asked, headers=known).status_code == 200


def test_open_cases_nearby_the_nearest_first(bureau: Bureau) -> None:
    far, near = bureau["inspector"].files(**at(900)), bureau["inspector"].files(**at(20))
    bureau["inspector"].files(**at(2_500))

    found = pack(bureau["inspector"])["near"]["cases"]

    assert [case["id"] for case in found] == [near["id"], far["id"]]
    assert found[0]["number"] == near["number"]
    assert found[0]["cover"]


def test_of_a_colleagues_case_only_what_stops_a_second_report(bureau: Bureau) -> None:
    case = bureau["inspector"].files(**at(20))

    seen = pack(bureau["inspector2"])["near"]["cases"]

    assert bureau["inspector2"].http.get(f"/api/cases/{case['id']}").status_code == 404
    assert len(seen) == 1
    assert seen[0] | {"reported_at": "", "lon": 0, "lat": 0, "look": None} == {
        "id": None, "number": None, "cover": None, "state": "DISPATCHED", "category": "LL2-02", "unit": "ZFDD",
        "reported_at": "", "lon": 0, "lat": 0, "look": None,
    }  # fmt: skip


def test_what_is_closed_is_no_double(bureau: Bureau) -> None:
    case = bureau["inspector"].files()
    bureau["crew-zfdd"].does("accept", case["id"])
    bureau["crew-zfdd"].feeds_back(case["id"])
    assert len(pack(bureau["inspector"])["near"]["cases"]) == 1
    bureau["command"].does("check_pass", case["id"])

    assert pack(bureau["inspector"])["near"]["cases"] == []


def test_a_crew_has_its_units_work_in_its_pack(bureau: Bureau) -> None:
    case = bureau["inspector"].files("LL2-02")
    bureau["inspector"].files("HW-01")

    tasks = pack(bureau["crew-zfdd"])["tasks"]

    assert [(task["id"], task["duty"], task["mine"]) for task in tasks] == [(case["id"], "handle", False)]
    assert [photo["role"] for photo in tasks[0]["photos"]] == ["before"]
    assert tasks[0]["closing_criterion"]
    assert "accept" in tasks[0]["may"]


def test_work_given_to_a_colleague_by_name_is_not_in_ones_pack(bureau: Bureau) -> None:
    case = bureau["inspector"].files()
    bureau["dispatcher-zfdd"].does("accept", case["id"])
    bureau["dispatcher-zfdd"].does("assign", case["id"], assignee="dispatcher-zfdd")
    assert pack(bureau["crew-zfdd"])["tasks"] == []

    bureau["dispatcher-zfdd"].does("assign", case["id"], assignee="crew-zfdd")
    task = pack(bureau["crew-zfdd"])["tasks"][0]
    assert task["mine"]
    assert task["assignee"].startswith("执法大队")


def test_an_inspector_verifies_what_is_theirs_with_the_units_photos(bureau: Bureau) -> None:
    case = bureau["inspector"].files()
    bureau["crew-zfdd"].does("accept", case["id"])
    bureau["crew-zfdd"].feeds_back(case["id"], reason="已清理")
    bureau["command"].does("check_req", case["id"], assignee="inspector2")

    task = pack(bureau["inspector2"])["tasks"][0]
    assert (task["duty"], task["mine"], task["state"]) == ("verify", True, "CHECKING")
    assert [photo["role"] for photo in task["photos"]] == ["before", "after"]
    assert task["word"]["reason"] == "已清理"
    assert pack(bureau["inspector"])["tasks"] == []


def test_command_has_no_tasks_and_strangers_have_nothing(bureau: Bureau) -> None:
    bureau["inspector"].files()

    assert pack(bureau["command"])["tasks"] == []
    assert bureau.stranger().get("/api/pack").status_code == 401


def test_what_was_given_to_another_squad_is_not_for_ours_and_who_has_none_sees_all(bureau: Bureau) -> None:
    def belongs_to(squad: str | None) -> None:
        admin = bureau["admin"].http
        [crew] = admin.get("/api/accounts", params={"words": "crew-zfdd"}).json()["items"]
        wanted = {"name": crew["name"], "roles": crew["roles"], "unit": "ZFDD", "squad": squad}
        assert admin.put(f"/api/accounts/{crew['id']}", json=wanted).status_code == 200

    def given_to(squad: str | None, **more: Any) -> str:
        case_id: str = bureau["inspector"].files("LL2-02")["id"]
        bureau["dispatcher-zfdd"].does("accept", case_id)
        if squad:
            bureau["dispatcher-zfdd"].does("assign", case_id, squad=squad, **more)
        return case_id

    def tasks() -> set[str]:
        return {task["id"] for task in pack(bureau["crew-zfdd"])["tasks"]}

    ours, theirs, anybodys = given_to("一中队"), given_to("二中队"), given_to(None)
    mine = given_to("二中队", assignee="crew-zfdd")
    assert tasks() == {ours, theirs, anybodys, mine}

    belongs_to("ZFDD-1")
    assert tasks() == {ours, anybodys, mine}
    belongs_to("ZFDD-2")
    assert tasks() == {theirs, anybodys, mine}

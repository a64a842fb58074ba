"""The workflow beyond the straight way: returns and rulings, conversions, merging, orders, coming back, undo."""

from datetime import timedelta
from uuid import uuid4

from tests.bureau import COUNTY_SEAT, Bureau
from tests.cases.played import MONDAY_10, accepted, at

LATER = "2030-01-01T09:00:00+08:00"


def test_after_the_second_return_command_rules_and_the_unit_keeps_it(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id, unit, command = bureau["inspector"].files()["id"], bureau["dispatcher-zfdd"], bureau["command"]
    due = command.case(case_id)["due_at"]
    for _ in range(2):
        unit.does("return", case_id, reason="不属本单位")
        dispatched = command.does("dispatch", case_id)
        assert dispatched["unit"]["code"] == "ZFDD"
        assert dispatched["due_at"] == due  # the clock runs on

    answer = unit.try_step(case_id, "return", command.case(case_id)["version"], reason="还是不属本单位")

    assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) == (409, "ruled")
    assert "return" not in unit.case(case_id)["may"]
    assert command.journal(case_id)[-1]["detail"]["ruling"] is True


def test_a_return_comes_in_time_or_not_at_all(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id = bureau["inspector"].files()["id"]

    at(MONDAY_10 + timedelta(hours=5))
    answer = bureau["dispatcher-zfdd"].try_step(case_id, "return", 3, reason="不属本单位")

    assert answer.json()["type"].endswith("return-too-late")


def test_command_sends_it_elsewhere_only_with_a_reason(bureau: Bureau) -> None:
    case_id, command = bureau["inspector"].files()["id"], bureau["command"]
    version = bureau["dispatcher-zfdd"].does("return", case_id, reason="属绿化")["version"]

    assert (
        command.try_step(case_id, "dispatch", version, unit="CGZX").json()["type"].endswith("reason-required")
    )
    moved = command.does("dispatch", case_id, unit="CGZX", reason="位于公园内，由城市管理中心处置")

    assert (moved["unit"]["code"], moved["state"]) == ("CGZX", "DISPATCHED")
    assert "位于公园内" in moved["routing"]["why"]
    assert [case["id"] for case in bureau["dispatcher-cgzx"].http.get("/api/cases").json()["items"]] == [
        case_id
    ]
    assert bureau["dispatcher-hjzx"].http.get(f"/api/cases/{case_id}").status_code == 404


def test_complaints_are_filed_by_command_and_then_dispatched_by_rule(bureau: Bureau) -> None:
    command = bureau["command"]
    case_id = command.files("LL2-02", source="hotline")["id"]

    filed = command.does("file", case_id)

    assert (filed["state"], filed["unit"]["code"]) == ("DISPATCHED", "ZFDD")
    assert [entry["operation"] for entry in command.journal(case_id)] == ["report", "file", "dispatch"]
    assert filed["due_at"] is not None


def test_what_nobody_places_waits_until_command_says_what_it_is(bureau: Bureau) -> None:
    case_id, command = bureau["inspector"].files("QT-99")["id"], bureau["command"]
    assert command.case(case_id)["state"] == "REPORTED"

    command.does("convert", case_id, category="LL5-02", reason="现场为暴露垃圾")
    filed = command.does("file", case_id)

    assert (filed["category"]["code"], filed["unit"]["code"], filed["state"]) == (
        "LL5-02",
        "HJZX",
        "DISPATCHED",
    )


def test_a_shed_that_turns_out_to_be_a_building_changes_type_and_keeps_its_evidence(bureau: Bureau) -> None:
    case_id, unit = bureau["inspector"].files("LL1-01")["id"], bureau["dispatcher-zfdd"]
    before = unit.case(case_id)

    converted = unit.does("convert", case_id, category="WJ-01", reason="有固定基础")

    assert (converted["category"]["code"], converted["unit"]["code"]) == ("WJ-01", "ZFDD")
    assert converted["photos"] == before["photos"]
    assert (before["urgent"], converted["urgent"]) == (False, True)


def test_a_unit_cannot_convert_a_case_away_from_itself(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files("LL2-02")["id"]

    answer = bureau["dispatcher-zfdd"].try_step(case_id, "convert", 3, category="LL5-02", reason="是垃圾")

    assert answer.json()["type"].endswith("convert-elsewhere")
    moved = bureau["command"].does("convert", case_id, category="LL5-02", reason="是垃圾")
    assert (moved["unit"]["code"], moved["state"]) == ("HJZX", "DISPATCHED")


def test_two_reports_of_one_matter_become_one(bureau: Bureau) -> None:
    kept, double = (bureau[name].files()["id"] for name in ("inspector", "inspector2"))

    merged = bureau["command"].does("merge", double, into=kept)

    assert merged["state"] == "VOID"
    assert [(link["id"], link["kind"], link["older"]) for link in merged["links"]] == [(kept, "merged", True)]
    assert [(link["id"], link["older"]) for link in bureau["command"].case(kept)["links"]] == [
        (double, False)
    ]
    assert bureau["command"].try_step(kept, "merge", 3, into=double).json()["type"].endswith("merge-target")


def test_voiding_takes_two_people(bureau: Bureau) -> None:
    case_id, command = bureau["inspector"].files()["id"], bureau["command"]
    asked = command.does("void_req", case_id, reason="测试误报")

    assert command.try_step(case_id, "void_ok", asked["version"]).json()["type"].endswith("same-person")
    assert bureau["office"].does("void_ok", case_id)["state"] == "VOID"


def closed_case(bureau: Bureau) -> str:
    case_id = accepted(bureau)
    bureau["crew-zfdd"].feeds_back(case_id)
    bureau["command"].does("check_pass", case_id)
    return case_id


def test_what_comes_back_at_the_same_place_is_linked_to_what_was_closed(bureau: Bureau) -> None:
    old = closed_case(bureau)

    again = bureau["inspector"].files("LL2-02")["id"]
    elsewhere = bureau["inspector"].files(
        "LL2-02", location={"lon": COUNTY_SEAT[0] + 0.01, "lat": COUNTY_SEAT[1]}
    )["id"]

    assert [(link["id"], link["kind"]) for link in bureau["command"].case(again)["links"]] == [
        (old, "recurrence")
    ]
    assert bureau["command"].case(elsewhere)["links"] == []


def test_command_reopens_what_came_back_as_a_new_case_with_the_old_evidence(bureau: Bureau) -> None:
    old, new = closed_case(bureau), str(uuid4())

    stays = bureau["command"].does("reopen", old, reason="群众反映又摆出来了", new_id=new)

    assert stays["state"] == "CLOSED"
    opened = bureau["command"].case(new)
    assert (opened["state"], opened["unit"]["code"], opened["source"]) == ("DISPATCHED", "ZFDD", "linked")
    assert opened["photos"][0]["sha256"] == stays["photos"][0]["sha256"]
    assert bureau["dispatcher-zfdd"].case(new)["links"][0]["id"] == old


def test_office_orders_and_the_unit_answers(bureau: Bureau) -> None:
    case_id, office = accepted(bureau), bureau["office"]

    ordered = office.does("supervise", case_id, reason="群众多次反映", reply_by="2030-01-10", kind="leader")
    number = ordered["orders"][0]["number"]
    assert number.startswith("督办〔20")
    assert number.endswith("〕1号")
    assert (
        office.try_step(case_id, "supervise", ordered["version"], reason="再督", reply_by="2030-01-10")
        .json()["type"]
        .endswith("already-supervised")
    )
    answered = bureau["dispatcher-zfdd"].does("supervise_reply", case_id, reason="已安排专人值守")

    assert answered["orders"][0]["reply"] == "已安排专人值守"
    page = office.http.get("/api/supervision", params={"kind": "ordered"}).json()
    assert [(row["id"], row["order"]["number"]) for row in page["items"]] == [(case_id, number)]
    assert bureau["inspector"].http.get("/api/supervision").status_code == 403


def test_a_step_can_be_taken_back_for_thirty_seconds_by_whoever_took_it(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id, unit = bureau["inspector"].files()["id"], bureau["dispatcher-zfdd"]
    before = unit.case(case_id)
    done = unit.does("accept", case_id)
    assert "undo" in done["may"]

    at(MONDAY_10 + timedelta(seconds=29))
    assert bureau["crew-zfdd"].try_step(case_id, "undo", 4).json()["type"].endswith("undo-too-late")
    undone = unit.does("undo", case_id)

    same = ("state", "due_at", "clock_at", "accepted_at", "unit", "may")
    assert {name: undone[name] for name in same} == {name: before[name] for name in same}
    assert [entry["operation"] for entry in unit.journal(case_id)] == [
        "report",
        "file",
        "dispatch",
        "accept",
        "undo",
    ]


def test_after_thirty_seconds_or_another_step_it_stays_done(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id, unit = bureau["inspector"].files()["id"], bureau["dispatcher-zfdd"]
    unit.does("accept", case_id)

    at(MONDAY_10 + timedelta(seconds=31))

    assert unit.try_step(case_id, "undo", 4).json()["type"].endswith("undo-too-late")


def test_taking_back_a_dispatch_gives_the_case_back_with_its_helpers(bureau: Bureau) -> None:
    command = bureau["command"]
    case_id = command.files("LL2-02", source="hotline")["id"]
    assert command.does("file", case_id)["state"] == "DISPATCHED"

    undone = command.does("undo", case_id)

    assert undone["state"] == "REPORTED"
    assert [unit["code"] for unit in undone["co_units"]] == ["CGB"]
    assert command.http.get("/api/cases/counts").json()["by_state"] == {"REPORTED": 1}

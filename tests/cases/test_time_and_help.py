"""Asking for time and for help, being sent to look, putting right on the spot."""

from datetime import UTC, datetime, timedelta

from tests.bureau import Bureau, photo
from tests.cases.played import MONDAY_10, accepted, at

LATER = "2030-01-01T09:00:00+08:00"


def test_an_inspector_is_sent_to_look_and_answers(bureau: Bureau) -> None:
    command, inspector = bureau["command"], bureau["inspector2"]
    case_id = command.files(source="hotline")["id"]
    sent = command.does("verify_req", case_id, assignee="inspector2")
    assert (sent["state"], sent["verifier"]) == ("VERIFYING", "王查（演示）")

    seen = {"sha256": inspector.take_photo(), "role": "near"}
    answered = inspector.does("verify_ack", case_id, reason="属实，店外摆放两处", photos=[seen])

    assert answered["state"] == "REPORTED"
    assert len(command.case(case_id)["photos"]) == 2
    assert command.does("reject", case_id, reason="已自行收回")["state"] == "REJECTED"


def test_put_right_on_the_spot_waits_only_for_somebody_else_to_verify(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    before, after = inspector.take_photo(), inspector.take_photo(role="after")

    receipt = inspector.files(
        photos=[{"sha256": before, "role": "before"}, {"sha256": after, "role": "after"}]
    )

    assert receipt["state"] == "FEEDBACK"
    version = bureau["command"].case(receipt["id"])["version"]
    assert inspector.try_step(receipt["id"], "check_pass", version).json()["type"].endswith("same-person")
    assert bureau["command"].does("check_pass", receipt["id"])["state"] == "CLOSED"


def test_an_extension_is_asked_before_the_deadline_once_and_moves_it(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id, unit, command = accepted(bureau), bureau["dispatcher-zfdd"], bureau["command"]
    due = command.case(case_id)["due_at"]

    assert "extend_req" in unit.case(case_id)["may"]
    asked = unit.does("extend_req", case_id, reason="商户需到货架", until="2023-02-15T17:00:00+08:00")
    assert asked["pending"] == "EXTENSION"
    waiting = command.http.get("/api/cases", params={"pending": True}).json()["items"]
    assert [case["id"] for case in waiting] == [case_id]
    assert command.http.get("/api/cases/counts", params={"pending": True}).json()["by_state"] == {
        "ACCEPTED": 1
    }
    assert unit.http.get("/api/cases", params={"supervised": True}).json()["items"] == []
    assert asked["request"]["reason"] == "商户需到货架"
    assert (
        unit.try_step(case_id, "suspend_req", asked["version"], reason="x", until=LATER)
        .json()["type"]
        .endswith("request-pending")
    )
    extended = command.does("extend_ok", case_id)

    assert extended["due_at"] == "2023-02-15T09:00:00Z"
    assert extended["due_at"] > due
    assert command.journal(case_id)[-1]["detail"]["was"][:19] == due[:19]
    again = unit.try_step(case_id, "extend_req", extended["version"], reason="再延", until=LATER)
    assert again.json()["type"].endswith("extension-used")
    assert "extend_req" not in unit.case(case_id)["may"]


def test_too_late_to_ask_for_time_and_a_refusal_changes_nothing(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id, unit = accepted(bureau), bureau["dispatcher-zfdd"]
    unit.does("extend_req", case_id, reason="等材料", until=LATER)
    refused = bureau["command"].does("extend_no", case_id, reason="现场可立即处置")
    assert (refused["pending"], refused["state"]) == (None, "ACCEPTED")

    at(MONDAY_10 + timedelta(days=3))
    late = unit.try_step(case_id, "extend_req", refused["version"], reason="等材料", until=LATER)

    assert late.json()["type"].endswith("extension-too-late")
    assert "extend_req" not in unit.case(case_id)["may"]
    (row,) = unit.http.get("/api/cases").json()["items"]
    assert ("feedback" in row["may"], "extend_req" in row["may"]) == (True, False)


def test_a_suspended_case_stops_its_clock_and_goes_on_with_what_was_left(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id, unit, command = accepted(bureau), bureau["dispatcher-zfdd"], bureau["command"]
    at(MONDAY_10 + timedelta(hours=1))  # three of four working hours are left
    unit.does("suspend_req", case_id, reason="道路施工，待竣工", until="2023-03-01T09:00:00+08:00")

    suspended = command.does("suspend_ok", case_id)
    assert (suspended["state"], suspended["overdue"]) == ("SUSPENDED", False)
    at(datetime(2023, 2, 27, 2, 0, tzinfo=UTC))  # Monday 10:00, two weeks on
    assert command.case(case_id)["overdue"] is False
    resumed = command.does("resume", case_id)

    assert resumed["state"] == "ACCEPTED"
    assert resumed["due_at"] == "2023-02-27T06:30:00Z"  # 10:00–12:00 and 13:30–14:30


def test_closing_waits_for_help_that_was_asked_for(bureau: Bureau) -> None:
    case_id, command = accepted(bureau), bureau["command"]
    bureau["dispatcher-zfdd"].does("coop", case_id, unit="HJZX", reason="冲洗地面油污")
    bureau["crew-zfdd"].feeds_back(case_id)
    version = command.case(case_id)["version"]

    waiting = command.try_step(case_id, "check_pass", version)
    assert (waiting.json()["type"].rsplit(":", 1)[1], waiting.json()["units"]) == (
        "help-outstanding",
        ["HJZX"],
    )
    assert bureau["dispatcher-hjzx"].case(case_id)["may"] == ["coop_done"]
    bureau["dispatcher-hjzx"].does("coop_done", case_id, reason="已冲洗")

    closed = command.does("check_pass", case_id)
    assert closed["state"] == "CLOSED"
    assert [(unit["code"], unit["status"]) for unit in closed["co_units"]] == [
        ("CGB", "told"),
        ("HJZX", "done"),
    ]


def test_or_says_why_it_does_not_wait(bureau: Bureau) -> None:
    case_id = accepted(bureau)
    bureau["dispatcher-zfdd"].does("coop", case_id, unit="HJZX", reason="冲洗地面")
    bureau["crew-zfdd"].feeds_back(case_id)

    closed = bureau["command"].does("check_pass", case_id, waive="雨后已自净")

    assert closed["co_units"][1] == {
        "code": "HJZX",
        "name": "城乡环境中心",
        "status": "waived",
        "duty": "冲洗地面",
        "answer": "雨后已自净",
    }


def test_assigning_names_a_squad_or_a_person_of_the_unit(bureau: Bureau) -> None:
    case_id, unit = accepted(bureau), bureau["dispatcher-zfdd"]

    assert (
        unit.does("assign", case_id, squad="二中队", assignee="crew-zfdd")["assignee"]
        == "执法大队处置员（演示）"
    )
    version = unit.case(case_id)["version"]
    for body, problem in (({}, "assignee-required"), ({"assignee": "crew-hjzx"}, "unknown-person")):
        assert unit.try_step(case_id, "assign", version, **body).json()["type"].endswith(problem)


def test_feedback_with_somebody_elses_photo_is_refused(bureau: Bureau) -> None:
    case_id = accepted(bureau)
    theirs = bureau["inspector"].send_photo(photo(seed=1, role="after"))
    version = bureau["crew-zfdd"].case(case_id)["version"]

    answer = bureau["crew-zfdd"].try_step(
        case_id, "feedback", version, photos=[{"sha256": theirs, "role": "after"}]
    )

    assert (answer.status_code, answer.json()["missing"]) == (424, [theirs])

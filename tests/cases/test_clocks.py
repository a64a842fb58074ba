"""Deadlines as facts: what presses at each stage, what is late, who is told, once."""

from datetime import UTC, datetime, timedelta

from app.cases.auditing import audit
from app.reactions import sweep_once
from tests.bureau import Bureau
from tests.cases.played import MONDAY_10, at


def sweep(bureau: Bureau) -> int:
    return sweep_once(bureau.database, bureau.app.state.versions)


def told(bureau: Bureau, case_id: str) -> list[tuple[int, str]]:
    entries = bureau["command"].journal(case_id)
    return [
        (entry["detail"]["level"], entry["detail"]["to"])
        for entry in entries
        if entry["operation"] == "escalate"
    ]


def test_each_stage_has_its_own_clock(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id = bureau["inspector"].files("LL2-02")["id"]
    command, unit = bureau["command"], bureau["dispatcher-zfdd"]

    dispatched = command.case(case_id)
    assert dispatched["due_at"] == "2023-02-13T07:30:00Z"  # four working hours: 10–12 and 13:30–15:30
    assert dispatched["clock_at"] == dispatched["due_at"]
    assert dispatched["stage_due_at"] == "2023-02-13T04:00:00Z"  # accept within two working hours
    unit.does("accept", case_id)
    fed_back = bureau["crew-zfdd"].feeds_back(case_id)

    assert fed_back["clock_at"] == fed_back["stage_due_at"] == "2023-02-13T07:30:00Z"  # verify within four
    at(MONDAY_10 + timedelta(hours=6))
    assert command.case(case_id)["overdue"] is True


def test_overnight_and_over_lunch_no_working_time_passes(bureau: Bureau) -> None:
    at(datetime(2023, 2, 17, 9, 0, tzinfo=UTC))  # Friday 17:00
    due = bureau["inspector"].files("LL2-02")

    assert (
        due["due_at"] == "2023-02-20T04:00:00Z"
    )  # half an hour on Friday, three and a half on Monday until noon


def test_urgent_cases_run_on_the_wall_clock(bureau: Bureau) -> None:
    at(datetime(2023, 2, 17, 15, 0, tzinfo=UTC))  # Friday 23:00
    receipt = bureau["inspector"].files("YC3-02")

    assert receipt["due_at"] == "2023-02-17T16:00:00Z"
    assert bureau["command"].case(receipt["id"])["urgent"] is True


def test_a_late_case_goes_to_the_units_head_and_then_to_office_once_each(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id = bureau["inspector"].files("LL2-02")["id"]
    bureau["dispatcher-zfdd"].does("accept", case_id)
    assert sweep(bureau) == 0

    at(MONDAY_10 + timedelta(hours=6))
    assert [sweep(bureau), sweep(bureau)] == [1, 0]
    assert told(bureau, case_id) == [(1, "ZFDD")]

    at(MONDAY_10 + timedelta(days=1, hours=3))
    assert [sweep(bureau), sweep(bureau)] == [1, 0]
    assert told(bureau, case_id) == [(1, "ZFDD"), (2, "OFFICE")]
    late = bureau["office"].http.get("/api/supervision", params={"kind": "late"}).json()
    assert ([row["id"] for row in late["items"]], late["counts"]["late"]) == ([case_id], 1)


def test_being_told_makes_nobodys_screen_stale(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id = bureau["inspector"].files("LL2-02")["id"]
    seen = bureau["dispatcher-zfdd"].case(case_id)["version"]
    at(MONDAY_10 + timedelta(days=1))
    assert sweep(bureau) == 1

    assert bureau["dispatcher-zfdd"].try_step(case_id, "accept", seen).status_code == 200
    with bureau.database.reading() as session:
        assert audit(session).faults == []


def test_a_suspended_case_comes_back_by_itself_on_its_review_day(bureau: Bureau) -> None:
    at(MONDAY_10)
    case_id = bureau["inspector"].files("LL2-02")["id"]
    unit = bureau["dispatcher-zfdd"]
    unit.does("accept", case_id)
    unit.does("suspend_req", case_id, reason="待竣工", until="2023-02-20T09:00:00+08:00")
    bureau["command"].does("suspend_ok", case_id)
    at(datetime(2023, 2, 16, 2, 0, tzinfo=UTC))
    assert sweep(bureau) == 0

    at(datetime(2023, 2, 20, 1, 0, tzinfo=UTC))

    assert sweep(bureau) == 1
    resumed = unit.case(case_id)
    assert (resumed["state"], resumed["due_at"]) == ("ACCEPTED", "2023-02-20T06:30:00Z")
    assert unit.journal(case_id)[-1]["actor"] == "系统"

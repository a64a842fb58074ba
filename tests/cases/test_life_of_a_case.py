"""From report to close: who may take which step, what it must bring, what the journal keeps."""

import threading
from collections import Counter
from uuid import UUID

import pytest

from app.people.models import AccountRole, Role
from tests.bureau import Bureau


def test_a_case_is_accepted_put_right_and_closed(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files("LL2-02")["id"]

    bureau["dispatcher-zfdd"].does("accept", case_id)
    bureau["crew-zfdd"].feeds_back(case_id, reason="已劝导收回店内")
    closed = bureau["command"].does("check_pass", case_id)

    assert closed["state"] == "CLOSED"
    assert closed["closed_at"] is not None
    journal = bureau["command"].journal(case_id)
    assert [(entry["operation"], entry["from_state"], entry["to_state"]) for entry in journal] == [
        ("report", None, "REPORTED"),
        ("file", "REPORTED", "FILED"),
        ("dispatch", "FILED", "DISPATCHED"),
        ("accept", "DISPATCHED", "ACCEPTED"),
        ("feedback", "ACCEPTED", "FEEDBACK"),
        ("check_pass", "FEEDBACK", "CLOSED"),
    ]
    assert [entry["version"] for entry in journal] == [1, 2, 3, 4, 5, 6]
    assert journal[4]["detail"]["reason"] == "已劝导收回店内"
    assert journal[4]["actor"] == "执法大队处置员（演示）"
    assert [photo["role"] for photo in closed["photos"]] == ["before", "after"]


def test_feedback_without_an_after_photo_is_refused(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    version = bureau["dispatcher-zfdd"].does("accept", case_id)["version"]

    answer = bureau["crew-zfdd"].try_step(case_id, "feedback", version, reason="好了")

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("after-photo-required")


def test_a_return_needs_a_reason_and_counts(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    dispatcher = bureau["dispatcher-zfdd"]

    assert dispatcher.try_step(case_id, "return", 3, reason="  ").json()["type"].endswith("reason-required")
    returned = dispatcher.does("return", case_id, reason="属公路部门管理路段")

    assert (returned["state"], returned["return_count"]) == ("FILED", 1)


def test_a_failed_check_is_rework_and_is_counted(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    bureau["dispatcher-zfdd"].does("accept", case_id)
    bureau["crew-zfdd"].feeds_back(case_id)
    bureau["command"].does("check_req", case_id)

    failed = bureau["inspector2"].does("check_fail", case_id, reason="仍有占道")

    assert (failed["state"], failed["rework_count"]) == ("REWORK", 1)
    assert bureau["command"].does("redo", case_id)["state"] == "DISPATCHED"


@pytest.mark.parametrize(
    ("username", "operation", "status"),
    [
        ("inspector", "accept", 403),
        ("dispatcher-cgb", "accept", 403),
        ("crew-zfdd", "return", 403),
        ("dispatcher-zfdd", "check_pass", 403),
        ("office", "accept", 403),
        ("dispatcher-hjzx", "accept", 404),
        ("inspector2", "accept", 404),
        ("dispatcher-zfdd", "feedback", 409),
        ("command", "check_pass", 409),
        ("dispatcher-zfdd", "fly_away", 404),
        ("dispatcher-zfdd", "report", 404),
    ],
)
def test_steps_that_are_not_theirs_or_not_due(
    bureau: Bureau, username: str, operation: str, status: int
) -> None:
    case_id = bureau["inspector"].files("LL2-02")["id"]

    answer = bureau[username].try_step(case_id, operation, 3, reason="试试")

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert bureau["command"].case(case_id)["version"] == 3


def test_a_stale_screen_is_told_what_happened_meanwhile(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    bureau["dispatcher-zfdd"].does("accept", case_id)

    answer = bureau["crew-zfdd"].try_step(case_id, "accept", 3)

    assert answer.status_code == 409
    problem = answer.json()
    assert problem["type"].endswith("stale-version")
    assert (problem["seen_version"], problem["current_version"], problem["current_state"]) == (
        3,
        4,
        "ACCEPTED",
    )
    assert "执法大队派遣员（演示）已签收" in problem["detail"]


def test_fifty_people_accept_at_once_and_one_does(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    people = [bureau["dispatcher-zfdd"], bureau["crew-zfdd"]]
    answers: list[int] = []

    def accept(index: int) -> None:
        answers.append(people[index % 2].try_step(case_id, "accept", 3).status_code)

    threads = [threading.Thread(target=accept, args=(index,)) for index in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(answers) == {200: 1, 409: 49}
    assert len(bureau["command"].journal(case_id)) == 4


def test_who_handled_a_case_may_not_verify_it(bureau: Bureau) -> None:
    """One person with two hats: crew of the brigade, and command."""
    case_id = bureau["inspector"].files("LL2-02")["id"]
    bureau["dispatcher-zfdd"].does("accept", case_id)
    two_hats = bureau["crew-zfdd"]
    with bureau.database.writing() as session:
        session.add(
            AccountRole(account_id=UUID(two_hats.http.get("/api/me").json()["id"]), role=Role.COMMAND)
        )
    fed_back = two_hats.feeds_back(case_id)

    answer = two_hats.try_step(case_id, "check_pass", fed_back["version"])

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("same-person")
    assert bureau["command"].does("check_pass", case_id)["state"] == "CLOSED"

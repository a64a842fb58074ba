"""A step is made without a signal and sent again because its answer was lost: it is done once, and nobody is overwritten."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.bureau import Bureau, report_body


@pytest.fixture
def case_id(bureau: Bureau) -> str:
    """A case dispatched to the enforcement brigade."""
    return str(bureau["inspector"].files()["id"])


def accept(bureau: Bureau, case_id: str, step_id: str, username: str = "crew-zfdd", **body: Any) -> Any:
    return bureau[username].try_step(case_id, "accept", body.pop("version", 3), step_id=step_id, **body)


def test_the_same_step_again_gets_the_case_and_is_not_done_again(bureau: Bureau, case_id: str) -> None:
    step_id = str(uuid4())

    first = accept(bureau, case_id, step_id)
    again = accept(bureau, case_id, step_id)

    assert (first.status_code, again.status_code) == (200, 200), again.text
    assert again.json()["version"] == first.json()["version"] == 4
    assert first.headers["Step-Version"] == again.headers["Step-Version"] == "4"
    assert [entry["operation"] for entry in bureau["command"].journal(case_id)].count("accept") == 1


def test_a_lost_answer_is_had_although_others_have_acted_since(bureau: Bureau, case_id: str) -> None:
    step_id = str(uuid4())
    accept(bureau, case_id, step_id)
    bureau["dispatcher-zfdd"].does("assign", case_id, squad="一中队")

    again = accept(bureau, case_id, step_id)

    assert again.status_code == 200
    assert (again.json()["version"], again.headers["Step-Version"]) == (5, "4")


def test_without_an_id_the_same_step_again_is_stale_as_ever(bureau: Bureau, case_id: str) -> None:
    bureau["crew-zfdd"].try_step(case_id, "accept", 3)

    assert bureau["crew-zfdd"].try_step(case_id, "accept", 3).status_code == 409


@pytest.mark.parametrize(
    ("username", "operation", "changes"),
    [
        ("crew-zfdd", "accept", {"reason": "换了说法"}),
        ("crew-zfdd", "accept", {"version": 4}),
        ("crew-zfdd", "feedback", {}),
        ("dispatcher-zfdd", "accept", {}),
    ],
)
def test_the_same_id_for_anything_else_is_refused(
    bureau: Bureau, case_id: str, username: str, operation: str, changes: dict[str, Any]
) -> None:
    step_id = str(uuid4())
    accept(bureau, case_id, step_id)

    answer = bureau[username].try_step(case_id, operation, step_id=step_id, **{"version": 3} | changes)

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("step-differs")
    assert bureau["command"].case(case_id)["version"] == 4


def test_a_step_that_was_refused_may_come_again_under_its_id(bureau: Bureau, case_id: str) -> None:
    """The person looked at what happened meanwhile and decided to do it on the case as it is."""
    step_id = str(uuid4())
    bureau["dispatcher-zfdd"].does("accept", case_id)
    after = {"sha256": bureau["crew-zfdd"].take_photo(role="after"), "role": "after"}
    sent = {"step_id": step_id, "photos": [after]}

    stale = bureau["crew-zfdd"].try_step(case_id, "feedback", 3, **sent)
    on_top = bureau["crew-zfdd"].try_step(case_id, "feedback", stale.json()["current_version"], **sent)

    assert (stale.status_code, on_top.status_code) == (409, 200), on_top.text
    assert "签收" in stale.json()["detail"]


def test_fifty_at_once_are_one_step(bureau: Bureau, case_id: str) -> None:
    step_id = str(uuid4())
    crew = bureau["crew-zfdd"]
    body = {"version": 3, "step_id": step_id}

    with ThreadPoolExecutor(50) as threads:
        answers = list(
            threads.map(lambda _: crew.http.post(f"/api/cases/{case_id}/accept", json=body), range(50))
        )

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["version"] for answer in answers} == {4}
    assert [entry["operation"] for entry in bureau["command"].journal(case_id)].count("accept") == 1


def test_an_inspector_who_verified_hears_of_it_again_though_the_case_has_left_their_sight(
    bureau: Bureau,
) -> None:
    case_id = bureau["inspector"].files()["id"]
    bureau["crew-zfdd"].does("accept", case_id)
    bureau["crew-zfdd"].feeds_back(case_id)
    bureau["command"].does("check_req", case_id)
    sent = {"version": bureau["inspector2"].case(case_id)["version"], "step_id": str(uuid4())}

    answers = [
        bureau["inspector2"].http.post(f"/api/cases/{case_id}/check_pass", json=sent) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].json()["state"] == "CLOSED"


def record(version: int) -> dict[str, str]:
    return {"Outbox-Record": str(version)}


def test_a_report_begun_under_the_last_version_of_the_app_is_the_same_under_this_one(bureau: Bureau) -> None:
    inspector, case_id = bureau["inspector"], str(uuid4())
    body = report_body(inspector.take_photo())

    old = inspector.http.put(f"/api/cases/{case_id}", json=body, headers=record(1))
    new = inspector.http.put(f"/api/cases/{case_id}", json=body, headers=record(2))

    assert (old.status_code, new.status_code) == (201, 200)
    assert new.content == old.content


@pytest.mark.parametrize("version", [0, 3])
def test_records_of_other_versions_are_refused_with_a_sentence(
    bureau: Bureau, case_id: str, version: int
) -> None:
    inspector = bureau["inspector"]
    body = report_body(inspector.take_photo())

    report = inspector.http.put(f"/api/cases/{uuid4()}", json=body, headers=record(version))
    step = bureau["crew-zfdd"].http.post(
        f"/api/cases/{case_id}/accept", json={"version": 3}, headers=record(version)
    )

    for answer in (report, step):
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("record-unknown")
        assert "仍在手机上" in answer.json()["detail"]
    assert bureau["command"].case(case_id)["state"] == "DISPATCHED"


def test_what_waits_on_a_phone_is_never_filed_under_the_name_of_whoever_signed_in_next(
    bureau: Bureau,
) -> None:
    wang, li = bureau["inspector"], bureau["inspector2"]
    owner = {"Outbox-Owner": wang.http.get("/api/me").json()["id"]}
    body = report_body(li.take_photo())

    answer = li.http.put(f"/api/cases/{uuid4()}", json=body, headers=owner)

    assert answer.status_code == 401
    assert answer.json()["type"].endswith("other-person")
    assert bureau["command"].http.get("/api/cases").json()["items"] == []
    assert wang.http.get("/api/me", headers=owner).status_code == 200

"""An inspector reports; the right unit gets it, once, with the clause that says so."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.cases.models import CaseReceipt
from app.core.canonical import digest
from tests.bureau import OUT_OF_COUNTY, Bureau, fix_off, report_body, turn_to_the_shutter


def test_goods_outside_a_shop_reach_the_enforcement_brigade_with_the_clause(bureau: Bureau) -> None:
    receipt = bureau["inspector"].files("LL2-02")

    assert receipt["state"] == "DISPATCHED"
    assert receipt["unit"] == {"code": "ZFDD", "name": "执法大队"}
    assert [unit["code"] for unit in receipt["co_units"]] == ["CGB"]
    assert "牵头负责“拆违治乱攻坚战”" in receipt["routing"]["clause"]
    assert receipt["routing"]["clause_section"].startswith("三、责任分工")
    assert "执法大队" in receipt["routing"]["why"]
    assert receipt["area"]["name"].endswith(("街道", "镇"))
    assert receipt["due_at"] is not None


def test_the_dispatcher_of_that_unit_sees_it_and_others_do_not(bureau: Bureau) -> None:
    receipt = bureau["inspector"].files("LL2-02")

    inbox = bureau["dispatcher-zfdd"].http.get("/api/cases").json()["items"]
    assert [case["id"] for case in inbox] == [receipt["id"]]
    assert inbox[0]["may"] == ["accept", "return", "convert", "coop"]
    assert inbox[0]["routing"]["clause"] == receipt["routing"]["clause"]

    copied = bureau["dispatcher-cgb"].http.get("/api/cases").json()["items"]
    assert [case["may"] for case in copied] == [[]]  # copied in, but not theirs to move
    assert bureau["dispatcher-hjzx"].http.get("/api/cases").json()["items"] == []
    assert bureau["dispatcher-hjzx"].http.get(f"/api/cases/{receipt['id']}").status_code == 404
    assert bureau["inspector2"].http.get(f"/api/cases/{receipt['id']}").status_code == 404
    assert bureau["command"].case(receipt["id"])["number"] == receipt["number"]


def test_a_report_whose_answer_was_lost_is_sent_again_and_stays_one_case(bureau: Bureau) -> None:
    inspector, case_id = bureau["inspector"], str(uuid4())
    body = report_body(inspector.take_photo())

    first = inspector.http.put(f"/api/cases/{case_id}", json=body)
    bureau["dispatcher-zfdd"].does("accept", case_id)
    again = inspector.http.put(f"/api/cases/{case_id}", json=body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.content == first.content
    assert len(bureau["command"].http.get("/api/cases").json()["items"]) == 1


def test_a_report_from_before_photos_had_places_of_their_own_is_the_same_report_still(bureau: Bureau) -> None:
    """What was said is known by its digest, and digests of older versions are in the database."""
    inspector, case_id = bureau["inspector"], str(uuid4())
    body = report_body(inspector.take_photo())
    inspector.http.put(f"/api/cases/{case_id}", json=body)

    with bureau.database.reading() as session:
        kept = session.get_one(CaseReceipt, UUID(case_id))
    body["location"]["accuracy_m"] = 8.0
    said = {"report": body | {"source": "inspector"}, "reporter": str(kept.reporter_id)}
    assert kept.digest == digest(said)


def test_the_same_photo_from_another_place_is_another_report(bureau: Bureau) -> None:
    inspector, case_id = bureau["inspector"], str(uuid4())
    body = report_body(inspector.take_photo())
    shot = body["photos"][0]

    answers = [
        inspector.http.put(f"/api/cases/{case_id}", json=body | {"photos": [shot | {"location": fix}]})
        for fix in (fix_off(10), fix_off(10), fix_off(900))
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 409]


@pytest.mark.parametrize("username", ["inspector", "inspector2"])
def test_an_id_that_is_taken_is_refused_for_other_content_and_for_other_people(
    bureau: Bureau, username: str
) -> None:
    receipt = bureau["inspector"].files()

    answer = bureau[username].report(id=receipt["id"], description="别的内容")

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("case-differs")
    assert bureau["inspector"].case(receipt["id"])["description"] == "振兴路与历山路交叉口向西20米"


def test_a_report_without_its_photos_is_told_which_are_missing(bureau: Bureau) -> None:
    body = report_body("0" * 64)

    answer = bureau["inspector"].http.put(f"/api/cases/{uuid4()}", json=body)

    assert answer.status_code == 424
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["missing"] == ["0" * 64]
    assert bureau["command"].http.get("/api/cases").json()["items"] == []


def test_a_photo_that_only_a_colleague_has_sent_is_missing_too(bureau: Bureau) -> None:
    theirs = bureau["inspector2"].take_photo()

    answer = bureau["inspector"].http.put(f"/api/cases/{uuid4()}", json=report_body(theirs))

    assert answer.status_code == 424


def test_a_report_from_outside_the_county_is_kept_and_flagged(bureau: Bureau) -> None:
    turn_to_the_shutter()
    lon, lat = OUT_OF_COUNTY
    receipt = bureau["inspector"].files(location={"lon": lon, "lat": lat, "accuracy_m": 5, "source": "gps"})

    assert receipt["area"] is None
    assert bureau["command"].case(receipt["id"])["flags"] == ["outside_county"]


def test_complaints_wait_for_command_and_only_command_registers_them(bureau: Bureau) -> None:
    assert bureau["inspector"].report(source="hotline").status_code == 403

    receipt = bureau["command"].files(source="hotline")

    assert receipt["state"] == "REPORTED"
    assert receipt["due_at"] is None
    assert [entry["operation"] for entry in bureau["command"].journal(receipt["id"])] == ["report"]


BAD_REPORTS: list[tuple[str, dict[str, Any], int, str, str]] = [
    (
        "a photo taken off the globe",
        {"photos": [{"sha256": "0" * 64, "role": "before", "location": {"lon": 118.1, "lat": 91}}]},
        422,
        "invalid-input",
        "photos.0.location.lat",
    ),
    ("latitude off the globe", {"location": {"lon": 118.1, "lat": 91}}, 422, "invalid-input", "location.lat"),
    ("longitude off the globe", {"location": {"lon": -181, "lat": 36}}, 422, "invalid-input", "location.lon"),
    ("no place at all", {"location": None}, 422, "invalid-input", "location"),
    ("unknown type", {"category": "LL9-99"}, 422, "unknown-category", "LL9-99"),
    ("no photo", {"photos": []}, 422, "before-photo-required", "照片"),
    ("time without zone", {"taken_at": "2026-11-23T09:00:00"}, 422, "invalid-input", "taken_at"),
    (
        "negative accuracy",
        {"location": {"lon": 118.1, "lat": 36.1, "accuracy_m": -1}},
        422,
        "invalid-input",
        "accuracy_m",
    ),
    ("description without end", {"description": "长" * 2001}, 422, "invalid-input", "description"),
    (
        "a role nobody knows",
        {"photos": [{"sha256": "0" * 64, "role": "selfie"}]},
        422,
        "invalid-input",
        "role",
    ),
    (
        "a hash that is none",
        {"photos": [{"sha256": "xyz", "role": "before"}]},
        422,
        "invalid-input",
        "sha256",
    ),
]


@pytest.mark.parametrize(
    ("change", "status", "problem", "said"),
    [row[1:] for row in BAD_REPORTS],
    ids=[row[0] for row in BAD_REPORTS],
)
def test_bad_reports_are_refused_with_a_sentence_and_leave_nothing(
    bureau: Bureau, change: dict[str, Any], status: int, problem: str, said: str
) -> None:
    answer = bureau["inspector"].report(**change)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:xuncheng:problem:{problem}"
    assert said in answer.text
    assert bureau["command"].http.get("/api/cases").json()["items"] == []


def test_not_even_json_gets_a_sentence(bureau: Bureau) -> None:
    answer = bureau["inspector"].http.put(
        f"/api/cases/{uuid4()}", content=b"{", headers={"content-type": "application/json"}
    )

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("malformed-json")


def test_an_id_that_is_no_uuid_is_refused(bureau: Bureau) -> None:
    answer = bureau["inspector"].http.put("/api/cases/42", json=report_body("0" * 64))

    assert answer.status_code == 422
    assert "UUID" in answer.json()["detail"]


def test_numbers_count_within_the_day_without_gaps(bureau: Bureau) -> None:
    numbers = [bureau["inspector"].files()["number"] for _ in range(3)]

    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003"]
    assert len({number[:8] for number in numbers}) == 1

"""What a phone has signed is checked and kept with the report; a doubtful seal is flagged, the report is taken."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.seals.shapes import seal_digest
from tests.bureau import Bureau, fix_off, report_body, turn_to_the_shutter
from tests.seals.phone import Phone


@pytest.fixture(autouse=True)
def _that_morning() -> None:
    turn_to_the_shutter()


@pytest.fixture
def phone(bureau: Bureau) -> Phone:
    """The inspector's phone, its key registered."""
    phone = Phone()
    assert phone.registers(bureau["inspector"]).status_code == 201
    return phone


def a_report(bureau: Bureau) -> tuple[str, dict[str, Any]]:
    """An id and a report, its photo uploaded."""
    return str(uuid4()), report_body(bureau["inspector"].take_photo())


def test_a_good_seal_is_valid_and_its_digest_stands_in_the_journal(bureau: Bureau, phone: Phone) -> None:
    inspector = bureau["inspector"]
    case_id, report = a_report(bureau)
    seal = phone.seals(case_id, report)

    answer = inspector.http.put(f"/api/cases/{case_id}", json=report | {"seal": seal})

    assert answer.status_code == 201, answer.text
    case = inspector.case(case_id)
    assert [(kept["version"], kept["verdict"], kept["device"]) for kept in case["seals"]] == [
        (1, "valid", phone.id)
    ]
    assert case["flags"] == []
    entry = inspector.journal(case_id)[0]
    assert entry["operation"] == "report"
    assert entry["detail"]["seal"] == {
        "digest": seal_digest(seal["public_key"], seal["statement"], seal["signature"]),
        "device": phone.id,
        "verdict": "valid",
    }
    assert "seal" not in entry["detail"]["report"]


def test_numbers_and_moments_may_be_spelled_otherwise(bureau: Bureau, phone: Phone) -> None:
    """JavaScript writes 8 for 8.0 and UTC for local time: the same thing."""
    case_id, report = a_report(bureau)
    place = report["location"] | {"accuracy_m": 8.0, "fixed_at": "2026-11-23T01:00:00.000Z"}
    seal = phone.seals(case_id, report, location=place)

    assert verdict_of(bureau, case_id, report, seal) == "valid"


def test_where_each_photo_was_taken_is_under_the_seal(bureau: Bureau, phone: Phone) -> None:
    case_id, report = a_report(bureau)
    report["photos"][0]["location"] = fix_off(12)
    seal = phone.seals(case_id, report)

    assert verdict_of(bureau, case_id, report, seal) == "valid"
    assert bureau["inspector"].journal(case_id)[0]["detail"]["report"]["photos"][0]["location"]["lon"]


Spoil = Callable[[Phone, str, dict[str, Any]], dict[str, str]]

DOUBTS: list[tuple[str, Spoil, str, list[str] | None]] = [
    (
        "a key nobody has registered",
        lambda _, case_id, report: Phone().seals(case_id, report),
        "unknown_key",
        None,
    ),
    (
        "a statement altered after signing",
        lambda phone, case_id, report: (
            (seal := phone.seals(case_id, report))
            | {"statement": seal["statement"].replace("LL2-02", "LL2-01")}
        ),
        "bad_signature",
        None,
    ),
    (
        "a signature that is none",
        lambda phone, case_id, report: phone.seals(case_id, report) | {"signature": "!"},
        "bad_signature",
        None,
    ),
    (
        "a key that is none",
        lambda phone, case_id, report: phone.seals(case_id, report) | {"public_key": "一把钥匙"},
        "bad_signature",
        None,
    ),
    (
        "another photo was signed",
        lambda phone, case_id, report: phone.seals(
            case_id, report, photos=[report["photos"][0] | {"sha256": "a" * 64}]
        ),
        "differs",
        ["photos"],
    ),
    (
        "the photo in another role",
        lambda phone, case_id, report: phone.seals(
            case_id, report, photos=[report["photos"][0] | {"role": "far"}]
        ),
        "differs",
        ["photos"],
    ),
    (
        "the shutter at another time",
        lambda phone, case_id, report: phone.seals(
            case_id, report, photos=[report["photos"][0] | {"taken_at": "2026-11-22T01:00:00Z"}]
        ),
        "differs",
        ["photos"],
    ),
    (
        "the shutter at another place",
        lambda phone, case_id, report: phone.seals(
            case_id, report, photos=[report["photos"][0] | {"location": fix_off(40)}]
        ),
        "differs",
        ["photos"],
    ),
    (
        "another place was signed",
        lambda phone, case_id, report: phone.seals(
            case_id, report, location=report["location"] | {"lon": 118.1702}
        ),
        "differs",
        ["location"],
    ),
    (
        "a fix of another time",
        lambda phone, case_id, report: phone.seals(
            case_id, report, location=report["location"] | {"fixed_at": "2026-11-22T09:00:00+08:00"}
        ),
        "differs",
        ["location"],
    ),
    (
        "the seal of another report",
        lambda phone, _, report: phone.seals(str(uuid4()), report),
        "differs",
        ["case"],
    ),
    (
        "another type was signed",
        lambda phone, case_id, report: phone.seals(case_id, report, category="LL2-01"),
        "differs",
        ["category"],
    ),
    (
        "another device named itself",
        lambda phone, case_id, report: phone.seals(case_id, report, device="b" * 64),
        "differs",
        ["device"],
    ),
    ("no JSON was signed", lambda phone, *_: phone.signs("我看见了"), "differs", ["statement"]),
    ("a list was signed", lambda phone, *_: phone.signs("[]"), "differs", ["statement"]),
]


@pytest.mark.parametrize(
    ("spoil", "verdict", "differs"), [row[1:] for row in DOUBTS], ids=[row[0] for row in DOUBTS]
)
def test_a_doubtful_seal_flags_the_case_and_loses_nothing(
    bureau: Bureau, phone: Phone, spoil: Spoil, verdict: str, differs: list[str] | None
) -> None:
    case_id, report = a_report(bureau)

    assert verdict_of(bureau, case_id, report, spoil(phone, case_id, report)) == verdict

    assert bureau["command"].case(case_id)["flags"] == [f"seal_{verdict}"]
    assert bureau["command"].journal(case_id)[0]["detail"]["seal"].get("differs") == differs


def verdict_of(bureau: Bureau, case_id: str, report: dict[str, Any], seal: dict[str, str]) -> str:
    """File the report under the seal; what the case says of it."""
    answer = bureau["inspector"].http.put(f"/api/cases/{case_id}", json=report | {"seal": seal})
    assert answer.status_code == 201, answer.text
    verdict: str = bureau["inspector"].case(case_id)["seals"][0]["verdict"]
    return verdict


def test_a_report_without_a_seal_is_as_good_as_ever(bureau: Bureau) -> None:
    case = bureau["inspector"].case(bureau["inspector"].files()["id"])

    assert (case["seals"], case["flags"]) == ([], [])


def test_sent_again_under_a_fresh_seal_it_is_the_same_report(bureau: Bureau, phone: Phone) -> None:
    """A signature has a random part: the phone may sign anew, or an older app send without."""
    inspector = bureau["inspector"]
    case_id, report = a_report(bureau)
    first = inspector.http.put(f"/api/cases/{case_id}", json=report | {"seal": phone.seals(case_id, report)})

    again = inspector.http.put(f"/api/cases/{case_id}", json=report | {"seal": phone.seals(case_id, report)})
    without = inspector.http.put(f"/api/cases/{case_id}", json=report)

    assert (first.status_code, again.status_code, without.status_code) == (201, 200, 200)
    assert first.content == again.content == without.content
    assert len(inspector.case(case_id)["seals"]) == 1


def test_a_revoked_key_still_brings_its_report(bureau: Bureau, phone: Phone) -> None:
    bureau["inspector"].http.post(f"/api/device-keys/{phone.id}/revoke")
    case_id, report = a_report(bureau)

    assert verdict_of(bureau, case_id, report, phone.seals(case_id, report)) == "revoked_key"


def test_anothers_phone_does_not_vouch_for_me(bureau: Bureau) -> None:
    borrowed = Phone()
    borrowed.registers(bureau["inspector2"])
    case_id, report = a_report(bureau)

    assert verdict_of(bureau, case_id, report, borrowed.seals(case_id, report)) == "unknown_key"


def test_feedback_carries_a_seal_too(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    crew, phone = bureau["crew-zfdd"], Phone()
    phone.registers(crew)
    bureau["dispatcher-zfdd"].does("accept", case_id)
    photos = [{"sha256": crew.take_photo(role="after"), "role": "after", "taken_at": "2026-11-23T03:00:00Z"}]

    case = crew.does("feedback", case_id, photos=photos, seal=phone.seals_step(case_id, "feedback", photos))

    assert [(seal["version"], seal["verdict"]) for seal in case["seals"]] == [(case["version"], "valid")]
    assert crew.journal(case_id)[-1]["detail"]["seal"]["verdict"] == "valid"


def test_a_seal_on_one_step_does_not_serve_for_another(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    crew, phone = bureau["crew-zfdd"], Phone()
    phone.registers(crew)
    bureau["dispatcher-zfdd"].does("accept", case_id)
    photos = [{"sha256": crew.take_photo(role="after"), "role": "after"}]

    case = crew.does("feedback", case_id, photos=photos, seal=phone.seals_step(case_id, "check_pass", photos))

    assert case["flags"] == ["seal_differs"]


@pytest.mark.parametrize("statement", ["UPDATE seals SET verdict = 'valid'", "DELETE FROM seals"])
def test_the_database_refuses_to_change_a_seal(bureau: Bureau, phone: Phone, statement: str) -> None:
    case_id, report = a_report(bureau)
    verdict_of(bureau, case_id, report, phone.seals(case_id, report))

    with bureau.database.writing() as session, pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))

"""Who came in, who tried and who went is kept: whoever guesses right cannot wipe it out by signing out."""

from datetime import timedelta
from typing import Any

from app.core.clock import now, set_clock
from tests.bureau import PASSWORD, Bureau
from tests.people.authenticator import set_up


def told(bureau: Bureau, username: str) -> list[tuple[str, str | None]]:
    """What administrators are told about somebody, the latest first; '' for names that nobody has."""
    items: list[dict[str, Any]] = bureau["admin"].http.get("/api/sign-ins").json()["items"]
    return [(one["what"], one["way"]) for one in items if one["username"] == username]


def comes(bureau: Bureau, username: str = "inspector", password: str = PASSWORD, code: str = "") -> Any:
    browser = bureau.stranger()
    body = {"username": username, "password": password, "code": code}
    return browser, browser.post("/api/session", json=body).status_code


def reports(bureau: Bureau, password: str = PASSWORD) -> None:
    """A simple client that names itself with each report; that it brings none is no matter here."""
    bureau.stranger().post("/api/reports", auth=("inspector", password), data={}, files={"photos": b"x"})


def test_who_guessed_right_in_the_end_leaves_every_trace(bureau: Bureau) -> None:
    for guess in ("rain", "umbrella"):
        assert comes(bureau, password=guess)[1] == 401
    browser, status = comes(bureau)
    assert status == 200
    assert browser.delete("/api/session").status_code == 204

    assert told(bureau, "inspector") == [
        ("OUT", None),
        ("IN", "PASSWORD"),
        ("FAILED", "PASSWORD"),
        ("FAILED", "PASSWORD"),
    ]
    assert {one["address"] for one in bureau["admin"].http.get("/api/sign-ins").json()["items"]} == {
        "testclient"
    }


def test_what_was_typed_for_a_name_that_nobody_has_is_not_kept(bureau: Bureau) -> None:
    """It may be a password in the wrong field."""
    comes(bureau, username="rain umbrella seven")

    assert told(bureau, "") == [("FAILED", "PASSWORD")]
    assert "umbrella" not in bureau["admin"].http.get("/api/sign-ins").text


def test_codes_are_told_from_passwords(bureau: Bureau) -> None:
    codes = set_up(bureau["inspector"].http)[1]

    assert comes(bureau, code="000000")[1] == 422
    assert comes(bureau, code=codes[0])[1] == 200

    assert told(bureau, "inspector")[:2] == [("IN", "CODE"), ("FAILED", "CODE")]


def test_a_client_that_names_itself_each_time_is_written_down_once_an_hour(bureau: Bureau) -> None:
    for _ in range(3):
        reports(bureau)
    assert told(bureau, "inspector") == [("IN", "BASIC")]

    reports(bureau, "wrong")
    later = now() + timedelta(minutes=61)
    set_clock(lambda: later)
    reports(bureau)

    assert told(bureau, "inspector") == [("IN", "BASIC"), ("FAILED", "BASIC"), ("IN", "BASIC")]


def test_everybody_sees_their_own_and_administrators_alone_see_all(bureau: Bureau) -> None:
    alice, bob = bureau["inspector"].http, bureau["inspector2"].http
    comes(bureau, password="wrong")

    own = alice.get("/api/me/sign-ins").json()["items"]
    assert [one["what"] for one in own] == ["FAILED", "IN"]
    assert [one["what"] for one in bob.get("/api/me/sign-ins").json()["items"]] == ["IN"]
    assert bob.get("/api/sign-ins").status_code == 403


def test_ending_a_session_elsewhere_is_written_down_too(bureau: Bureau) -> None:
    comes(bureau)
    comes(bureau)
    alice = bureau["inspector"].http

    assert alice.delete("/api/me/sessions").status_code == 204

    assert told(bureau, "inspector")[:3] == [("OUT", None), ("OUT", None), ("IN", "PASSWORD")]


def test_the_record_is_read_page_by_page(bureau: Bureau) -> None:
    admin = bureau["admin"].http
    everything = admin.get("/api/sign-ins").json()
    newest = everything["items"][0]["id"]

    assert everything["next"] is None
    assert admin.get("/api/sign-ins", params={"before": newest}).json()["items"] == everything["items"][1:]

"""Signing in and out, and what a person is told about themselves."""

from datetime import timedelta

import pytest

from app.core.clock import now, set_clock
from app.people.accounts import close_demo_accounts
from tests.bureau import PASSWORD, Bureau


def test_the_inspector_signs_in_and_is_known(bureau: Bureau) -> None:
    me = bureau["inspector"].http.get("/api/me").json()

    assert (me["username"], me["roles"], me["unit"], me["demo"]) == ("inspector", ["INSPECTOR"], None, True)
    assert "report" in me["may"]
    assert "accept" not in me["may"]


def test_a_dispatcher_belongs_to_a_unit(bureau: Bureau) -> None:
    me = bureau["dispatcher-zfdd"].http.get("/api/me").json()

    assert me["unit"] == {"code": "ZFDD", "name": "执法大队"}
    assert {"accept", "return", "feedback", "cases.read_unit"} <= set(me["may"])


def test_names_are_found_however_they_are_typed(bureau: Bureau) -> None:
    answer = bureau.stranger().post(
        "/api/session", json={"username": "Dispatcher-ZFDD", "password": PASSWORD}
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("username", ["inspector", "nobody"])
def test_a_wrong_password_and_an_unknown_name_sound_the_same(bureau: Bureau, username: str) -> None:
    answer = bureau.stranger().post("/api/session", json={"username": username, "password": "wrong"})

    assert answer.status_code == 401
    assert answer.json()["type"].endswith("wrong-credentials")


def test_guessing_is_slowed_down_and_forgiven_later(bureau: Bureau) -> None:
    stranger = bureau.stranger()
    for _ in range(5):
        stranger.post("/api/session", json={"username": "inspector", "password": "wrong"})

    refused = stranger.post("/api/session", json={"username": "inspector", "password": PASSWORD})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "秒后再试" in refused.json()["detail"]

    later = now() + timedelta(minutes=16)
    set_clock(lambda: later)
    assert (
        stranger.post("/api/session", json={"username": "inspector", "password": PASSWORD}).status_code == 200
    )


def test_writing_the_name_another_way_gives_no_new_guesses(bureau: Bureau) -> None:
    stranger = bureau.stranger()
    for username in ("inspector", "Inspector", "INSPECTOR", "iNSPECTOR", "InSpEcToR"):
        stranger.post("/api/session", json={"username": username, "password": "wrong"})

    for username in ("inspector", "inspectoR"):
        refused = stranger.post("/api/session", json={"username": username, "password": PASSWORD})
        assert refused.status_code == 429


def test_signing_in_forgives_what_was_mistyped_however_the_name_is_written(bureau: Bureau) -> None:
    stranger = bureau.stranger()
    for _ in range(2):
        for password in ("wrong", "wrong", "wrong", PASSWORD):
            answer = stranger.post("/api/session", json={"username": "Inspector", "password": password})

        assert answer.status_code == 200


def test_after_signing_out_the_door_is_shut(bureau: Bureau) -> None:
    inspector = bureau["inspector"].http

    assert inspector.delete("/api/session").status_code == 204
    answer = inspector.get("/api/me")

    assert answer.status_code == 401
    assert answer.json()["type"].endswith("not-signed-in")


def test_a_session_left_idle_ends(bureau: Bureau) -> None:
    inspector = bureau["inspector"].http
    later = now() + timedelta(seconds=bureau.settings.session_idle_seconds + 1)

    set_clock(lambda: later)

    assert inspector.get("/api/me").status_code == 401


@pytest.mark.parametrize("path", ["/api/me", "/api/cases", "/api/cases/counts"])
def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(bureau: Bureau, path: str) -> None:
    """The desk is left open over night, and live events make it read its list again and again."""
    desk, began = bureau["dispatcher-zfdd"].http, now()
    idle = timedelta(seconds=bureau.settings.session_idle_seconds)

    set_clock(lambda: began + idle / 2)
    assert desk.get(path, headers={"X-Unattended": "1"}).status_code == 200
    set_clock(lambda: began + idle + timedelta(seconds=1))
    assert desk.get(path, headers={"X-Unattended": "1"}).status_code == 401


def test_somebody_at_the_page_stays_signed_in(bureau: Bureau) -> None:
    desk, began = bureau["dispatcher-zfdd"].http, now()
    idle = timedelta(seconds=bureau.settings.session_idle_seconds)

    for halves in (1, 2, 3):
        set_clock(lambda halves=halves: began + idle / 2 * halves)  # type: ignore[misc]  # a default in a lambda
        assert desk.get("/api/cases").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts(bureau: Bureau) -> None:
    answer = bureau.stranger().post("/api/session", json={"username": "inspector", "password": PASSWORD})

    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_another_site_cannot_act_in_somebodys_name(bureau: Bureau, headers: dict[str, str]) -> None:
    answer = bureau["inspector"].http.delete("/api/session", headers=headers)

    assert answer.status_code == 403
    assert answer.json()["type"].endswith("cross-site")
    assert bureau["inspector"].http.get("/api/me").status_code == 200


def test_errors_speak_english_to_those_who_ask(bureau: Bureau) -> None:
    answer = bureau.stranger().get("/api/me", headers={"Accept-Language": "en-GB,en;q=0.9"})

    assert answer.json()["title"] == "Please sign in"


def test_demo_accounts_are_shut_and_their_sessions_ended_where_it_is_no_demo(bureau: Bureau) -> None:
    """As ``serve`` without ``--demo`` does before it answers anybody."""
    alice = bureau["inspector"]
    assert alice.http.get("/api/me").status_code == 200

    with bureau.database.writing() as session:
        close_demo_accounts(session)

    assert alice.http.get("/api/me").status_code == 401
    again = bureau.stranger().post("/api/session", json={"username": "inspector", "password": PASSWORD})
    assert again.status_code == 401

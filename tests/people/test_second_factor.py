"""The administrator's second factor: set up, asked for, lost, taken away."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from httpx import Response

from app.core.clock import now, set_clock
from tests.bureau import PASSWORD, Bureau, open_bureau
from tests.people.authenticator import set_up

KNOWN = {"password": PASSWORD}


@pytest.fixture(autouse=True)
def _still() -> None:
    """A moment in the middle of a step, so that no code runs out meanwhile."""
    moment = datetime.fromtimestamp(now().timestamp() // 30 * 30 + 15, tz=now().tzinfo)
    set_clock(lambda: moment)


def later(seconds: int) -> None:
    moment = now() + timedelta(seconds=seconds)
    set_clock(lambda: moment)


def sign_in(bureau: Bureau, code: str = "", password: str = PASSWORD) -> Response:
    answer: Response = bureau.stranger().post(
        "/api/session", json={"username": "admin", "password": password, "code": code}
    )
    return answer


def test_the_password_alone_is_no_longer_enough_and_a_code_is_good_once(bureau: Bureau) -> None:
    totp, _ = set_up(bureau["admin"].http)

    asked = sign_in(bureau)
    assert (asked.status_code, asked.json()["second_factor"]) == (401, True)
    assert sign_in(bureau, totp.at(now())).status_code == 422  # it confirmed the factor: used
    later(30)
    assert sign_in(bureau, totp.at(now()), "wrong").status_code == 401
    assert sign_in(bureau, totp.at(now())).status_code == 200
    assert sign_in(bureau, totp.at(now())).status_code == 422


@pytest.mark.parametrize(("off", "status"), [(-30, 200), (30, 200), (-60, 422), (60, 422)])
def test_a_clock_may_be_off_by_one_step(bureau: Bureau, off: int, status: int) -> None:
    totp, _ = set_up(bureau["admin"].http)
    later(120)

    assert sign_in(bureau, totp.at(now() + timedelta(seconds=off))).status_code == status


def test_each_recovery_code_opens_once_however_it_is_typed(bureau: Bureau) -> None:
    _, codes = set_up(bureau["admin"].http)

    assert len(set(codes)) == 10
    assert sign_in(bureau, codes[0].upper().replace("-", " ")).status_code == 200
    assert sign_in(bureau, codes[0]).status_code == 422
    assert bureau["admin"].http.get("/api/me/second-factor").json() == {"on": True, "codes_left": 9}


def test_guessing_codes_is_slowed_like_guessing_passwords(bureau: Bureau) -> None:
    set_up(bureau["admin"].http)

    statuses = [sign_in(bureau, "000000").status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_a_factor_that_nobody_confirmed_is_not_asked_for(bureau: Bureau) -> None:
    bureau["admin"].http.post("/api/me/second-factor", json=KNOWN)
    wrong = bureau["admin"].http.post("/api/me/second-factor/confirm", json={"code": "000000"})

    assert wrong.status_code == 422
    assert sign_in(bureau).status_code == 200


@pytest.mark.parametrize("code", ["１２３４５６", "验证码验证码", "\x00\x00\x00\x00\x00\x00"])
def test_what_is_no_code_is_a_wrong_one(bureau: Bureau, code: str) -> None:
    inspector = bureau["inspector"].http
    inspector.post("/api/me/second-factor", json=KNOWN)
    assert inspector.post("/api/me/second-factor/confirm", json={"code": code}).status_code == 422

    set_up(bureau["admin"].http)
    assert sign_in(bureau, code).status_code == 422


def test_who_has_only_the_session_locks_nobody_out_by_a_factor_of_their_own(bureau: Bureau) -> None:
    phone = bureau["inspector"].http

    for body in ({}, {"password": "a guess at it"}):
        assert phone.post("/api/me/second-factor", json=body).status_code == 422
    assert phone.get("/api/me").status_code == 200
    assert phone.post("/api/me/second-factor/confirm", json={"code": "000000"}).status_code == 422


def test_it_is_removed_with_the_password_alone_by_whoever_knows_it(bureau: Bureau) -> None:
    admin = bureau["admin"].http
    set_up(admin)

    assert admin.post("/api/me/second-factor", json=KNOWN).status_code == 409
    assert admin.post("/api/me/second-factor/remove", json={"password": "wrong"}).status_code == 422
    assert sign_in(bureau).status_code == 401
    assert admin.post("/api/me/second-factor/remove", json={"password": PASSWORD}).status_code == 204
    assert sign_in(bureau).status_code == 200


def test_another_administrator_helps_who_has_lost_everything(bureau: Bureau) -> None:
    set_up(bureau["inspector"].http)
    admin = bureau["admin"].http
    [bob] = [
        one
        for one in admin.get("/api/accounts", params={"words": "inspector"}).json()["items"]
        if one["has_second_factor"]
    ]
    assert bob["username"] == "inspector"

    assert admin.delete(f"/api/accounts/{bob['id']}/second-factor").status_code == 204

    told = [one["operation"] for one in admin.get("/api/account-journal").json()["items"]]
    assert told[:2] == ["factor_removed", "factor_set"]


def test_a_client_that_can_send_no_code_is_not_let_in_by_password(bureau: Bureau) -> None:
    set_up(bureau["inspector"].http)

    answer = bureau.stranger().post(
        "/api/reports", auth=("inspector", PASSWORD), data={"category": "LL2-02"}, files={"photos": b"x"}
    )

    assert answer.status_code == 401
    assert answer.json()["second_factor"] is True


def test_where_it_is_demanded_accounts_are_managed_only_with_it(prepared: Path, tmp_path: Path) -> None:
    with open_bureau(prepared, tmp_path / "bureau", administrators_need_code=True) as bureau:
        admin = bureau["admin"].http
        refused = admin.get("/api/accounts")
        assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (
            403,
            "second-factor-required",
        )
        set_up(admin)
        assert admin.get("/api/accounts").status_code == 200

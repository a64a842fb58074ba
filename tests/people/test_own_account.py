"""Alice looks where she is signed in, ends what she lost, and takes another password."""

import pytest

from tests.bureau import PASSWORD, Bureau, Someone

NEW = "rain umbrella seven oclock"


def sign_in(bureau: Bureau, password: str = PASSWORD) -> int:
    answer = bureau.stranger().post("/api/session", json={"username": "inspector", "password": password})
    return int(answer.status_code)


def test_she_sees_both_her_phones_and_ends_the_lost_one(bureau: Bureau) -> None:
    here, lost = bureau["inspector"], Someone(bureau.stranger(), "inspector")
    listed = here.http.get("/api/me/sessions").json()["items"]
    assert sorted(one["here"] for one in listed) == [False, True]
    [other] = [one["id"] for one in listed if not one["here"]]

    for _ in range(2):
        assert here.http.delete(f"/api/me/sessions/{other}").status_code == 204

    assert lost.http.get("/api/me").status_code == 401
    assert here.http.get("/api/me").status_code == 200


def test_she_signs_out_everywhere_but_here(bureau: Bureau) -> None:
    here = bureau["inspector"]
    others = [Someone(bureau.stranger(), "inspector") for _ in range(2)]

    assert here.http.delete("/api/me/sessions").status_code == 204

    assert [one.http.get("/api/me").status_code for one in others] == [401, 401]
    assert len(here.http.get("/api/me/sessions").json()["items"]) == 1


def test_nobody_ends_somebody_elses_session(bureau: Bureau) -> None:
    bob = bureau["inspector2"]
    [theirs] = [one["id"] for one in bob.http.get("/api/me/sessions").json()["items"]]

    assert bureau["inspector"].http.delete(f"/api/me/sessions/{theirs}").status_code == 204
    assert bureau["admin"].http.delete(f"/api/me/sessions/{theirs}").status_code == 204

    assert bob.http.get("/api/me").status_code == 200


def test_another_password_ends_every_session_but_the_new_one_here(bureau: Bureau) -> None:
    here, elsewhere = bureau["inspector"], Someone(bureau.stranger(), "inspector")
    old = here.http.cookies.get("xuncheng_session")

    changed = here.http.put("/api/me/password", json={"current": PASSWORD, "password": NEW})

    assert changed.status_code == 204
    assert here.http.cookies.get("xuncheng_session") != old
    assert here.http.get("/api/me").status_code == 200
    assert elsewhere.http.get("/api/me").status_code == 401
    assert (sign_in(bureau), sign_in(bureau, NEW)) == (401, 200)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "至少要 10 个字符"),
        ("password123", "容易被猜到"),
        ("qwertyuiop", "容易被猜到"),
        ("inspector1", "容易被猜到"),
        ("xuncheng2023", "容易被猜到"),
        (PASSWORD, "和现在的一样"),
    ],
)
def test_what_is_short_guessable_or_the_same_is_no_password(bureau: Bureau, password: str, why: str) -> None:
    answer = bureau["inspector"].http.put(
        "/api/me/password", json={"current": PASSWORD, "password": password}
    )

    assert answer.status_code == 422
    assert why in answer.json()["detail"]
    assert sign_in(bureau) == 200


def test_who_found_her_phone_open_cannot_take_her_account_by_guessing(bureau: Bureau) -> None:
    """A wrong present password is no 401 (the page would sign her out), but it is counted like one."""
    phone = bureau["inspector"].http
    body = {"current": "a guess at it", "password": NEW}

    answers = [phone.put("/api/me/password", json=body).status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]
    assert phone.get("/api/me").status_code == 200


@pytest.mark.parametrize("password", ["dispatcherzfdd1", "zfdd-dispatcher", "Dispatcher.2026"])
def test_a_name_written_another_way_is_no_password(bureau: Bureau, password: str) -> None:
    answer = bureau["dispatcher-zfdd"].http.put(
        "/api/me/password", json={"current": PASSWORD, "password": password}
    )

    assert answer.status_code == 422

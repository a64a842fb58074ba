"""The administrator runs the accounts: makes, changes, closes them, and hands out one-time links."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from app.core.clock import now, set_clock
from tests.bureau import PASSWORD, Bureau

NEW = "rain umbrella seven oclock"
CAROL = {"username": "carol", "name": "周巡", "roles": ["INSPECTOR"], "unit": None}


def made(bureau: Bureau, **changes: Any) -> dict[str, Any]:
    answer = bureau["admin"].http.post("/api/accounts", json=CAROL | changes)
    assert answer.status_code == 201, answer.text
    account: dict[str, Any] = answer.json()
    return account


def link_for(bureau: Bureau, account: dict[str, Any]) -> str:
    answer = bureau["admin"].http.post(f"/api/accounts/{account['id']}/link")
    assert answer.status_code == 201
    assert answer.json()["qr"].startswith("data:image/svg+xml")
    link: str = answer.json()["link"]
    return link.partition("#")[2]


def use(bureau: Bureau, secret: str, password: str = NEW) -> Response:
    answer: Response = bureau.stranger().post(
        "/api/password-links/use", json={"secret": secret, "password": password}
    )
    return answer


def sign_in(bureau: Bureau, username: str, password: str) -> Response:
    answer: Response = bureau.stranger().post(
        "/api/session", json={"username": username, "password": password}
    )
    return answer


def put(bureau: Bureau, account: dict[str, Any], **changes: Any) -> Response:
    body = {key: account[key] for key in ("name", "roles", "active")}
    body["unit"] = account["unit"]["code"] if account["unit"] else None
    answer: Response = bureau["admin"].http.put(f"/api/accounts/{account['id']}", json=body | changes)
    return answer


def test_carol_starts_work_by_a_link_that_is_good_once(bureau: Bureau) -> None:
    carol = made(bureau)
    assert (carol["has_password"], carol["active"]) == (False, True)
    assert sign_in(bureau, "carol", "nobody's password").status_code == 401
    secret = link_for(bureau, carol)

    seen = bureau.stranger().post("/api/password-links/look", json={"secret": secret}).json()
    assert (seen["username"], seen["name"]) == ("carol", "周巡")
    assert use(bureau, secret, "carol12345").status_code == 422
    assert use(bureau, secret).json() == {"username": "carol"}

    assert sign_in(bureau, "carol", NEW).json()["roles"] == ["INSPECTOR"]
    assert use(bureau, secret, NEW + " more").status_code == 410
    assert sign_in(bureau, "carol", NEW).status_code == 200


def test_a_link_ends_by_time_by_another_link_and_with_the_account(bureau: Bureau) -> None:
    carol = made(bureau)
    replaced, closed = link_for(bureau, carol), link_for(bureau, carol)
    assert use(bureau, replaced).status_code == 410

    put(bureau, carol, active=False)
    assert use(bureau, closed).status_code == 410
    put(bureau, carol, active=True)
    assert use(bureau, closed).status_code == 410

    late = link_for(bureau, carol)
    tomorrow = now() + timedelta(hours=24, seconds=1)
    set_clock(lambda: tomorrow)
    assert use(bureau, late).status_code == 410
    assert use(bureau, "a made-up secret").status_code == 410


def test_a_reset_signs_the_account_out_and_frees_a_locked_name(bureau: Bureau) -> None:
    bob = bureau["inspector2"]
    [account] = bureau["admin"].http.get("/api/accounts", params={"words": "inspector2"}).json()["items"]
    for _ in range(5):
        sign_in(bureau, "inspector2", "wrong")
    assert sign_in(bureau, "inspector2", PASSWORD).status_code == 429

    assert use(bureau, link_for(bureau, account)).status_code == 200

    assert bob.http.get("/api/me").status_code == 401
    assert sign_in(bureau, "inspector2", NEW).status_code == 200


def test_making_the_same_account_twice_is_safe_and_another_of_that_name_is_refused(bureau: Bureau) -> None:
    carol = made(bureau)

    again = bureau["admin"].http.post("/api/accounts", json=CAROL)
    other = bureau["admin"].http.post("/api/accounts", json=CAROL | {"name": "别人"})

    assert (again.status_code, again.json()["id"]) == (200, carol["id"])
    assert (other.status_code, other.json()["type"].rpartition(":")[2]) == (409, "name-taken")


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "Carol W"},
        {"username": "c"},
        {"name": "  "},
        {"roles": []},
        {"roles": ["KING"]},
        {"unit": "NOWHERE"},
        {"roles": ["DISPATCHER"]},
    ],
)
def test_what_is_no_account_is_refused_with_a_sentence(bureau: Bureau, changes: dict[str, Any]) -> None:
    answer = bureau["admin"].http.post("/api/accounts", json=CAROL | changes)

    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_another_role_counts_from_the_next_click_on(bureau: Bureau) -> None:
    carol = made(bureau)
    use(bureau, link_for(bureau, carol))
    browser = bureau.stranger()
    browser.post("/api/session", json={"username": "carol", "password": NEW})
    assert "accept" not in browser.get("/api/me").json()["may"]

    changed = put(bureau, carol, roles=["DISPATCHER"], unit="ZFDD")

    assert changed.json()["unit"]["code"] == "ZFDD"
    me = browser.get("/api/me").json()
    assert (me["roles"], me["unit"]["code"]) == (["DISPATCHER"], "ZFDD")
    assert "accept" in me["may"]


def test_a_closed_account_is_out_at_once_and_its_name_stays_in_the_journal(bureau: Bureau) -> None:
    bob = bureau["inspector2"]
    [account] = bureau["admin"].http.get("/api/accounts", params={"words": "inspector2"}).json()["items"]

    assert put(bureau, account, active=False).json()["sessions"] == 0

    assert bob.http.get("/api/me").status_code == 401
    assert sign_in(bureau, "inspector2", PASSWORD).status_code == 401
    listed = bureau["admin"].http.get("/api/account-journal").json()["items"]
    assert (listed[0]["operation"], listed[0]["username"]) == ("account_closed", "inspector2")


def test_the_last_administrator_cannot_shut_themselves_out(bureau: Bureau) -> None:
    [admin] = bureau["admin"].http.get("/api/accounts", params={"role": "ADMIN"}).json()["items"]

    for changes in ({"active": False}, {"roles": ["OFFICE"]}):
        answer = put(bureau, admin, **changes)
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "last-administrator")

    made(bureau, username="second", roles=["ADMIN"])
    assert put(bureau, admin, active=False).status_code == 200
    assert bureau["admin"].http.get("/api/me").status_code == 401


def test_somebody_is_signed_out_everywhere(bureau: Bureau) -> None:
    bob = bureau["inspector2"]
    [account] = bureau["admin"].http.get("/api/accounts", params={"words": "inspector2"}).json()["items"]
    assert account["sessions"] == 1

    assert bureau["admin"].http.delete(f"/api/accounts/{account['id']}/sessions").status_code == 204

    assert bob.http.get("/api/me").status_code == 401


def test_the_journal_tells_who_did_what_and_holds_no_secret(bureau: Bureau) -> None:
    carol = made(bureau)
    secret = link_for(bureau, carol)
    put(bureau, carol, name="周巡查")
    use(bureau, secret)

    items = bureau["admin"].http.get("/api/account-journal").json()["items"]

    told = [(one["operation"], one["actor"]) for one in reversed(items) if one["username"] == "carol"]
    assert told == [
        ("account_made", "管理员（演示）"),
        ("password_link_made", "管理员（演示）"),
        ("account_changed", "管理员（演示）"),
        ("password_set", "周巡查"),
    ]
    [changed] = [one for one in items if one["operation"] == "account_changed"]
    assert changed["detail"] == {"name": ["周巡", "周巡查"]}
    assert secret not in str(items)
    assert NEW not in str(items)


def test_pages_of_accounts_hold_everybody_once(bureau: Bureau) -> None:
    for number in range(120):
        made(bureau, username=f"crowd{number:03}", name=f"众{number}")
    names: list[str] = []
    after: str | None = ""
    while after is not None:
        page = bureau["admin"].http.get("/api/accounts", params={"after": after}).json()
        names += [one["username"] for one in page["items"]]
        after = page["next"]

    assert len(names) == len(set(names)) > 120
    assert names == sorted(names)
    found = bureau["admin"].http.get("/api/accounts", params={"words": "100%"}).json()["items"]
    assert found == []


def test_links_for_all_newcomers_are_made_at_once(bureau: Bureau) -> None:
    newcomers = [made(bureau, username=name, name=name) for name in ("carol", "dave")]
    waiting = bureau["admin"].http.get("/api/accounts", params={"has_password": False}).json()["items"]
    assert [one["username"] for one in waiting] == ["carol", "dave"]

    answer = bureau["admin"].http.post(
        "/api/accounts/links", json={"accounts": [one["id"] for one in [newcomers[0], *newcomers]]}
    )

    assert answer.status_code == 201
    links = answer.json()["items"]
    assert [one["username"] for one in links] == ["carol", "dave"]
    assert len({one["link"] for one in links}) == 2
    assert use(bureau, links[1]["link"].partition("#")[2]).json() == {"username": "dave"}
    waiting = bureau["admin"].http.get("/api/accounts", params={"has_password": False}).json()["items"]
    assert [(one["username"], one["link_until"] is not None) for one in waiting] == [("carol", True)]


def test_links_for_several_are_made_for_all_or_for_none(bureau: Bureau) -> None:
    carol = made(bureau)
    nobody = "00000000-0000-4000-8000-000000000000"

    answer = bureau["admin"].http.post("/api/accounts/links", json={"accounts": [carol["id"], nobody]})

    assert answer.status_code == 404
    [shown] = bureau["admin"].http.get("/api/accounts", params={"words": "carol"}).json()["items"]
    assert shown["link_until"] is None


@pytest.mark.parametrize("chair", ["inspector", "dispatcher-zfdd", "crew-zfdd", "office", "command"])
def test_nobody_but_an_administrator_comes_near(bureau: Bureau, chair: str) -> None:
    browser = bureau[chair].http
    [admin] = bureau["admin"].http.get("/api/accounts", params={"role": "ADMIN"}).json()["items"]
    asked = [
        browser.get("/api/accounts"),
        browser.post("/api/accounts", json=CAROL),
        browser.put(f"/api/accounts/{admin['id']}", json={"name": "x", "roles": ["INSPECTOR"]}),
        browser.post(f"/api/accounts/{admin['id']}/link"),
        browser.delete(f"/api/accounts/{admin['id']}/sessions"),
        browser.get("/api/account-journal"),
        browser.get("/api/permissions"),
    ]

    assert [answer.status_code for answer in asked] == [403] * len(asked)


def test_the_table_of_verbs_says_what_the_program_decides_by(bureau: Bureau) -> None:
    items = bureau["admin"].http.get("/api/permissions").json()["items"]
    roles = {one["code"]: one["roles"] for one in items}

    assert roles["supervise"] == ["OFFICE"]
    assert roles["accept"] == ["CREW", "DISPATCHER"]
    assert roles["accounts"] == ["ADMIN"]
    assert roles["report"] == sorted(["INSPECTOR", "DISPATCHER", "CREW", "COMMAND", "OFFICE", "ADMIN"])

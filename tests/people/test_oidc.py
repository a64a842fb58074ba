"""Bob signs in with the account that his bureau's identity provider knows him by."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.bureau import PASSWORD, Bureau, open_bureau
from tests.people.authenticator import set_up
from tests.people.provider import CLIENT, SECRET, Provider, running_provider


@pytest.fixture(scope="module")
def the_provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(the_provider: Provider) -> Provider:
    the_provider.says, the_provider.is_forged, the_provider.subject = {}, False, "wecom-4711"
    return the_provider


@pytest.fixture
def joined(prepared: Path, tmp_path: Path, provider: Provider) -> Iterator[Bureau]:
    """A bureau that has joined the provider."""
    with open_bureau(
        prepared,
        tmp_path / "bureau",
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
        oidc_name="企业微信",
    ) as bureau:
        yield bureau


BIND = "/api/me/identity/start"


def at_the_provider(browser: Any, start: str = "/api/oidc/start") -> str:
    """The way there and back, by password where one binds; returns where we are sent back to."""
    there = browser.post(start, json={"password": PASSWORD} if start == BIND else None)
    assert there.status_code == 200, there.text
    return httpx.get(there.json()["url"]).headers["location"]


def comes_back(browser: Any, start: str = "/api/oidc/start") -> str:
    """The same, and in again; returns the page it ends on."""
    answer = browser.get(at_the_provider(browser, start), follow_redirects=False)
    assert answer.status_code == 303
    page: str = answer.headers["location"]
    return page


def test_bob_binds_his_account_once_and_comes_in_by_it_from_then_on(joined: Bureau) -> None:
    bob = joined["inspector2"].http
    assert bob.get("/api/oidc").json() == {"name": "企业微信"}
    assert comes_back(joined.stranger()) == "/sign-in?problem=identity-unbound"

    assert comes_back(bob, BIND) == "/me?bound=1"
    assert bob.get("/api/me/identity").json() == {"name": "企业微信", "bound": True}

    phone = joined.stranger()
    assert comes_back(phone) == "/"
    assert phone.get("/api/me").json()["username"] == "inspector2"
    came = joined["admin"].http.get("/api/sign-ins").json()["items"]
    assert [(one["username"], one["what"], one["way"]) for one in came if one["way"] == "OIDC"] == [
        ("inspector2", "IN", "OIDC"),
        ("", "FAILED", "OIDC"),
    ]
    told = joined["admin"].http.get("/api/account-journal").json()["items"]
    assert (told[0]["operation"], told[0]["username"]) == ("identity_bound", "inspector2")

    assert bob.delete("/api/me/identity").status_code == 204
    assert comes_back(joined.stranger()) == "/sign-in?problem=identity-unbound"


def test_an_identity_is_one_persons_alone(joined: Bureau) -> None:
    comes_back(joined["inspector2"].http, BIND)

    alice = joined["inspector"].http
    assert comes_back(alice, BIND) == "/sign-in?problem=identity-taken"
    assert alice.get("/api/me/identity").json()["bound"] is False


def test_a_closed_account_stays_closed(joined: Bureau) -> None:
    comes_back(joined["inspector2"].http, BIND)
    admin = joined["admin"].http
    [bob] = admin.get("/api/accounts", params={"words": "inspector2"}).json()["items"]
    body = {"name": bob["name"], "roles": bob["roles"], "unit": None, "active": False}
    admin.put(f"/api/accounts/{bob['id']}", json=body)

    assert comes_back(joined.stranger()) == "/sign-in?problem=identity-unbound"


NEW = "rain umbrella seven oclock"


def account_of(joined: Bureau, username: str) -> dict[str, Any]:
    found = joined["admin"].http.get("/api/accounts", params={"words": username}).json()["items"]
    [account] = [one for one in found if one["username"] == username]
    return dict(account)


def gets_another_password(joined: Bureau) -> None:
    """An administrator has a link made, and bob uses it."""
    made = joined["admin"].http.post(f"/api/accounts/{account_of(joined, 'inspector2')['id']}/link")
    secret = made.json()["link"].partition("#")[2]
    used = joined.stranger().post("/api/password-links/use", json={"secret": secret, "password": NEW})
    assert used.status_code == 200, used.text


def takes_another_password(joined: Bureau) -> None:
    body = {"current": PASSWORD, "password": NEW}
    assert joined["inspector2"].http.put("/api/me/password", json=body).status_code == 204


def is_signed_out_everywhere(joined: Bureau) -> None:
    path = f"/api/accounts/{account_of(joined, 'inspector2')['id']}/sessions"
    assert joined["admin"].http.delete(path).status_code == 204


def signs_out_everywhere_else(joined: Bureau) -> None:
    assert joined["inspector2"].http.delete("/api/me/sessions").status_code == 204


def is_closed_and_opened_again(joined: Bureau) -> None:
    bob = account_of(joined, "inspector2")
    for active in (False, True):
        body = {"name": bob["name"], "roles": bob["roles"], "unit": None, "active": active}
        assert joined["admin"].http.put(f"/api/accounts/{bob['id']}", json=body).status_code == 200


def loses_the_binding(joined: Bureau) -> None:
    path = f"/api/accounts/{account_of(joined, 'inspector2')['id']}/identity"
    assert joined["admin"].http.delete(path).status_code == 204


@pytest.mark.parametrize(
    "happens",
    [
        gets_another_password,
        takes_another_password,
        is_signed_out_everywhere,
        signs_out_everywhere_else,
        is_closed_and_opened_again,
        loses_the_binding,
    ],
)
def test_what_shuts_others_out_shuts_the_provider_out_too(
    joined: Bureau, happens: Callable[[Bureau], None]
) -> None:
    """Whoever had bob's phone for a minute must not come in by their own account at the provider for ever."""
    comes_back(joined["inspector2"].http, BIND)
    assert account_of(joined, "inspector2")["has_identity"] is True

    happens(joined)

    assert comes_back(joined.stranger()) == "/sign-in?problem=identity-unbound"
    assert account_of(joined, "inspector2")["has_identity"] is False
    told = [one["operation"] for one in joined["admin"].http.get("/api/account-journal").json()["items"]]
    assert "identity_unbound" in told


def test_a_binding_under_way_is_void_once_others_are_shut_out(joined: Bureau) -> None:
    thief = joined["inspector2"].http
    back = at_the_provider(thief, BIND)

    gets_another_password(joined)

    assert thief.get(back, follow_redirects=False).headers["location"] == "/sign-in?problem=sign-in-broken"
    assert account_of(joined, "inspector2")["has_identity"] is False


@pytest.mark.parametrize("password", ["a guess at it", ""])
def test_who_has_only_the_session_binds_nothing(joined: Bureau, password: str) -> None:
    phone = joined["inspector2"].http

    assert phone.post(BIND, json={"password": password}).status_code == 422
    assert phone.get("/api/me").status_code == 200


def test_where_a_code_is_asked_for_binding_takes_one_too(joined: Bureau) -> None:
    admin = joined["admin"].http
    codes = set_up(admin)[1]

    asked = admin.post(BIND, json={"password": PASSWORD})
    assert (asked.status_code, asked.json()["second_factor"]) == (422, True)
    assert admin.post(BIND, json={"password": PASSWORD, "code": "000000"}).status_code == 422
    assert admin.post(BIND, json={"password": PASSWORD, "code": codes[0]}).status_code == 200


def test_by_the_provider_too_the_code_is_asked_for(joined: Bureau) -> None:
    admin = joined["admin"].http
    comes_back(admin, BIND)
    codes = set_up(admin)[1]
    phone = joined.stranger()

    assert comes_back(phone) == "/sign-in?code=1"
    assert phone.get("/api/me").status_code == 401
    assert phone.post("/api/oidc/code", json={"code": "000000"}).status_code == 422
    assert phone.get("/api/me").status_code == 401
    assert joined.stranger().post("/api/oidc/code", json={"code": codes[0]}).status_code == 400

    assert phone.post("/api/oidc/code", json={"code": codes[0]}).status_code == 204
    assert phone.get("/api/me").json()["username"] == "admin"
    assert phone.post("/api/oidc/code", json={"code": codes[1]}).status_code == 400


def test_codes_are_not_guessed_by_way_of_the_provider(joined: Bureau) -> None:
    admin = joined["admin"].http
    comes_back(admin, BIND)
    set_up(admin)
    phone = joined.stranger()
    comes_back(phone)

    statuses = [phone.post("/api/oidc/code", json={"code": "000000"}).status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_an_administrator_who_must_have_a_code_manages_nothing_by_the_provider_alone(
    prepared: Path, tmp_path: Path, provider: Provider
) -> None:
    with open_bureau(
        prepared,
        tmp_path / "bureau",
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
        administrators_need_code=True,
    ) as bureau:
        comes_back(bureau["admin"].http, BIND)
        phone = bureau.stranger()
        assert comes_back(phone) == "/"
        assert phone.get("/api/accounts").status_code == 403

        set_up(bureau["admin"].http)
        another = bureau.stranger()
        assert comes_back(another) == "/sign-in?code=1"
        assert another.get("/api/accounts").status_code == 401


@pytest.mark.parametrize(
    "says",
    [
        {"nonce": "another sign-in's"},
        {"aud": "another client"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1_600_000_000},
        {"sub": None},
    ],
)
def test_a_token_that_was_not_meant_for_this_is_refused(
    joined: Bureau, provider: Provider, says: dict[str, Any]
) -> None:
    comes_back(joined["inspector2"].http, BIND)
    provider.says = says

    assert comes_back(joined.stranger()) == "/sign-in?problem=sign-in-broken"


def test_a_token_signed_by_somebody_else_is_refused(joined: Bureau, provider: Provider) -> None:
    comes_back(joined["inspector2"].http, BIND)
    provider.is_forged = True

    assert comes_back(joined.stranger()) == "/sign-in?problem=sign-in-broken"


def test_the_way_back_is_good_once_and_in_the_browser_that_left(joined: Bureau) -> None:
    """Else somebody could be made to work in an attacker's account, or an attacker in theirs."""
    comes_back(joined["inspector2"].http, BIND)
    victim, attacker = joined.stranger(), joined.stranger()
    back = at_the_provider(attacker)

    for browser, page in (
        (victim, "/sign-in?problem=sign-in-broken"),
        (attacker, "/"),
        (attacker, "/sign-in?problem=sign-in-broken"),
    ):
        assert browser.get(back, follow_redirects=False).headers["location"] == page
    assert victim.get("/api/me").status_code == 401


def test_without_a_provider_there_is_no_such_way(bureau: Bureau) -> None:
    stranger = bureau.stranger()

    assert stranger.get("/api/oidc").json() == {"name": ""}
    assert stranger.post("/api/oidc/start").status_code == 404


def test_a_provider_that_is_not_there_is_told_and_holds_nobody_up(prepared: Path, tmp_path: Path) -> None:
    with open_bureau(prepared, tmp_path / "bureau", oidc_issuer="http://127.0.0.1:9") as bureau:
        answer = bureau.stranger().post("/api/oidc/start")

        assert answer.status_code == 503
        assert "用用户名和密码登录" in answer.json()["detail"]

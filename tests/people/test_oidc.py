"""Bob signs in with the account that his bureau's identity provider knows him by."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.bureau import Bureau, open_bureau
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


def at_the_provider(browser: Any, start: str = "/api/oidc/start") -> str:
    """The way there and back; returns where we are sent back to."""
    there = browser.post(start)
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

    assert comes_back(bob, "/api/me/identity/start") == "/me?bound=1"
    assert bob.get("/api/me/identity").json() == {"name": "企业微信", "bound": True}

    phone = joined.stranger()
    assert comes_back(phone) == "/"
    assert phone.get("/api/me").json()["username"] == "inspector2"
    told = joined["admin"].http.get("/api/account-journal").json()["items"]
    assert (told[0]["operation"], told[0]["username"]) == ("identity_bound", "inspector2")

    assert bob.delete("/api/me/identity").status_code == 204
    assert comes_back(joined.stranger()) == "/sign-in?problem=identity-unbound"


def test_an_identity_is_one_persons_alone(joined: Bureau) -> None:
    comes_back(joined["inspector2"].http, "/api/me/identity/start")

    alice = joined["inspector"].http
    assert comes_back(alice, "/api/me/identity/start") == "/sign-in?problem=identity-taken"
    assert alice.get("/api/me/identity").json()["bound"] is False


def test_a_closed_account_stays_closed(joined: Bureau) -> None:
    comes_back(joined["inspector2"].http, "/api/me/identity/start")
    admin = joined["admin"].http
    [bob] = admin.get("/api/accounts", params={"words": "inspector2"}).json()["items"]
    body = {"name": bob["name"], "roles": bob["roles"], "unit": None, "active": False}
    admin.put(f"/api/accounts/{bob['id']}", json=body)

    assert comes_back(joined.stranger()) == "/sign-in?problem=identity-unbound"


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
    comes_back(joined["inspector2"].http, "/api/me/identity/start")
    provider.says = says

    assert comes_back(joined.stranger()) == "/sign-in?problem=sign-in-broken"


def test_a_token_signed_by_somebody_else_is_refused(joined: Bureau, provider: Provider) -> None:
    comes_back(joined["inspector2"].http, "/api/me/identity/start")
    provider.is_forged = True

    assert comes_back(joined.stranger()) == "/sign-in?problem=sign-in-broken"


def test_the_way_back_is_good_once_and_in_the_browser_that_left(joined: Bureau) -> None:
    """Else somebody could be made to work in an attacker's account, or an attacker in theirs."""
    comes_back(joined["inspector2"].http, "/api/me/identity/start")
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

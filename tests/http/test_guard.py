"""What every answer tells the browser to keep out, and the cookie that no other host can plant."""

import pytest
from starlette.requests import Request

from app.core.problems import Problem
from app.live.routes import get_listener
from tests.bureau import PASSWORD, Bureau


@pytest.mark.parametrize("path", ["/", "/api/me", "/api/no-such-thing", "/healthz"])
def test_every_answer_keeps_the_browser_strict(bureau: Bureau, path: str) -> None:
    headers = bureau["inspector"].http.get(path).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert "script-src" not in policy, "scripts come under default-src: our own files alone"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert {"camera=(self)", "geolocation=(self)"} <= set(headers["permissions-policy"].split(", "))


def test_what_is_refused_at_the_door_is_just_as_strict(bureau: Bureau) -> None:
    refused = bureau["inspector"].http.delete("/api/session", headers={"Origin": "https://elsewhere.example"})

    assert refused.status_code == 403
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert refused.headers["cache-control"] == "no-store"


def test_by_https_the_browser_is_told_to_stay_there(bureau: Bureau) -> None:
    by_http, by_https = (bureau.stranger() for _ in range(2))
    by_https.base_url = "https://testserver"

    assert "strict-transport-security" not in by_http.get("/healthz").headers
    for path in ("/", "/api/me", "/healthz"):
        seconds = by_https.get(path).headers["strict-transport-security"].removeprefix("max-age=")
        assert int(seconds) >= 365 * 86_400


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW"])
def test_odd_methods_are_refused(bureau: Bureau, method: str) -> None:
    assert bureau.stranger().request(method, "/api/me").status_code == 405


def test_by_https_the_cookie_belongs_to_this_host_alone(bureau: Bureau) -> None:
    browser = bureau.stranger()
    browser.base_url = "https://testserver"

    answer = browser.post("/api/session", json={"username": "inspector", "password": PASSWORD})

    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == "__Host-xuncheng_session"
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(rest.split("; "))
    assert "Domain" not in rest
    assert browser.get("/api/me").json()["username"] == "inspector"


@pytest.mark.parametrize("path", ["/api/me", "/api/cases"])
def test_by_https_a_cookie_that_another_host_could_plant_counts_for_nothing(
    bureau: Bureau, path: str
) -> None:
    """A neighbour under the same domain may set ``xuncheng_session``; nothing but this host a ``__Host-``."""
    browser = bureau.stranger()
    browser.post("/api/session", json={"username": "inspector", "password": PASSWORD})
    secret = browser.cookies["xuncheng_session"]
    victim = bureau.stranger()
    victim.base_url = "https://testserver"

    planted = victim.get(path, headers={"Cookie": f"xuncheng_session={secret}"})

    assert planted.status_code == 401


def test_no_stream_is_opened_for_a_planted_cookie(bureau: Bureau) -> None:
    browser = bureau.stranger()
    browser.post("/api/session", json={"username": "inspector", "password": PASSWORD})
    cookie = f"xuncheng_session={browser.cookies['xuncheng_session']}".encode()
    scope = {"type": "http", "path": "/api/live", "query_string": b"", "headers": [(b"cookie", cookie)]}
    by_http, by_https = (
        Request(scope | {"scheme": scheme, "server": ("testserver", port)})
        for scheme, port in (("http", 80), ("https", 443))
    )

    assert get_listener(by_http, bureau.database, bureau.settings)[0].username == "inspector"
    with pytest.raises(Problem) as refused:
        get_listener(by_https, bureau.database, bureau.settings)
    assert refused.value.kind.status == 401


@pytest.mark.parametrize(("secure", "name"), [(True, "__Host-xuncheng_session"), (False, "xuncheng_session")])
def test_the_setting_decides_which_cookie_counts(bureau: Bureau, *, secure: bool, name: str) -> None:
    """Behind a proxy that ends https without saying so, the deployment says it."""
    settings = bureau.settings.model_copy(update={"secure_cookies": secure})
    bureau.app.state.settings = settings
    browser = bureau.stranger()
    answer = browser.post("/api/session", json={"username": "inspector", "password": PASSWORD})
    given, _, rest = answer.headers["set-cookie"].partition("=")
    secret, other = rest.partition(";")[0], bureau.stranger()

    assert given == name
    for sent in ("__Host-xuncheng_session", "xuncheng_session"):
        known = other.get("/api/me", headers={"Cookie": f"{sent}={secret}"}).status_code
        assert known == (200 if sent == name else 401)

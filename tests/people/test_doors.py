"""Every door asks who is there."""

from fastapi.routing import APIRoute

from tests.bureau import Bureau

OPEN_DOORS = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("POST", "/api/session"),
    ("DELETE", "/api/session"),
    # whoever holds a link has no password yet: its secret is what is asked for
    ("POST", "/api/password-links/look"),
    ("POST", "/api/password-links/use"),
}


def test_without_signing_in_every_route_answers_401(bureau: Bureau) -> None:
    stranger = bureau.stranger()
    asked = 0
    for path, operations in bureau.app.openapi()["paths"].items():
        for method in map(str.upper, operations):
            if (method, path) in OPEN_DOORS:
                continue
            url = path.replace("{sha256}", "0" * 64).replace("{rendition}", "thumb")
            url = url.replace("{case_id}", "00000000-0000-4000-8000-000000000000").replace(
                "{operation}", "accept"
            )
            url = url.replace("{z}/{x}/{y}", "10/848/401").replace("{session_id}", "0" * 24)
            url = url.replace("{account_id}", "00000000-0000-4000-8000-000000000000")
            answer = stranger.request(method, url, headers={"Upload-Offset": "0"})
            assert answer.status_code == 401, f"{method} {path} answered {answer.status_code}"
            asked += 1
    assert asked >= 15


def test_the_document_leaves_no_route_out(bureau: Bureau) -> None:
    routes = {route.path for route in bureau.app.routes if isinstance(route, APIRoute)}

    assert routes <= set(bureau.app.openapi()["paths"])

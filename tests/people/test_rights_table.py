"""Who may do what, door by door: route × chair, own unit and others (rights.csv), asked over HTTP with real things."""

from fastapi.routing import APIRoute
from starlette.routing import Route

from tests.bureau import Bureau
from tests.people.rights import CHAIRS, answers, read_table

OPEN_DOORS = {
    "GET /healthz": "the proxy asks whether the process lives",
    "GET /readyz": "the proxy asks whether it can work",
    "GET /metrics": "asks by address or token of its own: tests/http/test_metrics.py",
    "GET /openapi.json": "the program's interface, which is no secret",
    "GET /api/docs": "the same to read, in the demo alone",
    "POST /api/session": "the way in",
    "DELETE /api/session": "the way out",
    "GET /api/oidc": "whether there is another way in",
    "POST /api/oidc/start": "the other way in",
    "GET /api/oidc/callback": "the way back: the browser's cookie of the way is asked for",
    "POST /api/oidc/code": "the same cookie is asked for, and a code",
    "POST /api/password-links/look": "whoever holds a link has no password yet: its secret is asked for",
    "POST /api/password-links/use": "the same",
}


def test_everybody_is_answered_as_the_table_says(bureau: Bureau) -> None:
    expected, found = read_table(), answers(bureau)

    differ = [
        f"{route}: {chair} is answered {found[route][chair]}, the table says {cell}"
        for route, cells in expected.items()
        for chair, cell in cells.items()
        if route in found and found[route][chair] != cell
    ]
    assert differ == []
    assert list(found) == list(expected)


def test_every_route_is_in_the_table(bureau: Bureau) -> None:
    listed = {route.partition(" (")[0] for route in read_table()}
    routes = [route for route in bureau.app.routes if isinstance(route, APIRoute | Route)]
    doors = {
        f"{method} {route.path}"
        for route in routes
        for method in route.methods or ()
        if method != "HEAD" or "GET" not in (route.methods or ())
    }
    documented = {
        f"{method.upper()} {path}"
        for path, operations in bureau.app.openapi()["paths"].items()
        for method in operations
    }

    assert doors | documented == listed


def test_without_signing_in_every_door_is_shut_but_those_with_a_reason() -> None:
    open_to_nobody = {route for route, cells in read_table().items() if cells["nobody"] != "401"}

    assert open_to_nobody == set(OPEN_DOORS)


def test_the_document_leaves_no_route_out(bureau: Bureau) -> None:
    routes = {route.path for route in bureau.app.routes if isinstance(route, APIRoute)}

    assert routes <= set(bureau.app.openapi()["paths"])


def test_the_table_has_a_column_for_every_chair() -> None:
    assert all(list(cells) == list(CHAIRS) for cells in read_table().values())

"""What a request is called where it is counted and logged: by its route, which tells of nobody."""

from collections.abc import Iterable

from starlette.types import Scope

ROUTE = "xuncheng.route"
"""Where whoever answers a request outside the router says in the scope which route it was."""


def route_of(scope: Scope) -> str:
    """The route's template, so that there are as many as there are routes and none tells of anybody."""
    known = scope.get(ROUTE) or getattr(scope.get("route"), "path", None)
    if isinstance(known, str):
        return known
    return _kind_of(scope["path"], ("/assets/", "/api/"))


def _kind_of(path: str, folders: Iterable[str]) -> str:
    return next((folder + "…" for folder in folders if path.startswith(folder)), "page")

"""What every request passes: same-origin for what changes things, an address without NUL, and headers that
keep the browser strict.

Plain ASGI, so that a streamed body or a live stream is never buffered.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.problems import Problem
from app.http.answers import holds_nul, language_of, note_refusal, problem_response

TWO_YEARS = b"max-age=63072000"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def security_headers(basemap_origins: list[str]) -> dict[str, str]:
    """Headers for every answer. Camera and position stay allowed for our own pages alone."""
    maps = " ".join(basemap_origins)
    return {
        "Content-Security-Policy": (
            f"default-src 'self'; img-src 'self' data: blob: {maps}; connect-src 'self' {maps}; "
            "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
            "frame-ancestors 'none'; form-action 'self'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }


class Guard:
    """ASGI middleware: refuses cross-site changes and NUL in an address, adds the security headers."""

    def __init__(self, app: ASGIApp, basemap_origins: list[str]) -> None:
        self.app = app
        strict = security_headers(basemap_origins)
        self.headers_of_pages = [(name.lower().encode(), value.encode()) for name, value in strict.items()]
        self.headers = [*self.headers_of_pages, (b"cache-control", b"no-store")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                ours = self.headers if scope["path"].startswith("/api/") else self.headers_of_pages
                added = [pair for pair in ours if pair[0] not in said]
                if scope["scheme"] == "https":  # said over http it would mean nothing
                    added.append((b"strict-transport-security", TWO_YEARS))
                message["headers"] = [*message["headers"], *added]
            await send(message)

        if scope["method"] not in SAFE and _is_cross_site(Headers(scope=scope)):
            refused = Problem("cross-site")
            note_refusal(refused)
            await problem_response(refused, "zh")(scope, receive, send_with_headers)
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            await problem_response(holds_nul(), language_of(Request(scope)))(
                scope, receive, send_with_headers
            )
            return
        await self.app(scope, receive, send_with_headers)


def _is_cross_site(headers: Headers) -> bool:
    if headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")

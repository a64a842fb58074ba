"""Every request is numbered, timed, counted and, where wanted, logged: by its route, never by its query."""

import logging
import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.request_id import begin_request
from app.http.metrics import Metrics
from app.http.route_names import route_of

log = logging.getLogger("xuncheng.requests")
STRAIGHT = "xuncheng.straight"
"""Where the scope has the server's own ``send``: past all who look at how an answer begins and no further."""
METHODS = frozenset({"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS"})
LIVE = "/api/live"


class Watch:
    """ASGI middleware, the outermost; ``X-Request-ID`` comes in and goes out."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        number = begin_request(headers.get("x-request-id"))
        began, status = time.perf_counter(), 500

        async def send_numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode())]
            await send(message)

        scope[STRAIGHT] = send
        self._metrics.under_way.inc()
        try:
            await self.app(scope, receive, send_numbered)
        finally:
            self._metrics.under_way.dec()
            self._note(scope, headers, status, time.perf_counter() - began)

    def _note(self, scope: Scope, headers: Headers, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        route = route_of(scope)
        self._metrics.requests.labels(method, route, str(status)).inc()
        if route != LIVE:
            self._metrics.seconds.labels(method, route).observe(seconds)
        length = headers.get("content-length", "")
        if route.startswith("/api/photos/") and method in {"PUT", "PATCH"} and length.isdigit():
            self._metrics.photo_bytes.inc(int(length))
        if log.isEnabledFor(logging.INFO):
            facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
            log.info("request", extra={"facts": facts})

"""Figures for Prometheus: each process has its own and is asked by itself."""

from hmac import compare_digest

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response

from app.core.config import Settings
from app.core.problems import Problem
from app.http.answers import language_of, problem_response

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")


class Metrics:
    """The process's counters, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "xuncheng_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "xuncheng_request_seconds",
            "Seconds from a request's head to the end of its answer, live streams left out",
            ["method", "route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.under_way = Gauge(
            "xuncheng_requests_under_way", "Requests being answered", registry=self.registry
        )
        self.streams = Gauge("xuncheng_live_streams", "Open live streams", registry=self.registry)
        self.slow = Counter("xuncheng_slow_statements", "Slow database statements", registry=self.registry)
        self.photo_bytes = Counter(
            "xuncheng_upload_bytes", "Bytes of bodies announced by uploads of photos", registry=self.registry
        )

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


async def show_metrics(request: Request) -> Response:
    """``GET /metrics``: with the token that is set, or, where none is, from this machine alone."""
    if not _may_ask(request, request.app.state.settings):
        return problem_response(Problem("not-found", what=request.url.path), language_of(request))
    metrics: Metrics = request.app.state.metrics
    return Response(metrics.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_ask(request: Request, settings: Settings) -> bool:
    if settings.metrics_token is not None:
        given = request.headers.get("authorization", "").encode()
        return compare_digest(given, b"Bearer " + settings.metrics_token.get_secret_value().encode())
    was_forwarded = any(name in request.headers for name in FORWARDED)
    return request.client is not None and request.client.host in LOOPBACK and not was_forwarded

"""The app, put together."""

import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.assessments.routes import router as assessments
from app.cases.alike_routes import router as alike
from app.cases.doubt_routes import router as doubts
from app.cases.routes import put_case_at_once
from app.cases.routes import router as cases
from app.cases.supervision_routes import router as supervision
from app.core.config import MEBIBYTE, Settings
from app.core.db import Database
from app.core.slow import count_slow
from app.duty.routes import router as duty
from app.evidence.routes import router as evidence
from app.frontend import serve_frontend
from app.http.answers import render_failures
from app.http.bounds import Bounds, Larger
from app.http.document import document_problems
from app.http.guard import Guard
from app.http.guests import KeysByPassword, ShareTiles
from app.http.lane import HASH_PATH, UUID_PATH, Lane, ShortWay
from app.http.metrics import Metrics, show_metrics
from app.http.patience import Patience
from app.http.ready import router as ready
from app.http.restraint import RestrainAddresses, Restraint
from app.http.watch import Watch
from app.journal.checkpoint_routes import router as checkpoints
from app.journal.checkpoints import keep_checkpoints
from app.journal.months import keep_months
from app.keeping.retention import Forgetter, Terms
from app.live.following import Live
from app.live.routes import router as live
from app.map.ground import base_map_origins
from app.map.routes import TILE_PATH, get_tile_at_once
from app.map.routes import router as maps
from app.notices.routes import router as notice
from app.notices.versions import Versions
from app.pack.routes import router as pack
from app.people.account_routes import router as accounts
from app.people.oidc_routes import router as oidc
from app.people.own_routes import router as own
from app.people.routes import router as people
from app.people.sheets import MOST_BYTES as MOST_OF_A_SHEET
from app.photos.blobs import BlobStore
from app.photos.developing import Developer
from app.photos.rendering import Renderer
from app.photos.routes import put_photo_at_once
from app.photos.routes import router as photos
from app.photos.s3 import Address, BucketStore
from app.photos.store import DiskStore
from app.photos.tidying import Tidier
from app.reactions import Sweeper
from app.reports.routes import router as reports
from app.routing.routes import router as responsibility
from app.seals.routes import router as seals

log = logging.getLogger("xuncheng")
SHORT_WAYS = (
    ShortWay("PUT", "/api/photos/{sha256}", {"sha256": HASH_PATH}, put_photo_at_once),
    ShortWay("PUT", "/api/cases/{case_id}", {"case_id": UUID_PATH}, put_case_at_once),
    ShortWay("GET", "/tiles/cases/{z}/{x}/{y}.mvt", TILE_PATH, get_tile_at_once),
)


def open_store(settings: Settings, blob_url: str | None = None) -> BlobStore:
    """The photo store that ``XUNCHENG_BLOB_URL`` names, or another at ``blob_url`` with the same settings.

    Raises:
        ValueError: for an address of a kind we do not know.
    """
    url = blob_url or settings.blob_url
    scheme, _, rest = url.partition(":")
    place = rest.removeprefix("//")
    if scheme == "file" and place:
        return DiskStore(Path(place), settings.max_photo_bytes)
    bucket, _, prefix = place.partition("/")
    if scheme == "s3" and bucket:
        secret = settings.s3_secret_key.get_secret_value() if settings.s3_secret_key else ""
        address = Address(
            bucket, prefix, settings.s3_endpoint, settings.s3_region, settings.s3_access_key, secret
        )
        return BucketStore(address, settings.landing_dir, settings.max_photo_bytes)
    raise ValueError(f"照片库地址应为 file:目录 或 s3://桶名/前缀，例如 file:data/blobs；现在是 {url}")


def _checkpointing(app: FastAPI) -> Callable[[], object]:
    settings: Settings = app.state.settings
    key_file, folder = settings.checkpoint_key_file, settings.checkpoint_folder
    return partial(keep_checkpoints, app.state.database, key_file, folder)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.live.start()
    app.state.developer.start()
    app.state.sweeper.start()
    try:
        yield
    finally:
        await app.state.live.stop()
        app.state.sweeper.stop()
        app.state.developer.stop()
        app.state.database.dispose()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole service for these settings (from the environment if none are given)."""
    settings = settings or Settings()
    app = FastAPI(
        title="巡城 Xuncheng",
        version="0.1.0",
        lifespan=_lifespan,
        generate_unique_id_function=_operation_id,
        docs_url="/api/docs" if settings.demo else None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        # what is counted and logged is ours (Watch), without personal data; looking for a tracer costs
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = settings
    app.state.database = Database(settings.database_url)
    app.state.store = open_store(settings)
    app.state.versions = Versions(app.state.database)
    app.state.developer = Developer(
        app.state.database, Renderer(app.state.store), ahead=settings.render_ahead
    )
    app.state.sweeper = Sweeper(
        app.state.database,
        app.state.versions,
        _checkpointing(app),
        partial(keep_months, app.state.database),
        Tidier(app.state.store),
        Forgetter(
            app.state.database,
            app.state.store,
            Terms(settings.retention_unfiled_days, settings.retention_log_days),
        ),
    )
    app.state.live = Live(app.state.database, settings)
    app.add_middleware(Bounds, larger=_larger_bodies(settings))
    app.add_middleware(Lane, ways=SHORT_WAYS)
    app.add_middleware(Patience, seconds=settings.silence_seconds)
    app.state.restraint = Restraint(settings)
    app.add_middleware(RestrainAddresses, restraint=app.state.restraint)
    app.state.keys_by_password = KeysByPassword()
    if origins := settings.map_origin_list:
        app.add_middleware(ShareTiles, origins=origins)
    app.add_middleware(Guard, basemap_origins=base_map_origins(settings))
    app.state.metrics = Metrics()
    count_slow(app.state.metrics.slow.inc)
    app.state.metrics.streams.set_function(app.state.live.count)
    app.add_middleware(Watch, metrics=app.state.metrics)
    app.add_route("/metrics", show_metrics, include_in_schema=False)
    render_failures(app)
    # routers are tried in this order: first what is asked for all day
    for router in (
        cases,
        alike,
        doubts,
        photos,
        maps,
        live,
        pack,
        duty,
        people,
        own,
        oidc,
        accounts,
        notice,
        responsibility,
        supervision,
        assessments,
        reports,
        seals,
        evidence,
        checkpoints,
        ready,
    ):
        app.include_router(router)
    document_problems(app)
    serve_frontend(app, settings.frontend_dir)
    return app


def _larger_bodies(settings: Settings) -> tuple[Larger, ...]:
    """Whoever brings files, and drafts of up to 2,000 rules."""
    fields = MEBIBYTE
    return (
        Larger(re.compile("/api/photos/[^/]*"), None),
        Larger(re.compile("/api/reports"), settings.max_photos_per_step * settings.max_photo_bytes + fields),
        Larger(re.compile("/api/accounts/import"), MOST_OF_A_SHEET + fields // 16),
        Larger(re.compile("/api/responsibility/drafts/[^/]*"), 4 * MEBIBYTE),
    )


def _operation_id(route: APIRoute) -> str:
    return route.name

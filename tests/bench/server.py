"""The service with the baseline's routes beside its own, on a port of this machine, in a process of its own."""

import os
import sys
from collections.abc import Iterable
from typing import Any

import uvicorn
from sqlalchemy import event
from sqlmodel import Session

from app.cases import counters
from app.core.config import Settings
from app.main import create_app
from app.serving import rest_what_stays, share_arenas
from tests.bench.plain import router
from tests.bench.plain_live import router as plain_live
from tests.bench.postgis import router as postgis


def main() -> None:
    """Serve until told to stop; the argument is the port, settings come from the environment.

    ``BENCH_WITHOUT_CELLS`` leaves the map's cells as they are, ``BENCH_NOT_DURABLE`` syncs nothing: to see what
    they cost, and for nothing else.
    """
    if "BENCH_WITHOUT_CELLS" in os.environ:
        vars(counters)["keep_cells"] = _leave_them
    share_arenas()
    settings = Settings()
    app = create_app(settings)
    app.include_router(router)
    app.include_router(plain_live)
    app.include_router(postgis)
    if "BENCH_NOT_DURABLE" in os.environ:
        _forget_to_sync(app.state.database.engines)
    rest_what_stays()
    # a bureau filled at once has years of late cases to bring to somebody, which no page is to be charged for
    app.state.sweeper.start = lambda: None
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
        timeout_keep_alive=600,
        timeout_graceful_shutdown=3,
    )


def _forget_to_sync(engines: Iterable[Any]) -> None:
    vars(os)["fsync"] = lambda _fd: None  # what the store calls

    def relax(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    for engine in engines:
        event.listen(engine, "connect", relax)


def _leave_them(_session: Session, _had: Iterable[Any], _has: Iterable[Any]) -> None:
    """In place of :func:`app.cases.cells.keep_cells`."""


if __name__ == "__main__":
    main()

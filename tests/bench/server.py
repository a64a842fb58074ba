"""The service with the baseline's routes beside its own, on a port of this machine, in a process of its own."""

import os
import sys
from collections.abc import Iterable
from typing import Any

import uvicorn
from sqlmodel import Session

from app.cases import counters
from app.core.config import Settings
from app.main import create_app
from tests.bench.plain import router
from tests.bench.plain_live import router as plain_live
from tests.bench.postgis import router as postgis


def main() -> None:
    """Serve until told to stop; the argument is the port, settings come from the environment.

    ``BENCH_WITHOUT_CELLS`` leaves the map's cells as they are, to see what keeping them costs.
    """
    if "BENCH_WITHOUT_CELLS" in os.environ:
        vars(counters)["keep_cells"] = _leave_them
    settings = Settings()
    app = create_app(settings)
    app.include_router(router)
    app.include_router(plain_live)
    app.include_router(postgis)
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
        timeout_keep_alive=600,
        timeout_graceful_shutdown=3,
    )


def _leave_them(_session: Session, _had: Iterable[Any], _has: Iterable[Any]) -> None:
    """In place of :func:`app.cases.cells.keep_cells`."""


if __name__ == "__main__":
    main()

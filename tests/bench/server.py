"""The service with the baseline's routes beside its own, on a port of this machine, in a process of its own."""

import sys

import uvicorn

from app.core.config import Settings
from app.main import create_app
from tests.bench.plain import router


def main() -> None:
    """Serve until told to stop; the argument is the port, settings come from the environment."""
    settings = Settings()
    app = create_app(settings)
    app.include_router(router)
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()

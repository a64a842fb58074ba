"""``python -m tests.audit``: the HTTP interface under what Schemathesis thinks up, held against its own document.

The demo is served on a free port of this machine, on SQLite and on PostgreSQL; from each chair (named ones, or
``CHAIRS``) every operation is sent hundreds of odd requests. Wanted: no server error, and every answer one that the
document names. Left out are the live stream, which does not end, and whatever would sign the chair out.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from tests.journeys.serving import PASSWORD, ROOT, served
from tests.postgres import running_postgres

TOOL = ROOT / ".venv-audit" / "bin" / "st"
STRANGER = "stranger"
CHAIRS = (STRANGER, "command", "admin")
LEFT_OUT = "/api/(live|session|me/sessions|me/password|password-links/use)"
LEFT_OUT_FOR_A_STRANGER = "/api/live"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
EXAMPLES = 4
SECONDS = 300
AS_OFTEN_AS_IT_LIKES = {"XUNCHENG_REQUESTS_PER_MINUTE": "1000000", "XUNCHENG_PHOTOS_PER_DAY": "1000000"}


def main(chairs: list[str]) -> int:
    """How many chairs found something, on either database."""
    os.environ.update(AS_OFTEN_AS_IT_LIKES)
    with running_postgres() as postgres:
        databases = (None, postgres.url(postgres.new_database()))
        return sum(_try_all(chairs or list(CHAIRS), database) for database in databases)


def _try_all(chairs: list[str], database_url: str | None) -> int:
    with tempfile.TemporaryDirectory(prefix="xuncheng-audit-") as name:
        folder = Path(name)
        with served(folder, 20, database_url) as address:
            found = [chair for chair in chairs if _try(address, chair, folder) != 0]
        if found:
            print((folder / "server.log").read_text("utf-8")[-5_000:], file=sys.stderr)  # noqa: T201  (what the server had to say)
    return len(found)


def _cookie(address: str, chair: str) -> str:
    with httpx.Client(base_url=address) as browser:
        browser.post("/api/session", json={"username": chair, "password": PASSWORD}).raise_for_status()
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


def _try(address: str, chair: str, folder: Path) -> int:
    is_stranger = chair == STRANGER
    signed_in = () if is_stranger else ("--header", f"Cookie: {_cookie(address, chair)}")
    command: list[str] = [
        str(TOOL),
        "run",
        f"{address}/openapi.json",
        *signed_in,
        *("--exclude-path-regex", LEFT_OUT_FOR_A_STRANGER if is_stranger else LEFT_OUT),
        *("--phases", "examples,coverage,fuzzing"),
        *("--checks", ",".join(CHECKS)),
        *("--max-examples", str(EXAMPLES)),
        *("--seed", "1"),
        *("--request-timeout", "60"),
        "--no-color",
    ]
    return subprocess.run(command, cwd=folder, timeout=SECONDS, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

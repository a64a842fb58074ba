"""``python -m tests.audit``: the HTTP interface under what Schemathesis thinks up, held against its own document.

The demo is served on a free port of this machine; for each chair named (``command`` if none is) every operation
is sent thousands of odd requests. Wanted: no server error, and every answer one that the document names. Left out
are the live stream, which does not end, and whatever signs somebody in or out.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from tests.journeys.serving import PASSWORD, ROOT, served

TOOL = ROOT / ".venv-audit" / "bin" / "st"
LEFT_OUT = "/api/(live|session|me/sessions|me/password|password-links/use)"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
EXAMPLES = 8
SECONDS = 300
AS_OFTEN_AS_IT_LIKES = {"XUNCHENG_REQUESTS_PER_MINUTE": "1000000", "XUNCHENG_PHOTOS_PER_DAY": "1000000"}


def main(chairs: list[str]) -> int:
    """How many chairs found something."""
    os.environ.update(AS_OFTEN_AS_IT_LIKES)
    with tempfile.TemporaryDirectory(prefix="xuncheng-audit-") as name, served(Path(name), 20) as address:
        found = [chair for chair in chairs or ["command"] if _try(address, chair, Path(name)) != 0]
        log = (Path(name) / "server.log").read_text("utf-8")
        if found:
            print(log[-5_000:], file=sys.stderr)  # noqa: T201  (what the server had to say)
    return len(found)


def _try(address: str, chair: str, folder: Path) -> int:
    with httpx.Client(base_url=address) as browser:
        browser.post("/api/session", json={"username": chair, "password": PASSWORD}).raise_for_status()
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    command: list[str] = [
        str(TOOL),
        "run",
        f"{address}/openapi.json",
        *("--header", f"Cookie: {cookie}"),
        *("--exclude-path-regex", LEFT_OUT),
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

"""A pilot in the office: a phone scans the code, takes the certificate, and is served by https."""

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate
from pydantic import SecretStr

from app.core.config import Settings
from app.lan import LEAF_DAYS, open_office
from tests.journeys.serving import ROOT, free_port, until_listening, until_ready

PASSWORD = "a password for tests"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """``make run LAN=1`` as its recipe starts it, on loopback; its port and what it said."""
    folder, port = tmp_path_factory.mktemp("office"), free_port()
    settings = {
        "XUNCHENG_HOST": "127.0.0.1",
        "XUNCHENG_PORT": str(port),
        "XUNCHENG_DATABASE_URL": f"sqlite:///{folder}/xuncheng.db",
        "XUNCHENG_BLOB_URL": f"file:{folder}/blobs",
        "XUNCHENG_DEMO_PASSWORD": PASSWORD,
        "XUNCHENG_DEMO_CASES": "0",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    said = folder / "said.txt"
    with said.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--demo", "--lan"],
            cwd=folder,
            env=os.environ | settings,
            stdout=log,
            stderr=log,
        )
        try:
            until_ready(f"http://127.0.0.1:{port + 1}/", server, said)
            until_listening(port)  # the start page is up before what it leads to
            yield port, said
        finally:
            server.terminate()
            server.wait(15)


def test_the_phone_takes_the_certificate_and_is_served_by_https(office: tuple[int, Path]) -> None:
    port, said = office
    start = httpx.get(f"http://127.0.0.1:{port + 1}/").text
    authority = httpx.get(f"http://127.0.0.1:{port + 1}/ca.crt")
    trusting = ssl.create_default_context(cadata=authority.text)

    with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trusting, timeout=30) as phone:
        signed_in = phone.post("/api/session", json={"username": "inspector", "password": PASSWORD})

    assert signed_in.status_code == 200
    assert signed_in.headers["set-cookie"].startswith("__Host-")
    assert f"https://127.0.0.1:{port}/" in start
    fingerprint = load_pem_x509_certificate(authority.content).fingerprint(SHA256()).hex(":").upper()
    terminal = said.read_text("utf-8")
    assert fingerprint in start
    assert fingerprint in terminal
    assert re.search("[▀▄█]{10}", terminal), "the QR code"


def test_who_does_not_trust_the_authority_is_not_served(office: tuple[int, Path]) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"https://127.0.0.1:{office[0]}/healthz")


def test_the_start_page_gives_the_certificate_and_nothing_else(office: tuple[int, Path]) -> None:
    for path in ("/ca-key.pem", "/../ca-key.pem", "/server-key.pem", "/api/me"):
        assert httpx.get(f"http://127.0.0.1:{office[0] + 1}{path}").status_code == 404


def test_the_authority_stays_and_its_key_is_its_owners_alone(tmp_path: Path) -> None:
    first, second = (open_office(Settings(host="192.168.1.20"), tmp_path) for _ in range(2))

    assert first.fingerprint == second.fingerprint
    for name in ("ca-key.pem", "server-key.pem"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    leaf = load_pem_x509_certificate(first.certificate.read_bytes())
    assert leaf.not_valid_after_utc <= datetime.now(UTC) + timedelta(days=LEAF_DAYS)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (Settings(host="0.0.0.0"), "不是本地网络的地址"),  # noqa: S104  (that it is refused is the test)
        (Settings(host="8.8.8.8"), "不是本地网络的地址"),
        (Settings(host="192.168.1.20", demo=True, demo_password=SecretStr("short")), "至少要 12 个字符"),
    ],
)
def test_nothing_is_opened_to_the_world_or_with_an_easy_password(
    tmp_path: Path, settings: Settings, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        open_office(settings, tmp_path)

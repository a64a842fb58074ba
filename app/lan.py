"""Serving phones in the office: https on this machine's local address, by a certificate authority of its own.

Browsers give a page camera and position only by https, and a service worker only where the certificate is
trusted. So the first time each phone takes the authority's certificate, from a start page on the next port
that the QR code in the terminal leads to. The authority's key stays in ``data/lan`` on this machine, for its
owner alone; whoever has it can pretend to be any site to those phones.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import segno
import trustme
import typer

from app.core.config import Settings
from app.core.files import write_durably

OWNER_ONLY = 0o600
LEAF_DAYS = 397
"""Phones refuse certificates that are valid for longer."""
LEAST_PASSWORD = 12
NOWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): asking for the way there sends nothing."""

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>巡城 · 手机接入</title>
<style>body{{font:17px/1.6 sans-serif;margin:1.5rem auto;max-width:34rem;padding:0 1rem}}
small{{overflow-wrap:anywhere}}
a{{display:block;padding:.8rem 1rem;margin:.6rem 0;background:#0b57d0;color:#fff;border-radius:.6rem;
text-decoration:none;text-align:center}}small{{color:#555}}</style>
<h1>巡城 · 手机接入</h1>
<p>手机的相机和定位只对受信任的 https 网页开放。第一次使用请先装证书，再打开巡城。</p>
<a href="/ca.crt">1. 下载并安装证书</a>
<p><small>安卓：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书。<br>
iPhone：设置 → 已下载描述文件 → 安装，再到 通用 → 关于本机 → 证书信任设置 中打开。<br>
证书指纹（SHA-256）请与电脑终端上的核对：<br>{fingerprint}</small></p>
<a href="{address}">2. 打开巡城</a>
<p><small>Install the certificate (1), compare its fingerprint with the terminal's, then open Xuncheng (2).
Remove the certificate again when the pilot is over.</small></p></html>"""


@dataclass(frozen=True, slots=True)
class Office:
    """How phones get here: our https ``address``, the start page's, and the files of the certificate."""

    address: str
    start: str
    certificate: Path
    key: Path
    authority: bytes
    fingerprint: str


def local_address() -> str:
    """This machine's address in the local network; loopback where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(NOWHERE)
        except OSError:
            return "127.0.0.1"
        return str(way.getsockname()[0])


def open_office(settings: Settings, folder: Path) -> Office:
    """Make (or take up) the authority in ``folder`` and a certificate for ``settings.host``.

    Raises:
        ValueError: for a host that is public, or a demo password that is too easy for a network.
    """
    place = ip_address(settings.host)
    if place.is_unspecified or not (place.is_private or place.is_loopback or place.is_link_local):
        raise ValueError(f"{settings.host} 不是本地网络的地址，手机试用只在本地网络里开放")
    chosen = settings.demo_password
    if settings.demo and chosen is not None and len(chosen.get_secret_value()) < LEAST_PASSWORD:
        raise ValueError(
            f"局域网试用时 XUNCHENG_DEMO_PASSWORD 至少要 {LEAST_PASSWORD} 个字符，或不设（自动生成）"
        )
    authority = _authority(folder)
    leaf = authority.issue_cert(settings.host, not_after=datetime.now(UTC) + timedelta(days=LEAF_DAYS))
    certificate, key = folder / "server.pem", folder / "server-key.pem"
    write_durably(certificate, b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    write_durably(key, leaf.private_key_pem.bytes(), OWNER_ONLY)
    pem = authority.cert_pem.bytes()
    return Office(
        f"https://{settings.host}:{settings.port}/",
        f"http://{settings.host}:{settings.port + 1}/",
        certificate,
        key,
        pem,
        fingerprint_of(pem),
    )


def fingerprint_of(pem: bytes) -> str:
    """SHA-256 over the certificate, as phones show it."""
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415  (only here)
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415

    return load_pem_x509_certificate(pem).fingerprint(SHA256()).hex(":").upper()


def say_how(office: Office) -> None:
    """Print the QR code of the start page and the fingerprint to compare."""
    typer.echo(f"  手机扫码接入（同一个局域网）：{office.start}\n")
    segno.make(office.start, error="m").terminal(compact=True)
    typer.echo(f"\n  本机打开：{office.address}\n  证书指纹（SHA-256）：{office.fingerprint}\n")


@contextmanager
def start_page(settings: Settings, office: Office) -> Iterator[None]:
    """Serve the start page and the authority's certificate on the next port until the block ends."""
    page = PAGE.format(address=office.address, fingerprint=office.fingerprint).encode()
    answers = {
        "/": ("text/html; charset=utf-8", page),
        "/ca.crt": ("application/x-x509-ca-cert", office.authority),
    }

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = answers.get(self.path, ("", b""))
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody needs to know who looked."""

    with ThreadingHTTPServer((settings.host, settings.port + 1), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, name="start-page", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()


def _authority(folder: Path) -> trustme.CA:
    certificate, key = folder / "ca.pem", folder / "ca-key.pem"
    if certificate.exists() and key.exists():
        return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())
    made = trustme.CA(organization_name="巡城（本机自建）", path_length=0)
    write_durably(key, made.private_key_pem.bytes(), OWNER_ONLY)
    write_durably(certificate, made.cert_pem.bytes())
    return made

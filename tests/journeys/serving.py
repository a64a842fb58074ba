"""The demo as ``make run`` serves it, started for a test and ended with it, and browsers to use it with."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from app.core.config import Settings

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a password for tests"
SEAT = {"longitude": 118.1602, "latitude": 36.1861, "accuracy": 9}
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream=fps=10",  # the test card is drawn in software
    "--use-fake-ui-for-media-stream",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-gpu-compositing",  # maps alone are drawn in software GL: for whole pages it costs twice the time
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


expect.set_options(timeout=20_000)  # two cores that run four tests at once take their time


@contextmanager
def served(folder: Path, demo_cases: int = 0, database_url: str | None = None) -> Iterator[str]:
    """``python -m app serve --demo`` on a free port; yields its address.

    Its database is SQLite in ``folder`` unless another is named.
    """
    assert (Settings().frontend_dir / "index.html").is_file(), "the front end is not built: make setup"
    port = free_port()
    settings = {
        "XUNCHENG_DATABASE_URL": database_url or f"sqlite:///{folder}/xuncheng.db",
        "XUNCHENG_BLOB_URL": f"file:{folder}/blobs",
        "XUNCHENG_PORT": str(port),
        "XUNCHENG_DEMO_PASSWORD": PASSWORD,
        "XUNCHENG_DEMO_CASES": str(demo_cases),
    }
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--demo"],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=log,
            stderr=log,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            until_ready(f"{address}/readyz", server, folder / "server.log")
            yield address
        finally:
            server.terminate()
            server.wait(15)


def until_ready(page: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until that page is answered with 200."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text("utf-8")
        try:
            if httpx.get(page).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


def until_listening(port: int) -> None:
    """Wait until somebody takes calls on that port of this machine."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nobody listens on {port}")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, with a camera that films a test card and software graphics."""
    assert CHROMIUM.exists(), "Chromium is missing, run: make browser"
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


def phone(browser: Browser, address: str) -> BrowserContext:
    """A phone in the county seat, with camera and position allowed."""
    return browser.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        has_touch=True,
        is_mobile=True,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        geolocation=SEAT,  # type: ignore[arg-type]  # Playwright's own TypedDict of the same keys
        permissions=["geolocation", "camera"],
    )


def desktop(
    browser: Browser, address: str, service_workers: Literal["allow", "block"] = "allow"
) -> BrowserContext:
    """A desk's screen. ``block`` where requests are held: as a service worker starts, some slip past the test."""
    return browser.new_context(
        base_url=address,
        viewport={"width": 1440, "height": 900},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        service_workers=service_workers,
    )


def sign_in(context: BrowserContext, username: str) -> Page:
    """A page on which that person has signed in by hand."""
    page = context.new_page()
    page.goto("/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page

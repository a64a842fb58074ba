"""What an inspector waits for on a slow phone: Chromium's own throttle at 4 × CPU, the built app, a camera of 5 megapixels.

Times run in the page: from the start of the navigation until the camera's first frame is drawn (the shell comes from
the service worker), and from a tap until the first frame is painted that shows its outcome. The throttle slows the
page's own thread and not its workers, where photos are encoded. The baseline is the same phone without the throttle.
"""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Playwright, sync_playwright

from tests.bench.figure import Figure
from tests.journeys.serving import CHROMIUM, FLAGS, phone, served, sign_in

RUNS = int(os.environ.get("BENCH_PHONE_RUNS", "20"))
PAINTS = 5
SLOWER = 4
FILM = (2560, 1920)
LOOK_MS = 1_000
"""How long a quick person looks at what was taken before saying what it is."""
GOALS_MS = {"viewfinder": 1_000, "preview": 200, "saved": 150, "largest_paint": 1_800}
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
WATCHING = (Path(__file__).parent / "phone.js").read_text("utf-8")


@dataclass
class Measured:
    """Milliseconds of each run, by what was waited for."""

    of: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in GOALS_MS})


def figures() -> Iterator[Figure]:
    """Medians and the slowest of twenty, by what is waited for."""
    with tempfile.TemporaryDirectory(prefix="xuncheng-phone-") as name, sync_playwright() as playwright:
        film = _film(Path(name) / "film.y4m")
        with served(Path(name)) as address:
            browser = _launch(playwright, film)
            slow = _measured(browser, address, SLOWER, RUNS)
            quick = _measured(browser, address, 1, max(3, RUNS // 4))
            browser.close()
    for what, goal in GOALS_MS.items():
        times, unhurried = slow.of[what], quick.of[what]
        about = f"{len(times)} runs at {SLOWER} × CPU"
        if what == "largest_paint":
            about += ", slow 4G, nothing cached"
        for which, value in (("p50", median(times)), ("p95", quantiles(times, n=20, method="inclusive")[18])):
            yield Figure(
                f"phone.{what}.{which}", goal, value, median(unhurried), "without the throttle, p50",
                unit="ms", absolute=True, about=about,
            )  # fmt: skip


def _film(path: Path) -> Path:
    """Two frames of noise and steps, as a camera's raw film (YUV 4:2:0)."""
    width, height = FILM
    numbers = numpy.random.default_rng(7)
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg\n".encode())
        for shift in (0, 64):
            ramp = (numpy.add.outer(numpy.arange(height) // 4, numpy.arange(width) // 3) + shift) % 200
            light = (ramp + numbers.integers(0, 24, ramp.shape)).astype(numpy.uint8)
            colour = numpy.full((height // 2, width // 2), 128 + shift // 4, numpy.uint8)
            film.write(b"FRAME\n" + light.tobytes() + colour.tobytes() + colour.tobytes())
    return path


def _launch(playwright: Playwright, film: Path) -> Browser:
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
    return playwright.chromium.launch(executable_path=CHROMIUM, args=flags)


def _measured(browser: Browser, address: str, slower: int, runs: int) -> Measured:
    measured = Measured()
    context = phone(browser, address)
    first = sign_in(context, "inspector")
    first.evaluate("navigator.serviceWorker.ready.then(() => null)")
    first.wait_for_timeout(3_000)
    first.close()
    context.add_init_script(WATCHING)
    for _ in range(runs):
        _report_once(context, slower, measured)
    state = context.storage_state()
    context.close()
    for _ in range(PAINTS):
        _paint_once(browser, address, state, slower, measured)
    return measured


def _throttled(page: Page, slower: int) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return session


def _report_once(context: BrowserContext, slower: int, measured: Measured) -> None:
    page = context.new_page()
    _throttled(page, slower)
    page.goto("/report")
    measured.of["viewfinder"].append(_had(page, "live"))
    size = page.evaluate(
        "[document.querySelector('video').videoWidth, document.querySelector('video').videoHeight]"
    )
    assert tuple(size) == FILM, size
    page.wait_for_timeout(1_500)  # the person frames, what comes later arrives
    page.locator(".shutter").click()
    measured.of["preview"].append(_had(page, "preview"))
    page.wait_for_timeout(LOOK_MS)
    page.locator(".types button[data-type]:enabled").first.click()
    measured.of["saved"].append(_had(page, "saved"))
    page.wait_for_timeout(500)
    page.close()


def _had(page: Page, what: str) -> float:
    return float(page.wait_for_function(f"() => watch.{what}", timeout=30_000).json_value())


def _paint_once(browser: Browser, address: str, state: Any, slower: int, measured: Measured) -> None:
    """Signed in, but on a phone that has nothing of the app yet."""
    context = browser.new_context(
        base_url=address, storage_state=state, viewport={"width": 390, "height": 844}, device_scale_factor=2,
        has_touch=True, is_mobile=True, permissions=["camera", "geolocation"], service_workers="block",
    )  # fmt: skip
    context.add_init_script(WATCHING)
    page = context.new_page()
    session = _throttled(page, slower)
    if slower > 1:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_4G)
    page.goto("/report")
    _had(page, "live")
    page.wait_for_timeout(1_000)
    measured.of["largest_paint"].append(_had(page, "largest"))
    context.close()

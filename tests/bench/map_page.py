"""What an operator waits for before the map: Chromium's throttle at 4 × CPU, a server on this machine, a full bureau.

From the start of the navigation until the map has come to rest with the tiles of its cases painted, nothing in the
browser's cache at first; then the long tasks of the page's own thread (over 50 ms) while the map is dragged about in
the county seat, and the most that scripts took of one slow frame of these: without a graphics card a task is mostly the
reading back of the picture, throttled too. The baseline is the same page without the throttle.
"""

import os
from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from app.core.config import Settings
from tests.bench.bureaus import filled
from tests.bench.figure import Figure
from tests.bench.inbox import ROWS
from tests.bench.measuring import serving
from tests.journeys.serving import desktop, launch, sign_in

PAGES = Settings().frontend_dir
SLOWER = 4
RUNS = int(os.environ.get("BENCH_MAP_RUNS", "5"))
DRAGS = 12
GOALS = (("painted", 3_000), ("longest_task", 100), ("longest_script", 100))
WATCHING = """
window.tasks = []
window.scripts = []
new PerformanceObserver((list) => { window.tasks.push(...list.getEntries().map((one) => one.duration)) })
    .observe({ type: 'longtask' })
const scripted = ({ scripts }) => scripts.reduce((sum, { duration }) => sum + duration, 0)
new PerformanceObserver((list) => { window.scripts.push(...list.getEntries().map(scripted)) })
    .observe({ type: 'long-animation-frame' })
"""
PAINTED = "() => performance.getEntriesByName('cases painted')[0]?.startTime ?? null"


def figures() -> Iterator[Figure]:
    """Until the tiles are painted, and the longest task while panning."""
    with (
        filled("sqlite", ROWS) as bureau,
        serving(bureau.url, bureau.folder, bureau.database_pid, XUNCHENG_FRONTEND_DIR=str(PAGES)) as server,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        address = f"http://127.0.0.1:{server.port}"
        slow = [_seen(browser, address, SLOWER) for _ in range(RUNS)]
        quick = [_seen(browser, address, 1) for _ in range(max(2, RUNS // 2))]
        browser.close()
    about = f"{ROWS:,} cases, {RUNS} runs at {SLOWER} × CPU"
    without = "without the throttle"
    for of, (name, goal) in enumerate(GOALS):
        ours, baseline = (median(run[of] for run in runs) for runs in (slow, quick))
        yield Figure(f"map.{name}", goal, ours, baseline, without, unit="ms", absolute=True, about=about)


def _seen(browser: Browser, address: str, slower: int) -> tuple[float, float, float]:
    """Milliseconds until the tiles were painted; of the longest task and of the most scripting while panning."""
    context = desktop(browser, address)
    context.add_init_script(WATCHING)
    page = sign_in(context, "command")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto("/map?at=13.00,36.18610,118.16020")
    page.wait_for_function(PAINTED, timeout=120_000)
    painted = page.evaluate(PAINTED)
    page.wait_for_timeout(2_000)
    longest, scripted = _panned(page)
    context.close()
    return painted, longest, scripted


def _panned(page: Page) -> tuple[float, float]:
    """Drag about; the longest task and the most scripting in a slow frame, in milliseconds, 0 if none was over 50."""
    page.evaluate("window.tasks = []; window.scripts = []")
    page.mouse.move(900, 450)
    for turn in range(DRAGS):
        across, down = ((260, 0), (0, 160), (-260, 0), (0, -160))[turn % 4]
        page.mouse.down()
        for step in range(1, 13):
            page.mouse.move(900 + across * step / 12, 450 + down * step / 12)
        page.mouse.up()
        page.wait_for_timeout(400)
        page.mouse.move(900, 450)
    page.wait_for_timeout(1_000)
    longest, scripted = page.evaluate("[Math.max(0, ...window.tasks), Math.max(0, ...window.scripts)]")
    return longest, scripted

"""What a dispatcher at the desk waits for, in a real Chromium: keys, scrolling and long tasks with 10,000 cases in the queue.

A key's time runs from the press, as the browser stamped it, until the first frame is painted that shows the
outcome: the cursor on the next row, the case beside the list, the new state. The baseline is the same desk, in the
same browser, before more than its first page of 100 cases has been loaded. Chromium draws in software here.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from statistics import quantiles

from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from playwright.sync_api import TimeoutError as TooLate
from sqlalchemy import ColumnElement, func, text, update
from sqlmodel import col

from app.cases.counters import recount
from app.cases.models import Case
from app.core.clock import now
from app.core.db import Database
from app.notices.versions import Versions
from tests.bench.figure import Figure
from tests.bench.filling import fill
from tests.bureau import open_bureau, prepare
from tests.journeys.serving import CHROMIUM, desktop, served, sign_in

QUEUE = int(os.environ.get("BENCH_QUEUE", "10000"))
"""Cases loaded in the desk's list while it is measured."""
FILLED = QUEUE * 3
"""Of all cases nearly half wait for the unit at whose desk we sit."""
DAYS = 20
KEYS = int(os.environ.get("BENCH_KEYS", "120"))
PICTURES = 24
"""Photos of their own; the invented cases share them, so that thumbnails are fetched and drawn as in life."""
HURRY_PIXELS = 30_000
PIXELS_A_SECOND = 4_000
WATCHING = (Path(__file__).parent / "watching.js").read_text("utf-8")
GOAL_KEY_MS = 100
GOAL_FRAME_MS = 34
"""Two frames of a 60 Hz screen."""
Baseline = Callable[[str], float]


@dataclass(frozen=True)
class Measured:
    """Milliseconds, by what was done: each key's, each frame's while scrolling, each long task's (> 50 ms)."""

    keys: dict[str, list[float]]
    frames: list[float]
    tasks: list[float]


def figures() -> Iterator[Figure]:
    """Keys, frames and long tasks of the desk."""
    with tempfile.TemporaryDirectory(prefix="xuncheng-desk-") as name:
        _fill(Path(name))
        with served(Path(name)) as address, sync_playwright() as playwright:
            browser = _launch(playwright)
            page = _desk(browser, address)
            first = _measure(page)
            _load(page, QUEUE)
            full = _measure(page)
            browser.close()
    yield from _told(full, first)


def _fill(folder: Path) -> None:
    """A bureau with a queue that long, whose cases have photos."""
    url = f"sqlite:///{folder}/xuncheng.db"
    prepare(folder, url)
    database = Database(url)
    fill(database, Versions(database).in_force, FILLED, now() - timedelta(days=1), DAYS)
    with open_bureau(None, folder, url) as bureau:
        photos = [
            bureau["inspector"].files(id=None, description=f"合成{at}")["photos"][0] for at in range(PICTURES)
        ]
    with database.writing() as session:
        session.execute(update(Case).values(due_at=_in_time(), due_order=_in_time()))
        recount(session)
    with database.engine.begin() as connection:
        for at, photo in enumerate(photos):
            here = {"photo": photo, "at": at, "of": PICTURES}
            which = "cover IS NOT NULL AND rowid % :of = :at"
            connection.execute(text(f"UPDATE cases SET cover = :photo WHERE {which}"), here)  # noqa: S608  (no input in it)
        connection.execute(
            text(
                "INSERT INTO case_photos (case_id, position, sha256, role, version) "
                "SELECT id, 0, cover, 'before', 1 FROM cases WHERE id NOT IN (SELECT case_id FROM case_photos)"
            )
        )
    database.dispose()


def _in_time() -> ColumnElement[datetime]:
    """Deadlines to come, spread over some days: else the sweep would bring thousands of late cases to somebody first."""
    return func.strftime(
        "%Y-%m-%d %H:%M:%f000",
        now().strftime("%Y-%m-%d %H:%M:%S"),
        func.printf("+%d minutes", 120 + col(Case.cell) % 20_000),
    )


def _launch(playwright: Playwright) -> Browser:
    """Without a graphics card, and without pretending to have one: a slow office machine."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


def _desk(browser: Browser, address: str) -> Page:
    context = desktop(browser, address)
    context.add_init_script(WATCHING)
    page = sign_in(context, "dispatcher-zfdd")
    page.goto("/desk")
    page.locator("article.row.current").wait_for()
    return page


def _load(page: Page, cases: int) -> None:
    """Go to the end of the list, page after page, as somebody would with the key for it."""
    loaded = "() => Number(document.querySelector('li[aria-setsize]')?.ariaSetSize ?? 0)"
    while (had := int(page.evaluate(loaded))) < cases:
        page.keyboard.press("Shift+G")
        page.wait_for_function(f"(had) => ({loaded})() > had", arg=had, timeout=10_000)


def _measure(page: Page) -> Measured:
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.wait_for_timeout(1000)
    page.evaluate("() => { watch.tasks = [] }")
    keys: dict[str, list[float]] = {
        "move": [],
        "accept": [],
        "undo": [],
        "select": [],
        "open": [],
        "move_beside": [],
    }
    for _ in range(KEYS):
        keys["move"].append(_press(page, "j"))
        if page.locator("article.row.current .facts").inner_text().startswith("待签收") and _may_accept(page):
            keys["accept"].append(_press(page, "a"))
            page.locator(".undo [data-undo], .stack .alert").first.wait_for()
            keys["undo"].append(_press(page, "u"))  # shown when the server has answered
    for _ in range(KEYS // 8):
        keys["select"] += [_press(page, "x"), _press(page, "x")]
        keys["move"].append(_press(page, "k"))
    frames = _scroll(page, -HURRY_PIXELS) + _scroll(page, HURRY_PIXELS)
    page.keyboard.press("g")
    keys["open"].append(_press(page, "Enter"))
    for _ in range(KEYS // 2):
        keys["move_beside"].append(_press(page, "j"))
        page.wait_for_timeout(250)  # the case beside the list follows once the cursor rests
    page.keyboard.press("Escape")
    return Measured(keys, frames, [float(one) for one in page.evaluate("() => watch.tasks")])


def _may_accept(page: Page) -> bool:
    """A case that another unit leads is not ours to accept."""
    return page.locator("article.row.current .unit").count() == 0


def _press(page: Page, key: str) -> float:
    """Milliseconds from the key until what it does is on the screen."""
    page.evaluate("() => { watch.key = null }")
    page.keyboard.press(key)
    try:
        page.wait_for_function("() => watch.key !== null")
    except TooLate as nothing:
        said = page.locator(".stack").all_inner_texts()
        raise RuntimeError(f"nothing was seen of the key {key}; the desk says {said}") from nothing
    return float(page.evaluate("() => watch.key"))


def _scroll(page: Page, pixels: int) -> list[float]:
    """Milliseconds between frames while the list is scrolled by the wheel."""
    box = page.locator(".queue .box").bounding_box()
    if box is None:
        raise RuntimeError("the list has no place on the screen")
    page.evaluate("() => { watch.follow(true) }")
    wheel = page.context.new_cdp_session(page)
    wheel.send(
        "Input.synthesizeScrollGesture",
        {
            "x": box["x"] + box["width"] / 2,
            "y": box["y"] + box["height"] / 2,
            "yDistance": pixels,
            "speed": PIXELS_A_SECOND,
            "gestureSourceType": "mouse",
            "preventFling": True,
        },
    )
    frames = [float(one) for one in page.evaluate("() => watch.frames")]
    page.evaluate("() => { watch.follow(false) }")
    return frames


def _told(full: Measured, first: Measured) -> Iterator[Figure]:
    def figure(name: str, goal: float, ours: float, baseline: float, unit: str, about: str) -> Figure:
        return Figure(
            f"desk.{name}", goal, ours, baseline, "100 cases loaded", unit, absolute=True, about=about
        )

    for name, times in full.keys.items():
        about = f"{QUEUE:,} cases loaded, {len(times)} presses"
        for part in (50, 95):
            ours, baseline = _part(times, part), _part(first.keys[name], part)
            yield figure(f"key.{name}.p{part}", GOAL_KEY_MS, ours, baseline, "ms until painted", about)
    every, every_first = ([*chain.from_iterable(one.keys.values())] for one in (full, first))
    about = f"{QUEUE:,} cases loaded, {len(every)} presses of all kinds"
    yield figure("key.p95", GOAL_KEY_MS, _part(every, 95), _part(every_first, 95), "ms until painted", about)
    yield figure("key.slowest", GOAL_KEY_MS, max(every), max(every_first), "ms until painted", about)
    about = f"{QUEUE:,} cases loaded, {PIXELS_A_SECOND:,} px/s, {len(full.frames)} frames"
    for part in (50, 95):
        ours, baseline = _part(full.frames, part), _part(first.frames, part)
        yield figure(f"scroll.frame.p{part}", GOAL_FRAME_MS, ours, baseline, "ms between frames", about)
    about = (
        f"{QUEUE:,} cases loaded, over {len(every)} presses and {2 * HURRY_PIXELS:,} px; more than 50 ms each"
    )
    ours, baseline = max(full.tasks, default=0.0), max(first.tasks, default=0.0)
    yield figure("longest_task", GOAL_KEY_MS, ours, baseline, "ms", about)
    yield figure("long_tasks", 10, len(full.tasks), len(first.tasks), "tasks", about)


def _part(times: Sequence[float], percent: int) -> float:
    """The value below which that part of them lies."""
    if len(times) < 2:
        return max(times, default=0.0)
    return quantiles(times, n=100, method="inclusive")[percent - 1]

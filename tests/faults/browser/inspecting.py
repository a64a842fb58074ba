"""An inspector with a phone: takes photos, saves reports, and afterwards it is reckoned what has become of them."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from tests.bureau import photo
from tests.journeys.serving import PASSWORD, sign_in

A_TYPE = ".types button[data-type]:enabled"
"""A tile that saves; places held for types that are not known yet are none."""


@dataclass
class Story:
    """One story at the ``server``; ``address`` is where the browser goes (through the proxy)."""

    server: str
    address: str
    folder: Path
    taken: list[str] = field(default_factory=list)
    bytes_taken: int = 0

    def save_report(self, page: Page) -> str:
        """Take a photo nobody has taken before and save it under the first type offered; returns its hash."""
        file = self.photo_file()
        data = file.read_bytes()
        page.locator("input[data-photos]").set_input_files(file)
        expect(page.get_by_role("button", name="删末张")).to_be_enabled(timeout=20_000)
        page.locator(A_TYPE).first.click(timeout=20_000)
        expect(page.get_by_text("已保存 ·")).to_be_visible(timeout=20_000)
        digest = sha256(data).hexdigest()
        expect(page.get_by_role("button", name="删末张")).to_be_disabled()
        assert is_handed_over(page, digest), "the phone said 已保存 of a report it has not queued"
        self.taken.append(digest)
        self.bytes_taken += len(data)
        return digest

    def photo_file(self) -> Path:
        """A photo nobody has taken before."""
        file = self.folder / f"{uuid4()}.jpg"
        file.write_bytes(photo())
        return file

    def filed(self) -> Mapping[str, int]:
        """How many cases the server has of each photo taken."""
        with httpx.Client(base_url=self.server) as desk:
            desk.post("/api/session", json={"username": "command", "password": PASSWORD}).raise_for_status()
            cases = desk.get("/api/cases", params={"limit": 200}).json()["items"]
        covers = [case["cover"] for case in cases]
        return {digest: covers.count(digest) for digest in self.taken}

    def reckon(self, page: Page) -> tuple[int, int]:
        """Lost: neither filed nor on the phone with its photo. Doubled: filed more than once."""
        held = set(photos_held(page))
        filed = self.filed()
        lost = sum(1 for digest, cases in filed.items() if cases == 0 and digest not in held)
        return lost, sum(cases - 1 for cases in filed.values() if cases > 1)

    def all_filed(self, page: Page, seconds: float = 30) -> bool:
        """Wait until everything is filed and the phone has let go; nudges the phone as a returning signal does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if all(self.filed().values()) and waiting_on(page) == 0:
                return True
            nudge(page)
            page.wait_for_timeout(700)
        return False


def come_true(page: Page, is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so; the page goes on meanwhile."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        page.wait_for_timeout(200)


def nudge(page: Page) -> None:
    """The network comes back."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


READ = """(store) => new Promise((resolve, reject) => {
    const opening = indexedDB.open('outbox')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
        const db = opening.result
        const asked = store === 'photos' ? db.transaction('photos').objectStore('photos').getAllKeys() : db.transaction('items').objectStore('items').getAll()
        asked.onsuccess = () => { resolve(JSON.parse(JSON.stringify(asked.result))); db.close() }
        asked.onerror = () => { reject(asked.error); db.close() }
    }
})"""


def photos_held(page: Page) -> list[str]:
    """Hashes of the photos whose bytes are on the phone."""
    return [key[1] for key in page.evaluate(READ, "photos")]


def items_on(page: Page) -> list[dict[str, object]]:
    """The phone's records."""
    items: list[dict[str, object]] = page.evaluate(READ, "items")
    return items


def is_handed_over(page: Page, digest: str) -> bool:
    """Whether the photo is in a report that is no draft."""
    found = [item for item in items_on(page) if digest in str(item["photos"])]
    return any(item["state"] != "draft" for item in found)


def waiting_on(page: Page) -> int:
    """How many are handed over and not yet let go."""
    return sum(1 for item in items_on(page) if item["state"] not in {"draft", "sent"})


def report_page(context: BrowserContext, username: str = "inspector") -> Page:
    """The report page of somebody who has signed in, with a position."""
    page = sign_in(context, username)
    expect(page.get_by_text("±9 米")).to_be_visible(timeout=20_000)
    return page

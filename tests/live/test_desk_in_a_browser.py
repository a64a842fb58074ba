"""The desk in a real browser while others work: rows change in place, the person keeps theirs, many tabs share one stream."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.bureau import Someone, report_body
from tests.journeys.serving import desktop, served, sign_in

pytestmark = pytest.mark.browser
TABS = 8  # more than a browser's six connections to one server


class Office:
    """The people who are not at the desk, each with a client of their own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.people: dict[str, Someone] = {}

    def __getitem__(self, username: str) -> Someone:
        if username not in self.people:
            browser = httpx.Client(base_url=self.address)
            self.people[username] = Someone(browser, username)
        return self.people[username]

    def files(self, times: int) -> "list[str]":
        """The inspector files so many reports; returns their numbers."""
        inspector, numbers = self["inspector"], []
        digest = inspector.take_photo()
        for _ in range(times):
            answer = inspector.http.put(f"/api/cases/{uuid4()}", json=report_body(digest))
            numbers.append(answer.json()["number"])
        return numbers

    def list(self, username: str) -> list[str]:
        """The numbers of the cases that person sees, in the desk's order."""
        items = self[username].http.get("/api/cases", params={"limit": 200}).json()["items"]
        return [item["number"] for item in items]

    def does(self, username: str, operation: str, number: str, **body: object) -> None:
        """One step by one of them."""
        items = self["command"].http.get("/api/cases", params={"q": number}).json()["items"]
        self[username].does(operation, items[0]["id"], **body)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A served bureau and its people."""
    with served(tmp_path) as address:
        office = Office(address)
        yield office
        for someone in office.people.values():
            someone.http.close()


def heights(page: Page) -> dict[str, float]:
    """Where the rows in sight stand on the screen, by number."""
    found: dict[str, float] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.box ul > li')].flatMap((one) => {
            const number = /\\d{8}-\\d{4}/.exec(one.textContent)?.[0]
            const { top, height } = one.getBoundingClientRect()
            const box = document.querySelector('.box').getBoundingClientRect()
            return number && top >= box.top && top + height <= box.bottom ? [[number, top]] : []
        }))"""
    )
    return found


def test_the_desk_keeps_its_place_while_others_work(browser: Browser, office: Office) -> None:
    office.files(30)
    above = office.list("dispatcher-zfdd")[:2]
    context = desktop(browser, office.address)
    desk = sign_in(context, "dispatcher-zfdd")
    expect(desk.locator("ul > li").first).to_be_visible()
    desk.locator(".box").evaluate("box => { box.scrollTop = 1250 }")
    desk.wait_for_timeout(300)
    before = heights(desk)
    inside = sorted(before)[1]

    office.does("command", "convert", above[0], category="YL-01", reason="现场是绿地")
    office.does("crew-zfdd", "accept", inside)
    expect(desk.locator("li").filter(has_text=inside)).to_contain_text("处置中")
    expect(
        desk.get_by_role("tab").or_(desk.get_by_role("button")).filter(has_text="处置中").first
    ).to_contain_text("1")
    new = office.files(2)

    expect(desk.get_by_text("有 2 件新案件")).to_be_visible()
    desk.wait_for_timeout(500)
    after = heights(desk)
    moved = {number: after[number] - before[number] for number in before if number in after}
    assert len(moved) >= len(before) - 2
    assert set(moved.values()) == {0}, moved
    assert not set(new) & set(after)

    desk.get_by_role("button", name="有 2 件新案件").click()
    first = next(number for number in office.list("dispatcher-zfdd") if number in new)
    expect(desk.locator("li").filter(has_text=first)).to_be_visible()
    expect(desk.get_by_text("件新案件")).to_have_count(0)
    desk.locator(".box").evaluate("box => { box.scrollTop = 0 }")
    expect(desk.locator("li").filter(has_text=above[1])).to_be_visible()
    expect(desk.locator("li").filter(has_text=above[0])).to_have_count(0)
    context.close()


def open_tabs(context: BrowserContext, streams: list[str]) -> list[Page]:
    """Desks in so many tabs; the address of every stream opened goes into ``streams``."""

    def note(request: Request) -> None:
        if "/api/live" in request.url:
            streams.append(request.url)

    context.on("request", note)
    first = sign_in(context, "dispatcher-zfdd")
    others = [context.new_page() for _ in range(TABS - 1)]
    for page in others:
        page.goto("/desk")
    for page in (first, *others):
        expect(page.locator(".box")).to_be_visible()
    return [first, *others]


def test_many_tabs_share_one_stream_and_hand_it_on(browser: Browser, office: Office) -> None:
    office.files(1)
    context = desktop(browser, office.address)
    streams: list[str] = []
    first, *others = open_tabs(context, streams)
    office.files(1)
    for page in (first, *others):
        expect(page.get_by_text("有 1 件新案件")).to_be_visible()
    assert len(streams) == 1

    first.close()
    office.files(1)
    for page in others:
        expect(page.get_by_text("有 2 件新案件")).to_be_visible()
    assert len(streams) == 2
    assert re.search(r"since=\d+$", streams[1])  # it goes on where the first one was
    context.close()


def test_quiet_is_remembered(browser: Browser, office: Office) -> None:
    context = desktop(browser, office.address)
    desk = sign_in(context, "dispatcher-zfdd")
    bell = desk.get_by_role("switch", name="新案件提示音")
    expect(bell).to_be_checked()
    bell.click()
    desk.reload()
    expect(bell).not_to_be_checked()
    context.close()

"""The demo as ``make run`` shows it: its screens hold together on a phone and on a desk, and make the README's pictures."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.journeys.serving import ROOT, desktop, phone, sign_in

pytestmark = pytest.mark.browser
PICTURES = ROOT / "docs" / "images"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
COME_TO_REST = """async () => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
    const enough = new Promise((resolve) => { setTimeout(resolve, 3000) })
    await Promise.race([Promise.allSettled(ending.map((one) => one.finished)), enough])
}"""
SERIOUS_FAULTS = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}"""


def listen_for_errors(page: Page) -> list[str]:
    """What the page complains about from now on."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

    page.on("console", hear)
    return heard


def picture(page: Page, name: str, folder: Path) -> None:
    """Keep a picture; the README's own only where asked for (``make pictures``)."""
    target = PICTURES if os.environ.get("XUNCHENG_PICTURES") else folder
    page.screenshot(path=target / f"{name}.png")
    assert (target / f"{name}.png").stat().st_size > 10_000


def test_the_desk_shows_what_waits_with_the_clause(browser: Browser, demo: str, tmp_path: Path) -> None:
    page = sign_in(desktop(browser, demo), "dispatcher-zfdd")
    heard = listen_for_errors(page)

    rows = page.locator("a[data-row]")
    expect(rows.first).to_be_visible()
    rows.first.click()

    expect(page.get_by_text("牵头负责“拆违治乱攻坚战”的方案细化").filter(visible=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="流转记录")).to_be_visible()
    page.wait_for_timeout(1500)
    picture(page, "desk", tmp_path)
    assert heard == []


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_the_map_shows_schematic_areas_and_says_so(
    browser: Browser, demo: str, tmp_path: Path, screen: str
) -> None:
    page = sign_in((desktop if screen == "desktop" else phone)(browser, demo), "command")
    page.goto("/map")
    heard = listen_for_errors(page)

    expect(page.get_by_text("示意").filter(visible=True).first).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    page.wait_for_timeout(2500)
    picture(page, f"map-{screen}", tmp_path)
    assert heard == []


def test_the_phone_opens_on_the_camera(browser: Browser, demo: str, tmp_path: Path) -> None:
    page = sign_in(phone(browser, demo), "inspector")
    heard = listen_for_errors(page)

    shutter = page.get_by_role("button", name="拍照", exact=True)
    expect(shutter).to_be_enabled()
    expect(page.get_by_text("±9 米")).to_be_visible()
    shutter.click()
    expect(page.get_by_role("button", name="流动摊贩")).to_be_visible()
    page.wait_for_timeout(800)
    picture(page, "report", tmp_path)
    assert heard == []


def test_nobody_sees_a_case_without_signing_in(browser: Browser, demo: str) -> None:
    page = desktop(browser, demo).new_page()

    page.goto("/desk")

    expect(page.get_by_role("button", name="登录")).to_be_visible()


def test_the_board_says_how_the_units_stand_and_leads_to_the_cases(browser: Browser, demo: str) -> None:
    with desktop(browser, demo) as context:
        page = sign_in(context, "command")
        page.get_by_role("link", name="看板").click()
        page.get_by_role("radio", name="近 30 日").check()

        row = page.get_by_role("row", name="执法大队")
        expect(row).to_contain_text("%")
        counted = page.request.get(
            "/api/figures", params={"by": "unit", "since": day(29), "until": day(0)}
        ).json()
        expect(page.locator(".tile").first).to_contain_text(str(counted["total"]["reported"]))
        row.get_by_role("link", name="执法大队").click()

        page.wait_for_url(lambda url: "/desk" in url and "unit=ZFDD" in url)
        expect(page.locator("[aria-posinset]").first).to_contain_text("执法大队")


def day(back: int) -> str:
    """So many days ago, in the county."""
    return f"{(datetime.now(ZoneInfo('Asia/Shanghai')) - timedelta(days=back)).date()}"


PAGES = {
    "command": ("/map", "/map?view=replay", "/board", "/responsibility"),
    "dispatcher-zfdd": ("/desk",),
    "office": ("/supervision",),
}


def serious_faults(page: Page, address: str) -> list[str]:
    """What axe finds on the page, in light and in the dark."""
    page.goto(address)
    expect(page.locator("main")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate(AXE.read_text("utf-8"))
    faults: list[str] = []
    for looks in ("light", "dark"):
        page.emulate_media(color_scheme=looks)
        expect(page.locator(f"[data-looks={looks}]")).to_be_attached()
        page.evaluate(COME_TO_REST)
        faults += [f"{address} {looks} {fault}" for fault in page.evaluate(SERIOUS_FAULTS)]
    return faults


@pytest.mark.parametrize("username", PAGES)
def test_no_page_of_a_desk_keeps_out_who_sees_or_moves_otherwise(
    browser: Browser, demo: str, username: str
) -> None:
    page = sign_in(desktop(browser, demo), username)
    assert [fault for address in PAGES[username] for fault in serious_faults(page, address)] == []
    page.context.close()


def test_no_page_of_the_phone_keeps_out_who_sees_or_moves_otherwise(browser: Browser, demo: str) -> None:
    page = sign_in(phone(browser, demo), "inspector")
    pages = ("/tasks", "/outbox", "/me", "/desk", "/report")
    assert [fault for address in pages for fault in serious_faults(page, address)] == []
    page.context.close()

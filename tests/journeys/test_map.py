"""The command-centre operator before the map: what others do meanwhile stands on it at once."""

import httpx
import pytest
from playwright.sync_api import Browser, Response, expect

from tests.bureau import Someone
from tests.journeys.doing import until
from tests.journeys.serving import desktop, sign_in

pytestmark = pytest.mark.browser
TO_THE_END = "(slider) => { slider.value = slider.max; slider.dispatchEvent(new Event('input')) }"


def tile_says(response: Response, *words: bytes) -> bool:
    """Whether this is a tile of cases in which all of these words stand."""
    return (
        "/tiles/cases/" in response.url
        and response.status == 200
        and all(word in response.body() for word in words)
    )


def test_what_happens_elsewhere_stands_on_the_map_at_once(browser: Browser, address: str) -> None:
    with httpx.Client(base_url=address) as office, httpx.Client(base_url=address) as street:
        inspector, dispatcher = Someone(street, "inspector"), Someone(office, "dispatcher-zfdd")
        page = sign_in(desktop(browser, address), "command")
        with page.expect_response(lambda answer: "/tiles/cases/" in answer.url):
            page.goto("/map")
        expect(page.get_by_text("视野内没有案件")).to_be_visible()
        expect(page.locator("canvas").first).to_be_visible()

        with page.expect_response(lambda answer: tile_says(answer, b"DISPATCHED", b"ZFDD")):
            case = inspector.files("LL2-02")
        expect(page.get_by_text("视野内 1 件")).to_be_visible()
        expect(page.get_by_text(case["number"])).to_be_visible()

        with page.expect_response(lambda answer: tile_says(answer, b"ACCEPTED")):
            dispatcher.does("accept", case["id"])
        expect(page.locator(".legend").get_by_role("button", name="处置中 1")).to_be_visible()

        with page.expect_response(
            lambda answer: "/tiles/cases/" in answer.url and "state=CLOSED" in answer.url
        ):
            page.locator(".legend").get_by_role("button", name="已结案").click()
        expect(page.get_by_text("视野内没有案件")).to_be_visible()
        until(page, "() => new URL(location).searchParams.get('state') === 'CLOSED'")
        page.get_by_role("button", name="清除筛选").click()
        page.get_by_text(case["number"]).click()
        expect(page.get_by_role("link", name="打开案件")).to_be_visible()

        page.get_by_role("button", name="回放").click()
        page.get_by_label("回放到的时刻").evaluate(TO_THE_END)
        expect(page.get_by_text("新上报 1 件，结案 0 件")).to_be_visible()
        page.get_by_role("button", name="复发点").click()
        expect(page.get_by_text("没有复发点")).to_be_visible()
        page.get_by_role("button", name="区域").click()
        with page.expect_response(lambda answer: "/api/figures" in answer.url and answer.ok):
            page.get_by_label("区域指标").select_option(label="超期未结")
        until(page, "() => new URL(location).searchParams.get('by') === 'late'")
        page.context.close()

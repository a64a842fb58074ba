"""The command-centre operator before the map: what others do meanwhile stands on it at once."""

from math import cos, sin, tau
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from app.core.clock import now
from tests.bureau import Someone, report_body
from tests.journeys.doing import come, press, until
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
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/api/cases.geojson*", hold)
        with page.expect_response(lambda answer: "/tiles/cases/" in answer.url):
            page.goto("/map")
        come(page, lambda: held)  # as long as nothing is known, the legend counts nothing
        expect(page.locator(".legend").get_by_role("button", name="已上报", exact=True)).to_be_visible()
        for route in held:
            route.continue_()
        page.unroute("**/api/cases.geojson*")
        expect(page.get_by_text("视野内没有案件")).to_be_visible()
        expect(page.locator(".legend").get_by_role("button", name="已上报 0")).to_be_visible()
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

        expect(page.get_by_role("button", name="圈选")).to_be_visible()
        page.get_by_role("button", name="回放").click()
        expect(page.get_by_role("button", name="圈选")).to_be_hidden()  # those pins are of another hour
        page.get_by_label("回放到的时刻").evaluate(TO_THE_END)
        expect(page.get_by_text("新上报 1 件，结案 0 件")).to_be_visible()
        page.get_by_role("button", name="复发点").click()
        expect(page.get_by_text("没有复发点")).to_be_visible()
        page.get_by_role("button", name="区域").click()
        with page.expect_response(lambda answer: "/api/figures" in answer.url and answer.ok):
            page.get_by_label("区域指标").select_option(label="超期未结")
        until(page, "() => new URL(location).searchParams.get('by') === 'late'")
        page.context.close()


def test_cases_are_drawn_around_and_done_at_once_with_who_is_near_in_sight(
    browser: Browser, address: str
) -> None:
    with httpx.Client(base_url=address) as street, httpx.Client(base_url=address) as patrol:
        inspector, colleague = Someone(street, "inspector"), Someone(patrol, "inspector2")
        cases = [inspector.files("LL2-02", location=spot(north)) for north in (0.0, 0.02)]
        on_duty = {"at": now().isoformat(), "location": {"lon": 118.165, "lat": 36.19, "accuracy_m": 12}}
        colleague.http.put(f"/api/duty/{uuid4()}", json=on_duty).raise_for_status()

        page = sign_in(desktop(browser, address), "dispatcher-zfdd")
        with page.expect_response(lambda answer: tile_says(answer, b"DISPATCHED")):
            page.goto("/map?at=11.50,36.19610,118.16020")
        expect(page.get_by_text("视野内 2 件")).to_be_visible()
        page.get_by_role("button", name="圈选").press("Enter")
        page.keyboard.press("Enter")  # all that is in the picture
        expect(page.get_by_role("toolbar", name="圈中 2 件").get_by_role("button").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="圈选")).to_be_focused()
        page.get_by_role("button", name="圈选").click()
        draw_a_circle(page)
        expect(page.get_by_text("圈中 2 件")).to_be_visible()
        page.get_by_role("toolbar", name="圈中 2 件").get_by_role("button", name="签收", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="签收 2 件").click()
        expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("成功 2 件，未成功 0 件")
        page.get_by_role("dialog").get_by_role("button", name="完成").click()
        expect(page.locator("[data-undo]")).to_be_visible()
        assert {inspector.case(case["id"])["state"] for case in cases} == {"ACCEPTED"}
        page.context.close()

        command = sign_in(desktop(browser, address), "command")
        command.goto("/map")
        command.get_by_role("button", name="在岗人员").click()
        expect(command.get_by_role("button", name="在岗 1 人")).to_be_visible()
        dispatcher = Someone(street, "dispatcher-zfdd")
        dispatcher.feeds_back(cases[0]["id"])
        command.goto(f"/cases/{cases[0]['id']}")
        press(command, "下发核查")
        command.get_by_role("dialog").get_by_role("button", name="找最近的在岗人员").click()
        nearest = command.get_by_role("dialog").locator("select option").nth(1)
        expect(nearest).to_contain_text("inspector2")
        expect(nearest).to_contain_text("m ·")

        with command.expect_response(lambda answer: tile_says(answer, b"FEEDBACK")):
            command.goto("/map?at=11.50,36.19610,118.16020")
        expect(command.get_by_text("视野内 2 件")).to_be_visible()
        command.get_by_role("button", name="圈选").press("Enter")
        command.keyboard.press("Enter")
        command.get_by_role("toolbar").get_by_role("button", name="下发核查").click()
        command.get_by_role("dialog").get_by_role("button", name="找最近的在岗人员").click()
        expect(command.get_by_role("dialog").locator("select option").nth(1)).to_contain_text("inspector2")
        command.context.close()


def test_a_dispatcher_acts_on_the_card_beside_the_map(browser: Browser, address: str) -> None:
    with httpx.Client(base_url=address) as street:
        case = Someone(street, "inspector").files("LL2-02")
    page = sign_in(desktop(browser, address), "dispatcher-zfdd")
    page.goto("/map")
    page.get_by_text(case["number"]).click()
    card = page.get_by_role("article", name=case["number"])
    card.get_by_role("button", name="签收").click()
    expect(card.get_by_text("处置中")).to_be_visible()

    card.get_by_role("button", name="内派").click()
    page.get_by_role("dialog").press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(card).to_be_visible()
    page.context.close()


PICTURE = "() => new Set(document.querySelector('canvas.picture').getContext('2d').getImageData(0, 0, 900, 600).data).size"


def test_paper_has_the_map_its_legend_and_the_list_and_no_controls(browser: Browser, address: str) -> None:
    with httpx.Client(base_url=address) as street:
        case = Someone(street, "inspector").files("LL2-02")
    page = sign_in(desktop(browser, address), "command")
    page.goto("/map")
    expect(page.get_by_text(case["number"])).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    expect(page.locator("canvas.picture")).to_be_visible()
    assert page.evaluate(PICTURE) > 10  # the map's colours, no blank sheet
    expect(page.locator(".legend")).to_be_visible()
    expect(page.get_by_text(case["number"])).to_be_visible()
    for control in ("圈选", "回放", "看全县"):
        expect(page.get_by_role("button", name=control)).to_be_hidden()
    page.context.close()


def test_the_card_of_a_case_covers_neither_the_views_nor_the_legend(browser: Browser, address: str) -> None:
    with httpx.Client(base_url=address) as street:
        case = Someone(street, "inspector").files("LL2-02")
    page = sign_in(desktop(browser, address), "command")
    page.goto("/map")
    page.get_by_text(case["number"]).click()
    expect(page.get_by_role("link", name="打开案件")).to_be_visible()
    for width, has_room in ((1024, False), (1279, False), (1280, True), (1440, True)):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".key")).to_be_visible(visible=has_room)
        others = [".views", ".key"] if has_room else [".views"]
        assert not [one for one in others if overlap(page, ".beside", one)], width
    page.context.close()


def overlap(page: Page, *which: str) -> bool:
    """Whether these two stand on each other."""
    one, other = (page.locator(name).bounding_box() for name in which)
    assert one is not None
    assert other is not None
    across = one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
    return across and one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]


def spot(north: float) -> dict[str, Any]:
    """A place so many degrees north of the county seat."""
    location: dict[str, Any] = report_body("")["location"]
    location["lat"] += north
    return location


def draw_a_circle(page: Page) -> None:
    """With the mouse, around the middle of the map."""
    box = page.locator(".glass").bounding_box()
    assert box is not None
    x, y, reach = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["height"] * 0.42
    page.mouse.move(x + reach, y)
    page.mouse.down()
    for step in range(1, 41):
        page.mouse.move(x + reach * cos(step / 40 * tau), y + reach * sin(step / 40 * tau))
    page.mouse.up()

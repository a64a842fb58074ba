"""The desk while something is under way: an answer, a proposal, a step."""

from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.doing import come, press, state
from tests.journeys.staff import Sit, Staff

pytestmark = pytest.mark.browser


def test_who_confirms_before_the_proposal_has_come_is_not_told_to_choose(at: Sit, staff: Staff) -> None:
    first, double = staff.files(north=0.06), staff.files(north=0.0602)
    page = at("command", double)
    expect(page.get_by_role("heading", name="附近或相似的在办案件")).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/alike", hold)

    page.keyboard.press("m")
    expect(page.get_by_role("dialog").get_by_role("group")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("button[form=operation][aria-busy=true]")).to_be_visible()
    come(page, lambda: held)
    for route in held:
        route.continue_()
    page.unroute("**/alike")

    state(page, "作废")
    assert [link["id"] for link in staff["command"].case(double)["links"]] == [first]


def test_a_list_that_was_on_its_way_does_not_bring_back_what_was_accepted(at: Sit, staff: Staff) -> None:
    case_id = staff.files()
    page = at("dispatcher-zfdd")
    waiting: list[tuple[Route, Any]] = []
    asked_anew = Event()

    def hold(route: Route) -> None:
        if asked_anew.is_set():
            waiting.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/api/cases?*", hold)
    page.goto("/desk?state=DISPATCHED")
    row = page.locator(f"[data-id='{case_id}']")
    row.click()
    asked_anew.set()
    page.get_by_role("button", name="刷新").click()
    come(page, lambda: waiting)

    page.keyboard.press("a")
    expect(row).to_have_count(0)
    expect(page.locator("[data-undo]")).to_be_visible()
    for route, answer in waiting:
        route.fulfill(response=answer)
    page.unroute_all(behavior="ignoreErrors")
    expect(page.locator(".queue .box[aria-busy=false]")).to_be_visible()

    expect(row).to_have_count(0)


def test_a_case_that_was_on_its_way_does_not_come_back_as_it_was(at: Sit, staff: Staff) -> None:
    case_id = staff.files()
    page = at("dispatcher-zfdd")
    readings: list[tuple[Route, Any]] = []
    steps: list[Route] = []
    page.route(f"**/api/cases/{case_id}", lambda route: readings.append((route, route.fetch())))

    def hold(route: Route) -> None:
        steps.append(route)

    page.route(f"**/api/cases/{case_id}/accept", hold)
    page.goto("/desk?state=DISPATCHED")
    page.locator(f"[data-id='{case_id}']").click()
    come(page, lambda: readings)

    panel = page.locator("article.case")
    panel.get_by_role("button", name="签收", exact=True).click()
    expect(panel.get_by_text("处置中", exact=True)).to_be_visible()
    for route, answer in readings:
        route.fulfill(response=answer)
    expect(panel.locator("img").first).to_be_visible()
    expect(panel.get_by_text("处置中", exact=True)).to_be_visible()
    expect(panel.locator("footer button:enabled")).to_have_count(0)
    page.unroute(f"**/api/cases/{case_id}")
    come(page, lambda: steps)
    for step in steps:
        step.continue_()

    press(page, "申请挂账")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")


def test_the_buttons_stay_where_they_are_while_a_step_is_under_way_and_after(at: Sit, staff: Staff) -> None:
    """Out of reach until it is known what may follow; what can be taken back stands above them."""
    case_id = staff.files()
    page = at("dispatcher-zfdd", case_id)
    foot = page.locator("article.case footer")
    accept = foot.get_by_role("button", name="签收", exact=True)
    steps: list[Route] = []

    def hold(route: Route) -> None:
        steps.append(route)

    page.route(f"**/api/cases/{case_id}/accept", hold)
    expect(accept).to_be_enabled()
    before = foot.bounding_box()

    accept.click()
    state(page, "处置中")
    expect(accept).to_be_disabled()
    expect(foot.locator("button:enabled")).to_have_count(0)
    assert foot.bounding_box() == before
    come(page, lambda: steps)
    steps[0].continue_()

    expect(page.locator("[data-undo]")).to_be_visible()
    expect(foot.get_by_role("button", name="处理反馈", exact=True)).to_be_enabled()
    assert foot.bounding_box() == before
    page.unroute_all(behavior="ignoreErrors")

"""The desk in a real browser beyond the straight way: taking back, asking for suspension, supervision and its reply, voiding by two."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bureau import Someone
from tests.journeys.doing import confirm, press, state
from tests.journeys.serving import desktop, served, sign_in

pytestmark = pytest.mark.browser
Desk = Callable[[str], Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One bureau for all of these: each has a case of its own."""
    with served(tmp_path_factory.mktemp("desks")) as running:
        yield running


@pytest.fixture
def case_id(address: str) -> str:
    """A case of the enforcement brigade, filed by an inspector over the API."""
    with httpx.Client(base_url=address) as street:
        return str(Someone(street, "inspector").files("LL2-02")["id"])


@pytest.fixture
def at_desk(browser: Browser, address: str, case_id: str) -> Iterator[Desk]:
    """The page of the case, for the person named."""
    opened: list[Page] = []

    def open_case(username: str) -> Page:
        page = sign_in(desktop(browser, address), username)
        opened.append(page)
        page.goto(f"/cases/{case_id}")
        return page

    yield open_case
    for page in opened:
        page.context.close()


def test_a_dispatcher_accepts_takes_it_back_and_accepts_again(at_desk: Desk) -> None:
    page = at_desk("dispatcher-zfdd")

    press(page, "签收")
    state(page, "处置中")
    page.get_by_role("button", name="撤销").first.click()
    state(page, "待签收")
    press(page, "签收")

    state(page, "处置中")


def test_a_case_is_suspended_and_resumed(at_desk: Desk, tmp_path: Path) -> None:
    unit = at_desk("dispatcher-zfdd")
    press(unit, "签收")
    state(unit, "处置中")
    press(unit, "申请挂账")
    unit.get_by_role("dialog").locator("input[type=datetime-local]").fill("2031-01-06T09:00")
    confirm(unit, "申请挂账", "道路施工，待竣工后处置")

    command = at_desk("command")
    expect(command.get_by_text("道路施工，待竣工后处置").filter(visible=True).first).to_be_visible()
    press(command, "批准挂账")
    confirm(command, "批准挂账")
    state(command, "挂账")
    command.screenshot(path=tmp_path / "suspended.png")
    press(command, "恢复")

    state(command, "处置中")


def test_office_orders_and_the_unit_replies(at_desk: Desk) -> None:
    office = at_desk("office")
    press(office, "督办")
    sheet = office.get_by_role("dialog")
    sheet.locator("input[type=date]").fill("2031-01-06")
    confirm(office, "督办", "群众多次反映，限期处置")
    expect(office.get_by_text("〕1号").filter(visible=True).first).to_be_visible()

    unit = at_desk("dispatcher-zfdd")
    press(unit, "督办回复")
    confirm(unit, "督办回复", "已安排专人值守")

    expect(unit.get_by_text("已安排专人值守").filter(visible=True).first).to_be_visible()


def test_voiding_takes_two_people(at_desk: Desk) -> None:
    command = at_desk("command")
    press(command, "申请作废")
    confirm(command, "申请作废", "误报")

    office = at_desk("office")
    press(office, "同意作废")
    confirm(office, "同意作废")

    state(office, "作废")

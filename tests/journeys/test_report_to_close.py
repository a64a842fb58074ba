"""The main job, by hand in a real browser: an inspector's photo becomes a case, is put right and closed, and the map shows it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect

from app.demo.draw import draw_scene
from tests.journeys.serving import desktop, phone, sign_in

pytestmark = pytest.mark.browser


def photo_file(folder: Path, name: str, role: str) -> Path:
    path = folder / name
    path.write_bytes(draw_scene("LL2-02", 7, role))
    return path


def report_by_phone(page: Page, photo: Path) -> str:
    """Choose a photo, tap a type on the check page, look at the unit, save; returns the number on the receipt."""
    page.locator("input[data-photos]").set_input_files(photo)
    page.get_by_role("button", name="核对").click()
    page.get_by_role("button", name="还没有案由").click()
    page.get_by_role("button", name="乱摆乱占").click()
    page.get_by_role("button", name="店外经营").click()
    expect(page.get_by_text("执法大队").first).to_be_visible()
    page.get_by_text("条款原文").click()
    expect(page.get_by_text("牵头负责“拆违治乱攻坚战”的方案细化").first).to_be_visible()
    with page.expect_response(is_receipt, timeout=20_000) as answered:
        page.get_by_role("button", name="保存并上报").click()
        expect(page.get_by_text("已保存 · 店外经营")).to_be_visible()
    return str(answered.value.json()["number"])


def clock_of(rows: Locator, number: str) -> Locator:
    """The clock in a case's row."""
    return rows.filter(has_text=number).locator("time").first


def is_receipt(response: Response) -> bool:
    """Whether the server has just filed a report."""
    return response.request.method == "PUT" and "/api/cases/" in response.url and response.ok


def test_from_the_inspectors_photo_to_a_closed_case_on_the_map(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    inspector = sign_in(phone(browser, address), "inspector")
    number = report_by_phone(inspector, photo_file(tmp_path, "before.jpg", "before"))

    dispatcher = sign_in(desktop(browser, address), "dispatcher-zfdd")
    expect(dispatcher.get_by_text(number).filter(visible=True).first).to_be_visible()
    inspector.goto("/me")
    own, theirs = (
        clock_of(inspector.locator("li"), number),
        clock_of(dispatcher.get_by_role("article"), number),
    )
    expect(own).to_have_attribute("datetime", theirs.get_attribute("datetime") or "no hour")
    expect(own).to_contain_text("剩")
    dispatcher.get_by_role("link", name="店外经营").first.click()
    expect(
        dispatcher.get_by_text("牵头负责“拆违治乱攻坚战”的方案细化").filter(visible=True).first
    ).to_be_visible()
    dispatcher.get_by_role("button", name="签收", exact=True).first.click()
    expect(dispatcher.get_by_text("处置中").filter(visible=True).first).to_be_visible()

    crew = sign_in(phone(browser, address), "crew-zfdd")
    expect(crew.get_by_text(number).filter(visible=True).first).to_be_visible()
    crew.get_by_role("link", name="店外经营").first.click()
    crew.get_by_role("button", name="处理反馈", exact=True).first.click()
    crew.locator("input[type=file]").first.set_input_files(photo_file(tmp_path, "after.jpg", "after"))
    sheet = crew.get_by_role("dialog")
    expect(sheet.get_by_text("已上传")).to_be_visible()
    sheet.get_by_role("button", name="处理反馈", exact=True).click()
    expect(crew.get_by_text("待核查").filter(visible=True).first).to_be_visible()

    command = sign_in(desktop(browser, address), "command")
    command.goto("/map")
    command.get_by_text(number).first.click()
    command.get_by_role("link", name="打开案件").click()
    command.get_by_role("button", name="核查通过", exact=True).first.click()
    command.get_by_role("dialog").get_by_role("button", name="核查通过", exact=True).click()
    expect(command.get_by_text("已结案").filter(visible=True).first).to_be_visible()
    (case,) = command.request.get("/api/cases").json()["items"]
    seals = command.request.get(f"/api/cases/{case['id']}").json()["seals"]
    assert [seal["verdict"] for seal in seals] == ["valid", "valid"]  # the report and the feedback

    command.goto("/map")
    expect(command.get_by_text(number).filter(visible=True).first).to_be_visible()
    expect(command.get_by_text("已结案").filter(visible=True).first).to_be_visible()

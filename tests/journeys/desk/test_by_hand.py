"""The desk by hand: what is rarer than accepting and feeding back."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bureau import photo, report_body
from tests.journeys.doing import confirm, press, state
from tests.journeys.serving import phone, sign_in
from tests.journeys.staff import Sit, Staff

pytestmark = pytest.mark.browser


def test_a_double_is_merged_with_one_key_and_both_know_it(at: Sit, staff: Staff) -> None:
    first, double = staff.files(north=0.05), staff.files(north=0.0502)
    page = at("command", double)
    expect(page.get_by_role("heading", name="附近或相似的在办案件")).to_be_visible()

    page.keyboard.press("m")
    expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_checked()
    page.keyboard.press("Enter")

    state(page, "作废")
    assert [link["id"] for link in staff["command"].case(double)["links"]] == [first]


def test_a_key_means_the_case_that_is_open_whichever_row_stands_first(at: Sit, staff: Staff) -> None:
    filed = {staff.files(), staff.files()}
    page = at("dispatcher-zfdd")
    page.goto("/desk?state=DISPATCHED")
    rows = page.locator("[data-row]")
    expect(rows.nth(1)).to_be_visible()
    first, opened = (str(rows.nth(place).get_attribute("data-id")) for place in (0, 1))
    assert opened in filed
    page.goto(f"/desk?state=DISPATCHED&case={opened}")
    expect(page.locator("article.case footer").get_by_role("button", name="签收")).to_be_enabled()
    expect(page.locator(f"[data-id='{opened}']")).to_have_attribute("aria-current", "true")

    page.keyboard.press("a")
    expect(page.locator("[data-undo]")).to_be_visible()

    expect(page.locator(f"[data-id='{opened}']")).to_have_count(0)
    assert [staff["command"].case(one)["state"] for one in (first, opened)] == ["DISPATCHED", "ACCEPTED"]


def test_a_key_means_nothing_where_the_open_case_has_left_the_list(at: Sit, staff: Staff) -> None:
    first, opened = staff.files(), staff.files()
    page = at("dispatcher-zfdd")
    page.goto(f"/desk?state=DISPATCHED&case={opened}")
    expect(page.locator(f"[data-id='{opened}']")).to_have_attribute("aria-current", "true")
    staff["dispatcher-zfdd"].does("accept", opened)
    expect(page.locator(f"[data-id='{opened}']")).to_have_count(0)
    state(page, "处置中")

    page.keyboard.press("a")
    page.keyboard.press("j")  # on to the row that took its place: now that one is open, and meant
    page.wait_for_url(lambda url: opened not in url)
    assert staff["command"].case(first)["state"] == "DISPATCHED"


def test_a_type_is_changed_and_the_rules_send_it_elsewhere(at: Sit, staff: Staff) -> None:
    case_id = staff.files("LL1-01")
    page = at("command", case_id)

    press(page, "转类")
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="有固定基础、需要规划许可").click()
    expect(sheet.get_by_text("转后由")).to_be_visible()
    confirm(page, "转类", "有混凝土基础")

    expect(page.get_by_role("heading", level=1)).not_to_have_text("棚亭")
    converted = staff["command"].case(case_id)
    assert converted["category"]["code"] == "WJ-01"
    assert len(converted["photos"]) == 1


def test_the_source_of_the_mud_gets_a_case(at: Sit, staff: Staff) -> None:
    case_id = staff.files("YC3-03")
    page = at("dispatcher-hjzx", case_id)

    press(page, "关联立案")
    confirm(page, "关联立案", "来自东环路工地")

    links = page.locator("section.links")
    expect(links).to_be_visible()
    links.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("冲洗不到位")


def test_work_is_assigned_to_a_person_of_the_unit(at: Sit, staff: Staff) -> None:
    case_id = staff.files()
    staff["dispatcher-zfdd"].does("accept", case_id)
    page = at("dispatcher-zfdd", case_id)

    press(page, "内派")
    who = page.get_by_role("dialog").get_by_label("承办人")
    expect(who.get_by_role("option", name="crew-zfdd")).to_have_count(1)
    assert "crew-hjzx" not in who.inner_text()
    who.select_option("crew-zfdd")
    confirm(page, "内派")

    assert staff["command"].case(case_id)["assignee"]


def test_what_was_not_done_well_is_failed_after_a_look_at_both_photos(at: Sit, staff: Staff) -> None:
    case_id = staff.fed_back()
    page = at("command", case_id)

    press(page, "核查不通过")
    sheet = page.get_by_role("dialog")
    expect(sheet.locator("img")).to_have_count(2)
    confirm(page, "核查不通过", "货架仍在人行道上")

    state(page, "返工")
    assert staff["command"].case(case_id)["rework_count"] == 1


def test_what_came_back_is_reopened_with_its_photos(at: Sit, staff: Staff) -> None:
    case_id = staff.fed_back()
    staff["command"].does("check_pass", case_id)
    page = at("command", case_id)

    press(page, "复发重开")
    confirm(page, "复发重开", "群众再次反映")

    expect(page.locator("section.links").get_by_role("link")).to_have_count(1)
    state(page, "已结案")


def test_an_inspector_answers_on_the_phone_what_was_to_be_verified(
    browser: Browser, here: str, staff: Staff
) -> None:
    command = staff["command"]
    case_id = str(uuid4())
    body = report_body(command.send_photo(photo()), "LL2-02") | {"source": "hotline"}
    assert command.http.put(f"/api/cases/{case_id}", json=body).status_code == 201
    command.does("verify_req", case_id, assignee="inspector2")
    page = sign_in(phone(browser, here), "inspector2")
    page.goto(f"/cases/{case_id}")

    press(page, "核实回复")
    confirm(page, "核实回复", "属实，摊位占道两米")

    assert command.case(case_id)["state"] == "REPORTED"
    page.context.close()


def test_a_mornings_work_on_three_at_once_with_a_result_for_each(at: Sit, staff: Staff) -> None:
    """Returned, dispatched by rule, accepted (one only at the second try), assigned and supervised, by hand."""
    cases = [staff["command"].case(staff.files()) for _ in range(3)]

    def all_three(username: str, operation: str, reason: str = "") -> Page:
        page = at(username)
        for case in cases:
            page.get_by_label(f"选择 {case['number']}").check()
        page.get_by_role("toolbar", name="已选 3 件").get_by_role(
            "button", name=operation, exact=True
        ).click()
        if reason:
            page.get_by_role("dialog").locator("textarea").first.fill(reason)
        return page

    def carried_out(page: Page, operation: str, *, done: int = 3, failed: int = 0) -> None:
        sheet = page.get_by_role("dialog")
        sheet.get_by_role("button", name=f"{operation} 3 件").click()
        expect(sheet.get_by_role("status")).to_have_text(f"成功 {done} 件，未成功 {failed} 件")
        expect(sheet.locator(".outcomes li.done")).to_have_count(done)
        if not failed:
            sheet.get_by_role("button", name="完成").click()

    def stand() -> set[Any]:
        return {staff["command"].case(case["id"])["state"] for case in cases}

    carried_out(all_three("dispatcher-zfdd", "退回", "属镇街管理范围"), "退回")
    assert stand() == {"FILED"}
    carried_out(all_three("command", "派遣"), "派遣")
    assert stand() == {"DISPATCHED"}

    page = all_three("dispatcher-zfdd", "签收")
    page.route(f"**/api/cases/{cases[1]['id']}/*", lambda route: route.abort(), times=1)
    carried_out(page, "签收", done=2, failed=1)
    expect(page.get_by_role("dialog").locator(".outcomes li.failed")).to_contain_text(cases[1]["number"])
    page.get_by_role("dialog").get_by_role("button", name="重试未成功的").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("成功 3 件，未成功 0 件")
    page.get_by_role("dialog").get_by_role("button", name="完成").click()
    assert stand() == {"ACCEPTED"}

    page = all_three("dispatcher-zfdd", "内派")
    page.get_by_role("dialog").get_by_label("承办人").select_option("crew-zfdd")
    carried_out(page, "内派")
    assert all(staff["command"].case(case["id"])["assignee"] for case in cases)
    carried_out(all_three("office", "督办", "群众多次反映"), "督办")
    assert all(len(staff["command"].case(case["id"])["orders"]) == 1 for case in cases)

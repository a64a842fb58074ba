"""The responsibility table is changed by hand in a real browser: one drafts and submits, another approves."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.serving import desktop, phone, sign_in

pytestmark = pytest.mark.browser


def test_command_drafts_office_approves_and_everybody_reads(browser: Browser, address: str) -> None:
    command = sign_in(desktop(browser, address), "command")
    command.get_by_role("link", name="责任表").click()
    command.get_by_role("link", name="草案").click()
    command.get_by_role("button", name="起草新规则").click()
    command.get_by_label("草案名称").fill("流动摊贩改由城管办牵头")
    command.get_by_role("button", name="开始起草").click()

    command.get_by_role("button", name="修改 R-LL2-01").click()
    command.get_by_label("主办单位").select_option("CGB")
    command.get_by_role("button", name="保存到草案").click()
    expect(command.get_by_role("alert").filter(has_text="与主办单位相同").first).to_be_visible()
    expect(command.get_by_role("button", name="提交批准")).to_be_disabled()

    command.get_by_role("button", name="修改 R-LL2-01").click()
    command.get_by_role("button", name="去掉协办单位 CGB").click()
    command.get_by_label("依据条款").select_option("C3-CGB")
    command.get_by_role("button", name="保存到草案").click()
    command.get_by_role("button", name="提交批准").click()
    expect(command.get_by_text("您提交的草案要由另一人批准。")).to_be_visible()
    expect(command.get_by_role("button", name="批准并发布")).to_have_count(0)

    office = sign_in(desktop(browser, address), "office")
    office.goto(command.url)
    expect(office.get_by_role("insertion").first).to_have_text("城管办")
    office.get_by_role("button", name="批准并发布").click()
    office.get_by_role("dialog").get_by_role("button", name="批准并发布").click()
    expect(office.get_by_text("已发布为第 2 版")).to_be_visible()

    dispatcher = sign_in(phone(browser, address), "dispatcher-zfdd")
    dispatcher.goto("/responsibility")
    dispatcher.get_by_text("试一试：这样的上报归谁").click()
    dispatcher.get_by_label("案由", exact=True).select_option("LL2-01")
    expect(dispatcher.get_by_text("全民城管融合战").first).to_be_visible()
    expect(dispatcher.get_by_role("link", name="草案")).to_have_count(0)
    dispatcher.get_by_role("link", name="历次版本").click()
    expect(dispatcher.get_by_text("赵指挥（演示）提交，孙督办（演示）批准")).to_be_visible()
    assert dispatcher.evaluate("document.documentElement.scrollWidth") == 390

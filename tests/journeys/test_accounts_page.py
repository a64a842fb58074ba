"""A newcomer's first morning: an administrator makes the account, the phone opens the link, the work begins."""

import time
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.serving import desktop, phone, sign_in
from tests.journeys.test_demo import serious_faults
from tests.people.test_sheets import sheet

pytestmark = pytest.mark.browser
FIRST, SECOND = "rain umbrella seven oclock", "market stall under the bridge"


def make_account(office: Page, tmp_path: Path) -> str:
    """The administrator enters Zhou Xun, is told what is missing, and gets her link."""
    office.screenshot(path=tmp_path / "list-desk.png")
    office.get_by_role("button", name="新增账号").click()
    sheet = office.get_by_role("dialog")
    sheet.get_by_label("用户名").fill("Zhou.Xun")
    sheet.get_by_label("姓名").fill("周巡")
    sheet.get_by_label("处置人员").check()
    sheet.get_by_role("button", name="建立账号").click()
    expect(sheet.get_by_role("alert")).to_contain_text("要选所属单位")
    sheet.get_by_label("所属单位").select_option("ZFDD")
    office.screenshot(path=tmp_path / "new-desk.png")
    sheet.get_by_role("button", name="建立账号").click()
    expect(sheet.get_by_role("img", name="设密码链接的二维码")).to_be_visible()
    office.screenshot(path=tmp_path / "link-desk.png")
    link = sheet.locator("code").inner_text()
    sheet.get_by_role("button", name="关闭").click()
    return link


def fill_password(page: Page, password: str) -> None:
    page.get_by_label("新密码").fill(password)
    page.get_by_label("再输一遍").fill(password)


def come_in(hers: Page, link: str, tmp_path: Path) -> None:
    """She opens the link, learns that her name is no password, sets one and signs in."""
    hers.goto(link)
    expect(hers.get_by_text("周巡，您的用户名是 zhou.xun")).to_be_visible()
    fill_password(hers, "zhouxun123")
    hers.get_by_role("button", name="设置密码").click()
    expect(hers.get_by_role("alert")).to_contain_text("容易被猜到")
    hers.screenshot(path=tmp_path / "set-phone.png")
    fill_password(hers, FIRST)
    hers.get_by_role("button", name="设置密码").click()
    hers.wait_for_url("**/sign-in")
    hers.get_by_label("用户名").fill("zhou.xun")
    hers.get_by_label("密码", exact=True).fill(FIRST)
    hers.get_by_role("button", name="登录").click()
    hers.wait_for_url("**/desk")


def change_password(hers: Page, tmp_path: Path) -> None:
    hers.goto("/me")
    hers.get_by_text("登录与密码").click()
    expect(hers.get_by_text("本机", exact=True)).to_be_visible()
    hers.get_by_role("button", name="修改密码").click()
    hers.screenshot(path=tmp_path / "me-phone.png", full_page=True)
    hers.get_by_label("现在的密码").fill("not this one")
    fill_password(hers, SECOND)
    hers.get_by_role("button", name="修改密码").click()
    expect(hers.get_by_role("alert").first).to_contain_text("现在的密码填写不正确")
    hers.get_by_label("现在的密码").fill(FIRST)
    hers.get_by_role("button", name="修改密码").click()
    expect(hers.get_by_text("密码已修改")).to_be_visible()


def set_up_a_second_factor(hers: Page, tmp_path: Path) -> None:
    """She adds her authenticator, signs out, and is asked for its code."""
    hers.get_by_role("button", name="开启两步验证").click()
    hers.get_by_label("现在的密码").fill(SECOND)
    hers.get_by_role("button", name="开启两步验证").click()
    expect(hers.get_by_role("img", name="验证器的二维码")).to_be_visible()
    totp = pyotp.TOTP(hers.locator(".factor code").inner_text())
    hers.screenshot(path=tmp_path / "factor-phone.png", full_page=True)
    hers.get_by_label("验证码").fill(
        totp.at(int(time.time()) - 30)
    )  # the step before: what comes next is new
    hers.get_by_role("button", name="确认").click()
    expect(hers.locator(".factor li")).to_have_count(10)
    hers.screenshot(path=tmp_path / "codes-phone.png", full_page=True)
    hers.get_by_role("button", name="已经抄好").click()
    expect(hers.get_by_text("还有 10 个恢复码可用")).to_be_visible()
    hers.get_by_text("语言、显示与退出").click()
    hers.get_by_role("button", name="退出登录").click()
    hers.get_by_label("用户名").fill("zhou.xun")
    hers.get_by_label("密码", exact=True).fill(SECOND)
    hers.get_by_role("button", name="登录").click()
    hers.get_by_label("验证码或恢复码").fill(totp.now())
    hers.screenshot(path=tmp_path / "code-phone.png")
    hers.get_by_role("button", name="登录").click()
    hers.wait_for_url("**/desk")


def test_a_newcomer_gets_in_by_a_link_changes_the_password_and_leaves(
    browser: Browser, demo: str, tmp_path: Path
) -> None:
    office = sign_in(desktop(browser, demo), "admin")
    office.wait_for_url("**/accounts")
    expect(office.get_by_text("管理员（演示）").first).to_be_visible()
    link = make_account(office, tmp_path)
    assert link.startswith(f"{demo}/set-password#")
    hers = phone(browser, demo).new_page()
    come_in(hers, link, tmp_path)
    change_password(hers, tmp_path)
    set_up_a_second_factor(hers, tmp_path)
    again = phone(browser, demo).new_page()
    again.goto(link)
    expect(again.get_by_text("已经用过、过期或被新的链接代替")).to_be_visible()

    office.get_by_label("姓名或用户名").fill("zhou")
    office.get_by_role("button", name="周巡").click()
    sheet = office.get_by_role("dialog")
    sheet.get_by_role("button", name="停用账号").click()
    office.screenshot(path=tmp_path / "close-desk.png")
    sheet.get_by_role("button", name="确认停用").click()
    expect(sheet.get_by_role("button", name="重新启用")).to_be_visible()
    hers.reload()
    expect(hers.get_by_role("button", name="登录")).to_be_visible()
    for page in (office, hers, again):
        page.context.close()


def test_a_sheet_of_people_is_tried_mended_and_entered(browser: Browser, demo: str, tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong.xlsx", tmp_path / "right.xlsx"
    wrong.write_bytes(sheet(("qian-xun", "钱巡", "巡查员", None), ("zheng-cl", "郑处", "处置人员", None)))
    right.write_bytes(sheet(("qian-xun", "钱巡", "巡查员", None), ("zheng-cl", "郑处", "处置人员", "城管办")))
    office = sign_in(desktop(browser, demo), "admin")
    office.get_by_role("button", name="从 Excel 导入").click()
    office.get_by_label("选择 Excel 文件").set_input_files(wrong)
    expect(office.get_by_text("要选所属单位")).to_be_visible()
    expect(office.get_by_role("button", name="有 1 行要先改好")).to_be_disabled()
    office.screenshot(path=tmp_path / "import-desk.png")
    office.get_by_label("选择 Excel 文件").set_input_files(right)
    office.get_by_role("button", name="导入 2 人").click()
    office.get_by_label("姓名或用户名").fill("qian-xun")
    expect(office.get_by_role("button", name="钱巡")).to_contain_text("未设密码")
    office.get_by_label("姓名或用户名").fill("")
    expect(office.get_by_role("button", name="郑处")).to_be_visible()
    office.get_by_role("button", name="人生成链接").click()
    office.screenshot(path=tmp_path / "links-sure-desk.png")
    office.get_by_role("button", name="个链接").click()
    card = office.get_by_role("listitem").filter(has_text="郑处")
    expect(card).to_contain_text("城管办")
    expect(card.get_by_role("img", name="设密码链接的二维码")).to_be_visible()
    office.screenshot(path=tmp_path / "links-desk.png")
    office.pdf(path=tmp_path / "links.pdf", prefer_css_page_size=True)
    office.get_by_role("button", name="返回名单").click()
    expect(office.get_by_role("button", name="郑处")).to_contain_text("链接待用")
    office.context.close()


def test_the_administrators_pages_hold_together(browser: Browser, demo: str, tmp_path: Path) -> None:
    office, small = sign_in(desktop(browser, demo), "admin"), sign_in(phone(browser, demo), "admin")
    for part in ("people", "roles", "journal"):
        assert serious_faults(office, f"/accounts?part={part}") == []
        office.screenshot(path=tmp_path / f"{part}-desk.png")
        small.goto(f"/accounts?part={part}")
        expect(small.locator("[aria-busy=true]")).to_have_count(0)
        assert small.evaluate("document.documentElement.scrollWidth") == 390
        small.screenshot(path=tmp_path / f"{part}-phone.png")
    for page in (office, small):
        page.context.close()

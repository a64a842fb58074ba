"""Once the phone has said 已保存 the report arrives exactly once, whatever becomes of tab, browser, storage, session and server.

Each family has a mutant: a phone that is made to break the promise, on which the reckoning must not come out even.
"""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.faults.browser.conftest import Line
from tests.faults.browser.faulty_proxy import Fault
from tests.faults.browser.inspecting import (
    A_TYPE,
    Story,
    come_true,
    items_on,
    nudge,
    photos_held,
    report_page,
    waiting_on,
)
from tests.journeys.doing import until
from tests.journeys.serving import CHROMIUM, FLAGS, ROOT, SEAT, phone, sign_in

pytestmark = pytest.mark.browser

PHOTO, CASE, SENDING = r"PUT /api/photos/", r"PUT /api/cases/", r"(PUT|PATCH|POST) /api/(photos|cases)"
NO_SIGNAL = Fault("refuse", SENDING, times=10_000)

LETS_GO_EARLY = """(() => {
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = function (value, key) {
        if (this.name === 'items' && value.state === 'sending') {
            const photos = this.transaction.db.transaction('photos', 'readwrite').objectStore('photos')
            photos.clear()
            return this.delete(value.id)
        }
        return put.call(this, value, key)
    }
})()"""
NEW_ID_EACH_TIME = """(() => {
    const open = XMLHttpRequest.prototype.open
    XMLHttpRequest.prototype.open = function (method, address, ...rest) {
        const fresh = method === 'PUT' && address.startsWith('/api/cases/') ? `/api/cases/${crypto.randomUUID()}` : address
        return open.call(this, method, fresh, ...rest)
    }
})()"""
IS_FULL = """(() => {
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = function (...what) {
        const asked = put.apply(this, what)
        if (window.full?.includes(this.name)) {  // as Chromium has it: the write fails when it is to go to the disk
            const full = new DOMException('The quota has been exceeded.', 'QuotaExceededError')
            Object.defineProperty(this.transaction, 'error', { value: full })
            this.transaction.abort()
        }
        return asked
    }
})()"""
REMEMBERS_CONNECTIONS = """(() => {
    window.connections = []
    const open = IDBFactory.prototype.open
    IDBFactory.prototype.open = function (...named) {
        const opening = open.apply(this, named)
        opening.addEventListener('success', () => window.connections.push(opening.result))
        return opening
    }
})()"""


@pytest.fixture
def context(browser: Browser, story: Story) -> BrowserContext:
    """A phone of the story's own."""
    return phone(browser, story.address)


def test_the_tab_is_closed_in_the_middle_of_a_photo(
    context: BrowserContext, line: Line, story: Story
) -> None:
    page = report_page(context)
    line.proxy.fail(Fault("stall", PHOTO, at=60_000))
    story.save_report(page)
    # five seconds to take it back, then the first try, which gets stuck
    come_true(page, lambda: line.proxy.bytes_of(PHOTO) >= 60_000)
    sent = line.proxy.bytes_of(PHOTO)
    page.close()

    page = context.new_page()
    page.goto("/outbox")

    assert story.all_filed(page)
    assert story.reckon(page) == (0, 0)
    assert sent == 60_000
    whole = line.proxy.bytes_of(r"(PUT|PATCH) /api/photos/")
    assert whole <= 1.3 * story.bytes_taken
    assert line.proxy.count("PATCH ") >= 1
    context.close()


def test_the_browser_is_ended_and_started_again(
    browser: Browser, line: Line, story: Story, tmp_path: Path
) -> None:
    line.proxy.fail(NO_SIGNAL)
    first = profile(browser, story, tmp_path)
    page = report_page(first)
    story.save_report(page)
    story.save_report(page)
    first.close()

    second = profile(browser, story, tmp_path)
    page = second.new_page()
    page.goto("/outbox")
    expect(page.get_by_text("2 件未上传").first).to_be_visible()
    line.proxy.mend()

    assert story.all_filed(page)
    assert story.reckon(page) == (0, 0)
    second.close()


def profile(browser: Browser, story: Story, folder: Path) -> BrowserContext:
    """A phone whose storage outlives its browser."""
    return browser.browser_type.launch_persistent_context(
        folder / "profile",
        executable_path=CHROMIUM,
        args=FLAGS,
        base_url=story.address,
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
        geolocation=SEAT,  # type: ignore[arg-type]  # Playwright's own TypedDict of the same keys
        permissions=["geolocation", "camera"],
    )


def test_a_phone_that_is_almost_full_says_so_before_the_shutter(context: BrowserContext) -> None:
    context.add_init_script("navigator.storage.estimate = async () => ({ usage: 95e6, quota: 100e6 })")
    page = report_page(context)

    expect(page.get_by_text("手机存储快满了")).to_be_visible()
    expect(page.get_by_role("button", name="拍照", exact=True)).to_be_disabled()
    context.close()


def test_a_phone_that_is_full_in_the_very_moment_says_so_and_holds_what_it_has(
    context: BrowserContext, story: Story
) -> None:
    context.add_init_script(IS_FULL)
    page = report_page(context)
    page.evaluate("window.full = ['photos']")
    page.locator("input[data-photos]").set_input_files(story.photo_file())
    expect(page.get_by_text("照片没有保存")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="删末张")).to_be_disabled()
    page.get_by_role("button", name="关闭").click()
    page.evaluate("window.full = []")

    file = story.photo_file()
    page.locator("input[data-photos]").set_input_files(file)
    tile = page.locator(A_TYPE).first
    expect(tile).to_be_enabled(timeout=20_000)
    page.evaluate("window.full = ['items', 'facts']")
    tile.click()
    expect(page.get_by_text("这件还没有提交")).to_be_visible(timeout=20_000)
    assert photos_held(page) == [sha256(file.read_bytes()).hexdigest()]
    page.evaluate("window.full = []")
    tile.click()
    expect(page.get_by_text("已保存 ·")).to_be_visible(timeout=20_000)
    story.taken.append(sha256(file.read_bytes()).hexdigest())

    assert story.all_filed(page)
    assert story.reckon(page) == (0, 0)
    context.close()


def test_the_database_is_closed_under_the_page(context: BrowserContext, story: Story) -> None:
    context.add_init_script(REMEMBERS_CONNECTIONS)
    page = report_page(context)
    page.evaluate("connections.forEach((one) => one.close())")
    story.save_report(page)
    page.evaluate("connections.forEach((one) => one.close())")

    assert story.all_filed(page)
    assert story.reckon(page) == (0, 0)
    context.close()


def test_a_newer_version_of_the_app_takes_over_the_store(
    context: BrowserContext, line: Line, story: Story
) -> None:
    page = report_page(context)
    line.proxy.fail(NO_SIGNAL)
    story.save_report(page)
    other = context.new_page()
    other.goto("/healthz")
    other.evaluate("new Promise((done) => { indexedDB.open('outbox', 99).onsuccess = done }).then(() => 1)")
    page.goto("/outbox")

    expect(page.get_by_text("已在另一个页面更新")).to_be_visible()
    assert set(story.taken) <= set(photos_held(other))
    assert waiting_on(other) == 1
    context.close()


def test_somebody_else_signs_in_between(context: BrowserContext, line: Line, story: Story) -> None:
    page = report_page(context)
    line.proxy.fail(NO_SIGNAL)
    story.save_report(page)
    sign_out(page)
    line.proxy.mend()

    page = sign_in(context, "inspector2")
    page.goto("/outbox")
    expect(page.get_by_text("还有其他账号的 1 件未上传")).to_be_visible()
    nudge(page)
    page.wait_for_timeout(1500)
    assert set(story.filed().values()) == {0}
    sign_out(page)

    page = sign_in(context, "inspector")
    assert story.all_filed(page)
    assert story.reckon(page) == (0, 0)
    assert [item["state"] for item in items_on(page)] == ["sent"]
    context.close()


def sign_out(page: Page) -> None:
    page.goto("/me")
    page.get_by_text("语言、显示与退出").click()
    page.get_by_role("button", name="退出登录").click()
    confirm = page.get_by_role("dialog").get_by_role("button", name="退出登录")
    warning = page.get_by_text("要等您再登录才会发送")
    expect(warning.or_(page.get_by_label("用户名")).first).to_be_visible()
    if warning.count():
        confirm.click()
    page.wait_for_url("**/sign-in*")


def test_two_tabs_are_one_sender(context: BrowserContext, line: Line, story: Story) -> None:
    page = report_page(context)
    other = context.new_page()
    other.goto("/outbox")
    line.proxy.fail(NO_SIGNAL)
    story.save_report(page)
    story.save_report(page)
    come_true(page, lambda: {item["state"] for item in items_on(page)} <= {"draft", "queued"})
    line.proxy.mend()
    line.proxy.heard.clear()
    for tab in (page, other, page, other):
        nudge(tab)

    assert story.all_filed(page)
    assert story.reckon(page) == (0, 0)
    assert line.proxy.count(CASE) == 2
    assert line.proxy.count(PHOTO) <= 2
    context.close()


def test_the_app_is_updated_while_things_wait(context: BrowserContext, line: Line, story: Story) -> None:
    page = report_page(context)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.reload()
    line.proxy.fail(NO_SIGNAL)
    story.save_report(page)
    line.proxy.shell_suffix = b"\n// the next version\n"
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => 1)")
    until(page, "navigator.serviceWorker.getRegistration().then((one) => one.waiting !== null)")
    page.wait_for_timeout(500)
    expect(page.get_by_text("新版本已就绪")).to_have_count(0)  # never while capturing

    page.get_by_role("link", name="未上传").click()
    page.wait_for_url("**/outbox")
    with page.expect_navigation():
        page.get_by_role("button", name="更新", exact=True).click()
    expect(page.get_by_text("1 件未上传").first).to_be_visible()
    line.proxy.mend()

    assert story.all_filed(page)
    assert story.reckon(page) == (0, 0)
    context.close()


def test_what_was_handed_in_as_a_file_and_is_sent_after_all_is_one_case(
    context: BrowserContext, line: Line, story: Story, office: Path
) -> None:
    line.proxy.fail(NO_SIGNAL)
    page = report_page(context)
    story.save_report(page)
    page.goto("/outbox")
    with page.expect_download() as handed:
        page.get_by_role("button", name="全部导出为文件").click()
    file = story.folder / "handed-in.zip"
    handed.value.save_as(file)

    bureau = {
        "XUNCHENG_DATABASE_URL": f"sqlite:///{office}/xuncheng.db",
        "XUNCHENG_BLOB_URL": f"file:{office}/blobs",
    }
    said = subprocess.run(
        [sys.executable, "-m", "app", "import", "outbox", str(file), "--unsealed"],
        cwd=ROOT,
        env=os.environ | bureau,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "收下 1 件，未收 0 件" in said.stdout, said.stdout + said.stderr
    assert story.filed() == {story.taken[0]: 1}

    line.proxy.mend()
    assert story.all_filed(page)
    assert story.reckon(page) == (0, 0)
    context.close()


def test_whatever_the_server_says(context: BrowserContext, line: Line, story: Story) -> None:
    page = report_page(context)
    line.proxy.fail(
        Fault("refuse", PHOTO),
        Fault("status", PHOTO, status=500, problem="internal-error"),
        Fault("html", PHOTO),
        Fault("portal", PHOTO),
        Fault("status", PHOTO, status=429, problem="too-many", headers={"Retry-After": "1"}),
        Fault("lose", PHOTO),
        Fault("portal", CASE),
        Fault("lose", CASE, times=3),
        Fault("html", CASE, status=504),
    )
    story.save_report(page)

    assert story.all_filed(page, seconds=60)
    assert story.reckon(page) == (0, 0)
    assert all(fault.times == 0 for fault in line.proxy.faults)
    context.close()


def test_the_reckoning_sees_a_phone_that_lets_go_before_the_receipt(
    context: BrowserContext, line: Line, story: Story
) -> None:
    context.add_init_script(LETS_GO_EARLY)
    page = report_page(context)
    line.proxy.fail(NO_SIGNAL)
    story.save_report(page)

    come_true(page, lambda: story.reckon(page) == (1, 0))
    context.close()


def test_the_reckoning_sees_a_phone_that_files_under_a_new_id_each_time(
    context: BrowserContext, line: Line, story: Story
) -> None:
    context.add_init_script(NEW_ID_EACH_TIME)
    page = report_page(context)
    line.proxy.fail(Fault("lose", CASE, times=4))  # browsers try again by themselves
    story.save_report(page)

    def files_again_and_is_seen() -> bool:
        nudge(page)
        lost, doubled = story.reckon(page)
        return (lost, doubled > 0) == (0, True)

    come_true(page, files_again_and_is_seen, seconds=60)
    context.close()

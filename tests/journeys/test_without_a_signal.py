"""A phone without a signal: tasks are done on the spot and sent on return; what changed meanwhile is shown, not overwritten."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bureau import report_body
from tests.journeys.doing import until
from tests.journeys.serving import PASSWORD, phone, sign_in
from tests.journeys.test_report_to_close import photo_file, report_by_phone

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("XUNCHENG_TASK_PICTURES")

KEPT = """([what, many]) => new Promise((resolve) => {
    const opening = indexedDB.open('pack')
    opening.onerror = () => resolve(false)
    opening.onsuccess = () => {
        const db = opening.result
        if (!db.objectStoreNames.contains('packs')) { db.close(); resolve(false); return }
        const asked = db.transaction('packs').objectStore('packs').getAll()
        asked.onsuccess = () => {
            db.close()
            const pack = asked.result[0]?.pack
            resolve(((what === 'tasks' ? pack?.tasks : pack?.near?.cases) ?? []).length >= many)
        }
    }
})"""
"""Whether the pack on the phone holds that many tasks, or cases nearby."""

HANDED_ON = """async ([id, before]) => {
    const read = await fetch(`/api/cases/${id}`)
    return !read.ok || (await read.json()).verifier !== before
}"""


class Colleague:
    """Somebody at a desk, by the API."""

    def __init__(self, http: httpx.Client, username: str) -> None:
        self.http = http
        self.http.post("/api/session", json={"username": username, "password": PASSWORD}).raise_for_status()

    def case(self, case_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get(f"/api/cases/{case_id}").json()
        return found

    def does(self, operation: str, case_id: str, **body: Any) -> None:
        version = self.case(case_id)["version"]
        self.http.post(
            f"/api/cases/{case_id}/{operation}", json={"version": version, **body}
        ).raise_for_status()


def look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


@pytest.fixture
def command(address: str) -> Iterator[Colleague]:
    with httpx.Client(base_url=address, timeout=30) as http:
        yield Colleague(http, "command")


def test_tasks_are_done_without_a_signal_and_nothing_is_overwritten(
    browser: Browser, address: str, command: Colleague, tmp_path: Path
) -> None:
    photo = photo_file(tmp_path, "seen.jpg", "before")
    first, second, third = (sent_to_look(command, photo, north) for north in (0, 400, 800))

    context = phone(browser, address)
    page = sign_in(context, "inspector")
    page.goto("/tasks")
    expect(page.get_by_text("去核实").first).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # from here on the shell comes from the phone
    expect(page.get_by_text("去核实").first).to_be_visible()
    page.get_by_role("button", name="到岗", exact=True).click()
    expect(page.get_by_text("在岗", exact=True)).to_be_visible()
    until(page, KEPT, ["tasks", 3])
    look(page, "tasks")

    context.set_offline(True)
    for case_id in (first, second):
        page.locator(f'a[href="/tasks/{case_id}"]').click()
        page.get_by_role("button", name="核实回复").click()
        page.get_by_label("现场看到什么").fill("属实，店外摆放两处")
        look(page, "step-offline")
        page.get_by_role("button", name="保存并上传").click()
        page.wait_for_url("**/tasks")
    expect(page.get_by_text("已办理，待上传")).to_be_visible()
    look(page, "tasks-offline")

    mine = command.case(third)["verifier"]
    page.locator(f'a[href="/tasks/{third}"]').click()
    page.get_by_role("button", name="转交同事").click()
    look(page, "hand-on-offline")
    page.get_by_label("转交给").select_option("inspector2")
    page.get_by_role("button", name="保存并上传").click()
    page.wait_for_url("**/tasks")

    command.does("void_req", second, reason="重复")
    context.set_offline(False)
    page.reload()
    page.goto("/tasks")
    until(page, "async (id) => (await (await fetch(`/api/cases/${id}`)).json()).state === 'REPORTED'", first)
    until(page, HANDED_ON, [third, mine])
    assert command.case(third)["verifier"] not in {None, mine}
    assert command.case(second)["state"] == "VERIFYING"  # nothing was overwritten
    page.goto(f"/tasks/{second}")
    expect(page.get_by_text("期间有变化，没有覆盖")).to_be_visible()
    look(page, "conflict")
    page.goto("/duty")
    expect(page.get_by_text("每次查看都有记录")).to_be_visible()
    look(page, "my-day")


def sent_to_look(command: Colleague, photo: Path, north: float) -> str:
    data = photo.read_bytes()
    digest, case_id = sha256(data).hexdigest(), str(uuid4())
    command.http.put(f"/api/photos/{digest}", content=data).raise_for_status()
    body = report_body(digest) | {"source": "hotline"}
    body["location"]["lat"] += north / 111_195
    command.http.put(f"/api/cases/{case_id}", json=body).raise_for_status()
    command.does("verify_req", case_id, assignee="inspector")
    return case_id


def test_the_unit_the_clause_and_a_likely_double_without_a_signal(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    context = phone(browser, address)
    page = sign_in(context, "inspector")
    report_by_phone(page, photo_file(tmp_path, "before.jpg", "before"))
    page.goto("/tasks")  # the pack is asked for
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, KEPT, ["near", 1])
    page.goto("/report")

    context.set_offline(True)
    page.locator("input[data-photos]").set_input_files(photo_file(tmp_path, "again.jpg", "before"))
    page.get_by_role("button", name="核对").click()
    page.get_by_role("button", name="还没有案由").click()
    page.get_by_role("button", name="乱摆乱占").click()
    page.get_by_role("button", name="店外经营").click()

    expect(page.get_by_text("按本机规则表判断")).to_be_visible()
    expect(page.get_by_text("执法大队").first).to_be_visible()
    page.get_by_text("条款原文").click()
    expect(page.get_by_text("牵头负责“拆违治乱攻坚战”的方案细化").first).to_be_visible()
    expect(page.get_by_text("附近已有类似案件")).to_be_visible()
    look(page, "double-offline")
    page.get_by_role("button", name="照样上报").click()
    expect(page.get_by_text("附近已有类似案件")).to_be_hidden()

    page.get_by_role("button", name="保存并上报").click()
    warning = page.get_by_role("button", name="附近已有类似案件")
    expect(warning).to_be_visible(timeout=20_000)
    look(page, "double-saved")
    warning.click()
    expect(page.get_by_text("已照常保存")).to_be_visible()
    expect(page.get_by_text("店外经营").nth(1)).to_be_visible()
    look(page, "double-seen")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已保存 ·")).to_be_hidden()
    expect(page.get_by_role("link", name="未上传")).not_to_contain_text("1 件")

"""Each photo says where its phone was: the inspector's under the seal, the crew's that was taken somewhere else."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.doing import until
from tests.journeys.serving import SEAT, desktop, phone, sign_in
from tests.journeys.staff import Staff

pytestmark = pytest.mark.browser

KNOWS_WHERE = "() => document.querySelector('.fix')?.textContent?.includes('±') ?? false"


@pytest.fixture
def staff(address: str) -> Iterator[Staff]:
    staff = Staff(address)
    yield staff
    staff.goes_home()


def test_a_crew_that_photographs_at_the_depot_is_known_by_it(
    browser: Browser, address: str, staff: Staff
) -> None:
    inspector = phone(browser, address)
    case = reported(sign_in(inspector, "inspector"), inspector)
    (before,) = case["photos"]
    assert (before["location"]["lon"], before["location"]["lat"]) == (SEAT["longitude"], SEAT["latitude"])
    assert before["location"]["source"] == "gps"
    assert before["off_m"] < 1
    assert [seal["verdict"] for seal in case["seals"]] == ["valid"]

    staff["dispatcher-zfdd"].does("accept", case["id"])
    depot = phone(browser, address)
    north = SEAT["latitude"] + 2_000 / 111_195
    depot.set_geolocation({"longitude": SEAT["longitude"], "latitude": north, "accuracy": 9})
    crew = sign_in(depot, "crew-zfdd")
    crew.goto(f"/cases/{case['id']}")
    crew.get_by_role("button", name="处理反馈", exact=True).first.click()
    crew.get_by_role("button", name="拍照").click()
    until(crew, KNOWS_WHERE)
    crew.get_by_label("拍照", exact=True).click()
    expect(crew.get_by_text("已拍 1 张")).to_be_visible()
    crew.get_by_role("button", name="拍好了").click()
    sheet = crew.get_by_role("dialog")
    expect(sheet.get_by_text("已上传")).to_be_visible()
    sheet.get_by_role("button", name="处理反馈").click()
    expect(crew.get_by_text("距案件位置 2.0 km")).to_be_visible()
    expect(crew.get_by_text("请核实是否在现场拍摄")).to_have_count(0)  # who checks is told, not who did it

    office = sign_in(desktop(browser, address), "office")
    office.goto("/desk")
    row = office.get_by_role("article").filter(has_text=case["number"])
    expect(row.get_by_text("照片存疑")).to_be_visible()
    row.get_by_role("link").click()
    doubt = office.get_by_role("listitem").filter(
        has_text="拍摄时手机距案件位置 2.0 km，请核实是否在现场拍摄"
    )
    doubt.get_by_role("button", name="处置后").click()  # which of the photos it is, and a closer look at it
    expect(office.get_by_role("dialog").get_by_text("距案件位置 2.0 km")).to_be_visible()


def test_a_photo_of_a_task_done_without_a_signal_says_where_it_was_taken(
    browser: Browser, address: str, staff: Staff
) -> None:
    command = staff["command"]
    case_id = command.files(source="hotline")["id"]
    command.does("verify_req", case_id, assignee="inspector")
    context = phone(browser, address)
    page = sign_in(context, "inspector")
    page.goto(f"/tasks/{case_id}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # from here on the shell comes from the phone
    page.get_by_role("button", name="核实回复").click()
    page.get_by_role("button", name="拍现场照片").click()
    until(page, KNOWS_WHERE)
    context.set_offline(True)
    page.get_by_role("button", name="拍照", exact=True).click()
    expect(page.get_by_role("button", name="再拍一张")).to_be_visible()
    page.get_by_label("现场看到什么").fill("属实，店外摆放两处")
    page.get_by_role("button", name="保存并上传").click()
    page.wait_for_url(lambda url: url.endswith("/tasks"))
    context.set_offline(False)
    page.reload()
    until(
        page, "async (id) => (await (await fetch(`/api/cases/${id}`)).json()).state === 'REPORTED'", case_id
    )

    case = command.case(case_id)
    seen = case["photos"][-1]
    assert seen["role"] == "near"
    assert seen["location"]["accuracy_m"] == SEAT["accuracy"]
    assert seen["off_m"] < 1
    assert [seal["verdict"] for seal in case["seals"]] == ["valid"]


def reported(page: Page, context: BrowserContext) -> dict[str, Any]:
    """A report by two taps, as the inspector sees the case when it has been sent."""
    shutter = page.get_by_role("button", name="拍照", exact=True)
    until(page, KNOWS_WHERE)
    shutter.click()
    with page.expect_response(
        lambda answer: answer.request.method == "PUT" and "/api/cases/" in answer.url and answer.ok
    ) as sent:
        page.get_by_role("group", name="点案由即保存").get_by_role("button", name="流动摊贩").click()
    case: dict[str, Any] = context.request.get(f"/api/cases/{sent.value.json()['id']}").json()
    return case

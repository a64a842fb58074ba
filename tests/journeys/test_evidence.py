"""The evidence of a case as a person at a desk sees and takes it: watermark, marked copy, the whole as a file."""

import io
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from app.demo.draw import draw_scene
from tests.bureau import report_body
from tests.evidence.stories import faults_in, files_in
from tests.journeys.serving import desktop, phone, sign_in
from tests.journeys.test_report_to_close import photo_file, report_by_phone
from tests.seals.phone import Phone

pytestmark = pytest.mark.browser
CASE = "6f1c1d6e-3b0c-4a55-9f5e-5a5a0b7f0001"


def test_the_watermark_goes_on_a_copy_and_the_pack_agrees(browser: Browser, address: str) -> None:
    original = draw_scene("LL2-02", 11, "before")
    context = desktop(browser, address)
    page = sign_in(context, "inspector")
    digest, device = sha256(original).hexdigest(), Phone()
    report = report_body(digest)
    request = context.request
    assert request.put(f"/api/photos/{digest}", data=original).status == 201
    assert request.put(f"/api/device-keys/{device.id}", data={"public_key": device.public_key}).status == 201
    sealed = report | {"seal": device.seals(CASE, report)}
    number = request.put(f"/api/cases/{CASE}", data=sealed).json()["number"]

    page.goto(f"/cases/{CASE}")
    expect(page.get_by_text("上报：手机签名有效")).to_be_visible()
    page.locator(".large").first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="水印").click()
    expect(sheet.locator(".marks")).to_contain_text(f"{number} · 店外经营")
    expect(sheet.locator(".marks")).to_contain_text("118.160200, 36.186100 ±8 米")
    expect(sheet.locator(".marks")).to_contain_text(digest[:12])
    with page.expect_download() as saved:
        sheet.get_by_role("button", name="保存带水印副本").click()
    assert saved.value.suggested_filename == f"{number}-1.jpg"
    copy = saved.value.path().read_bytes()
    plain = Image.open(io.BytesIO(request.get(f"/api/photos/{digest}/screen").body())).convert("L")
    marked = Image.open(io.BytesIO(copy)).convert("L")
    assert marked.size == plain.size
    band = (0, int(plain.height * 0.93), plain.width, plain.height)
    assert _mean(marked.crop(band)) < 0.75 * _mean(plain.crop(band))  # the dark band the words stand on
    top = (0, 0, plain.width, plain.height // 2)
    assert abs(_mean(marked.crop(top)) - _mean(plain.crop(top))) < 2
    assert request.get(f"/api/photos/{digest}/original").body() == original
    sheet.get_by_role("button", name="关闭").click()

    with page.expect_download() as taken:
        page.get_by_role("link", name="下载证据包").click()
    assert taken.value.suggested_filename == f"evidence-{number}.zip"
    assert faults_in(files_in(taken.value.path().read_bytes())) == []
    page.reload()
    expect(page.get_by_text("导出证据包")).to_be_visible()


def _mean(picture: Image.Image) -> float:
    pixels = picture.tobytes()
    return sum(pixels) / len(pixels)


def test_a_lost_phone_is_revoked_on_the_owners_page(browser: Browser, address: str) -> None:
    context = desktop(browser, address)
    page = sign_in(context, "inspector")
    lost = Phone()
    context.request.put(
        f"/api/device-keys/{lost.id}", data={"public_key": lost.public_key, "label": "Android · 旧手机"}
    )

    page.goto("/me")
    page.get_by_text("签名手机").click()
    line = page.get_by_role("listitem").filter(has_text="Android · 旧手机")
    line.get_by_role("button", name="停用").click()
    line.get_by_role("button", name="确认停用").click()

    expect(line.get_by_role("button")).to_have_count(0)
    (kept,) = [
        key
        for key in context.request.get("/api/device-keys").json()["items"]
        if key["label"] == "Android · 旧手机"
    ]
    assert kept["revoked_at"] is not None


def test_what_an_inspectors_phone_reports_is_sealed_by_it(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """The key is made in the browser, registered, signs at 已保存, and the server finds the seal good."""
    context = phone(browser, address)
    page = sign_in(context, "inspector")
    number = report_by_phone(page, photo_file(tmp_path, "before.jpg", "before"))

    (case,) = context.request.get("/api/cases").json()["items"]
    detail = context.request.get(f"/api/cases/{case['id']}").json()

    assert case["number"] == number
    assert [seal["verdict"] for seal in detail["seals"]] == ["valid"]
    assert faults_in(files_in(context.request.get(f"/api/cases/{case['id']}/evidence.zip").body())) == []

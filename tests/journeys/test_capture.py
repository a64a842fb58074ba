"""The inspector's camera in a real browser: taps counted, taken back, with the other hand, from the album, with less data."""

import io
from pathlib import Path

import httpx
import pillow_heif
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, Route, expect

from app.demo.draw import draw_scene
from tests.journeys.doing import until
from tests.journeys.serving import PASSWORD, phone, sign_in

pytestmark = pytest.mark.browser

COUNT_TAPS = "window.taps = 0; addEventListener('click', () => { window.taps++ }, true)"

PLACE = "(one) => { const { x, y } = one.getBoundingClientRect(); return [Math.round(x), Math.round(y)] }"
ON_THE_SIDE = """(side) => {
    const shutter = document.querySelector('button[aria-label="拍照"]')
    if (shutter === null) return false
    const { left, right } = shutter.getBoundingClientRect()
    return side === 'right' ? left > innerWidth / 2 : right < innerWidth / 2
}"""
BOXES = """(all) => all.map((one) => {
    const { y, width, height } = one.getBoundingClientRect()
    return { says: one.innerText, y, width, height }
})"""


def inspector(browser: Browser, address: str) -> tuple[BrowserContext, Page]:
    """An inspector before the live picture, every click from here on counted."""
    context = phone(browser, address)
    page = sign_in(context, "inspector")
    expect(shutter(page)).to_be_enabled()
    page.evaluate(COUNT_TAPS)
    return context, page


def shutter(page: Page) -> Locator:
    return page.get_by_role("button", name="拍照", exact=True)


def quick(page: Page, name: str) -> Locator:
    """One of the tiles that save."""
    return page.get_by_role("group", name="点案由即保存").get_by_role("button", name=name)


def taps(page: Page) -> int:
    return int(page.evaluate("window.taps"))


def is_receipt(response: Response) -> bool:
    return response.request.method == "PUT" and "/api/cases/" in response.url and response.ok


def test_a_report_in_two_taps_then_the_same_again_then_any_other_in_four(
    browser: Browser, address: str
) -> None:
    _, page = inspector(browser, address)

    with page.expect_response(is_receipt, timeout=30_000) as first:
        shutter(page).tap()
        quick(page, "流动摊贩").tap()
        expect(page.get_by_text("已保存 · 流动摊贩")).to_be_visible()
        assert taps(page) == 2
        expect(page.get_by_text("派往 执法大队")).to_be_visible()
    receipt = first.value.json()
    assert receipt["unit"]["code"] == "ZFDD"
    assert len(receipt["photos"]) == 1

    page.evaluate("window.taps = 0")
    # the same at the same spot waits longer, for its person to look
    with page.expect_response(is_receipt, timeout=60_000) as second:
        shutter(page).tap()
        quick(page, "同上一件").tap()
        expect(page.get_by_text("已保存 · 流动摊贩")).to_be_visible()
        assert taps(page) == 2
    assert second.value.json()["id"] != receipt["id"]

    page.evaluate("window.taps = 0")
    with page.expect_response(is_receipt, timeout=30_000) as third:
        shutter(page).tap()
        quick(page, "其他案由").tap()
        page.get_by_role("button", name="扬尘").tap()
        page.get_by_role("button", name="围挡").first.tap()
        expect(page.get_by_text("已保存")).to_be_visible()
        assert taps(page) <= 4
        expect(shutter(page)).to_be_visible()
    assert third.value.json()["unit"]["code"] != "ZFDD"


def test_within_five_seconds_it_can_be_taken_back_and_nothing_was_sent(
    browser: Browser, address: str
) -> None:
    context, page = inspector(browser, address)
    shutter(page).tap()
    quick(page, "流动摊贩").tap()
    page.get_by_role("button", name="撤销").tap()

    expect(quick(page, "机动车乱停放")).to_be_visible()
    with page.expect_response(is_receipt, timeout=30_000) as answered:
        quick(page, "机动车乱停放").tap()
    assert answered.value.json()["number"]
    cases = context.request.get("/api/cases?mine=true").json()["items"]
    assert [one["category"]["code"] for one in cases] == ["LL3-01"]


def test_the_shutter_stands_on_the_side_of_the_hand_low_and_large(browser: Browser, address: str) -> None:
    _, page = inspector(browser, address)
    until(page, ON_THE_SIDE, "right")
    page.get_by_role("button", name="换到左手").tap()
    until(page, ON_THE_SIDE, "left")

    page.reload()
    expect(shutter(page)).to_be_enabled()
    until(page, ON_THE_SIDE, "left")

    shutter(page).tap()
    expect(quick(page, "其他案由")).to_be_visible()
    expect(page.locator("[data-type]:enabled").first).to_be_visible()
    controls = page.locator("[data-hand] .controls button").evaluate_all(BOXES)
    assert len(controls) == 10
    for control in controls:
        assert control["y"] >= 844 * 0.6, f"{control['says']} is out of the thumb's reach"
        assert control["width"] >= 56
        assert control["height"] >= 56


def test_no_tile_moves_under_the_thumb_while_the_types_are_not_known_yet(
    browser: Browser, address: str
) -> None:
    context, page = inspector(browser, address)
    context.add_init_script("localStorage.removeItem('notice')")
    held: list[Route] = []
    context.route("**/api/notice", lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks the handler
    page.reload()
    expect(shutter(page)).to_be_enabled()
    shutter(page).tap()
    others = quick(page, "其他案由")
    expect(others).to_be_visible()
    expect(page.locator(".types button:disabled")).to_have_count(5)
    before = others.evaluate(PLACE)

    held[0].continue_()
    expect(page.locator(".types button[data-type]:enabled")).to_have_count(5)
    assert others.evaluate(PLACE) == before


def test_a_key_releases_too(browser: Browser, address: str) -> None:
    _, page = inspector(browser, address)
    page.keyboard.press("Space")
    expect(quick(page, "流动摊贩")).to_be_visible()


def test_what_was_taken_stays_in_sight_until_the_photo_itself_is_drawn(
    browser: Browser, address: str
) -> None:
    """Decoding five megapixels takes a slow phone longer than keeping them."""
    _, page = inspector(browser, address)
    shutter(page).tap()
    kept = page.get_by_role("listitem").filter(has=page.get_by_role("img", name="第 1 张"))
    small = kept.locator("canvas[data-still]")
    expect(small).to_be_visible()
    assert small.bounding_box() == kept.get_by_role("img").bounding_box()
    drawn = "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((one) => one > 0)"
    assert small.evaluate(drawn)


def test_a_heic_from_the_album_goes_as_it_is_and_says_that_it_shows_later(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    heic = tmp_path / "IMG_0001.HEIC"
    pillow_heif.from_pillow(Image.new("RGB", (640, 480), "#885533")).save(heic, quality=60)
    context, page = inspector(browser, address)
    page.locator("input[data-photos]").set_input_files(heic)

    expect(page.get_by_text("HEIC 原图已存好")).to_be_visible()
    with page.expect_response(is_receipt, timeout=30_000) as answered:
        quick(page, "乱堆物堆料").tap()
    (sha256,) = answered.value.json()["photos"]
    assert context.request.get(f"/api/photos/{sha256}/original").body() == heic.read_bytes()


def test_with_data_saving_the_photo_is_smaller_stands_upright_and_keeps_its_exif(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    photo = tmp_path / "large.jpg"
    upright = Image.effect_noise((3000, 4000), 40).convert("RGB")
    upright.paste("#ff0000", (0, 0, 3000, 400))  # a red stripe along the top as it was seen
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: stored lying on its left side
    exif[0x0110] = "Feldkamera"  # model
    upright.rotate(90, expand=True).save(photo, exif=exif, quality=90)
    context, page = inspector(browser, address)
    page.evaluate("localStorage.setItem('data-saving', 'true')")
    page.reload()
    expect(page.get_by_text("省流量")).to_be_visible()
    page.locator("input[data-photos]").set_input_files(photo)

    with page.expect_response(is_receipt, timeout=60_000) as answered:
        quick(page, "乱堆物堆料").tap(timeout=60_000)
    (sha256,) = answered.value.json()["photos"]
    sent = context.request.get(f"/api/photos/{sha256}/original").body()
    assert len(sent) < photo.stat().st_size
    with Image.open(io.BytesIO(sent)) as small:
        assert max(small.size) == 2560
        assert small.getexif()[0x0110] == "Feldkamera"
        turned = upright_of(small)
    assert turned.size == (1920, 2560)
    red, green, _ = turned.getpixel((960, 60))  # type: ignore[misc]  # an RGB picture
    assert red > 180
    assert green < 90


def upright_of(photo: Image.Image) -> Image.Image:
    """A photo as its EXIF says it is to be looked at."""
    return ImageOps.exif_transpose(photo).convert("RGB")


def test_feeding_back_the_photo_from_before_lies_over_the_picture(browser: Browser, address: str) -> None:
    number = filed(address)
    crew = sign_in(phone(browser, address), "crew-zfdd")
    expect(crew.get_by_text(number).filter(visible=True).first).to_be_visible()
    crew.get_by_role("link", name="店外经营").first.click()
    crew.get_by_role("button", name="处理反馈", exact=True).first.click()
    crew.get_by_role("button", name="拍照").click()

    before = crew.get_by_role("img", name="处置前照片")
    expect(before).to_be_visible()
    assert before.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
    crew.get_by_role("slider", name="处置前").fill("70")
    expect(before).to_have_css("opacity", "0.7")
    crew.get_by_label("拍照", exact=True).click()
    expect(crew.get_by_text("已拍 1 张")).to_be_visible()
    crew.get_by_role("button", name="拍好了").click()
    expect(crew.get_by_role("dialog").get_by_text("已上传")).to_be_visible()


def filed(address: str) -> str:
    """A case in the crew's hands, its number."""
    photo = draw_scene("LL2-02", 7, "before")
    with httpx.Client(base_url=address, timeout=30) as http:
        fields = {"category": "LL2-02", "lon": "118.1602", "lat": "36.1861"}
        answer = http.post(
            "/api/reports",
            data=fields,
            files={"photos": ("a.jpg", photo)},
            auth=("inspector", PASSWORD),
        )
        answer.raise_for_status()
        case = answer.json()
        http.post("/api/session", json={"username": "dispatcher-zfdd", "password": PASSWORD})
        seen = http.get(f"/api/cases/{case['id']}").json()
        http.post(f"/api/cases/{case['id']}/accept", json={"version": seen["version"]}).raise_for_status()
    return str(case["number"])

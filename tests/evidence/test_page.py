"""The pack's page, opened from the disk by somebody with a browser and nothing else."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.evidence.stories import Files, unpacked_in, with_data, zipped

pytestmark = pytest.mark.browser


def opened(browser: Browser, folder: Path) -> Page:
    """The page as a double click opens it, without a network; what goes wrong in it fails the test."""
    context = browser.new_context(offline=True, locale="zh-CN", viewport={"width": 1100, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda failure: pytest.fail(str(failure)))
    page.goto((folder / "index.html").as_uri())
    return page


def photo_of(files: Files, at: int) -> str:
    return [name for name in files if name.startswith("photos/")][at]


def spoiled(files: Files, at: int = 0) -> Files:
    name = photo_of(files, at)
    data = files[name]
    return files | {name: data[:600] + bytes([data[600] ^ 1]) + data[601:]}


def choose_zip(page: Page, files: Files, folder: Path) -> None:
    (folder / "pack.zip").write_bytes(zipped(files))
    page.locator("#zip").set_input_files(folder / "pack.zip")


def test_an_honest_pack_is_all_in_agreement(browser: Browser, files: Files, tmp_path: Path) -> None:
    page = opened(browser, unpacked_in(tmp_path / "pack", files))
    verdict = page.locator("#verdict strong")
    expect(verdict).to_have_text("流转记录与签名一致，照片原件还没有核对")
    expect(page.locator("#facts")).to_contain_text("118.160200, 36.186100（±8 米）")
    expect(page.locator(".mark").first).to_contain_text("（inspector）")
    assert page.locator(".plate img").evaluate_all("all => all.every(one => one.naturalWidth > 0)")

    choose_zip(page, files, tmp_path)

    expect(verdict).to_have_text("全部一致")
    expect(page.locator("#checks .yes")).to_have_count(14)
    page.get_by_role("button", name="English").click()
    expect(verdict).to_have_text("Everything agrees")
    page.context.close()


def test_the_unpacked_folder_will_do_as_well(browser: Browser, files: Files, tmp_path: Path) -> None:
    folder = unpacked_in(tmp_path / "pack", files)
    page = opened(browser, folder)

    page.locator("#folder").set_input_files(folder)

    expect(page.locator("#verdict strong")).to_have_text("全部一致")
    page.context.close()


def test_one_bit_of_a_photo_shows(browser: Browser, files: Files, tmp_path: Path) -> None:
    forged = spoiled(files, 1)
    page = opened(browser, unpacked_in(tmp_path / "pack", forged))

    choose_zip(page, forged, tmp_path)

    expect(page.locator("#verdict")).to_contain_text("第 2 张照片的原件被改动")
    expect(page.locator("figcaption .no")).to_have_count(1)
    page.context.close()


def test_an_altered_journal_shows_at_once(browser: Browser, files: Files, tmp_path: Path) -> None:
    def alter(data: dict[str, list[dict[str, str]]]) -> None:
        data["entries"][0]["sealed"] = data["entries"][0]["sealed"].replace("118.1602", "118.1702")

    page = opened(browser, unpacked_in(tmp_path / "pack", with_data(files, alter)))

    expect(page.locator("#verdict")).to_have_class("bad")
    expect(page.locator("#verdict")).to_contain_text("内容被改动")
    page.context.close()


def test_a_deadline_altered_on_the_page_shows_at_once(browser: Browser, files: Files, tmp_path: Path) -> None:
    def alter(data: dict[str, dict[str, str]]) -> None:
        data["case"]["due_at"] = "2030-01-01T00:00:00Z"

    page = opened(browser, unpacked_in(tmp_path / "pack", with_data(files, alter)))

    expect(page.locator("#verdict")).to_contain_text("案件的处置期限与流转记录不符")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#verdict")).to_contain_text("is not what the journal says")
    page.context.close()


def test_another_cases_pack_is_not_taken_for_this_one(browser: Browser, files: Files, tmp_path: Path) -> None:
    page = opened(browser, unpacked_in(tmp_path / "pack", files))
    (tmp_path / "other.zip").write_bytes(zipped({"readme.txt": b"hello"}))

    page.locator("#zip").set_input_files(tmp_path / "other.zip")

    expect(page.locator("#pick")).to_contain_text("选的不是这件案件的证据包")
    page.context.close()

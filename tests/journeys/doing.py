"""Doing an operation at the desk as a person does: its button, its sheet, the state it leads to."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect


def until(page: Page, script: str, arg: Any = None, seconds: float = 30) -> None:
    """Wait until the script says so. It may be a promise: ``wait_for_function`` takes any promise for a yes."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(script, arg):
        assert time.monotonic() < deadline, f"not within {seconds} s: {script}"
        page.wait_for_timeout(100)


def come(page: Page, awaited: Callable[[], object], seconds: float = 30) -> None:
    """Wait until what the page has done is seen on this side, a request held by the test above all."""
    deadline = time.monotonic() + seconds
    while not awaited():
        assert time.monotonic() < deadline, f"nothing came within {seconds} s"
        page.wait_for_timeout(20)


def press(page: Page, name: str) -> None:
    """Press the button of an operation, in the menu of further ones if it is not at hand.

    While a step is under way what there was before still stands there, out of reach.
    """
    button = page.get_by_role("button", name=name, exact=True)
    item = page.get_by_role("menuitem", name=name, exact=True)
    more = page.get_by_role("button", name="更多").first
    expect(button.or_(more).and_(page.locator(":enabled")).first).to_be_visible()
    if button.count() == 0:
        more.click()
        item.or_(button).first.click()
    else:
        button.first.click()


def confirm(page: Page, name: str, reason: str = "") -> None:
    """Fill the sheet's reason and confirm."""
    sheet = page.get_by_role("dialog")
    if reason:
        sheet.locator("textarea").first.fill(reason)
    sheet.get_by_role("button", name=name, exact=True).click()
    expect(sheet).to_be_hidden()


def state(page: Page, label: str) -> None:
    """Wait until the case shows that state."""
    expect(page.get_by_text(label, exact=True).filter(visible=True).first).to_be_visible()

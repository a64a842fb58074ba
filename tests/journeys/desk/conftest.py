"""One bureau for all stories of a file, and people who sit at their desks in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.serving import desktop, served, sign_in
from tests.journeys.staff import Sit, Staff


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One bureau for all of these stories; each has cases of its own, away from those of the others."""
    with served(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture(scope="module")
def staff(here: str) -> Iterator[Staff]:
    bureau = Staff(here)
    yield bureau
    bureau.goes_home()


@pytest.fixture(autouse=True)
def _no_page_of_the_last_test_left_open() -> None:
    """Here they are all left open, for the next story: desks have no camera."""


@pytest.fixture(scope="module")
def at(browser: Browser, here: str) -> Iterator[Sit]:
    """A person at a case or, without one, at the desk; signed in once for all stories."""
    pages: dict[str, Page] = {}

    def sit(username: str, case_id: str | None = None) -> Page:
        if username not in pages:
            pages[username] = sign_in(desktop(browser, here, "block"), username)
        pages[username].goto("/desk" if case_id is None else f"/cases/{case_id}")
        return pages[username]

    yield sit
    for page in pages.values():
        page.context.close()

"""A whole store with the demo catalogue, and a real browser to visit it with."""

import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.e2e.browser import driver, installed
from tests.store import RunningStore, store

__all__ = ["store"]

OUTPUT = Path(__file__).parent / "output"
"""Where the last look at a page goes when a test fails."""

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


_HAS_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport]:
    """Keep whether a test has failed for the fixture that draws its pages."""
    report = yield
    item.stash[_HAS_FAILED] = item.stash.get(_HAS_FAILED, False) or report.failed
    return report


# No longer than a module: while it lives, playwright's event loop is the thread's own, and no
# asynchronous test of another module could run.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # As long as for everything else: the machine may be busy with other tests.
    expect.set_options(timeout=15_000)
    with driver() as playwright:
        running = installed().launch(playwright)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, store: RunningStore, request: pytest.FixtureRequest):
    """Return a function that opens the shop in a fresh browser, and fails on any page error."""
    pages: list[Page] = []
    errors: list[str] = []

    def note(told: ConsoleMessage) -> None:
        # Chromium tells every 4xx as an error; to this shop they are answers. A test that cuts the
        # line (ERR_FAILED) or ends a part means to.
        expected = (
            r"status of 4\d\d|ERR_(FAILED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)"
        )
        if told.type == "error" and not re.search(expected, told.text):
            errors.append(told.text)

    def open_shop(path: str = "/", *, size: dict[str, int] = DESK, locale: str = "es-ES") -> Page:
        context = browser.new_context(
            base_url=store.base_url, viewport=size, locale=locale, reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", note)
        pages.append(page)
        page.goto(path)
        return page

    yield open_shop
    for number, page in enumerate(pages):
        if request.node.stash[_HAS_FAILED]:
            OUTPUT.mkdir(exist_ok=True)
            page.screenshot(path=OUTPUT / f"{request.node.name}-{number}.png", full_page=True)
        page.context.close()
    assert not errors, errors

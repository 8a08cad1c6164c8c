"""Chromium for the tests that need eyes and hands."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items):
    """Mark every test of this folder, and skip it with a reason where there is no Chromium and none is demanded."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and not REQUIRED:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (Debian: apt install chromium)."))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "REQUIRE_BROWSER=1, but Chromium is not installed."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained of: script errors, refused requests, breaches of the security policy."""
    return []


@pytest.fixture
def context(browser, live_server, complaints) -> Iterator[BrowserContext]:
    """A fresh visitor at 1280 pixels. The test fails if a page breaks the policy, throws, or asks a third party."""
    context = browser.new_context(viewport=DESK, base_url=live_server.url, reduced_motion="reduce")
    watch(context, live_server.url, complaints)
    yield context
    context.close()
    assert complaints == []


@pytest.fixture
def page(context) -> Page:
    return context.new_page()


def watch(context: BrowserContext, origin: str, complaints: list[str]) -> None:
    """Note in `complaints` all that a good page never does."""
    expected = ("422", "403", "404", "409", "410", "429")  # pages that say no are part of the tests

    def console(message):
        if message.type == "error" and not any(f"status of {code}" in message.text for code in expected):
            complaints.append(message.text)

    def request(request):
        if not request.url.startswith((origin, "data:", "blob:", "about:")):
            complaints.append(f"request to a third party: {request.url}")

    context.on("console", console)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", request)


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()


@pytest.fixture
def assert_accessible(axe):
    """Return a function that runs axe on a page and fails with what it found."""

    def check(page: Page) -> None:
        found = axe.run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        assert not found.response["violations"], found.generate_report()

    return check

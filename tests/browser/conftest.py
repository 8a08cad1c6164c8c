"""Chromium for the tests that need eyes and hands."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.editor import Editor
from tests.factories import make_user

# The shell is the same browser without windows, and takes a third less of the machine.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

# A busy machine is no failing test: what comes is waited for, what does not come costs this once.
PATIENCE = 20_000  # milliseconds
expect.set_options(timeout=PATIENCE)

# The last --disable-features counts, so those that Playwright names itself and that matter here are named again.
# New are the first two: two pages of the browser's own for suggestions while an address is typed. They would be loaded
# for every visitor anew, and cost more than most of our pages.
NOT_NEEDED = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    "AimEnabled,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,"
    "HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,"
    "ThirdPartyStoragePartitioning"
)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]


def pytest_collection_modifyitems(items):
    """Mark every test of this folder, and skip it with a reason where there is no Chromium and none is demanded."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            # The summary names what needed it with RERUN; see requirements-dev.in for the reason.
            item.add_marker(pytest.mark.flaky(reruns=1))
            if CHROMIUM is None and not REQUIRED:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (Debian: apt install chromium)."))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "REQUIRE_BROWSER=1, but Chromium is not installed."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                f"--disable-features={NOT_NEEDED}",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def answered(transactional_db, live_server) -> Iterator[None]:
    """Wait, before the tables are emptied, for the requests that pages send as a farewell and for those given up half way."""
    yield
    deadline = time.monotonic() + 1
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):
        if time.monotonic() > deadline:
            break  # a connection that the browser keeps open without a request under way
        time.sleep(0.01)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained of: script errors, refused requests, breaches of the security policy."""
    return []


@pytest.fixture
def context(browser, answered, live_server, complaints) -> Iterator[BrowserContext]:
    """A fresh visitor at 1280 pixels. The test fails if a page breaks the policy, throws, or asks a third party."""
    context = browser.new_context(viewport=DESK, base_url=live_server.url, reduced_motion="reduce")
    context.set_default_navigation_timeout(2 * PATIENCE)
    watch(context, live_server.url, complaints)
    yield context
    context.close()
    assert complaints == []


@pytest.fixture
def page(context) -> Page:
    return context.new_page()


def watch(context: BrowserContext, origin: str, complaints: list[str]) -> None:
    """Note in `complaints` all that a good page never does."""
    # Pages that say no are part of the tests, and so is a network that a test takes away.
    expected = [f"status of {code}" for code in (422, 403, 404, 409, 410, 429)] + ["net::ERR_INTERNET_DISCONNECTED"]

    def console(message):
        if message.type == "error" and not any(words in message.text for words in expected):
            complaints.append(message.text)

    def request(request):
        if not request.url.startswith((origin, "data:", "blob:", "about:")):
            complaints.append(f"request to a third party: {request.url}")

    context.on("console", console)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", request)


def let_in(context: BrowserContext, user: AbstractBaseUser, address: str) -> None:
    """Sign a member of staff in without the form, which has tests of its own; `address` is the live server's."""
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


def eventually(page: Page, holds: Callable[[], bool], message: str) -> None:
    """Wait until something holds that no locator can tell, such as a measure; fail with the message."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < deadline, message
        page.wait_for_timeout(50)


def look_at(page: Page, paths: Iterable[str], assert_accessible: Callable[..., None]) -> None:
    """Open pages one after the other: axe finds nothing, and they fit a phone."""
    for number, path in enumerate(paths):
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESK)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert_accessible(page)
        if number % 2:  # all share their colours: looking at each page in dark ones, too, would take twice as long
            page.emulate_media(color_scheme="dark")
            assert_accessible(page, colours_only=True)
        page.set_viewport_size(PHONE)
        # Selects that search take their place a moment after the page has loaded.
        eventually(page, lambda: overflow(page) <= 0, f"{path} is too wide")


def wait_for_editors(page: Page) -> None:
    """Wait until every text editor of a form stands in place of its text area and has its name."""
    bare = "textarea[data-django-prose-editor-configurable]:not(.prose-editor *):visible"
    expect(page.locator(bare)).to_have_count(0)
    expect(page.locator(".ProseMirror[contenteditable=true]:not([aria-multiline])")).to_have_count(0)


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()


@pytest.fixture
def assert_accessible(axe):
    """Return a function that runs axe on a page and fails with what it found.

    With `colours_only` it looks at the rules of colour alone: enough for the other colour scheme of a page seen already.
    """

    def check(page: Page, *, colours_only: bool = False) -> None:
        wait_for_editors(page)
        rules = {"type": "rule", "values": RULES_OF_COLOUR} if colours_only else RULES
        # Without preload axe does not fetch the style sheets again; the one rule that reads them is not among ours.
        found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"], "preload": False})
        assert not found.response["violations"], f"{page.url}\n{found.generate_report()}"

    return check


@pytest.fixture
def assert_accessible_in_both_schemes(assert_accessible):
    """Return a function that runs axe on a page in light colours, and looks at the colours again in dark ones."""

    def check(page: Page) -> None:
        page.emulate_media(color_scheme="light")
        assert_accessible(page)
        page.emulate_media(color_scheme="dark")
        assert_accessible(page, colours_only=True)

    return check


@pytest.fixture
def staff(context, live_server):
    """A researcher who may do everything, signed in in the browser."""
    user = make_user(superuser=True)
    let_in(context, user, live_server.url)
    return user


@pytest.fixture
def editor(staff, page):
    """The editor of a new release."""
    page.goto(reverse("admin:press_pressrelease_add"))
    return Editor(page)

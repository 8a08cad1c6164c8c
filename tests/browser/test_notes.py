"""Notes under a reader's hands: on a phone without JavaScript, by the keyboard, under the pointer."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, eventually
from tests.factories import cite, make_release, make_source
from tests.sources.kept import keep

pytestmark = pytest.mark.django_db(transaction=True)

QUOTED = "the state emptied the valley of its people"
WORDS = "The river carries more than it did. " * 40


@pytest.fixture
def release():
    house, river = make_source(title="House", url="https://house.example/"), make_source(title="River")
    keep(house, f"A report. {QUOTED}. The end.")
    return make_release(
        body=f"<p>It says “{QUOTED}”{cite(house, passage=QUOTED, locator='4')}. So does another{cite(river)}.</p>"
        f"<p>{WORDS}</p><p>Again{cite(house, locator='12', mode='paraphrase')}.</p><p>{WORDS}</p>"
    )


def place(page):
    return page.evaluate("scrollY")


def test_on_a_phone_without_javascript_a_number_brings_its_note_up_and_back(browser, live_server, release):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(release.get_absolute_url())
    marker = page.locator("#ref-1-b")
    marker.scroll_into_view_if_needed()
    before = marker.bounding_box()["y"]
    marker.click()
    note = page.locator("#note-1")
    expect(note).to_be_in_viewport(ratio=1)
    expect(page.locator("#note-1-b")).to_contain_text("p. 12")
    assert marker.bounding_box()["y"] == before
    page.locator("#note-1-b .back").click()
    expect(marker).to_be_in_viewport()
    expect(note).not_to_be_in_viewport()
    context.close()


def test_escape_closes_a_note_and_leaves_the_text_and_the_keyboard_where_they_were(
    page, release, assert_accessible_in_both_schemes
):
    page.set_viewport_size(PHONE)
    page.goto(release.get_absolute_url())
    page.locator("#ref-1-a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#note-1")).to_be_in_viewport()
    assert_accessible_in_both_schemes(page)
    before = place(page)
    page.keyboard.press("Escape")
    expect(page.locator("#ref-1-a")).to_be_focused()
    expect(page.locator("#note-1")).not_to_be_in_viewport()
    assert place(page) == before


def test_under_the_pointer_the_note_stands_by_its_number_until_escape(page, release):
    page.set_viewport_size({"width": 900, "height": 700})
    page.goto(release.get_absolute_url())
    preview = page.locator(".margin-note").first
    expect(preview).to_be_hidden()
    page.locator("#ref-1-a").hover()
    expect(preview).to_be_visible()
    box, number = preview.bounding_box(), page.locator("#ref-1-a").bounding_box()
    assert 0 <= box["x"] <= 900 - box["width"]
    assert 0 <= box["y"] - number["y"] - number["height"] < 20
    preview.hover()
    expect(preview.get_by_text("These words verified")).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.mouse.move(5, 5)
    page.locator("#ref-2").hover()
    eventually(page, lambda: page.locator(".margin-note:visible").count() == 1, "Another preview does not open")

"""Filling in a source by hand: the box finds, the form says from where, and what is typed stays."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from sources.models import Source
from tests.browser.conftest import PHONE, let_in, overflow
from tests.factories import make_source, make_user
from tests.sources.web import web, web_server  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = Path(__file__).parent.parent / "sources" / "pages"


def test_a_researcher_pastes_an_address_and_the_form_is_filled_in(page, live_server, web, assert_accessible):  # noqa: F811
    web.at("/2024/rivers", (PAGES / "news.html").read_bytes())
    there = make_source(title="The same page", url=web.url("/2024/rivers"))
    let_in(page.context, make_user(superuser=True), live_server.url)
    page.goto("/admin/sources/source/add/")
    page.get_by_label("Publisher:").fill("Typed")
    page.get_by_label("Published in:").evaluate("box => { box.value = 'Typed, too'; }")
    box = page.get_by_role("textbox", name="Address, DOI or ISBN")
    box.fill(web.url("/2024/rivers"))
    box.press("Enter")

    title = page.get_by_label("Title:", exact=True)
    expect(title).to_have_value("Ministry admits rivers ran dry, “for years”")
    expect(page.get_by_label("Type:")).to_have_value("article-newspaper")
    expect(page.get_by_label("Published in:")).to_have_value("Typed, too")
    expect(page.get_by_text("Left as it stands, although something else was found: Published in.")).to_be_visible()
    expect(page.locator("#autofill").get_by_role("link", name="The same page")).to_be_visible()
    assert Source.objects.get() == there

    said = page.get_by_text("From JSON-LD headline of the page")
    expect(said).to_be_visible()
    title.press("End")
    title.press_sequentially("!")
    expect(said).to_have_count(0)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert overflow(page) == 0

    page.get_by_label("Web address:").fill("https://river.example/report")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    source = Source.objects.exclude(pk=there.pk).get()
    assert source.title.endswith("!")
    assert {"title", "url", "container_title"}.isdisjoint(source.provenance)
    assert source.provenance["authors"]["from"] == "JSON-LD author"

"""Filling in a source by hand: the box finds, the form says from where, and what is typed stays."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from sources.models import Source
from tests.browser.conftest import PHONE, eventually, let_in, overflow
from tests.browser.editor import Editor
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


def test_a_new_source_is_filled_in_while_citing_and_keeps_where_its_values_came_from(
    page,
    live_server,
    web,  # noqa: F811
    assert_accessible_in_both_schemes,
):
    web.at("/2024/rivers", (PAGES / "news.html").read_bytes())
    let_in(page.context, make_user(superuser=True), live_server.url)
    page.goto("/admin/press/pressrelease/add/")
    editor = Editor(page)
    editor.type("It says severe and grave.")
    editor.open_cite("severe and grave")
    # What is searched for in vain and is an address is looked up, not taken for a title.
    editor.search(web.url("/nothing"))
    expect(editor.dialog.get_by_role("status")).to_have_text("No source found.")
    editor.dialog.get_by_role("button", name="New source").click()
    box = editor.dialog.get_by_label("Address, DOI or ISBN")
    address, title = editor.dialog.get_by_label("Web address"), editor.dialog.get_by_label("Title")
    expect(box).to_be_focused()
    expect(box).to_have_value(web.url("/nothing"))
    expect(title).to_have_value("")
    box.press("Enter")
    told = editor.dialog.locator(".cite-told[aria-live=polite]")
    expect(told).to_have_text("There is no such page: the site answers “not found” (404).")
    expect(address).to_have_value(web.url("/nothing"))
    address.fill("")

    editor.dialog.get_by_label("Publisher").fill("Typed")
    box.fill(web.url("/2024/rivers"))
    fill = editor.dialog.get_by_role("button", name="Fill in")
    held = []
    page.route("**/sources/fill/", lambda route: held.append(route), times=1)  # noqa: PLW0108 - it takes no built-in
    fill.click()
    expect(told).to_have_text("Looking…")
    expect(fill).to_be_disabled()
    eventually(page, lambda: held, "the server was not asked")
    held[0].continue_()
    expect(told).to_have_text(
        "Filled in: Type, Title, Authors, Date, Language of the document, Web address, Published in. "
        "Compare it with the document, then save."
    )
    expect(fill).to_be_focused()
    expect(title).to_have_value("Ministry admits rivers ran dry, “for years”")
    expect(title).to_have_accessible_description("From JSON-LD headline of the page")
    expect(editor.dialog.get_by_label("Type")).to_have_value("article-newspaper")
    title.press("End")
    title.press_sequentially("!")
    expect(title).to_have_accessible_description("")
    page.set_viewport_size(PHONE)
    assert editor.dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    assert_accessible_in_both_schemes(page)

    # Left and opened again, nothing is lost.
    page.keyboard.press("Escape")
    editor.expect_closed()
    editor.open_cite("severe and grave")
    expect(editor.dialog.get_by_label("Published in")).to_have_value("Example Herald")
    fill.click()
    expect(told).to_contain_text("Left as it stands, although something else was found: Title.")
    editor.confirm("Save source and cite")
    source = Source.objects.get()
    assert f'data-cite="{source.pk}"' in editor.html
    assert (source.title[-1], source.publisher, source.container_title) == ("!", "Typed", "Example Herald")
    assert {"title", "publisher"}.isdisjoint(source.provenance)
    assert source.provenance["authors"]["from"] == "JSON-LD author"
    assert source.provenance["url"]["address"] == web.url("/2024/rivers")

"""Citing with the check beside the passage, through another source, and from a copied page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.factories import cite, make_release, make_source
from tests.sources.kept import keep

pytestmark = pytest.mark.django_db(transaction=True)

QUOTED = "the state emptied the valley of its people in one night"


def test_the_dialog_says_what_our_copies_hold_while_one_cites_through_another_source(
    editor, page, assert_accessible_in_both_schemes
):
    witness = make_source(title="What we saw", publisher="Arda")
    report = make_source(title="The report", publisher="River Watch")
    keep(report, f"In the autumn, {QUOTED}, it was said.")
    editor.paste(text=f"It says “{QUOTED}”.")
    editor.open_cite(QUOTED)
    check = editor.dialog.locator(".cite-check")
    expect(check).to_be_hidden()
    editor.search("What we saw")
    editor.results.filter(has_text="What we saw").click()
    expect(check).to_contain_text("There is no copy of this source yet")
    expect(check.get_by_role("link")).to_have_attribute("href", re.compile(rf"/sources/source/{witness.pk}/"))
    editor.dialog.get_by_role("button", name="Add: cited in another source").click()
    via = editor.dialog.get_by_role("group", name="Cited in")
    expect(via.get_by_role("combobox")).to_be_focused()
    via.get_by_role("combobox").fill("What we saw")
    via.locator("[role=option]", has_text="What we saw").click()
    editor.dialog.get_by_role("button", name="Cite", exact=True).click()
    expect(via).to_contain_text("named already")
    via.get_by_role("button", name="Choose another").click()
    via.get_by_role("combobox").fill("The report")
    via.locator("[role=option]", has_text="The report").click()
    expect(check).to_contain_text("Verified: these words stand in our copy of June 5, 2025.")
    editor.dialog.get_by_label("Passage").fill(QUOTED.replace("valley", "city"))
    expect(check).to_contain_text("has it otherwise")
    expect(check.locator("ins")).to_contain_text("valley")
    assert_accessible_in_both_schemes(page)
    page.set_viewport_size(PHONE)
    assert editor.dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    editor.dialog.get_by_label("Passage").fill(QUOTED)
    editor.dialog.get_by_label("Number").last.fill("38")
    editor.confirm()
    assert f'data-via="{report.pk}" data-via-label="page" data-via-locator="38"' in editor.html
    expect(editor.chips).to_have_text(["Arda 2024 in River Watch 2024, p. 38"])
    expect(editor.chips).to_have_attribute("data-check", "verified")
    expect(editor.chips).to_have_attribute("aria-label", re.compile("Verified"))
    editor.chips.click()
    editor.dialog.get_by_label("How the source is used").select_option(label="in our own words")
    expect(check).to_be_hidden()
    editor.confirm("Save")
    assert 'data-mode="paraphrase"' in editor.html
    expect(editor.chips).not_to_have_attribute("data-check", re.compile(".+"))


def test_numbers_copied_from_a_page_are_markers_again_and_markers_alone_are_seen(editor, page):
    source = make_source(title="The report", publisher="River Watch")
    release = make_release(body=f"<p>Words{cite(source, locator='4', label='page')} of it.</p>")
    editor.paste(html=f"<p>Unknown<sup><a class='marker' href='#note-3'>3</a></sup>.</p>{release.body_html}")
    expect(editor.chips).to_have_text(["River Watch 2024, p. 4"])
    expect(page.get_by_text("Numbers of notes were left out")).to_be_visible()
    assert (
        f'<p>Unknown.</p><p>Words<sup data-cite="{source.pk}" data-label="page" data-locator="4"></sup> of it.</p>'
        in (editor.html)
    )
    expect(editor.chips).not_to_have_class(re.compile("cite-chip-alone"))
    editor.select("Words")
    editor.press("Delete")
    expect(editor.chips).to_have_class(re.compile("cite-chip-alone"))
    editor.chips.click()
    expect(editor.dialog).to_contain_text("There are no words before this citation.")

"""The main job: a new member of staff publishes a cited release, and a reader reads it.

The text is a real organisation's press release where the folder beside the repository has it, and an invented one of
the same shape elsewhere: a headline, then paragraphs, the first of which begins with its dateline ("PLACE – …").
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from playwright.sync_api import Locator, Page, expect

from advocacy_site.roles import ensure_roles
from press.models import PressRelease
from publishing.models import Status
from sources.models import Source
from tests.browser.bar import take_step
from tests.browser.conftest import DESK, PHONE, eventually, overflow, watch
from tests.browser.editor import Editor
from tests.factories import PASSWORD, make_user, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)

REAL_TEXT = Path(settings.BASE_DIR).parent / "shared" / "data" / "real-release.txt"
OWN_TEXT = Path(settings.BASE_DIR) / "tests" / "data" / "release.txt"
REPORT = "2024 Country Report on Human Rights Practices: Azerbaijan"
STATE_DEPARTMENT = "U.S. Department of State"
STUB = "Read also"  # what the page that the text was copied from leaves of its list
LONG_QUOTATION = re.compile("“([a-z][^“”]{40,})”")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """The text, a line for each paragraph, the headline first."""
    text = (REAL_TEXT if REAL_TEXT.exists() else OWN_TEXT).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line]


def sign_in(page: Page) -> None:
    user = make_user(username="new.colleague")
    ensure_roles()
    user.groups.add(Group.objects.get(name="Editor"))
    page.goto("/admin/")
    page.get_by_label("Username").fill("new.colleague")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")


def add_picture(page: Page) -> None:
    """Add a picture to the library from the release's form, in the window that the form opens."""
    with page.expect_popup() as opened:
        page.locator("#add_id_lead_image").click()
    window = opened.value
    file = {"name": "photo.png", "mimeType": "image/png", "buffer": picture_bytes((1600, 900))}
    window.get_by_label("File").set_input_files(file)
    window.get_by_label("Title").fill("Before the ministry")
    window.get_by_label("Alternative text").fill("People with banners before a large building")
    window.get_by_label("Credit").fill("A. Painter")
    with window.expect_event("close"):
        window.locator("[name=_save]").click()
    expect(page.locator("#id_lead_image option:checked")).to_have_text("Before the ministry")


def paragraphs(text: Locator) -> list[str]:
    """Return the paragraphs of a release page, character for character, without markers and their margin notes."""
    return text.evaluate(
        """text => {
            const copy = text.cloneNode(true)
            copy.querySelectorAll(".cited").forEach(marker => marker.remove())
            return [...copy.querySelectorAll("p")].map(paragraph => paragraph.textContent)
        }"""
    )


def take_stub_out(page: Page, editor: Editor) -> None:
    """Do what the check before publishing asks for: it leads to the words, which one key takes out."""
    checks = page.get_by_role("region", name="Check before publishing")
    expect(checks.get_by_role("heading", name="To be mended before it can be published")).to_be_visible()
    expect(editor.toolbar).to_be_visible()
    checks.get_by_role("link", name=STUB, exact=True).click()
    editor.press("Backspace", "Backspace")
    expect(editor.region.get_by_text(STUB, exact=True)).to_have_count(0)


def write_and_publish(page: Page, lines: list[str], passages: list[str]) -> None:
    """Do by hand all that leads from an empty desk to a public release."""
    sign_in(page)
    page.get_by_role("link", name="Press releases", exact=True).first.click()
    page.get_by_role("link", name="Add press release").click()
    page.get_by_role("textbox", name="Headline:").fill(lines[0])
    page.get_by_label("Dateline place").fill(lines[1].partition(" – ")[0])
    editor = Editor(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor.region.click()
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(lines[1:]))
    editor.press("Control+V")
    expect(editor.region.locator("p")).to_have_count(len(lines) - 1)
    assert editor.region.locator("p").all_inner_texts() == lines[1:]

    # The first quotation's source is new, the second's is found.
    editor.open_cite(passages[0])
    expect(editor.dialog.get_by_label("Passage")).to_have_value(passages[0])
    editor.dialog.get_by_role("button", name="New source").click()
    editor.dialog.get_by_label("Title").fill(REPORT)
    editor.dialog.get_by_label("Authors").fill(STATE_DEPARTMENT)
    editor.dialog.get_by_label("Date").fill("2024")
    editor.confirm("Save source and cite")
    editor.cite(passages[1], REPORT, locator="4")
    expect(editor.chips).to_have_text([f"{STATE_DEPARTMENT} 2024", f"{STATE_DEPARTMENT} 2024, p. 4"])

    add_picture(page)
    for step, state in (("Submit", "in review"), ("Approve", "approved"), ("Publish", "live")):
        if step == "Publish":
            take_stub_out(page, editor)
        with page.expect_navigation():
            take_step(page, step)
        release = PressRelease.objects.get()
        page.goto(f"/admin/press/pressrelease/{release.pk}/change/")
        expect(page.locator(".bar-state")).to_contain_text(state)


def test_a_new_colleague_publishes_a_cited_release_and_everybody_can_read_it(
    page, browser, live_server, complaints, lines, assert_accessible
):
    passages = LONG_QUOTATION.findall("\n".join(lines))[:2]
    assert len(passages) == 2
    write_and_publish(page, lines, passages)
    release = PressRelease.objects.get()
    source = Source.objects.get()
    assert release.status == Status.PUBLISHED
    assert release.title == lines[0]
    assert source.title == REPORT
    assert source.authors == [{"literal": STATE_DEPARTMENT}]
    assert source.issued == "2024"
    cited = [(one.source, one.passage, one.locator, one.label) for one in release.citations.all()]
    assert cited == [(source, passages[0], "", ""), (source, passages[1], "4", "page")]

    reader = browser.new_context(viewport=DESK, base_url=live_server.url, reduced_motion="reduce")
    watch(reader, live_server.url, complaints)
    read_as_everybody(reader.new_page(), release, source, lines, assert_accessible)
    assert reader.cookies() == []
    reader.close()


def read_as_everybody(page: Page, release: PressRelease, source: Source, lines: list[str], assert_accessible) -> None:
    page.goto("/")
    page.get_by_role("link", name=lines[0]).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(lines[0])
    assert paragraphs(page.locator("article .prose").first) == [line for line in lines[1:] if line != STUB]
    expect(page.get_by_role("img", name="People with banners before a large building")).to_be_visible()

    notes = page.locator("ol.notes > li")
    expect(notes).to_have_count(1)
    expect(notes).to_contain_text("Country Report on Human Rights Practices")
    expect(notes.locator(".use")).to_have_count(2)
    expect(notes.locator(".use").nth(1)).to_contain_text("4")
    for letter in ("a", "b"):
        page.get_by_role("link", name=f"Note 1, place {letter}", exact=True).click()
        expect(page).to_have_url(re.compile(f"#note-1-{letter}$"))
        expect(page.locator(f"#note-1-{letter}")).to_be_in_viewport()
        page.get_by_role("link", name=f"Back to place {letter} of note 1 in the text").click()
        expect(page).to_have_url(re.compile(f"#ref-1-{letter}$"))
        expect(page.locator(f"#ref-1-{letter}")).to_be_in_viewport()
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    eventually(page, lambda: overflow(page) <= 0, "The release is wider than a phone")
    assert_accessible(page)

    page.locator("ol.notes").get_by_role("link", name="About this source").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(source.title)
    listed = page.get_by_role("region", name="Cited in")
    expect(listed.get_by_role("link", name=lines[0])).to_have_attribute("href", release.get_absolute_url())

    for extension in ("rss", "atom", "json"):
        feed = page.request.get(f"/feeds/press.{extension}")
        assert feed.ok
        assert release.get_absolute_url() in feed.text()
    assert [item["title"] for item in feed.json()["items"]] == [lines[0]]
    sitemap = page.request.get("/sitemap.xml").text()
    assert f"{release.get_absolute_url()}</loc>" in sitemap
    assert f"{source.get_absolute_url()}</loc>" in sitemap

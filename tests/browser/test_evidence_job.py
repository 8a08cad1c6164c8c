"""The whole way of a piece of evidence: found, filled in, archived, quoted, checked, published, and looked up by a reader."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from publishing import workflow
from sources import capturing
from sources.models import Capture, Source
from tests.browser.conftest import let_in
from tests.browser.editor import Editor
from tests.factories import make_release, make_user
from tests.sources.copies import evidence_folder  # noqa: F401
from tests.sources.web import web, web_server  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "the state emptied the valley of its people in one night"
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>What we saw</title>
<meta name="citation_title" content="What we saw in the valley"><meta name="citation_author" content="Arda, Nor">
<meta name="citation_publication_date" content="2024/11/05"></head>
<body><script>document.title = "stolen"</script><p>In the autumn, {WORDS}, witnesses told us.</p></body></html>"""


def test_a_quotation_is_followed_from_its_page_to_a_reader(page, live_server, browser, web):  # noqa: F811
    web.at("/report", PAGE)
    staff = make_user(superuser=True)
    let_in(page.context, staff, live_server.url)

    # The researcher pastes an address: the form fills itself, and the page is archived.
    page.goto("/admin/sources/source/add/")
    box = page.get_by_role("textbox", name="Address, DOI or ISBN")
    box.fill(web.url("/report"))
    box.press("Enter")
    expect(page.get_by_label("Title:", exact=True)).to_have_value("What we saw in the valley")
    expect(page.get_by_label("Date:")).to_have_value("2024-11-05")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("link", name="What we saw in the valley").first.click()
    page.locator("#copies").get_by_role("button", name="Capture now").click()
    expect(page.locator("#copies").get_by_text("waits for the worker")).to_be_visible()
    capturing.run(Capture.objects.get().pk, now=timezone.now())
    source = Source.objects.get()
    assert source.provenance["title"]["from"] == "citation_title"

    # The press officer quotes it, and sees that the words are there while citing them.
    release = make_release(slug="evidence", body=f"<p>“{WORDS},” says a report.</p>", status="draft", publish_at=None)
    page.goto(reverse("admin:press_pressrelease_change", args=[release.pk]))
    editor = Editor(page)
    editor.open_cite(WORDS)
    editor.search("What we saw")
    editor.results.filter(has_text="What we saw").click()
    expect(editor.dialog.locator(".cite-check")).to_contain_text("Verified: these words stand in our copy")
    editor.confirm()
    expect(editor.chips).to_have_attribute("data-check", "verified")
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    release.refresh_from_db()
    workflow.publish(release, user=staff, now=timezone.now())

    # The reader follows the mark to the very words, without a script of the foreign page or of ours.
    reader = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    visit = reader.new_page()
    visit.goto("/press/evidence/")
    visit.get_by_role("link", name="These words verified in our copy").last.click()
    expect(visit.locator("mark#passage")).to_have_text(WORDS)
    with visit.expect_download() as download:
        visit.get_by_role("link", name="Content as received").click()
    assert Path(download.value.path()).read_bytes() == PAGE.encode()
    reader.close()

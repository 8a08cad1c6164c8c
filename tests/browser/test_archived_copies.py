"""Archived copies by hand: a copy is asked for, appears by itself, is opened, and is withdrawn."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sources import capturing
from sources.models import Capture
from tests.browser.conftest import PHONE, let_in, overflow
from tests.factories import make_source, make_user
from tests.sources.copies import PAGE, evidence_folder  # noqa: F401
from tests.sources.web import web, web_server  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_copy_that_was_asked_for_appears_by_itself(page, live_server, web, assert_accessible_in_both_schemes):  # noqa: F811
    web.at("/report", PAGE + b"<script>document.body.textContent = 'stolen'</script>")
    source = make_source(url=web.url("/report"))
    let_in(page.context, make_user(superuser=True), live_server.url)
    page.goto(f"/admin/sources/source/{source.pk}/change/")
    copies = page.locator("#copies")
    page.get_by_label("Publisher:").fill("Typed and not saved")
    copies.get_by_role("button", name="Capture now").click()
    expect(copies.get_by_text("waits for the worker")).to_be_visible()
    expect(copies.get_by_role("button", name="Capture now")).to_have_count(0)

    capturing.run(Capture.objects.get().pk, now=timezone.now())
    snapshot = source.snapshots.get()
    expect(copies.get_by_text("text/html")).to_be_visible(timeout=15_000)
    expect(copies.get_by_text("waits for the worker")).to_have_count(0)
    expect(copies.get_by_role("button", name="Capture now")).to_be_visible()
    expect(page.get_by_label("Publisher:")).to_have_value("Typed and not saved")

    copies.get_by_role("link", name=str(timezone.localtime(snapshot.taken_at).year)).click()
    expect(page.get_by_role("region", name="Its text")).to_contain_text("Ten percent of the rivers are clean.")
    assert_accessible_in_both_schemes(page)
    page.set_viewport_size(PHONE)
    assert overflow(page) == 0
    page.get_by_role("button", name="Verify now").click()
    expect(page.get_by_text("The copy is what it was")).to_be_visible()

    page.get_by_role("link", name="Withdraw…").click()
    page.get_by_label("Reason").fill("It names a child.")
    page.get_by_role("button", name="Withdraw the copy").click()
    expect(copies.get_by_text("withdrawn", exact=True)).to_be_visible()

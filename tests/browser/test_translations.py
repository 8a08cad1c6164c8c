"""A translation beside its original: seen together on a desk, one above the other on a phone, and followed by the script."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from press.models import PressRelease
from publishing import operations
from tests.browser.conftest import DESK, PHONE, let_in, overflow, wait_for_editors
from tests.factories import cite, make_release, make_source, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_translator_works_beside_the_original_and_is_told_when_it_changes(page, live_server, assert_accessible):
    text = "".join(f"<p>Paragraph {number} of a long text.</p>" for number in range(40))
    original = make_release(
        title="Rivers",
        subhead="All of them",
        summary="In short",
        body=f"<h2>Part</h2>{text}<p>End{cite(make_source())}</p>",
    )
    original.read_also.create(related=make_release())
    let_in(page.context, make_user(superuser=True), live_server.url)
    page.goto(f"/admin/press/pressrelease/{original.pk}/change/")
    page.get_by_role("button", name="Translate into Armenian").click()
    expect(page.get_by_text("This draft in Armenian has the words of the original.")).to_be_visible()

    side = page.get_by_role("complementary", name="The original")
    title = page.get_by_label("Headline:")
    expect(side.get_by_role("link", name="Rivers")).to_be_visible()
    assert side.bounding_box()["x"] > title.bounding_box()["x"] + title.bounding_box()["width"]

    # Only the original scrolls to the words of the field in which somebody writes.
    page.get_by_label("Summary:").focus()
    before = page.evaluate("scrollY")
    expect(side.locator("[data-words=summary][data-current]")).to_be_in_viewport()
    title.focus()
    expect(side.locator("[data-words=title][data-current]")).to_be_in_viewport()
    assert page.evaluate("scrollY") <= before
    wait_for_editors(page)
    assert_accessible(page)

    title.fill("Գետեր")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    expect(side.locator("[data-words=title]").get_by_text("not translated yet")).to_have_count(0)
    expect(side.locator("[data-words=body]").get_by_text("not translated yet")).to_have_count(1)

    item = PressRelease.objects.get(pk=original.pk)
    item.title = "Rivers and lakes"
    operations.store(item, user=None, now=timezone.now())
    page.reload()
    wait_for_editors(page)
    page.set_viewport_size(PHONE)
    assert side.bounding_box()["y"] + side.bounding_box()["height"] <= title.bounding_box()["y"]
    assert overflow(page) == 0
    assert_accessible(page)

    page.get_by_role("link", name="See what changed").click()
    expect(page.locator("#field-title ins")).to_contain_text("and lakes")
    assert_accessible(page)
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="The translation is up to date now").click()
    expect(page.get_by_text("Up to date with version 2 of the original.")).to_be_visible()
    expect(page.get_by_text("The original is newer.")).to_have_count(0)

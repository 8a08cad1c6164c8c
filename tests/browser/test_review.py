"""Review with a browser: comments beside their fields, what a check finds and where it leads, warnings confirmed."""

import pytest
from playwright.sync_api import expect

from press.models import PressRelease
from publishing.models import Status
from tests.browser.conftest import PHONE, eventually, let_in, overflow
from tests.browser.editor import Editor
from tests.factories import make_release, make_user

pytestmark = pytest.mark.django_db(transaction=True)

LONG_HEADLINE = " ".join(["river"] * 16)
QUOTED = "“The river carries what the towns upstream let into it”"


def test_an_editor_comments_checks_and_publishes_all_the_same(page, live_server, assert_accessible):
    release = make_release(
        status=Status.IN_REVIEW, publish_at=None, body=f"<p>First words.</p><p>{QUOTED}, said the mayor.</p>"
    )
    let_in(page.context, make_user(superuser=True), live_server.url)
    page.goto(f"/admin/press/pressrelease/{release.pk}/change/")
    editor = Editor(page)

    # A comment takes along what is selected, and stands beside its field at once; nothing typed is lost by it.
    page.get_by_label("Subhead:").fill("Typed and not saved")
    editor.select("upstream let")
    page.locator(".field-body [data-comment-on]").click()
    comments = page.get_by_role("region", name="Comments")
    expect(comments.get_by_label("About")).to_have_value("body")
    expect(comments.get_by_label("Words commented on")).to_have_value("upstream let")
    expect(comments.get_by_role("textbox", name="Comment", exact=True)).to_be_focused()
    page.keyboard.type("Which towns?")
    comments.get_by_role("button", name="Add comment").click()
    beside = page.locator(".field-body .field-comment")
    expect(beside).to_contain_text("Which towns?")
    expect(comments.get_by_role("status")).to_have_text("The comment is added.")
    expect(page.get_by_label("Subhead:")).to_have_value("Typed and not saved")
    assert_accessible(page)

    # A click on it leads to the words; "Done" takes it away, by keyboard.
    comments.get_by_role("link", name="Text", exact=True).click()
    expect(editor.region).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "upstream let"
    comments.get_by_role("button", name="Done: Which towns?").focus()
    page.keyboard.press("Enter")
    expect(beside).to_have_count(0)
    expect(comments.get_by_text("Done: ")).to_be_visible()

    # "Check now" tells of what is typed, and leads there.
    checks = page.get_by_role("region", name="Check before publishing")
    page.get_by_label("Summary").fill("In short.")
    page.get_by_label("Headline:").fill(LONG_HEADLINE)
    checks.get_by_role("button", name="Check now").click()
    expect(checks.get_by_text("The headline has 95 characters")).to_be_visible()
    expect(checks.get_by_role("status")).to_have_text("The check is done.")
    expect(checks.get_by_text("There is no summary")).to_have_count(0)
    assert PressRelease.objects.get().title != LONG_HEADLINE
    checks.get_by_role("link", name="Headline", exact=True).click()
    expect(page.get_by_label("Headline:")).to_be_focused()
    checks.get_by_role("link", name=QUOTED).click()
    assert page.evaluate("getSelection().toString()") == QUOTED

    # Warnings that nobody confirmed keep it back and are the first thing to be seen then; ticked, they let it go.
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(checks.get_by_role("heading", name="Check before publishing")).to_be_focused()
    expect(page.get_by_label("Subhead:")).to_have_value("Typed and not saved")
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    eventually(page, lambda: overflow(page) <= 0, "The form is too wide.")
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    checks.get_by_role("checkbox").check()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published on")).to_be_visible()
    log = page.get_by_role("region", name="Steps so far")
    expect(log).to_contain_text("Confirmed: no media contact, a long headline, a quotation without a source")
    assert PressRelease.objects.get().status == Status.PUBLISHED

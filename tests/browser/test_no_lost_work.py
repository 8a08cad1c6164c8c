"""No work is lost: a killed browser, a sign-in that ended, two people at one item."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from press.models import PressRelease, ReleaseEditingSession
from publishing.models import Status
from tests.admin.desk import EDITOR, change_url
from tests.browser.conftest import DESK, PHONE, watch
from tests.browser.editor import Editor
from tests.factories import PASSWORD, make_release, make_user

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/press/pressrelease/add/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def visit(browser, live_server, complaints):
    """Return a function that opens a browser of its own for a person who is signed in, and gives its page."""
    contexts = []

    def open_for(user):
        context = browser.new_context(viewport=DESK, base_url=live_server.url, reduced_motion="reduce")
        watch(context, live_server.url, complaints)
        contexts.append(context)
        client = Client()
        client.force_login(user, backend=BACKEND)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([session])
        return context.new_page()

    yield open_for
    for context in contexts:
        context.close()
    assert complaints == [], complaints


def kept(page):
    """Wait until the page says that all is kept."""
    expect(page.locator("[data-editing-kept]")).to_contain_text("All you typed is kept", timeout=15_000)


def test_what_was_typed_survives_a_killed_browser_and_a_sign_in_that_ended(visit, assert_accessible):
    anna = make_user(*EDITOR, username="anna", is_superuser=True)
    page = visit(anna)
    page.goto(ADD)
    page.get_by_role("textbox", name="Headline:").fill("Clean water now")
    Editor(page).type("Dear words.")
    page.get_by_role("combobox", name="Tags").fill("water, rivers")
    page.locator("#read_also-group .add-row a").click()
    kept(page)
    # The browser dies: no event, no farewell.
    page.context.set_offline(True)
    page.context.close()

    page = visit(anna)
    page.goto(ADD)
    offer = page.get_by_role("region", name="You typed something that is not saved")
    expect(offer).to_contain_text("Clean water now")
    assert_accessible(page)
    offer.get_by_role("link", name="Restore").click()
    editor = Editor(page)
    expect(editor.region).to_have_text("Dear words.")
    expect(page.get_by_role("combobox", name="Tags")).to_have_value("water, rivers")
    kept(page)

    # The sign-in ends on the server while she types on.
    editor.select("words")
    Session.objects.all().delete()
    editor.type(" And more.")
    signed_out = page.get_by_role("alert").filter(has_text="You are signed out.")
    expect(signed_out).to_be_visible(timeout=15_000)
    page.locator(".bar-save").click()
    expect(page).to_have_url(re.compile(f"{ADD}\\?restore="))
    expect(signed_out.get_by_role("link")).to_be_focused()
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size(DESK)
    with page.expect_popup() as opened:
        signed_out.get_by_role("link").click()
    entrance = opened.value
    entrance.get_by_label("Username").fill("anna")
    entrance.get_by_label("Password").fill(PASSWORD)
    entrance.get_by_role("button", name="Sign in", exact=True).click()
    entrance.wait_for_url("**/admin/")
    entrance.close()
    page.bring_to_front()
    expect(signed_out).to_be_hidden(timeout=15_000)
    kept(page)
    page.locator(".bar-save").click()
    expect(page.locator(".messagelist")).to_contain_text("Draft saved.")
    release = PressRelease.objects.get()
    assert (release.title, release.body) == ("Clean water now", "<p>Dear words. And more.</p>")
    assert sorted(release.tags.names()) == ["rivers", "water"]
    page.goto(ADD)
    expect(page.get_by_role("region", name="You typed something that is not saved")).to_have_count(0)


def test_two_people_see_each_other_and_choose_between_their_words(visit, assert_accessible):
    release = make_release(status=Status.DRAFT, publish_at=None, title="Clean water", body="<p>The river is dry.</p>")
    anna, ben = (visit(make_user(*EDITOR, username=name, is_superuser=True)) for name in ("anna", "ben"))
    anna.goto(change_url(release))
    Editor(anna).type(" It was emptied.")
    kept(anna)
    ben.goto(change_url(release))
    expect(ben.locator("[data-editing-others]")).to_contain_text("anna has this open since")
    expect(ben.locator("[data-editing-others]")).to_contain_text("with changes that are not saved")
    assert_accessible(ben)
    Editor(ben).type(" It was beautiful.")
    ben.get_by_role("textbox", name="Headline:").fill("Clean water today")
    ben.locator(".bar-save").click()
    expect(ben.locator(".messagelist")).to_contain_text("Draft saved.")

    # Anna comes back to her tab and hears of it; what she typed is compared when she saves.
    anna.get_by_role("textbox", name="Headline:").fill("Clean water now")
    expect(anna.get_by_role("alert").filter(has_text="ben saved this meanwhile")).to_be_visible(timeout=15_000)
    anna.locator(".bar-save").click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("Somebody saved this meanwhile")
    text = anna.get_by_role("group", name="Text")
    expect(text.locator("ins").first).to_have_text("emptied")
    expect(text.locator("del").first).to_have_text("beautiful")
    assert_accessible(anna)
    anna.set_viewport_size(PHONE)
    assert anna.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(anna)
    anna.set_viewport_size(DESK)
    anna.get_by_role("group", name="Headline").get_by_label("Theirs, as it is saved").check()
    text.get_by_label("Mine, as I typed it").check()
    anna.get_by_role("button", name="Edit mine with theirs beside it").click()
    beside = anna.get_by_role("region", name="The text that is saved")
    expect(beside).to_contain_text("It was beautiful.")
    editor = Editor(anna)
    expect(editor.region).to_have_text("The river is dry. It was emptied.")
    assert_accessible(anna)
    editor.type(" It was beautiful.")
    anna.locator(".bar-save").click()
    expect(anna.locator(".messagelist")).to_contain_text("Draft saved.")
    release.refresh_from_db()
    assert release.title == "Clean water today"
    assert release.body == "<p>The river is dry. It was emptied. It was beautiful.</p>"
    assert not ReleaseEditingSession.objects.filter(typed_at__isnull=False).exists()

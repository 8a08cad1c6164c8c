"""The page beside the form, the link for somebody outside, and times in two zones, with eyes and hands."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from press.models import PressRelease
from publishing.models import Status
from tests.browser.conftest import DESK, PHONE, watch
from tests.factories import make_image, make_release, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def berlin(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()


@pytest.fixture
def desk(berlin, browser, live_server, complaints) -> Page:
    """The page of an editor who is signed in, in New York."""
    client = Client()
    client.force_login(make_user(superuser=True))
    context = browser.new_context(
        viewport={"width": 1400, "height": 900},
        base_url=live_server.url,
        reduced_motion="reduce",
        timezone_id="America/New_York",
        permissions=["clipboard-read", "clipboard-write"],
    )
    watch(context, live_server.url, complaints)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()
    assert complaints == []


def test_the_page_stands_beside_the_form_and_goes_to_somebody_outside(desk, page, assert_accessible):
    release = make_release(title="As it is", status=Status.DRAFT, publish_at=None, lead_image=make_image((1200, 800)))
    change = f"/admin/press/pressrelease/{release.pk}/change/"
    desk.goto(change)
    desk.get_by_role("button", name="Preview beside").click()
    frame = desk.frame_locator("iframe[name=preview-pane-frame]")
    expect(frame.get_by_role("heading", name="As it is")).to_be_visible()
    # What is typed is shown when it is asked for, and not stored.
    desk.locator("#id_title").fill("As it would be")
    expect(desk.locator(".preview-pane-state")).to_have_text("You typed since. “Refresh” shows it.")
    desk.get_by_role("button", name="Refresh").click()
    expect(frame.get_by_role("heading", name="As it would be")).to_be_visible()
    assert PressRelease.objects.get().title == "As it is"
    # The same page at three widths, whole in the width of the frame.
    stage = desk.locator(".preview-pane-stage").bounding_box()
    for name, width in (("Phone", 360), ("Tablet", 768), ("Desk", 1280)):
        desk.get_by_role("button", name=name).click()
        expect(desk.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        assert frame.locator("html").evaluate("() => window.innerWidth") == width
        assert desk.locator(".preview-pane iframe").bounding_box()["width"] <= stage["width"] + 1
    assert_accessible(desk)
    # What cannot be shown is said in the frame; the form keeps what was typed, and still counts as not saved.
    desk.locator("#id_title").fill("")
    desk.get_by_role("button", name="Refresh").click()
    expect(frame.get_by_text("Headline: This field is required.")).to_be_visible()
    expect(desk.locator("[data-unsaved]")).to_be_visible()
    # After saving, the frame is there again and shows what was saved.
    desk.locator("#id_title").fill("As it was saved")
    desk.locator(".bar-save").click()
    expect(frame.get_by_role("heading", name="As it was saved")).to_be_visible()
    desk.get_by_role("button", name="Close", exact=True).click()
    expect(desk.locator(".preview-pane")).to_have_count(0)
    expect(desk.get_by_role("button", name="Preview beside")).to_be_focused()

    # A time is typed in the site's zone; whoever types it sees their own.
    desk.locator("summary", has_text="Publish later").click()
    desk.locator("#id_publish_time").fill("2031-05-06T14:08")
    expect(desk.locator("#id_publish_time_zone")).to_contain_text("That is 8:08 AM in your zone (America/New York).")
    desk.locator("#id_publish_time").fill("2031-10-26T02:30")
    expect(desk.locator("#id_publish_time_zone")).not_to_contain_text("in your zone")

    # A link for one person.
    desk.get_by_role("link", name="Preview links").click()
    desk.get_by_label("For", exact=True).fill("Ani Petrosyan, River Daily")
    desk.get_by_role("button", name="Make the link").click()
    desk.get_by_role("button", name="Copy").click()
    expect(desk.get_by_role("button", name="Copied")).to_be_visible()
    address = desk.evaluate("() => navigator.clipboard.readText()")
    assert_accessible(desk)
    desk.set_viewport_size(PHONE)
    assert desk.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    desk.set_viewport_size(DESK)

    # The outsider is in another browser, in UTC, and has no session.
    PressRelease.objects.update(status=Status.PUBLISHED, publish_at="2031-05-06T12:08:00Z")
    page.goto(address[address.index("/preview/") :])
    expect(page.locator(".preview-banner")).to_contain_text(
        "EMBARGOED until May 6, 2031, 2:08 p.m. CEST (12:08 p.m. UTC)"
    )
    expect(page.get_by_role("heading", name="As it was saved")).to_be_visible()
    assert page.locator(".lead-picture img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    assert page.context.cookies() == []
    assert_accessible(page)
    desk.reload()
    expect(desk.get_by_text("Opened once")).to_be_visible()
    desk.get_by_role("button", name="Revoke").click()
    expect(desk.get_by_text("opens nothing any more")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="This preview has ended")).to_be_visible()
    assert_accessible(page)

"""The admin in a real browser: no breach of the security policy, nothing axe objects to, passkeys, the small scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from press.models import PressRelease
from publishing import operations
from publishing.models import Status
from sources import merging
from tests.browser.conftest import let_in, look_at
from tests.factories import (
    PASSWORD,
    cite,
    make_campaign,
    make_image,
    make_petition,
    make_release,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chief():
    return make_user(superuser=True)


@pytest.fixture
def desk(page, chief, live_server):
    """A page on which the chief is signed in."""
    let_in(page.context, chief, live_server.url)
    return page


def admin_pages():
    source, double, gone = (make_source(title=title) for title in ("A report", "A report", "The report"))
    merge = merging.merge(gone, source, choices={}, user=None, now=timezone.now())
    release = make_release(
        title="A release",
        body=f"<p>Words{cite(source)}</p>",
        status=Status.DRAFT,
        lead_image=make_image(),
        tags=("rivers",),
    )
    release.body = f"<h2>Words</h2><p>Other <strong>words</strong>{cite(source, locator='p. 3')}</p>"
    operations.store(release, user=None, now=timezone.now())
    corrected = make_release(title="Another release", tags=("water",))
    statement = corrected.corrections.create(kind="correction", text="It was 1987.", at=timezone.now())
    action = make_petition(make_campaign(title="A campaign"), goal=10)
    return [
        "/admin/",
        "/admin/press/pressrelease/",
        "/admin/press/pressrelease/add/",
        f"/admin/press/pressrelease/{release.pk}/change/",
        f"/admin/press/pressrelease/{release.pk}/history/",
        f"/admin/press/pressrelease/{release.pk}/preview/",
        f"/admin/press/pressrelease/{release.pk}/versions/",
        f"/admin/press/pressrelease/{release.pk}/versions/compare/?left=1&right=2",
        f"/admin/press/pressrelease/{corrected.pk}/corrections/",
        f"/admin/press/pressrelease/{corrected.pk}/corrections/{statement.pk}/",
        f"/admin/campaigns/campaign/{action.campaign_id}/change/",
        "/admin/campaigns/campaignlink/add/",
        "/admin/campaigns/participation/",
        f"/admin/sources/source/{source.pk}/change/",
        "/admin/sources/source/",
        "/admin/sources/source/duplicates/",
        f"/admin/sources/source/merge/?kept={source.pk}&merged={double.pk}",
        f"/admin/sources/sourcemerge/{merge.pk}/change/",
        "/admin/publishing/tag/",
        f"/admin/publishing/tag/merge/?tag={release.tags.get().pk}&into=water",
        "/admin/pages/sitesettings/",
        "/admin/supporters/outboxmail/",
        "/accounts/2fa/",
        "/accounts/logout/",
    ]


def test_every_kind_of_admin_page_keeps_the_policy_is_accessible_and_fits_a_phone(desk, assert_accessible):
    look_at(desk, admin_pages(), assert_accessible)


def test_the_sign_in_page_is_accessible_and_lets_in(page, chief, assert_accessible):
    page.goto("/admin/")
    assert_accessible(page)
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".errorlist")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Username").fill(chief.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()


def test_a_passkey_signs_in_without_a_password(desk, context):
    """Chromium's own virtual authenticator stands for the finger on the key."""
    protocol = context.new_cdp_session(desk)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    desk.goto("/accounts/2fa/webauthn/add/")
    confirm_password(desk)
    desk.get_by_label("Name").fill("My telephone")
    desk.get_by_label("Passwordless").check()
    desk.get_by_role("button", name="Add").click()
    expect(desk.get_by_role("heading", name="Recovery Codes")).to_be_visible()
    desk.goto("/accounts/2fa/webauthn/")
    expect(desk.get_by_text("My telephone")).to_be_visible()
    expect(desk.get_by_text("passkey", exact=True)).to_be_visible()
    context.clear_cookies()
    desk.goto("/admin/")
    desk.get_by_role("button", name="Sign in with a passkey").click()
    expect(desk.get_by_role("heading", name="Dashboard")).to_be_visible()
    desk.goto("/accounts/2fa/webauthn/")
    desk.get_by_role("link", name="Remove").click()
    confirm_password(desk)
    desk.get_by_role("button", name="Remove").click()
    expect(desk.get_by_text("No key has been added yet.")).to_be_visible()


def confirm_password(page):
    """Type the password again, as changes of the second factor ask for."""
    expect(page.get_by_role("heading", name="Confirm Access")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_the_headline_counts_its_characters_and_fills_the_address(desk):
    desk.goto("/admin/press/pressrelease/add/")
    headline = desk.get_by_label("Headline:")
    headline.press_sequentially("Clean water")
    expect(desk.locator("#id_title_counter")).to_have_text("11 of at most 90 recommended")
    expect(desk.get_by_label("Address:")).to_have_value("clean-water")
    headline.fill("x" * 205)
    expect(desk.locator("#id_title_counter")).to_have_text("205 characters, 5 too many to save")
    expect(desk.locator("[role=status]").first).to_have_text("205 characters, 5 too many to save")
    expect(desk.get_by_text("not saved yet")).to_be_visible()


def test_tags_are_proposed_while_they_are_typed(desk):
    make_release(tags=("human rights", "rivers"))
    desk.goto("/admin/press/pressrelease/add/")
    field = desk.get_by_label("Tags:")
    field.fill("rivers, hum")
    expect(desk.locator("#id_tags_proposals option")).to_have_attribute("value", "rivers, human rights")


def test_a_panel_of_the_bar_opens_closes_and_schedules(desk):
    release = make_release(status=Status.DRAFT)
    desk.goto(f"/admin/press/pressrelease/{release.pk}/change/")
    desk.get_by_text("Publish later…").click()
    field = desk.get_by_label("Date and time")
    expect(field).to_be_focused()
    desk.keyboard.press("Escape")
    expect(field).to_be_hidden()
    desk.locator("#id_confirm_warnings").check()
    desk.get_by_text("Publish later…").click()
    field.fill("2031-05-06T07:08")
    desk.get_by_role("button", name="Publish at this time").click()
    expect(desk.get_by_text("Scheduled. It goes live by itself on")).to_be_visible()
    release.refresh_from_db()
    assert release.publish_at.isoformat() == "2031-05-06T07:08:00+00:00"


def test_read_also_is_ordered_with_the_keyboard(desk):
    release = make_release(status=Status.DRAFT)
    for place, title in enumerate(("First", "Second"), start=1):
        release.read_also.create(related=make_release(title=title), position=place)
    desk.goto(f"/admin/press/pressrelease/{release.pk}/change/")
    expect(desk.locator("#read_also-group [name$='-position']").first).to_be_hidden()
    second = desk.locator("#read_also-group tr.has_original").nth(1)
    second.get_by_role("button", name="Move up").press("Enter")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.get_by_text("Draft saved.")).to_be_visible()
    assert [str(entry) for entry in PressRelease.objects.get(pk=release.pk).read_also.all()] == ["Second", "First"]


def test_preview_of_something_live_opens_beside_the_form_and_saves_nothing(desk, context):
    release = make_release(title="As it is")
    desk.goto(f"/admin/press/pressrelease/{release.pk}/change/")
    desk.get_by_label("Headline:").fill("As it would be")
    with context.expect_page() as opened:
        desk.get_by_role("button", name="Preview", exact=True).click()
    expect(opened.value.get_by_role("heading", name="As it would be")).to_be_visible()
    expect(opened.value.get_by_text("Nothing was saved")).to_be_visible()
    expect(desk.get_by_label("Headline:")).to_have_value("As it would be")
    release.refresh_from_db()
    assert release.title == "As it is"

"""A supporter comes from a poster, signs, opens the mail and counts."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from campaigns import actions, tokens
from campaigns.models import CampaignLink, LinkDay, Participation
from supporters import outbox
from supporters.operations import Details
from tests.browser.conftest import DESK, PHONE
from tests.factories import cite, make_campaign, make_image, make_petition, make_source

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])


@pytest.fixture(autouse=True)
def own_address(settings, live_server):
    """Links in mail lead to the server of the test."""
    settings.SITE_URL = live_server.url
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def petition():
    law = make_source(title="Water Act", is_listed=True)
    body = f"<p>The river is ill{cite(law, passage='ill')}. We want it well.</p>"
    campaign = make_campaign(
        slug="rivers", title="Clean rivers for all", body=body, lead_image=make_image(), tags=("Water",)
    )
    campaign.demands.create(text="Stop the dam", legal_basis=law)
    return make_petition(campaign, slug="sign", title="Sign for the river", goal=1000, addressee="The minister")


def mailed_link(now):
    """Let the outbox leave and return the address in its only message."""
    mail.outbox = []
    outbox.send_due(now)
    (message,) = mail.outbox
    return re.search(r"https?://\S+/confirm/\S+", message.body)[0]


@SIZES
def test_a_supporter_follows_a_link_signs_confirms_and_counts(page, petition, size, assert_accessible, context):
    CampaignLink.objects.create(campaign=petition.campaign, code="poster-1", channel="Poster")
    page.set_viewport_size(size)
    page.goto("/go/poster-1/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clean rivers for all")
    button = page.get_by_role("complementary", name="What to do next").get_by_role("link", name="Sign the petition")
    expect(button).to_be_in_viewport()
    assert_accessible(page)

    button.click()
    expect(page).to_have_url(re.compile(r"/campaigns/rivers/sign/\?via=poster-1$"))
    expect(page.get_by_text("0 of 1,000 signatures", exact=True).first).to_be_visible()
    expect(page.get_by_label("Leave this field empty")).not_to_be_in_viewport()
    assert_accessible(page)
    page.get_by_label("Your name").fill("Anahit Example")
    page.get_by_label("E-mail address").fill("anahit@example.org")
    page.get_by_label("Country").select_option(label="Armenia")
    page.get_by_role("button", name="Sign the petition").click()

    expect(page).to_have_url(re.compile(r"/campaigns/rivers/sign/thanks/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("One step left: open your mail")
    assert_accessible(page)
    assert not Participation.objects.confirmed().exists()

    page.goto(mailed_link(timezone.now()))
    expect(page.get_by_text("Anahit Example")).to_be_visible()
    assert_accessible(page)
    assert not Participation.objects.confirmed().exists(), "opening the link changes nothing"
    page.get_by_role("button", name="Yes, I sign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your signature counts")
    expect(page.get_by_text("1 of 1,000 signatures", exact=True).first).to_be_visible()
    assert_accessible(page)

    signed = Participation.objects.confirmed().get()
    assert (signed.link.code, signed.country) == ("poster-1", "AM")
    assert LinkDay.objects.get().visits == 1
    assert context.cookies() == []


@SIZES
def test_mistakes_are_shown_where_they_are_and_lose_nothing(page, petition, size, assert_accessible):
    page.set_viewport_size(size)
    page.goto("/campaigns/rivers/sign/")
    page.get_by_label("Your name").fill("www.spam.example")
    page.get_by_label("E-mail address").fill("anahit at example.org")
    page.get_by_label("Why is this important to you?").fill("My river.")
    page.get_by_role("button", name="Sign the petition").click()

    problems = page.get_by_role("alert")
    expect(problems).to_be_focused()
    expect(problems).to_be_in_viewport()
    expect(page).to_have_title(re.compile("^Problem: Sign for the river"))
    assert_accessible(page)
    problems.get_by_role("link", name="E-mail address:").click()
    field = page.get_by_label("E-mail address")
    expect(field).to_be_focused()
    expect(field).to_have_value("anahit at example.org")
    expect(field).to_have_accessible_description(re.compile("without spaces"))
    expect(page.get_by_label("Why is this important to you?")).to_have_value("My river.")

    field.fill("anahit@example.org")
    page.get_by_label("Your name").fill("Anahit Example")
    page.get_by_role("button", name="Sign the petition").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One step left: open your mail")


@SIZES
def test_pages_of_what_is_over_or_too_old_are_accessible(page, petition, size, assert_accessible):
    page.set_viewport_size(size)
    long_ago = timezone.now() - timedelta(days=40)
    waiting = actions.sign(
        action=petition, email="a@example.org", details=Details("A"), comment="", show_name=False, agreed={}, link=None,
        now=long_ago,
    )  # fmt: skip
    petition.campaign.outcome = "won"
    petition.campaign.save()
    token = tokens.for_confirmation(participation_id=waiting.pk, now=long_ago)
    for path in ("", "rivers/", "rivers/sign/", f"rivers/sign/confirm/{token}/"):
        page.goto(f"/campaigns/{path}")
        assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_reader_without_javascript_signs_too(browser, live_server, petition):
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/campaigns/rivers/sign/")
    page.get_by_label("Your name").fill("Անահիտ")
    page.get_by_label("E-mail address").fill("anahit@example.org")
    page.get_by_role("button", name="Sign the petition").click()
    page.goto(mailed_link(timezone.now()))
    page.get_by_role("button", name="Yes, I sign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your signature counts")
    context.close()
    assert Participation.objects.confirmed().get().name == "Անահիտ"

"""A supporter comes from a poster, signs, opens the mail and counts."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from advocacy_site.roles import ensure_roles
from campaigns import actions, counting, tokens
from campaigns.models import Action, Campaign, CampaignLink, Demand, LinkDay, Participation
from supporters import outbox
from supporters.operations import Details
from tests.browser.bar import take_step
from tests.browser.conftest import DESK, PHONE, eventually, overflow, watch
from tests.browser.editor import Editor
from tests.factories import PASSWORD, cite, make_campaign, make_image, make_petition, make_source, make_user

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_a_supporter_follows_a_link_signs_confirms_and_counts(page, petition, assert_accessible, context):
    CampaignLink.objects.create(campaign=petition.campaign, code="poster-1", channel="Poster")
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
    page.get_by_role("combobox", name="Country").select_option(label="Armenia")
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


def test_mistakes_are_shown_where_they_are_and_lose_nothing(page, petition, assert_accessible):
    page.set_viewport_size(PHONE)
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


def test_pages_of_what_is_over_or_too_old_are_accessible(page, petition, assert_accessible):
    page.set_viewport_size(PHONE)
    long_ago = timezone.now() - timedelta(days=40)
    waiting = actions.take_part(action=petition, email="a@example.org", person=Details("A"), now=long_ago)
    petition.campaign.outcome = "won"
    petition.campaign.save()
    token = tokens.for_confirmation(participation_id=waiting.pk, now=long_ago)
    for path in ("", "rivers/", "rivers/sign/", f"rivers/sign/confirm/{token}/"):
        page.goto(f"/campaigns/{path}")
        assert_accessible(page)
        eventually(page, lambda: overflow(page) <= 0, f"{path} is too wide")


# --- The main job: what a release asks for becomes a campaign ---

REAL_TEXT = Path(settings.BASE_DIR).parent / "shared" / "data" / "real-release.txt"
OWN_TEXT = (
    "A release of our own.\n"
    "Residents can visit example.org/weir to urge the governor and their councils to oppose the second dam on the "
    "Orlune, press for the release of the flow records, and support fines for dry spills.\n"
)
REQUESTS = re.compile(r"\burge .+? to (oppose .+?), (press .+?), and (support .+?)\.")


@pytest.fixture(scope="module")
def requests() -> list[str]:
    """The three requests with which a real release ends, or with which one of our own does."""
    text = REAL_TEXT.read_text(encoding="utf-8") if REAL_TEXT.exists() else OWN_TEXT
    found = REQUESTS.search(text)
    return [f"{request[0].upper()}{request[1:]}." for request in found.groups()]


def sign_in(page):
    user = make_user(username="new.campaigner")
    ensure_roles()
    user.groups.add(Group.objects.get(name="Campaigner"))
    page.goto("/admin/")
    page.get_by_label("Username").fill("new.campaigner")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")


def choose(page, field, words):
    """Choose an entry of a field that searches while one types."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-search__field").fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def write_and_publish(page, requests):
    """Do by hand all that leads from an empty desk to a public campaign with a link; return the link's code."""
    sign_in(page)
    page.goto("/admin/campaigns/campaign/add/")
    page.get_by_role("textbox", name="Headline:").fill("Three requests")
    page.get_by_label("Summary").fill("What we ask of those who decide.")
    Editor(page).type("We ask for three things.")
    for number, request in enumerate(requests):
        page.get_by_role("button", name="Add another Demand").click()
        page.locator(f"#id_demands-{number}-text").fill(request)
    page.get_by_role("button", name="Add another Call to action").click()
    page.locator("#id_actions-0-title").fill("Sign the three requests")
    page.locator("#id_actions-0-text").fill("\n".join(requests))
    page.locator("#id_actions-0-goal").fill("1000")
    for step, state in (("Submit", "in review"), ("Approve", "approved"), ("Publish", "live")):
        with page.expect_navigation():
            take_step(page, step)
        page.goto(f"/admin/campaigns/campaign/{Campaign.objects.get().pk}/change/")
        expect(page.locator(".bar-state")).to_contain_text(state)
    page.goto("/admin/campaigns/campaignlink/add/")
    choose(page, "campaign", "Three requests")
    choose(page, "action", "Sign the three requests")
    page.get_by_label("Channel").fill("Poster")
    page.locator("[name=_save]").click()
    page.wait_for_url("**/admin/campaigns/campaignlink/")
    return CampaignLink.objects.get().code


def test_a_new_campaigner_turns_a_release_into_a_campaign_and_somebody_signs(
    page, browser, live_server, complaints, requests, assert_accessible
):
    assert len(requests) == 3
    code = write_and_publish(page, requests)
    assert list(Demand.objects.values_list("text", flat=True)) == requests

    visitor = browser.new_context(viewport=DESK, base_url=live_server.url, reduced_motion="reduce")
    watch(visitor, live_server.url, complaints)
    page = visitor.new_page()
    page.goto(f"/go/{code}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign the three requests")
    page.get_by_role("link", name="Read more about the campaign").click()
    expect(page.locator(".demand-text")).to_have_text(requests)
    assert_accessible(page)
    page.goto(f"/go/{code}/")
    page.get_by_label("Your name").fill("Anahit Example")
    page.get_by_label("E-mail address").fill("anahit@example.org")
    page.get_by_role("button", name="Sign the petition").click()
    page.goto(mailed_link(timezone.now()))
    page.get_by_role("button", name="Yes, I sign").click()
    expect(page.get_by_text("1 of 1,000 signatures", exact=True).first).to_be_visible()
    action = Action.objects.get()
    counting.count_due(timezone.now() + counting.LAG)
    assert page.request.get(f"{action.get_absolute_url()}count.json").json() == {"confirmed": 1, "goal": 1000}
    assert Participation.objects.confirmed().get().link.code == code
    assert LinkDay.objects.get().visits == 2
    assert visitor.cookies() == []
    visitor.close()

"""A whole campaign: a campaigner asks for it in seven ways, supporters do it without a script, a data officer forgets one."""

import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import expect

from advocacy_site.roles import ensure_roles
from campaigns import counting, embedding
from campaigns.models import Action, CampaignLink, EmbedSite, FunnelDay, Participation
from supporters import outbox
from supporters.models import AccessLog, Supporter
from tests.browser.conftest import PHONE, eventually, let_in, overflow, watch
from tests.campaigns.deciding import LETTER, PLACE, POINTS, Country
from tests.factories import make_campaign, make_petition, make_user

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "I fish in this river with my son. Please vote for the law, since nothing else has helped in ten years."
WHOM = {"whom": "place", "country": "US"}
DETAILS = {
    Action.Kind.EMAIL: WHOM | {"subject": "Our river", "letter": LETTER, "points": POINTS},
    Action.Kind.CALL: WHOM | {"script": "I am {name} from {place}. Please vote for the law."},
    Action.Kind.PLEDGE: {"remind_after": 30},
    Action.Kind.EVENT: {"starts": "2199-05-01T18:00", "zone": "Asia/Yerevan", "place": "Town hall", "capacity": 40},
    Action.Kind.LINK: {"address": "https://partner.example/give", "button": "Give"},
    Action.Kind.SHARE: {"messages": ["The river needs us."]},
}


@pytest.fixture(autouse=True)
def own_address(settings, live_server):
    """Links in mail lead to the server of the test."""
    settings.SITE_URL = live_server.url
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def rivers(db):
    """A campaign with an action of each kind, in this order."""
    Country()
    campaign = make_campaign(slug="rivers", title="Clean rivers for all", body="<p>The river is ill.</p>")
    make_petition(campaign, slug="petition", title="Sign for the river", goal=1000)
    for position, (kind, details) in enumerate(DETAILS.items(), start=1):
        make_petition(
            campaign,
            kind=kind,
            slug=kind.value,
            title=f"Act: {kind.label}",
            details=details,
            position=position,
            needs_confirmation=kind in (Action.Kind.EMAIL, Action.Kind.PLEDGE, Action.Kind.EVENT),
        )
    return campaign


def in_role(page, role, address):
    ensure_roles()
    user = make_user()
    user.groups.add(Group.objects.get(name=role))
    let_in(page.context, user, address)


def test_a_campaigner_asks_for_it_in_seven_ways(page, live_server, assert_accessible):
    Country()
    campaign = make_campaign(slug="rivers", title="Clean rivers for all")
    in_role(page, "Campaigner", live_server.url)
    typed = {
        "Add a petition": {},
        "Add an e-mail to decision makers": {"details_subject": "Our river", "details_letter": LETTER},
        "Add a telephone call": {"details_script": "I am {name} from {place}."},
        "Add a pledge": {"details_remind_after": "30"},
        "Add an event": {"details_starts": "2199-05-01T18:00", "details_place": "Town hall"},
        "Add a link": {"details_address": "https://partner.example/give", "details_button": "Give"},
        "Add words to share": {"details_messages": "The river needs us."},
    }
    page.goto(f"/admin/campaigns/campaign/{campaign.pk}/change/")
    for number, (button, fields) in enumerate(typed.items()):
        page.get_by_role("link", name=button, exact=True).click()
        page.locator("#id_title").fill(f"Call {number}")
        page.locator("#id_text").fill("For the river.")
        if button == "Add a telephone call":
            page.locator("#id_details_script").fill("I am {nobody}.")
            page.locator("[name=_save]").click()
            expect(page.locator(".field-details_script .errorlist")).to_contain_text("nobody")
            assert_accessible(page)
        for name, value in fields.items():
            page.locator(f"#id_{name}").fill(value)
        with page.expect_navigation():
            page.locator("[name=_save]").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Clean rivers for all")
    assert [action.kind for action in campaign.actions.all()] == list(Action.Kind.values)
    assert_accessible(page)


def test_every_action_and_its_errors_are_accessible_and_fit_a_phone(page, rivers, assert_accessible):
    page.set_viewport_size(PHONE)

    def look():
        page.emulate_media(color_scheme="light")
        assert_accessible(page)
        if "email" in page.url:  # all share their colours, and this kind has every element
            page.emulate_media(color_scheme="dark")
            assert_accessible(page, colours_only=True)
        eventually(page, lambda: overflow(page) <= 0, f"{page.url} is too wide")

    for action in rivers.actions.all():
        page.goto(action.get_absolute_url())
        look()
        if action.kind in (Action.Kind.EMAIL, Action.Kind.CALL):
            page.get_by_label("Postcode").fill("90002")
            page.get_by_role("button", name="Find who decides for me").click()
            page.get_by_label("North").check()
            look()
            page.get_by_role("button", name="Go on").click()
        if action.kind not in (Action.Kind.LINK, Action.Kind.SHARE):
            page.locator("#form .button-wide").last.click()
            expect(page.get_by_role("alert")).to_be_focused()
            look()
    rivers.language = "ar"
    rivers.save()
    for slug in ("", "call/"):
        page.goto(f"/ar/campaigns/rivers/{slug}")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        look()


class Partner(SimpleHTTPRequestHandler):
    """A site of somebody else, which shows our petition in a frame."""

    page = b""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def partner():
    """The address of a partner's site on loopback, and the class whose `page` it shows."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Partner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_petition_is_signed_in_a_frame_on_a_listed_site_and_on_no_other(browser, live_server, rivers, partner):
    petition = rivers.actions.get(kind=Action.Kind.PETITION)
    CampaignLink.objects.create(campaign=rivers, action=petition, code="partner-1", channel="Partner", kind="partner")
    Partner.page = f"<!doctype html><title>Partner</title>{embedding.frame_code(petition, via='partner-1')}".encode()
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(partner)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Sign for the river")).to_have_count(0)

    EmbedSite.objects.create(origin=partner)
    caches["pages"].clear()  # ten seconds later
    page.reload()
    frame.get_by_role("button", name="Sign the petition").click()
    expect(frame.get_by_text("Enter your name.").first).to_be_visible()
    frame.get_by_label("Your name").fill("Anahit Example")
    frame.get_by_label("E-mail address").fill("anahit@example.org")
    frame.get_by_role("button", name="Sign the petition").click()
    expect(frame.get_by_text("open your mail")).to_be_visible()
    assert context.cookies() == []
    context.close()
    assert Participation.objects.get().link.code == "partner-1"


def confirm(page):
    """Open the mail that asks, and press the button behind its link."""
    mail.outbox = []
    outbox.send_due(timezone.now())
    (message,) = [one for one in mail.outbox if "/confirm/" in one.body]
    page.goto(re.search(r"https?://\S+/confirm/\S+", message.body)[0])
    page.locator("main form button").first.click()


def be_anahit(page):
    page.get_by_label("Your name").fill("Anahit Example")
    page.get_by_label("E-mail address").fill("anahit@example.org")


def find_place(page):
    page.get_by_label("Postcode").fill(PLACE["postcode"])
    page.get_by_role("button", name="Find who decides for me").click()


def totals():
    return dict(Action.objects.with_confirmed_count().values_list("kind", "confirmed_count"))


def do_everything(page):
    """Take part in all seven ways, each time going on to what is offered next."""
    page.goto("/campaigns/rivers/")
    page.get_by_role("complementary", name="What to do next").get_by_role("link", name="Sign the petition").click()
    be_anahit(page)
    page.get_by_role("button", name="Sign the petition").click()
    confirm(page)

    page.get_by_role("link", name="Write to them").first.click()
    find_place(page)
    page.get_by_role("textbox", name="Your letter").fill(OWN)
    page.get_by_label(POINTS[0]).check()
    be_anahit(page)
    page.get_by_role("button", name="Send the letter").click()
    confirm(page)
    expect(page.get_by_role("link", name="Write to them")).to_have_count(0)
    outbox.send_due(timezone.now())
    letter = next(one for one in mail.outbox if one.to == ["ada@gov.example"])
    assert POINTS[0] in letter.body

    page.goto("/campaigns/rivers/call/")
    find_place(page)
    expect(page.locator("a[href^='tel:']").first).to_be_visible()
    page.get_by_label("How did the call to Ada Alder go?").select_option(index=1)
    page.locator("#form .button-wide").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")

    for path, button in (("pledge", "I promise"), ("event", "Register")):
        page.goto(f"/campaigns/rivers/{path}/")
        be_anahit(page)
        page.get_by_role("button", name=button, exact=True).click()
        confirm(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")

    page.goto("/campaigns/rivers/link/")
    going = page.request.get(page.get_by_role("link", name="Give", exact=True).get_attribute("href"), max_redirects=0)
    assert going.headers["location"] == "https://partner.example/give"
    page.goto("/campaigns/rivers/share/")
    page.get_by_role("button", name="I have shared it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def test_a_supporter_without_javascript_does_all_seven_and_is_forgotten_when_they_ask(
    browser, page, live_server, complaints, rivers, assert_accessible
):
    visitor = browser.new_context(viewport=PHONE, base_url=live_server.url, java_script_enabled=False)
    watch(visitor, live_server.url, complaints)
    do_everything(visitor.new_page())
    assert visitor.cookies() == []
    visitor.close()
    counting.count_due(timezone.now() + counting.LAG)
    assert totals() == {"petition": 1, "email": 1, "call": 1, "pledge": 1, "event": 1, "link": 0, "share": 0}
    steps = FunnelDay.objects.filter(step__in=["clicked", "shared"]).values_list("action__kind", "step", "number")
    assert set(steps) == {("link", "clicked", 1), ("share", "shared", 1)}

    in_role(page, "Data officer", live_server.url)
    page.goto("/admin/supporters/supporter/")
    page.get_by_label("A whole e-mail address").or_(page.locator("#searchbar")).first.fill("Anahit@Example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text("anahit@example.org").first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Erase").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="Erase").click()
    page.wait_for_url("**/admin/")
    assert not Supporter.objects.exists()
    assert not Participation.objects.exclude(name="", supporter=None).exists()
    assert set(AccessLog.objects.values_list("what", flat=True)) >= {"found", "viewed", "erased"}
    counting.reconcile(timezone.now())
    assert (totals()["petition"], totals()["email"]) == (1, 1), "who is forgotten still counts"

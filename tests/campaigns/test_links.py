"""Short addresses: where they lead, what they count, and their QR codes."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import segno
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns import links
from campaigns.models import CampaignLink, FunnelDay, LinkDay, Participation, new_code
from publishing.models import Status
from supporters import operations
from supporters.operations import Details
from tests.campaigns.conftest import link_in, read_mail, sign, token_of
from tests.factories import make_campaign, make_petition
from tests.together import at_once

pytestmark = pytest.mark.django_db

PHONE = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 14; CUBOT P80) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
}
BOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "curl/8.5.0",
    "python-requests/2.32",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "SkypeUriPreview Preview/0.5",
    "",
]


@pytest.fixture
def link(petition):
    return CampaignLink.objects.create(campaign=petition.campaign, action=petition, code="poster-1", channel="Poster")


def visits():
    return list(LinkDay.objects.values_list("visits", flat=True))


def test_a_link_counts_a_visit_and_leads_to_the_action(reader, link):
    response = reader.get("/go/poster-1/", headers=PHONE)
    assert (response.status_code, response["Location"]) == (302, "/campaigns/rivers/clean/?via=poster-1")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert visits() == [1]
    reader.get("/go/POSTER-1/", headers=PHONE)
    assert visits() == [2], "codes are read from paper, in any case"


def test_a_link_without_action_leads_to_the_campaign_in_its_language(reader):
    campaign = make_campaign(slug="getaphok", language="hy")
    CampaignLink.objects.create(campaign=campaign, code="hy-1", channel="Newsletter")
    location = reader.get("/go/hy-1/", headers=PHONE)["Location"]
    assert location == "/hy/campaigns/getaphok/?via=hy-1"
    assert reader.get(location).status_code == 200


def test_days_are_those_of_utc(reader, link, now):
    midnight = datetime(now.year + 1, 1, 1, tzinfo=UTC)
    for moment in (midnight - timedelta(seconds=1), midnight):
        with time_machine.travel(moment, tick=False):
            reader.get("/go/poster-1/", headers=PHONE)
    assert visits() == [1, 1]


@pytest.mark.parametrize("agent", BOTS)
def test_robots_and_previews_are_led_on_but_not_counted(reader, link, agent):
    assert reader.get("/go/poster-1/", headers={"User-Agent": agent}).status_code == 302
    assert visits() == []


def test_looking_ahead_is_no_visit(reader, link):
    assert reader.head("/go/poster-1/", headers=PHONE).status_code == 302
    reader.get("/go/poster-1/", headers=PHONE | {"Sec-Purpose": "prefetch"})
    assert visits() == []
    assert reader.post("/go/poster-1/", headers=PHONE).status_code == 405


@pytest.mark.parametrize("ending", ["/", ".svg", ".png"])
def test_unknown_codes_and_hidden_campaigns_are_not_found(reader, link, ending):
    assert reader.get(f"/go/unknown{ending}").status_code == 404
    type(link.campaign).objects.update(status=Status.DRAFT)
    assert reader.get(f"/go/poster-1{ending}", headers=PHONE).status_code == 404
    assert visits() == []


def test_a_signature_thanks_the_link_that_brought_it(reader, petition, link):
    sign(reader, petition, via="poster-1")
    assert Participation.objects.get().link == link


def test_the_campaign_page_hands_the_link_on(reader, petition, link):
    content = reader.get("/campaigns/rivers/", {"via": "poster-1"}).content.decode()
    assert 'href="/campaigns/rivers/clean/?via=poster-1"' in content


@pytest.mark.parametrize("via", ["unknown", "'><script>alert(1)</script>", "x" * 5000, "\x00", "elsewhere"])
def test_a_made_up_link_does_no_harm(reader, petition, via):
    CampaignLink.objects.create(campaign=make_campaign(), code="elsewhere", channel="Another campaign's")
    page = reader.get(petition.get_absolute_url(), {"via": via})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert sign(reader, petition, via=via).status_code == 303
    assert Participation.objects.get().link is None


def test_a_link_that_was_deleted_meanwhile_loses_no_signature(reader, petition, link):
    token = token_of(reader.get(petition.get_absolute_url(), {"via": "poster-1"}))
    link.delete()
    assert sign(reader, petition, token=token).status_code == 303
    assert Participation.objects.get().link is None


def test_signing_again_without_the_link_keeps_the_first_attribution(reader, petition, link):
    sign(reader, petition, via="poster-1")
    sign(reader, petition)
    assert Participation.objects.get().link == link


def test_the_svg_is_the_code_of_the_short_address(reader, link):
    response = reader.get("/go/poster-1.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "max-age" in response["Cache-Control"]
    document = response.content.decode()
    assert "style" not in document
    assert "<script" not in document
    code = segno.make("http://testserver/go/poster-1/", error="m", micro=False)
    side = code.symbol_size(scale=1, border=4)[0]
    assert ElementTree.fromstring(document).get("viewBox") == f"0 0 {side} {side}"
    assert drawn_modules(document, side) == {
        (x + 4, y + 4) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module
    }


def drawn_modules(document, side):
    """Return the dark modules of the picture: the path draws one row after the other with relative steps."""
    (path,) = re.findall(r'stroke="#000" d="([^"]*)"', document)
    dark, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            dark |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
    return dark


def test_the_png_is_large_enough_to_print(reader, link):
    response = reader.get("/go/poster-1.png")
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert int.from_bytes(response.content[16:20]) >= 300


def test_codes_are_plain_and_hard_to_misread(petition):
    assert re.fullmatch(r"[2-9a-hj-km-np-z]{7}", new_code())
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignLink.objects.create(campaign=petition.campaign, code="Has Space", channel="x")


def test_a_link_stays_in_its_campaign(petition):
    stray = CampaignLink(campaign=make_campaign(), action=petition, code="stray", channel="x")
    with pytest.raises(ValidationError, match="another campaign"):
        stray.full_clean()


@pytest.mark.django_db(transaction=True)
def test_visits_at_the_same_moment_are_all_counted(now):
    petition = make_petition()
    link = CampaignLink.objects.create(campaign=petition.campaign, code="race", channel="x")

    def visit(_place):
        for _number in range(5):
            links.count_visit(link, now=now)

    at_once(4, visit)
    assert visits() == [20]


def test_a_supporter_has_one_link_of_their_own_for_an_action(petition, now):
    supporter = make_supporter()
    first, second = (links.own_link(supporter, petition, now=now) for _number in range(2))
    assert first == second
    assert (first.kind, first.campaign, first.supporter) == ("supporter", petition.campaign, supporter)
    assert links.destination(first).startswith("/campaigns/rivers/clean/?via=")
    assert links.own_link(supporter, make_petition(petition.campaign), now=now) != first
    assert FunnelDay.objects.get(action=petition).number == 1, "asking for it is sharing, once"
    supporter.delete()
    first.refresh_from_db()
    assert first.supporter is None, "what was shared goes on leading there, and nobody knows whose it was"


def test_who_has_confirmed_makes_a_link_of_their_own_with_a_button(reader, petition, now):
    sign(reader, petition)
    page = link_in(read_mail(now)[0])
    assert "Make my own link" in reader.post(page).content.decode()
    assert not CampaignLink.objects.exists(), "nobody gets one who did not ask"
    made = reader.post(page, {"own_link": "1"})
    assert (made.status_code, made["Location"], made["Referrer-Policy"]) == (303, f"{page}#own-link", "no-referrer")
    link = CampaignLink.objects.get()
    shown = reader.get(page).content.decode()
    assert f"http://testserver/go/{link.code}/" in shown
    assert "data:image/svg+xml;base64," in shown
    sign(reader, petition, via=link.code, email="friend@example.org")
    assert Participation.objects.get(link=link).supporter.email == "friend@example.org"


@pytest.mark.django_db(transaction=True)
def test_a_link_of_ones_own_asked_for_at_once_is_one(now):
    petition, supporter = make_petition(), make_supporter()
    made = at_once(4, lambda place: links.own_link(supporter, petition, now=now))
    assert len(set(made)) == CampaignLink.objects.count() == FunnelDay.objects.get().number == 1


def make_supporter():
    return operations.meet(email="a@example.org", details=Details("A"), language="en", now=timezone.now())

"""The newsroom's pages around a campaign in a real browser: accessible, within the policy, and wide enough for no phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import counting, exclusions, funnel, mailings
from campaigns.exclusions import Condition
from campaigns.models import Delivery, EmbedSite, Exclusion, FunnelDay, Mailing
from officials.models import Area
from supporters import switching
from supporters.models import Switch
from tests.browser.conftest import let_in, look_at
from tests.campaigns.telling import address, happen, make_official
from tests.campaigns.test_mailings import BODY, join
from tests.factories import make_campaign, make_petition, make_user

Step = FunnelDay.Step

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page, live_server):
    """A page on which somebody is signed in who may do everything."""
    let_in(page.context, make_user(superuser=True), live_server.url)
    return page


def to(name, *keys, **query):
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"admin:{name}", args=keys) + (f"?{asked}" if asked else "")


@pytest.fixture
def rivers(now):
    """A campaign with everything that its desks show."""
    petition = make_petition(make_campaign(title="Rivers"), title="Clean rivers", goal=100)
    campaign = petition.campaign
    link = campaign.links.create(code="poster", channel="Poster at the bus stop")
    hashes = {"network": "bad0bad0" * 8, "mail_domain": "example.org"}
    for number in range(6):
        more = {"comment": "My river.", "may_deliver": True, "country": "AM", "link": link}
        join(petition, number, now, confirmed_at=now - timedelta(minutes=30), **hashes, **more)
    steps = {Step.VIEWED: 120, Step.STARTED: 40, Step.CONFIRMED: 30, Step.SHARED: 15}
    for step, number in steps.items():
        for days in range(4):
            funnel.count(petition.pk, step, via="poster", now=now - timedelta(days=days), number=number - 3 * days)
    counting.count_due(now)
    country = Area.objects.create(country="AM", code="AM", kind="country", name="Armenia")
    address(campaign, make_official(country, "Ada Alder"))
    happen(campaign, "response", timezone.localdate(), "The ministry answers")
    return petition


def paths_of(petition, now):
    campaign = petition.campaign
    draft = Mailing.objects.create(campaign=campaign, subject="Handed over", body=BODY, body_html=BODY, pace=60)
    sent = Mailing.objects.create(campaign=campaign, subject="We have won", body=BODY, body_html=BODY, pace=60_000)
    mailings.send(sent, expected=mailings.count(sent), now=now)
    mailings.write_due(now)
    robots = Condition(campaign=campaign.pk, name="P 1")
    exclusion = exclusions.begin(condition=robots, why="A farm of robots", user=make_user(), now=now)
    exclusions.go_on(now)
    delivery = Delivery.objects.create(campaign=campaign, delivered_by="A. Person", delivered_on=now.date(), number=6)
    site = EmbedSite.objects.create(origin="https://partner.example", note="A partner")
    event = make_petition(campaign, kind="event", title="Walk", slug="walk", details={"starts": "2030-05-01T18:00"})
    letter = make_petition(campaign, kind="email", title="Write", slug="write", details={"whom": "targets"})
    switching.turn_off(Switch.Name.MAIL, user=None, words="Back at noon.", now=now)
    asked = {"campaign": campaign.pk, "network": "bad0bad0" * 8, "why": "robots"}
    return [
        to("campaigns_campaign_funnel", campaign.pk),
        to("campaigns_exclusion_trends"),
        to("campaigns_exclusion_trends", campaign=campaign.pk, period="week"),
        to("campaigns_exclusion_add"),
        to("campaigns_exclusion_add", **asked),
        to("campaigns_exclusion_change", exclusion.pk),
        to("campaigns_mailing_change", draft.pk),
        to("campaigns_mailing_send", draft.pk),
        to("campaigns_mailing_send", sent.pk),
        to("campaigns_delivery_prepare", action=petition.pk),
        to("campaigns_delivery_change", delivery.pk),
        to("campaigns_action_comments", petition.pk),
        to("campaigns_action_change", event.pk),
        to("campaigns_action_change", letter.pk),
        to("campaigns_participation_export"),
        to("campaigns_campaignlink_changelist"),
        to("campaigns_campaignlink_sheet", keys=campaign.links.get().pk),
        to("campaigns_embedsite_change", site.pk),
        to("campaigns_timelineentry_changelist"),
        to("supporters_switch_changelist"),
        to("supporters_accesslog_changelist"),
    ]


def test_every_desk_of_a_campaign_is_accessible_and_fits_a_phone(desk, rivers, now, assert_accessible):
    look_at(desk, paths_of(rivers, now), assert_accessible)
    assert Exclusion.objects.get().state == Exclusion.State.DONE

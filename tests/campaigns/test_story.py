"""The story of a campaign: who stands where, what happened, how it grew, who reported, and what comes after it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import (
    ActionTotal,
    AreaTotal,
    Campaign,
    CampaignCoverage,
    CampaignTarget,
    Demand,
    FunnelDay,
)
from officials.models import Area, Official, Term
from publishing.models import Status
from tests.campaigns.telling import COMMITTED, OPPOSED, address, happen, make_official
from tests.campaigns.test_pages import main_of
from tests.factories import make_campaign, make_petition, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(db):
    return Area.objects.create(country="AM", kind="country", code="AM", name="Armenia")


# --- Where decision makers stand ------------------------------------------------------------------


def test_a_position_is_shown_with_its_date_its_source_and_the_office_of_today(reader, country):
    campaign = make_campaign(slug="rivers")
    letter, on_file = make_source(title="Letter of May"), make_source(title="Kept", visibility="on_file")
    address(
        campaign, make_official(country, "Ani Adal", region="Lori"), COMMITTED, letter, stance_since=date(2026, 5, 4)
    )
    address(campaign, make_official(country, "Bo Bek", ended=True), OPPOSED, on_file)
    content = main_of(reader.get("/campaigns/rivers/"))
    assert "Ani Adal" in content
    assert "Deputy, Lori" in content
    assert "May 4, 2026" in content
    assert f'<a href="{letter.get_absolute_url()}">Letter of May</a>' in content
    assert reader.get(letter.get_absolute_url()).status_code == 200
    assert content.index("On our side") < content.index("Ani Adal") < content.index("Against") < content.index("Bo Bek")
    assert "no longer in office" in content
    assert on_file.get_absolute_url() not in content
    assert "decision-makers/" not in content


def test_the_database_refuses_a_position_without_a_source(country):
    campaign, official = make_campaign(), make_official(country, "Ani Adal")
    with pytest.raises(IntegrityError), transaction.atomic():
        address(campaign, official, COMMITTED)
    with pytest.raises(ValidationError, match="Give the source"):
        CampaignTarget(campaign=campaign, official=official, stance=OPPOSED).full_clean()


def test_many_are_counted_and_found_on_a_page_of_their_own(reader, country):
    campaign, letter = make_campaign(slug="rivers"), make_source()
    for number in range(12):
        region = "Lori" if number % 2 else "Syunik"
        address(campaign, make_official(country, f"Person {number:02d}", region=region), position=number)
    address(campaign, make_official(country, "Ani Adal", region="Lori"), COMMITTED, letter)
    assert "13 decision makers" in main_of(reader.get("/campaigns/rivers/"))
    path = "/campaigns/rivers/decision-makers/"
    everybody = main_of(reader.get(path))
    assert everybody.count('<li class="target ') == 13
    assert everybody.index("Ani Adal") < everybody.index("Person 00")
    found = {
        "?position=committed": {"Ani Adal"},
        "?area=AM:LOR&position=unknown": {f"Person {number:02d}" for number in range(1, 12, 2)},
        "?name=person 03": {"Person 03"},
        "?name=Nobody": set(),
    }
    names = ["Ani Adal", *(f"Person {number:02d}" for number in range(12))]
    for query, expected in found.items():
        content = main_of(reader.get(path + query))
        assert {name for name in names if name in content} == expected, query
    assert "Nobody is all that you chose" in main_of(reader.get(f"{path}?name=Nobody"))
    for junk in ("?position=x", "?area=AM:XXX", "?page=9", "?name=%00", f"?name={'x' * 81}"):
        assert reader.get(path + junk).status_code == 404, junk
    assert reader.post(path).status_code == 405
    assert reader.post(f"{path}?name=a").status_code == 405
    assert reader.get("/campaigns/none/decision-makers/").status_code == 404


def test_pages_cost_the_same_for_one_and_for_hundreds(reader, country):
    spent = {}
    officials = Official.objects.bulk_create(
        Official(scheme="own", identifier=str(number), full_name=f"Person {number}") for number in range(540)
    )
    Term.objects.bulk_create(
        Term(official=one, area=country, office="Deputy", role="deputy", start=date(2020, 1, 1)) for one in officials
    )
    letter, today = make_source(), timezone.localdate()
    for slug, number in (("small", 1), ("large", 540)):
        campaign = make_campaign(slug=slug)
        action = make_petition(campaign)
        ActionTotal.objects.create(action=action, number=1_000_000)
        CampaignTarget.objects.bulk_create(
            CampaignTarget(campaign=campaign, official=one, stance=COMMITTED, source=letter)
            for one in officials[:number]
        )
        for place in range(min(number, 60)):
            happen(campaign, "update", today - timedelta(days=place), f"Day {place}", source=letter)
            FunnelDay.objects.create(action=action, day=today - timedelta(days=place), step="confirmed", number=9)
            AreaTotal.objects.create(action=action, country="AM", area=str(place), number=place + 5)
            CampaignCoverage.objects.create(
                campaign=campaign,
                outlet="Post",
                title="Dam",
                web_address=f"https://p.example/{place}",
                published_on=today,
            )
    reader.get("/campaigns/none/")
    for slug in ("small", "large"):
        for path in (f"/campaigns/{slug}/", f"/campaigns/{slug}/decision-makers/"):
            with CaptureQueriesContext(connection) as queries:
                response = reader.get(path)
            assert response.status_code == 200
            assert len(response.content) < 120_000
            spent[path] = len(queries)
    assert spent["/campaigns/small/"] == spent["/campaigns/large/"] <= 8
    assert spent["/campaigns/small/decision-makers/"] == spent["/campaigns/large/decision-makers/"] <= 8


# --- What happened, who reported, how it grew -----------------------------------------------------


def test_the_timeline_tells_what_happened_the_latest_first(reader, now):
    campaign = make_campaign(slug="rivers", publish_at=now - timedelta(days=30))
    letter, today = make_source(title="The answer"), timezone.localdate(now)
    happen(campaign, "delivered", today - timedelta(days=9), "Handed over")
    happen(campaign, "response", today - timedelta(days=2), "They answered", text="Line one\n\nLine two", source=letter)
    Demand.objects.create(campaign=campaign, text="Stop it", state="met", state_since=today - timedelta(days=5))
    content = main_of(reader.get("/campaigns/rivers/")).split('id="timeline"')[1]
    order = ["They answered", "Line one", "The answer", "Stop it", "Handed over", "The campaign began."]
    places = [content.index(words) for words in order]
    assert places == sorted(places)
    assert f'<time datetime="{today - timedelta(days=2):%Y-%m-%d}">' in content
    happen(campaign, "launched", today - timedelta(days=40), "We began in the rain")
    reader.get("/campaigns/rivers/?x")
    assert "demand met" in content


def test_old_entries_are_folded_away_and_a_written_launch_takes_the_place_of_ours(reader, now):
    campaign, today = make_campaign(slug="rivers"), timezone.localdate(now)
    happen(campaign, "launched", today - timedelta(days=40), "We began in the rain")
    for number in range(9):
        happen(campaign, "update", today - timedelta(days=number), f"Day {number}")
    content = main_of(reader.get("/campaigns/rivers/"))
    assert "The campaign began." not in content
    recent, earlier = content.split("What happened before")
    assert "Day 7" in recent
    assert "We began in the rain" in earlier


def test_reports_in_the_media_lead_to_them_in_their_language(reader):
    campaign = make_campaign(slug="rivers")
    CampaignCoverage.objects.create(
        campaign=campaign, outlet="Le Courrier", title="Le barrage", web_address="https://c.example/1",
        published_on=date(2026, 3, 1), language="fr",
    )  # fmt: skip
    content = main_of(reader.get("/campaigns/rivers/"))
    assert 'href="https://c.example/1" rel="external noopener" lang="fr"' in content
    assert "Le Courrier" in content


def test_growth_and_places_are_drawn_from_what_was_counted(reader, now):
    action = make_petition(make_campaign(slug="rivers"))
    ActionTotal.objects.create(action=action, number=1234)
    today = timezone.localdate(now)
    for days, number in ((0, 4), (2, 7)):
        FunnelDay.objects.create(action=action, day=today - timedelta(days=days), step="confirmed", number=number)
    FunnelDay.objects.create(action=action, day=today, step="viewed", number=999)
    for area, number in (("", 4), ("LOR", 9), ("SYU", 3)):
        AreaTotal.objects.create(action=action, country="AM", area=area, number=number)
    AreaTotal.objects.create(action=action, country="GE", number=4)
    content = main_of(reader.get("/campaigns/rivers/")).split('id="numbers"')[1]
    assert "<strong>1,234</strong> signatures" in content
    assert content.count("<rect ") == 2
    assert content.count("<tr>") == 3 + 1 + 1
    assert "<td>16</td>" in content.split("Armenia")[1]
    assert "<td>9</td>" in content.split(">LOR<")[1]
    assert "999" not in content
    assert "SYU" not in content
    assert "Georgia" not in content
    assert "fewer than 5" in content


def test_several_kinds_are_counted_together_in_words_that_fit_them(reader):
    campaign = make_campaign(slug="rivers", outcome="won")
    for kind in ("petition", "call"):
        action = make_petition(campaign, kind=kind)
        ActionTotal.objects.create(action=action, number=20)
    assert "<strong>40</strong> actions taken" in main_of(reader.get("/campaigns/rivers/"))
    assert "<strong>40</strong> actions taken" in main_of(reader.get("/campaigns/"))


# --- How it ended, and where it goes on -----------------------------------------------------------


@pytest.mark.parametrize("outcome", ["won", "lost", "closed"])
def test_a_campaign_that_has_ended_tells_its_outcome_first_and_leads_on(reader, now, outcome):
    campaign = make_campaign(slug="rivers", outcome=outcome)
    ActionTotal.objects.create(action=make_petition(campaign, goal=10), number=5210)
    happen(campaign, "outcome", timezone.localdate(now), "The dam is off", text="By 71 votes.")
    successor = make_campaign(title="Now the lakes", status=Status.DRAFT)
    Campaign.objects.filter(pk=campaign.pk).update(successor=successor)
    other = make_campaign(title="Another one that runs")
    first = main_of(reader.get("/campaigns/rivers/"))
    assert first.index("The dam is off") < first.index("5,210") < first.index('class="prose"')
    assert "Thank you to everybody who took part." in first
    assert "Now the lakes" not in first
    assert f'href="{other.get_absolute_url()}"' in first
    Campaign.objects.filter(pk=successor.pk).update(status=Status.PUBLISHED)
    from publishing import clock

    clock.bump(now)
    second = main_of(reader.get("/campaigns/rivers/"))
    assert f'<a class="button button-quiet" href="{successor.get_absolute_url()}">' in second
    assert "Another one that runs" not in second


def test_an_active_campaign_with_nothing_to_do_says_so(reader, now):
    make_petition(make_campaign(slug="rivers"), closes_at=now - timedelta(hours=1))
    other = make_campaign(title="Another one that runs")
    content = main_of(reader.get("/campaigns/rivers/"))
    assert "There is nothing to do for it just now." in content
    assert f'href="{other.get_absolute_url()}"' in content

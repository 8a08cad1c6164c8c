"""The story of a campaign: who stands where, what happened, how it grew, who reported, and what comes after it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import addressing, preflight
from campaigns.models import (
    ActionTotal,
    AreaTotal,
    Campaign,
    CampaignCoverage,
    CampaignTarget,
    Demand,
    FunnelDay,
    TimelineEntry,
)
from officials.models import Area, Official, Term
from publishing import restoring, search, snapshots, versions, working_copies
from publishing.comparing import compare_contents
from publishing.models import SearchDocument, Status
from tests.campaigns.test_pages import main_of
from tests.factories import make_campaign, make_petition, make_source, make_user

pytestmark = pytest.mark.django_db

COMMITTED, OPPOSED, UNKNOWN = "committed", "opposed", "unknown"


@pytest.fixture
def country(db):
    return Area.objects.create(country="AM", kind="country", code="AM", name="Armenia")


def make_official(country, name, *, region="", office="Deputy", ended=False, today=None):
    """Return somebody who holds office for a region of a country, or held it until last year."""
    today = today or timezone.localdate()
    official = Official.objects.create(scheme="own", identifier=name, full_name=name, family_name=name.split()[-1])
    area = country
    if region:
        fields = {"kind": "region", "name": region, "parent": country}
        area, _new = Area.objects.get_or_create(country="AM", code=region[:3].upper(), defaults=fields)
    end = today - timedelta(days=300) if ended else None
    start = today - timedelta(days=700)
    Term.objects.create(official=official, area=area, office=office, role=office.lower(), start=start, end=end)
    return official


def address(campaign, official, stance=UNKNOWN, source=None, **fields):
    return CampaignTarget.objects.create(campaign=campaign, official=official, stance=stance, source=source, **fields)


def happen(campaign, kind, on, title, **fields):
    return TimelineEntry.objects.create(campaign=campaign, kind=kind, on=on, title=title, **fields)


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


# --- Versions, working copies, translations -------------------------------------------------------


def test_positions_and_reports_are_part_of_versions_and_working_copies(country, now):
    campaign, user, letter = make_campaign(), make_user(superuser=True), make_source(title="Letter of May")
    address(campaign, make_official(country, "Ani Adal"), COMMITTED, letter)
    for title in ("First of the day", "Second of the day"):
        CampaignCoverage.objects.create(
            campaign=campaign, outlet="Post", title=title, web_address=f"https://p.example/{title[0]}",
            published_on=date(2026, 3, 1),
        )  # fmt: skip
    before = snapshots.take(campaign)
    copy = working_copies.start(campaign, user=user, now=now)
    assert [one.title for one in copy.coverage.all()] == [one.title for one in campaign.coverage.all()]
    target = copy.targets.get()
    target.stance, target.source = UNKNOWN, None
    target.save()
    copy.coverage.first().delete()
    working_copies.apply(copy, user=user, now=now, confirmed=None)
    assert campaign.targets.get().stance == UNKNOWN
    campaign.refresh_from_db()
    difference = compare_contents(before, snapshots.take(campaign), Campaign)
    lists = {one.name: one for one in difference.lists}
    assert lists["targets"].label == "Decision makers addressed"
    assert "Letter of May" in "".join(
        segment.text for entry in lists["targets"].entries for row in entry.rows for segment in row.segments
    )
    assert [entry.words[:4] for entry in lists["coverage"].entries] == ["Post"]
    assert restoring.put(campaign, before, user=user, now=now) == []
    assert campaign.targets.get().stance == COMMITTED
    assert campaign.coverage.count() == 2
    versions.record(campaign, now=now)


def test_a_version_whose_source_is_gone_comes_back_without_the_position(country, now):
    campaign, letter = make_campaign(), make_source(title="Letter of May")
    target = address(campaign, make_official(country, "Ani Adal"), COMMITTED, letter)
    before = snapshots.take(campaign)
    CampaignTarget.objects.filter(pk=target.pk).update(stance=UNKNOWN, source=None)
    letter.delete()
    losses = restoring.put(campaign, before, user=make_user(), now=now)
    assert [(loss.field, loss.name) for loss in losses] == [("source", "Letter of May")]
    assert (campaign.targets.get().stance, campaign.targets.get().source) == (UNKNOWN, None)


def test_many_targets_are_put_back_with_few_queries(country, now):
    campaign, letter = make_campaign(), make_source()
    officials = [make_official(country, f"Person {number}") for number in range(30)]
    for official in officials:
        address(campaign, official, COMMITTED, letter)
    before = snapshots.take(campaign)
    campaign.targets.first().delete()
    with CaptureQueriesContext(connection) as queries:
        restoring.put(campaign, before, user=make_user(), now=now)
    assert campaign.targets.count() == 30
    about = [query for query in queries if "campaigns_campaigntarget" in query["sql"]]
    assert len(about) < 10


# --- The desk -------------------------------------------------------------------------------------


@pytest.fixture
def desk(db):
    client = Client()
    client.force_login(make_user(superuser=True))
    return client


ROWS = {"demands": 0, "actions": 0, "targets": 0, "coverage": 0, "release_links": 0}


def posted(campaign, rows=None, **typed):
    data = {
        "title": campaign.title, "slug": campaign.slug, "summary": campaign.summary, "body": campaign.body,
        "language": "en", "outcome": "active", "tags": "", "address_many": "", "successor": "", "lead_image": "",
    }  # fmt: skip
    for prefix in ROWS:
        some = (rows or {}).get(prefix, [])
        initial = sum(bool(row.get("id")) for row in some)
        data |= {f"{prefix}-TOTAL_FORMS": len(some), f"{prefix}-INITIAL_FORMS": initial}
        data |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 100}
        for number, row in enumerate(some):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data | {"_save": "1", "seen_revision": campaign.revision} | typed


def change(campaign):
    return reverse("admin:campaigns_campaign_change", args=[campaign.pk])


def test_all_who_hold_an_office_are_addressed_by_one_choice(desk, country):
    campaign = make_campaign(status=Status.DRAFT)
    for name in ("Ani Adal", "Bo Bek"):
        make_official(country, name)
    make_official(country, "Cy Cole", ended=True)
    make_official(country, "Di Dorn", office="Judge")
    assert "Add all in office today: Deputy, Armenia (2)" in desk.get(change(campaign)).content.decode()
    for _twice in range(2):
        response = desk.post(change(campaign), posted(campaign, address_many="AM:deputy"))
        assert response.status_code == 302
        assert [str(target) for target in campaign.targets.all()] == ["Ani Adal", "Bo Bek"]
        campaign.refresh_from_db()
    assert (
        campaign.versions.order_by("-number").first().content["parts"]["targets"][0]["names"]["official"] == "Ani Adal"
    )
    desk.post(change(campaign), posted(campaign, address_many="spare-unknown"))
    campaign.refresh_from_db()
    assert not campaign.targets.exists()
    assert desk.post(change(campaign), posted(campaign, address_many="x:y")).status_code == 200


def test_who_has_no_row_in_a_long_list_gets_a_position_through_an_empty_one(desk, country, monkeypatch):
    monkeypatch.setattr("campaigns.admin.targets.MOST_ROWS", 2)
    campaign, letter = make_campaign(status=Status.DRAFT), make_source()
    people = [make_official(country, name) for name in ("Ani Adal", "Bo Bek", "Cy Cole")]
    for one in people:
        address(campaign, one)
    said = campaign.targets.get(official=people[0])
    CampaignTarget.objects.filter(pk=said.pk).update(stance=COMMITTED, source=letter)
    content = desk.get(change(campaign)).content.decode()
    assert 'name="targets-INITIAL_FORMS" value="1"' in content
    old = {"id": said.pk, "campaign": campaign.pk, "official": people[0].pk, "stance": COMMITTED, "source": letter.pk}
    new = {"id": "", "campaign": campaign.pk, "official": people[2].pk, "stance": OPPOSED, "source": letter.pk}
    rows = [one | {"stance_since": ""} for one in (old, new)]
    response = desk.post(change(campaign), posted(campaign, {"targets": rows}))
    assert response.status_code == 302
    assert {target.official.full_name: target.stance for target in campaign.targets.all()} == {
        "Ani Adal": COMMITTED, "Bo Bek": UNKNOWN, "Cy Cole": OPPOSED,
    }  # fmt: skip
    campaign.refresh_from_db()
    twice = [rows[0], rows[0] | {"id": ""}]
    assert desk.post(change(campaign), posted(campaign, {"targets": twice})).status_code == 200
    unproven = [rows[0], rows[1] | {"source": ""}]
    response = desk.post(change(campaign), posted(campaign, {"targets": unproven}))
    assert "Give the source that shows this position." in response.content.decode()


def test_a_campaign_does_not_succeed_itself(desk):
    campaign = make_campaign()
    response = desk.post(change(campaign), posted(campaign, successor=campaign.pk))
    assert "A campaign cannot succeed itself." in response.content.decode()


def test_an_entry_of_the_timeline_is_public_and_found_at_once(desk, reader):
    campaign = make_campaign(slug="rivers")
    form = desk.get(change(campaign)).content.decode()
    add = f"{reverse('admin:campaigns_timelineentry_add')}?campaign={campaign.pk}"
    assert add in form
    assert 'value="milestone"' not in desk.get(add).content.decode()
    assert "Handed over" not in main_of(reader.get("/campaigns/rivers/"))
    typed = {
        "campaign": campaign.pk,
        "kind": "delivered",
        "on": "2026-03-01",
        "title": "Handed over",
        "text": "",
        "source": "",
    }
    response = desk.post(add, typed)
    assert (response.status_code, response["Location"]) == (302, change(campaign))
    assert "Handed over" in main_of(reader.get("/campaigns/rivers/"))
    assert "Handed over" in SearchDocument.objects.get(kind="campaigns.campaign", object_id=campaign.pk).text
    assert "Handed over" in desk.get(change(campaign)).content.decode()
    entry = campaign.timeline.get()
    desk.post(reverse("admin:campaigns_timelineentry_delete", args=[entry.pk]), {"post": "yes"})
    assert "Handed over" not in main_of(reader.get("/campaigns/rivers/"))
    assert "Handed over" not in SearchDocument.objects.get(kind="campaigns.campaign", object_id=campaign.pk).text
    assert desk.post(add, typed | {"kind": "milestone"}).status_code == 200
    assert not campaign.timeline.exists()


def test_an_author_writes_no_timeline(db):
    client, campaign = Client(), make_campaign()
    client.force_login(make_user("campaigns.view_campaign", "campaigns.add_timelineentry"))
    typed = {"campaign": campaign.pk, "kind": "update", "on": "2026-03-01", "title": "No", "text": "", "source": ""}
    client.post(reverse("admin:campaigns_timelineentry_add"), typed)
    assert not campaign.timeline.exists()


# --- Before publishing ----------------------------------------------------------------------------


def codes(campaign, now):
    return {finding.code for finding in preflight.findings(campaign, now)}


def test_the_check_tells_what_an_end_lacks(country, now):
    campaign = make_campaign(outcome="won", successor=make_campaign(status=Status.DRAFT))
    address(campaign, make_official(country, "Ani Adal"), OPPOSED, make_source(visibility="on_file"))
    found = codes(campaign, now)
    assert {"outcome_untold", "successor_hidden", "stance_on_file"} <= found
    happen(campaign, "outcome", timezone.localdate(now), "Won")
    assert "outcome_untold" not in codes(campaign, now)


def test_the_check_names_what_closes_with_a_campaign(now):
    campaign = make_campaign()
    make_petition(campaign, title="Sign here")
    copy = working_copies.start(campaign, user=make_user(superuser=True), now=now)
    copy.outcome = "lost"
    assert {"actions_close", "outcome_untold"} <= codes(copy, now)


def test_search_knows_the_words_of_the_timeline(now):
    campaign = make_campaign()
    happen(campaign, "update", timezone.localdate(now), "Zeppelin over the dam")
    search.index(campaign)
    assert "Zeppelin" in SearchDocument.objects.get(kind="campaigns.campaign", object_id=campaign.pk).text


def test_everybody_of_an_office_is_offered_by_country(country):
    make_official(country, "Ani Adal")
    assert [(one.key, one.number) for one in addressing.offices(timezone.localdate())] == [("AM:deputy", 1)]

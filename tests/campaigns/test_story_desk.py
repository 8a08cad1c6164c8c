"""What campaigners do with the story of a campaign: its form, its timeline, versions, and the check before publishing."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import addressing, preflight
from campaigns.models import (
    Campaign,
    CampaignCoverage,
    CampaignTarget,
)
from officials.models import Area
from publishing import restoring, search, snapshots, versions, working_copies
from publishing.comparing import compare_contents
from publishing.models import SearchDocument, Status
from tests.campaigns.telling import COMMITTED, OPPOSED, UNKNOWN, address, happen, make_official
from tests.campaigns.test_pages import main_of
from tests.factories import make_campaign, make_petition, make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(db):
    return Area.objects.create(country="AM", kind="country", code="AM", name="Armenia")


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

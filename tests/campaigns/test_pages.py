"""The pages of campaigns as readers get them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns import counting
from campaigns.models import Action, Campaign, CampaignRelease, Demand, Participation
from publishing import clock
from publishing.models import ContentClock, Status
from supporters.models import Supporter
from tests.factories import cite, make_campaign, make_image, make_petition, make_release, make_source

pytestmark = pytest.mark.django_db


def add_signatures(petition, number, now, confirmed=True):
    """Let people sign, and count those who have confirmed."""
    first = Supporter.objects.count()
    people = Supporter.objects.bulk_create(
        Supporter(
            email=f"p{key}@example.org", canonical_email=f"p{key}@example.org", name="P", language="en", created_at=now
        )
        for key in range(first, first + number)
    )
    Participation.objects.bulk_create(
        Participation(
            action=petition, supporter=person, name="P", created_at=now, confirmed_at=now if confirmed else None
        )
        for person in people
    )
    counting.count_due(now + counting.LAG)


def main_of(response):
    return response.content.decode().split("<main", 1)[1].split("</main>")[0]


def test_the_list_shows_what_runs_before_what_is_over(reader, now):
    for place, outcome in enumerate(["won", "closed", "active", "lost", "upcoming"]):
        make_campaign(title=f"Campaign {outcome}", outcome=outcome, publish_at=now - timedelta(days=place))
    make_campaign(title="Campaign hidden", status=Status.DRAFT)
    content = main_of(reader.get("/campaigns/"))
    order = sorted(["won", "closed", "active", "lost", "upcoming"], key=lambda name: content.index(f"Campaign {name}"))
    assert order == ["active", "upcoming", "won", "closed", "lost"]
    assert "Campaign hidden" not in content
    assert (
        content.index("Campaign upcoming")
        < content.index("What became of earlier campaigns")
        < content.index("Campaign won")
    )


def test_an_empty_list_says_so(reader, db):
    assert "No campaign is running." in main_of(reader.get("/campaigns/"))


def test_a_long_list_comes_in_pages(reader, now):
    for number in range(31):
        make_campaign(title=f"Number {number:02d}", publish_at=now - timedelta(hours=number + 1))
    first, second = main_of(reader.get("/campaigns/")), main_of(reader.get("/campaigns/?page=2"))
    assert ("Number 29" in first, "Number 30" in first, "Number 30" in second) == (True, False, True)
    for page in ("3", "0", "x", "-1"):
        assert reader.get(f"/campaigns/?page={page}").status_code == 404


def test_a_campaign_page_tells_the_whole_story(reader, now):
    law, treaty, on_file = (
        make_source(title="Water Act", is_listed=True),
        make_source(title="Treaty"),
        make_source(title="Kept", visibility="on_file"),
    )
    body = f"<p>Rivers are ill{cite(law, passage='ill')}.</p>"
    campaign = make_campaign(slug="rivers", title="Rivers", body=body, tags=("Water",), lead_image=make_image())
    Demand.objects.create(
        campaign=campaign, text="Stop the dam", legal_basis=law, state="met", state_since=date(2026, 2, 3)
    )
    Demand.objects.create(campaign=campaign, text="Open the files", legal_basis=treaty, position=1)
    Demand.objects.create(
        campaign=campaign,
        text="Say why",
        legal_basis=on_file,
        state="refused",
        state_since=date(2026, 3, 1),
        position=2,
    )
    shown, hidden = make_release(title="We said so"), make_release(title="Not yet", publish_at=now + timedelta(days=1))
    CampaignRelease.objects.create(campaign=campaign, release=shown)
    CampaignRelease.objects.create(campaign=campaign, release=hidden)
    petition = make_petition(campaign, title="Sign here", goal=10)
    add_signatures(petition, 3, now)
    add_signatures(petition, 2, now, confirmed=False)
    content = main_of(reader.get("/campaigns/rivers/"))
    assert 'href="#note-1"' in content
    assert 'id="note-1"' in content
    assert f'<a href="{law.get_absolute_url()}">Water Act</a>' in content
    assert f'<a href="{treaty.get_absolute_url()}">Treaty</a>' in content
    assert campaign.title in main_of(reader.get(treaty.get_absolute_url()))
    assert "Kept" in content
    assert "/sources/kept" not in content
    assert (
        content.index("Stop the dam")
        < content.index(">met<")
        < content.index("Open the files")
        < content.index("Say why")
    )
    assert "Feb. 3, 2026" in content
    assert "We said so" in content
    assert "Not yet" not in content
    assert "<strong>3</strong> of 10 signatures" in content
    assert '<progress class="progress" max="10" value="3"' in content
    assert f'<a class="button" href="{petition.get_absolute_url()}">' in content
    assert 'rel="tag"' in content


@pytest.mark.parametrize("outcome", Campaign.Outcome.values)
def test_each_state_has_its_own_words(reader, outcome):
    campaign = make_campaign(outcome=outcome)
    make_petition(campaign, title="Sign here")
    content = main_of(reader.get(campaign.get_absolute_url()))
    assert f"outcome-{outcome}" in content
    words = {
        "upcoming": "This campaign starts soon.",
        "active": 'class="button"',
        "won": "This campaign is won.",
        "lost": "ended without success",
        "closed": "This campaign is closed.",
    }
    assert words[outcome] in content
    assert ('class="button"' in content) == (outcome == "active")


def test_more_than_the_goal_fits_on_the_bar(reader, now):
    petition = make_petition(goal=2)
    add_signatures(petition, 3, now)
    content = reader.get(petition.get_absolute_url()).content.decode()
    assert "<strong>3</strong> of 2 signatures" in content
    assert 'max="2" value="2"' in content


def test_without_a_goal_there_is_no_bar(reader, now):
    petition = make_petition()
    add_signatures(petition, 1, now)
    content = reader.get(petition.get_absolute_url()).content.decode()
    assert "<strong>1</strong> signature" in content.replace("\n", "")
    assert "<progress" not in content
    assert reader.get(f"{petition.get_absolute_url()}count.json").json() == {"confirmed": 1, "goal": None}


def test_a_campaign_in_another_language_leads_to_its_own_address(reader):
    campaign = make_campaign(slug="getaphok", language="hy")
    make_petition(campaign, slug="maqur")
    response = reader.get("/campaigns/getaphok/")
    assert (response.status_code, response["Location"]) == (302, "/hy/campaigns/getaphok/")
    assert reader.get("/hy/campaigns/getaphok/").status_code == 200
    assert reader.get("/hy/campaigns/getaphok/maqur/").status_code == 200
    assert reader.get("/campaigns/getaphok/maqur/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/campaigns/none/", "/campaigns/none/none/", "/campaigns/none/none/thanks/", "/campaigns/none/none/count.json"],
)
def test_unknown_pages_are_not_found(reader, path, db):
    assert reader.get(path).status_code == 404


def test_stage_and_queryset_state_one_rule(now):
    hour = timedelta(hours=1)
    for outcome in Campaign.Outcome.values:
        campaign = make_campaign(outcome=outcome)
        for opens_at in (None, now - 2 * hour, now, now + hour):
            for closes_at in (None, now - hour, now, now + 2 * hour):
                if opens_at is None or closes_at is None or opens_at < closes_at:
                    make_petition(campaign, opens_at=opens_at, closes_at=closes_at)
    open_ones = set(Action.objects.open(now).values_list("pk", flat=True))
    assert open_ones == {action.pk for action in Action.objects.select_related("campaign") if action.is_open(now)}
    assert len(open_ones) == 6


PATHS = [
    "/campaigns/",
    "/campaigns/rivers/",
    "/campaigns/rivers/clean/",
    "/campaigns/rivers/clean/thanks/",
    "/campaigns/rivers/clean/count.json",
]


def fill(now, number):
    campaign = make_campaign(slug="rivers", tags=("Water", "Law"), lead_image=make_image())
    for place in range(number):
        law = make_source(is_listed=True)
        Demand.objects.create(campaign=campaign, text="Stop", legal_basis=law, position=place)
        CampaignRelease.objects.create(campaign=campaign, release=make_release(), position=place)
        add_signatures(make_petition(campaign, position=place), number, now)
        make_campaign()
    add_signatures(make_petition(campaign, slug="clean"), 10 * number, now)


@pytest.mark.parametrize("number", [1, 12])
def test_pages_keep_their_query_budget_at_any_size(reader, now, number):
    fill(now, number)
    reader.get("/campaigns/none/")  # warms what is kept for all pages
    spent = {}
    for path in PATHS:
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(path).status_code == 200
        spent[path] = len(queries)
        with CaptureQueriesContext(connection) as again:
            reader.get(path)
        assert len(again) == 1, path
    assert spent == {
        "/campaigns/": 3,
        "/campaigns/rivers/": 7,
        "/campaigns/rivers/clean/": 4,
        "/campaigns/rivers/clean/thanks/": 3,
        "/campaigns/rivers/clean/count.json": 2,
    }


def test_the_number_on_a_stored_page_moves_within_seconds(reader, now):
    petition = make_petition(make_campaign(slug="rivers"), slug="clean")
    assert reader.get(petition.get_absolute_url())["Cache-Control"].startswith("public, max-age=0, s-maxage=10")
    assert reader.get(f"{petition.get_absolute_url()}count.json")["Cache-Control"].startswith(
        "public, max-age=0, s-maxage=5"
    )
    version = ContentClock.objects.get().version
    add_signatures(petition, 1, now)
    caches["pages"].clear()  # ten seconds later
    assert "<strong>1</strong>" in reader.get(petition.get_absolute_url()).content.decode()
    assert ContentClock.objects.get().version == version


def test_pages_that_are_stored_for_long_call_to_an_action_only_while_it_is_open(reader, now):
    opens, closes = now + timedelta(minutes=5), now + timedelta(minutes=10)
    make_petition(make_campaign(), title="Sign for a short time", opens_at=opens, closes_at=closes)
    clock.bump(now)
    for at, is_open in ((now, False), (opens, True), (closes, False)):
        with time_machine.travel(at, tick=False):
            assert ("Sign for a short time" in main_of(reader.get("/"))) is is_open, at

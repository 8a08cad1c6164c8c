"""Totals move in batches, each row once, whatever happens in between."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language

from advocacy_site.schedule import JOBS
from advocacy_site.worker import Worker
from campaigns import counting, kinds, milestones, suspicion
from campaigns.counting import batches
from campaigns.kinds import petition as petitions
from campaigns.models import ActionTotal, AreaTotal, CampaignLink, CountRun, FunnelDay, Participation, TimelineEntry
from officials.models import Area, PostcodeArea
from tests.campaigns.conftest import count_of, link_in, read_mail, sign
from tests.factories import make_campaign, make_petition, make_user

pytestmark = pytest.mark.django_db

Reason = Participation.Reason


@pytest.fixture
def places(db):
    """Return nothing: two districts of a state, one postcode in each, and one in both."""
    country = Area.objects.create(country="US", kind="country", code="US", name="United States")
    state = Area.objects.create(country="US", kind="state", code="CA", name="California", parent=country)
    for number, postcodes in ((1, ("90001", "90099")), (2, ("90002", "90099"))):
        district = Area.objects.create(
            country="US", kind="district", code=f"CA-{number}", name="District", parent=state
        )
        for postcode in postcodes:
            PostcodeArea.objects.create(country="US", postcode=postcode, area=district)
    PostcodeArea.objects.create(country="US", postcode="90001", area=state)


def add(action, number, now, **fields):
    """Store that many participations without a person, confirmed at `now`."""
    fields = {"name": "P", "created_at": now, "confirmed_at": now} | fields
    return Participation.objects.bulk_create(Participation(action=action, **fields) for _number in range(number))


def count(now):
    return counting.count_due(now + counting.LAG)


def total_of(action):
    return ActionTotal.objects.filter(action=action).values_list("number", flat=True).first() or 0


def by_area():
    return {(row.country, row.area): row.number for row in AreaTotal.objects.exclude(number=0)}


def confirmed_in_funnel():
    return {(row.via, row.day): row.number for row in FunnelDay.objects.filter(step="confirmed").exclude(number=0)}


def assert_exact(action):
    """All totals say what the rows say."""
    number = Participation.objects.counting().filter(action=action).count()
    assert total_of(action) == Participation.objects.filter(action=action, counted=True).count() == number
    assert sum(by_area().values()) == sum(confirmed_in_funnel().values()) == number


def test_a_signature_counts_with_the_next_batch_after_its_confirmation(reader, petition, now):
    sign(reader, petition)
    count(now + timedelta(minutes=1))
    reader.post(link_in(read_mail(now)[0]))
    confirmed_at = Participation.objects.get().confirmed_at
    assert counting.count_due(confirmed_at + counting.LAG - timedelta(microseconds=1)) == 0
    assert count_of(reader, petition) == 0
    assert counting.count_due(confirmed_at + counting.LAG) == 1
    assert counting.count_due(confirmed_at + counting.LAG) == 0
    assert total_of(petition) == 1
    assert by_area() == {("AM", ""): 1}
    assert_exact(petition)


def test_the_worker_counts_every_few_seconds_and_compares_every_night():
    pauses = {job.function: job.pause for job in JOBS}
    assert pauses[counting.count_due] <= 5
    assert pauses[counting.reconcile] == 24 * 3600


def test_many_are_counted_in_chunks_of_bounded_cost(petition, now, monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 10)
    add(petition, 10, now)
    with CaptureQueriesContext(connection) as one:
        assert count(now) == 10
    add(petition, 30, now)
    with CaptureQueriesContext(connection) as three:
        assert count(now) == 30
    assert len(three) < 3 * len(one)
    assert_exact(petition)


def test_people_count_for_the_smallest_area_that_their_postcode_surely_lies_in(petition, places, now):
    for postcode, number in (("90001", 3), ("90002-1234", 2), ("90099", 1), ("00000", 1), ("", 1)):
        add(petition, number, now, country="US", postcode=postcode)
    add(petition, 1, now, country="AM", postcode="0010")
    add(petition, 1, now)
    chosen = Area.objects.get(code="CA-2")
    add(petition, 1, now, country="US", postcode="90099", area=chosen)
    count(now)
    assert by_area() == {("US", "CA-1"): 3, ("US", "CA-2"): 3, ("US", ""): 3, ("AM", ""): 1, ("", ""): 1}
    assert Participation.objects.filter(area=chosen).count() == 3
    assert_exact(petition)


def test_the_funnel_has_the_day_of_the_confirmation_and_the_link(petition):
    link = CampaignLink.objects.create(campaign=petition.campaign, code="poster", channel="Poster")
    midnight = datetime(2027, 1, 1, tzinfo=UTC)
    add(petition, 2, midnight - timedelta(seconds=1), link=link)
    add(petition, 1, midnight)
    count(midnight)
    assert confirmed_in_funnel() == {("poster", midnight.date() - timedelta(days=1)): 2, ("", midnight.date()): 1}


def test_what_is_left_out_is_taken_away_everywhere_and_comes_back(petition, places, now):
    rows = add(petition, 5, now, country="US", postcode="90001")
    count(now)
    some = Participation.objects.filter(pk__in=[row.pk for row in rows[:2]])
    some.update(excluded_at=now, excluded_why=Reason.CONDITION)
    assert count(now) == 2
    assert (total_of(petition), by_area()) == (3, {("US", "CA-1"): 3})
    assert_exact(petition)
    some.update(excluded_at=None, excluded_why="")
    count(now)
    assert (total_of(petition), by_area()) == (5, {("US", "CA-1"): 5})
    assert_exact(petition)


def test_what_looks_made_up_is_marked_and_never_counted(petition, now, monkeypatch):
    rows = add(petition, 3, now)
    monkeypatch.setattr(suspicion, "look", lambda seen, at: {rows[0].pk: Reason.BURST, rows[1].pk: Reason.DOMAIN})
    assert count(now) == 3
    assert total_of(petition) == 1
    assert set(Participation.objects.exclude(excluded_at=None).values_list("excluded_why", "counted")) == {
        ("burst", False),
        ("domain", False),
    }
    assert_exact(petition)


def test_totals_never_fall_below_nothing(petition, now):
    add(petition, 3, now)
    count(now)
    ActionTotal.objects.update(number=1)
    AreaTotal.objects.update(number=0)
    FunnelDay.objects.all().delete()
    Participation.objects.update(excluded_at=now, excluded_why=Reason.CONDITION)
    count(now)
    assert (total_of(petition), by_area(), confirmed_in_funnel()) == (0, {}, {})


def test_rows_that_go_take_their_number_along(petition, now):
    rows = add(petition, 3, now)
    count(now)
    add(petition, 1, now)
    going = Participation.objects.filter(pk=rows[0].pk) | Participation.objects.filter(counted=False)
    assert counting.take_away(going) == 1
    going.delete()
    assert total_of(petition) == 2
    assert_exact(petition)


@pytest.mark.parametrize("where", ["_move", "_note_run", "_fire_milestones", "_mark_counted"])
def test_a_batch_that_breaks_off_has_changed_nothing(petition, now, monkeypatch, where):
    add(petition, 4, now)
    with monkeypatch.context() as broken:
        original = getattr(batches, where)

        def breaks_off(*arguments):
            original(*arguments)
            raise KeyboardInterrupt

        broken.setattr(batches, where, breaks_off)
        with pytest.raises(KeyboardInterrupt):
            count(now)
    assert total_of(petition) == 0
    assert not Participation.objects.filter(counted=True).exists()
    assert count(now) == 4
    assert_exact(petition)


def test_what_is_to_be_counted_is_found_by_an_index(petition, now):
    with CaptureQueriesContext(connection) as queries:
        count(now)
    sql = [query["sql"] for query in queries]
    assert len(sql) == 2, "an idle runner asks twice and writes nothing"
    for one, index in zip(sql, ("campaigns_to_count", "campaigns_to_uncount"), strict=True):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{one}")
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert index in plan or connection.vendor == "postgresql", plan


# --- The number elsewhere ------------------------------------------------------------------------


def test_a_badge_shows_the_number_anywhere_for_seconds(reader, petition, now):
    petition.title = "Rivers & <lakes> " + "for ever " * 10
    petition.save()
    add(petition, 1234, now)
    count(now)
    response = reader.get(f"{petition.get_absolute_url()}badge.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "s-maxage=10" in response["Cache-Control"]
    document = response.content.decode()
    picture = ElementTree.fromstring(document)
    assert picture.find("{*}title").text.endswith("1,234 signatures")
    assert [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")][1] == "1,234 signatures"
    assert not re.search(r"style|<script|href|http(?!://www.w3.org)", document)
    with CaptureQueriesContext(connection) as again:
        assert reader.get(f"{petition.get_absolute_url()}badge.svg").content == response.content
    assert len(again) == 1
    assert reader.get("/campaigns/rivers/none/badge.svg").status_code == 404
    assert reader.post(f"{petition.get_absolute_url()}badge.svg").status_code == 405


# --- Milestones ---------------------------------------------------------------------------------


def test_milestones_stand_in_the_timeline_on_the_day_that_made_the_number_full(now, monkeypatch):
    monkeypatch.setattr(milestones, "FIRST", (3, 6))
    petition = make_petition(make_campaign(), title="Clean rivers", goal=4)
    first_day = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for day in range(7):
        add(petition, 1, first_day + timedelta(days=day))
    count(now)
    entries = TimelineEntry.objects.order_by("number").values_list("number", "on__day", "title", "text", "kind")
    assert list(entries) == [
        (3, 3, "3 signatures", "Clean rivers", "milestone"),
        (4, 4, "4 signatures: the goal is reached", "Clean rivers", "milestone"),
        (6, 6, "6 signatures", "Clean rivers", "milestone"),
    ]


def test_a_milestone_passed_again_is_not_told_again(petition, now, monkeypatch):
    monkeypatch.setattr(milestones, "FIRST", (3,))
    add(petition, 3, now)
    count(now)
    Participation.objects.update(excluded_at=now, excluded_why=Reason.CONDITION)
    count(now)
    Participation.objects.update(excluded_at=None, excluded_why="")
    count(now)
    assert total_of(petition) == 3
    assert TimelineEntry.objects.count() == 1


def test_milestones_speak_the_language_of_the_campaign(now, monkeypatch):
    monkeypatch.setattr(milestones, "FIRST", (2,))
    kind = replace(petitions.KIND, count=lambda number: f"{number} in {get_language()}")
    monkeypatch.setitem(kinds.KINDS, "petition", kind)
    add(make_petition(make_campaign(language="hy")), 2, now)
    count(now)
    assert TimelineEntry.objects.get().title == "2 in hy"


def test_milestones_go_on_for_ever(petition):
    assert list(milestones.numbers(petition, 60_000)) == [1000, 100, 500, 2500, 5000, 10_000, 25_000, 50_000]


# --- Comparing with the rows --------------------------------------------------------------------


def test_the_comparison_finds_right_totals_right_while_batches_wait(petition, now):
    rows = add(petition, 5, now)
    count(now)
    Participation.objects.filter(pk=rows[0].pk).update(excluded_at=now, excluded_why=Reason.CONDITION)
    add(petition, 2, now)
    assert counting.reconcile(now) == 0
    total = ActionTotal.objects.get()
    assert (total.drift, total.checked_at) == (0, now)
    assert CountRun.objects.get().reconciled_at == now


def test_a_wrong_total_is_told_to_administrators_once_and_set_right_by_hand(petition, now, client):
    administrator = make_user(superuser=True)
    make_user("campaigns.view_campaign")
    add(petition, 5, now)
    count(now)
    ActionTotal.objects.update(number=8)
    for _night in range(2):
        assert counting.reconcile(now) == 1
    Worker([]).run_once()
    (message,) = mail.outbox
    assert message.to == [administrator.email]
    assert "Clean rivers: +3" in message.body
    client.force_login(administrator)
    assert "differs from the rows by +3" in client.get("/admin/").content.decode()
    assert run_recount() == "1/1 rivers/clean: 8 → 5\nCompared: 1 totals. Set right: 1.\n"
    assert (ActionTotal.objects.get().number, ActionTotal.objects.get().drift) == (5, 0)
    assert counting.reconcile(now) == 0


def test_a_counting_that_stands_still_is_told_on_the_dashboard(petition, now, client):
    client.force_login(make_user(superuser=True))
    add(petition, 1, now - timedelta(hours=1))
    assert "have not been counted" in client.get("/admin/").content.decode()
    count(now)
    assert "have not been counted" not in client.get("/admin/").content.decode()


def run_recount(*arguments):
    out = StringIO()
    call_command("recount", *arguments, stdout=out)
    return out.getvalue()


def test_recounting_sets_totals_and_areas_right(petition, places, now):
    add(petition, 2, now, country="US", postcode="90001")
    add(petition, 1, now, country="AM")
    other = make_petition()
    add(other, 1, now)
    count(now)
    ActionTotal.objects.filter(action=petition).delete()
    AreaTotal.objects.filter(action=petition).update(number=7)
    add(petition, 1, now)
    assert "0 → 3" in run_recount("--dry-run")
    assert total_of(petition) == 0
    assert "Compared: 1 totals. Set right: 0." in run_recount("--campaign", other.campaign.slug)
    assert "0 → 3" in run_recount("--campaign", "rivers")
    assert total_of(petition) == 3
    AreaTotal.objects.filter(action=other).delete()
    assert by_area() == {("US", "CA-1"): 2, ("AM", ""): 1}
    count(now)
    assert total_of(petition) == 4, "what waited was counted by the next batch, once"


def test_recounting_an_unknown_campaign_says_so(db):
    with pytest.raises(CommandError, match="No campaign with the address “none”"):
        run_recount("--campaign", "none")

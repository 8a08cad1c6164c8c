"""What has been kept for long enough goes by itself, and totals stay."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from advocacy_site.schedule import JOBS
from campaigns import counting, retention
from campaigns.models import Exclusion, Participation
from publishing import operations
from supporters import subscriptions
from supporters.models import OutboxMail, Subscription, Supporter
from tests.factories import make_campaign, make_petition
from tests.supporters.people import make_person, wait

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=366)


@pytest.fixture
def person(now):
    return make_person(now)


def store(campaign, now, **changes):
    """Change a campaign as staff do, with a version of it."""
    for name, value in changes.items():
        setattr(campaign, name, value)
    operations.save(campaign, user=None, now=now)
    operations.refresh(campaign, now=now)
    return campaign


@pytest.fixture
def ended(person, now):
    """Return the campaign of a confirmed petition, which ended now."""
    return store(Participation.objects.get().action.campaign, now, outcome="won")


def test_the_worker_does_it_every_day():
    assert [job.pause for job in JOBS if job.function == retention.let_go] == [24 * 3600]


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        (datetime(2026, 3, 31, 5, tzinfo=UTC), 1, datetime(2026, 2, 28, 5, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 12, datetime(2025, 1, 15, tzinfo=UTC)),
        (datetime(2024, 2, 29, tzinfo=UTC), 12, datetime(2023, 2, 28, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(now, months, then):
    assert retention.months_before(now, months) == then


def test_who_took_part_is_forgotten_a_year_after_the_end_and_not_before(ended, person, now):
    Exclusion.objects.create(
        campaign=ended, condition={"name": "Planted", "action": 1}, why="W", state="done", expected=1, created_at=now
    )
    petition = ended.actions.get()
    retention.let_go(now + timedelta(days=360))
    assert Participation.objects.get().name == "Planted Name"
    subscriptions.end(supporter=person, purpose="news", now=now)
    due = retention.look(now + YEAR)
    assert (due.anonymous, due.people) == (1, 0)
    done = retention.let_go(now + YEAR)
    assert (done.anonymous, done.people) == (1, 0)  # two letters of theirs wait to be sent
    row = Participation.objects.get()
    assert (row.name, row.supporter, row.anonymised_at) == ("", None, now + YEAR)
    assert not Subscription.objects.active().exists()
    assert Exclusion.objects.get().condition == {"action": 1}
    assert petition.total.number == 1
    assert counting.reconcile(now + YEAR) == 0
    OutboxMail.objects.all().delete()
    assert retention.let_go(now + YEAR).people == 1
    assert not Supporter.objects.exists()
    assert retention.let_go(now + YEAR) == retention.Due()


def test_a_campaign_that_goes_on_forgets_nobody(person, now):
    assert retention.let_go(now + 5 * YEAR).anonymous == 0
    assert Participation.objects.get().supporter == person


def test_later_changes_of_a_campaign_that_is_over_put_nothing_off(ended, now):
    store(ended, now + YEAR / 2, summary="Rivers belong to all of us.")
    assert retention.ended_at(ended) == now


def test_a_campaign_that_was_opened_again_has_not_ended_then(ended, now):
    for days, outcome in ((10, "active"), (20, "lost")):
        store(ended, now + timedelta(days=days), outcome=outcome)
    assert retention.ended_at(ended) == now + timedelta(days=20)


def test_what_nobody_confirmed_goes_after_its_link_has_run_out(now):
    petition = make_petition(make_campaign())
    for days in (61, 59):
        row = wait(petition, now, email=f"days{days}@example.org", days=days)
        Participation.objects.filter(pk=row.pk).update(mailed_at=now - timedelta(days=days))
    fresh = wait(petition, now, email="mailed@example.org", days=90)
    Participation.objects.filter(pk=fresh.pk).update(mailed_at=now - timedelta(days=3))
    assert retention.let_go(now).unconfirmed == 1
    assert Participation.objects.count() == 2


def test_hashes_of_networks_are_kept_for_a_week(person, now):
    assert retention.let_go(now + timedelta(days=6)).networks == 0
    assert retention.let_go(now + timedelta(days=8)).networks == 1
    assert Participation.objects.get().network == ""
    assert Participation.objects.get().name == "Planted Name"


def test_messages_that_were_sent_are_forgotten_and_those_that_wait_are_not(person, now):
    sent = OutboxMail.objects.order_by("pk").first()
    OutboxMail.objects.filter(pk=sent.pk).update(state="sent", sent_at=now)
    assert retention.let_go(now + timedelta(days=61)).messages == 1
    assert OutboxMail.objects.count() == 2


def test_who_only_gets_news_stays(person, now):
    Participation.objects.all().delete()
    OutboxMail.objects.all().delete()
    assert retention.let_go(now + YEAR).people == 0
    subscriptions.end(supporter=person, purpose="news", now=now)
    assert retention.let_go(now + timedelta(days=6)).people == 0
    subscriptions.end(
        supporter=person, purpose="updates", topic=Subscription.objects.get(purpose="updates").topic, now=now
    )
    assert retention.let_go(now + timedelta(days=6)).people == 0
    assert retention.let_go(now + timedelta(days=8)).people == 1


def test_it_goes_on_after_the_first_thousand_rows(ended, now, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    action = ended.actions.get()
    Participation.objects.bulk_create(
        Participation(action=action, name="P", created_at=now, confirmed_at=now) for _number in range(5)
    )
    assert retention.let_go(now + YEAR).anonymous == 6


def test_a_dry_run_says_how_much_is_due_and_changes_nothing(ended, now, settings):
    settings.PARTICIPATION_MONTHS = 1
    Participation.objects.update(created_at=now - YEAR)
    type(ended).objects.update(created_at=now - YEAR)
    ended.versions.update(public_from=now - YEAR)
    said = StringIO()
    call_command("anonymise", dry_run=True, stdout=said)
    assert "1  participations of ended campaigns made anonymous" in said.getvalue()
    assert "Nothing was changed." in said.getvalue()
    assert Participation.objects.get().name == "Planted Name"
    call_command("anonymise", stdout=StringIO())
    assert Participation.objects.get().name == ""

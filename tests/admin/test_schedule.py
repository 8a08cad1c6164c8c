"""Times that are typed and said: always with their zone, never moved by a night on which clocks change; and unscheduling."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from lxml import html

from press.models import PressRelease
from publishing import clock, workflow
from publishing.models import SearchDocument, Status
from publishing.workflow import StatusHasChanged
from tests.admin.desk import AUTHOR, EDITOR, change_url, errors, form_values, messages, send, signed_in
from tests.factories import make_campaign, make_petition, make_release, make_user
from tests.together import at_once

pytestmark = pytest.mark.django_db

# In Berlin, 2 o'clock to 3 o'clock is left out on the one night and comes twice on the other.
LEFT_OUT = "2031-03-30T02:30"
TWICE = "2031-10-26T02:30"


@pytest.fixture
def berlin(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()


def schedule(client, release, typed, **fields):
    return send(client, change_url(release), step="schedule", publish_time=typed, **fields)


def choices(page):
    """Return what the form asks to choose from: what is sent, and what is read."""
    labels = html.fromstring(page.content.decode()).find_class("local-time-choice")[0].xpath(".//label")
    return {label.xpath("./input/@value")[0]: " ".join(label.text_content().split()) for label in labels}


# --- Daylight-saving nights ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "question", "meanings"),
    [
        (
            LEFT_OUT,
            "There is no such time: that night the clocks go forward over it. Choose which time is meant.",
            {
                "2031-03-30T00:30:00+00:00": "March 30, 2031, 1:30 a.m. CET (12:30 a.m. UTC)",
                "2031-03-30T01:30:00+00:00": "March 30, 2031, 3:30 a.m. CEST (1:30 a.m. UTC)",
            },
        ),
        (
            TWICE,
            "This time comes twice: that night the clocks go back. Choose which of the two is meant.",
            {
                "2031-10-26T00:30:00+00:00": "Oct. 26, 2031, 2:30 a.m. CEST (12:30 a.m. UTC)",
                "2031-10-26T01:30:00+00:00": "Oct. 26, 2031, 2:30 a.m. CET (1:30 a.m. UTC)",
            },
        ),
    ],
)
def test_on_a_daylight_saving_night_the_form_asks_which_time_is_meant(berlin, typed, question, meanings):
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT, publish_at=None)
    page = schedule(client, release, typed, title="Typed meanwhile")
    assert errors(page) == [question]
    assert choices(page) == meanings
    assert f'value="{typed}"' in page.content.decode()
    assert 'value="Typed meanwhile"' in page.content.decode()
    assert PressRelease.objects.get().publish_at is None
    for chosen, words in meanings.items():
        PressRelease.objects.update(status=Status.DRAFT)
        page = schedule(client, release, typed, publish_time_meant=chosen)
        assert PressRelease.objects.get().publish_at == datetime.fromisoformat(chosen)
        assert words in messages(page)[0]


def test_a_meaning_that_was_chosen_is_kept_while_something_else_keeps_it_from_being_published(berlin):
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT, publish_at=None, dateline_place="")
    chosen = "2031-10-26T01:30:00+00:00"
    page = schedule(client, release, TWICE, publish_time_meant=chosen)
    assert form_values(page)["publish_time"] == TWICE
    assert form_values(page)["publish_time_meant"] == chosen


def test_a_choice_that_was_made_for_another_time_counts_for_nothing(berlin):
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT, publish_at=None)
    for stale in ("2031-10-26T00:30:00+00:00", "2031-03-30T05:00:00+00:00", "now", ""):
        assert len(errors(schedule(client, release, LEFT_OUT, publish_time_meant=stale))) == 1
    schedule(client, release, "2031-03-30T04:30", publish_time_meant="2031-03-30T00:30:00+00:00")
    assert PressRelease.objects.get().publish_at == datetime(2031, 3, 30, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2031-03-30T01:59", "2031-03-30T00:59:00+00:00"),
        ("2031-03-30T03:00", "2031-03-30T01:00:00+00:00"),
        ("2031-10-26T01:59", "2031-10-25T23:59:00+00:00"),
        ("2031-10-26T03:00", "2031-10-26T02:00:00+00:00"),
    ],
)
def test_times_beside_the_doubtful_hour_are_taken_as_they_are(berlin, typed, instant):
    release = make_release(status=Status.DRAFT, publish_at=None)
    schedule(signed_in(*EDITOR), release, typed)
    assert PressRelease.objects.get().publish_at == datetime.fromisoformat(instant)


def test_a_stored_time_of_a_doubtful_hour_is_not_moved_when_its_form_is_saved_again(berlin):
    second = datetime(2031, 10, 26, 1, 30, tzinfo=UTC)
    campaign = make_campaign(status=Status.DRAFT, publish_at=None)
    petition = make_petition(campaign, closes_at=second)
    client = signed_in(superuser=True)
    page = client.get(change_url(petition))
    assert choices(page)[second.isoformat()].endswith("CET (1:30 a.m. UTC)")
    send(client, change_url(petition), title="Changed")
    petition.refresh_from_db()
    assert petition.title == "Changed"
    assert petition.closes_at == second


# --- The zone is said ------------------------------------------------------------------------------


def test_the_zone_stands_beside_every_field_for_a_time(berlin):
    campaign, named = make_campaign(status=Status.DRAFT, publish_at=None), set()
    for item in (campaign, make_petition(campaign)):
        form = html.fromstring(signed_in(superuser=True).get(change_url(item)).content.decode())
        for field in form.xpath("//input[@type='datetime-local']"):
            zone = form.get_element_by_id(field.get("aria-describedby").split()[-1])
            assert "Time zone of this site: Europe/Berlin." in zone.text_content()
            assert field.get("data-zone") == "Europe/Berlin"
            named.add(field.get("name"))
        assert not form.find_class("vTimeField")
    assert named == {"publish_time", "opens_at", "closes_at"}


def test_what_is_said_after_scheduling_names_the_sites_zone_and_utc(berlin):
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT, publish_at=None)
    said = messages(schedule(client, release, "2031-05-06T01:08"))[0]
    assert said.startswith(
        "Scheduled. It goes live by itself on May 6, 2031, 1:08 a.m. CEST (May 5, 2031, 11:08 p.m. UTC)"
    )
    form = html.fromstring(client.get(change_url(release)).content.decode())
    standing = " ".join(form.find_class("standing")[0].text_content().split())
    assert "Goes live by itself on May 6, 2031, 1:08 a.m. CEST (May 5, 2031, 11:08 p.m. UTC)." in standing
    [moment] = form.xpath("//p[contains(@class, 'standing')]//time[@data-own-time]")
    assert moment.get("datetime") == "2031-05-05T23:08:00+00:00"
    assert moment.get("data-offset") == "120"


def test_where_the_sites_zone_is_utc_it_is_said_once():
    client = signed_in(*EDITOR)
    said = messages(schedule(client, make_release(status=Status.DRAFT, publish_at=None), "2031-05-06T07:08"))[0]
    assert "May 6, 2031, 7:08 a.m. UTC at " in said


def test_steps_in_the_log_have_their_zone(berlin, now):
    release = make_release(status=Status.DRAFT, publish_at=None)
    workflow.publish(release, user=make_user(), now=datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
    log = html.fromstring(signed_in(*EDITOR).get(change_url(release)).content.decode()).find_class("log")[0]
    assert "Jan. 5, 2026, 10 a.m. CET" in " ".join(log.text_content().split())


# --- Taking off the schedule -----------------------------------------------------------------------


def test_a_scheduled_item_goes_back_to_approved_and_forgets_its_time(now, reader):
    client = signed_in(*EDITOR)
    release = make_release(publish_at=now + timedelta(days=1))
    page = send(client, change_url(release), step="unschedule")
    release.refresh_from_db()
    assert (release.status, release.publish_at) == (Status.APPROVED, None)
    assert messages(page) == ["Taken off the schedule. It is approved and does not appear by itself."]
    assert release.transitions.first().step == "unschedule"
    assert clock.read(now).next_change_at is None
    assert not SearchDocument.objects.exists()
    with time_machine.travel(now + timedelta(days=2)):
        assert reader.get(release.get_absolute_url()).status_code == 404


def test_what_has_appeared_meanwhile_is_not_taken_off_the_schedule(now, reader):
    client = signed_in(*EDITOR)
    release = make_release(publish_at=now + timedelta(minutes=10))
    form = client.get(change_url(release))
    with time_machine.travel(now + timedelta(minutes=10, seconds=1)):
        client.post(change_url(release), form_values(form) | {"_step": "unschedule"}, follow=True)
        release.refresh_from_db()
        assert release.status == Status.PUBLISHED
        assert reader.get(release.get_absolute_url()).status_code == 200


def test_at_its_very_second_an_item_is_public_and_cannot_be_unscheduled(now):
    at = now + timedelta(minutes=1)
    release = make_release(publish_at=at)
    stale = PressRelease.objects.get()
    with pytest.raises(StatusHasChanged):
        workflow.unschedule(release, user=make_user(), now=at)
    # Somebody moved it forward meanwhile: what this person holds is of the past.
    PressRelease.objects.update(publish_at=now - timedelta(seconds=1))
    with pytest.raises(StatusHasChanged):
        workflow.unschedule(stale, user=make_user(), now=now)
    assert PressRelease.objects.get().status == Status.PUBLISHED


def test_only_editors_take_items_off_the_schedule(now):
    author = signed_in(*AUTHOR)
    release = make_release(publish_at=now + timedelta(days=1))
    PressRelease.objects.update(created_by=author.user)
    assert author.post(change_url(release), {"_step": "unschedule"}).status_code == 403
    assert PressRelease.objects.get().status == Status.PUBLISHED


@pytest.mark.parametrize("status", [Status.DRAFT, Status.APPROVED, Status.WITHDRAWN])
def test_what_is_not_scheduled_is_not_taken_off_the_schedule(status):
    client = signed_in(*EDITOR)
    release = make_release(status=status)
    page = send(client, change_url(release), step="unschedule")
    assert "What you typed is saved, and nothing else was done." in messages(page)[0]
    assert PressRelease.objects.get().status == status


@pytest.mark.django_db(transaction=True)
def test_unscheduling_in_the_moment_in_which_readers_step_the_clock_leaves_nothing_public(now, reader):
    """Whoever is first: what is unscheduled is on no page afterwards, and no page of the moment between is kept."""
    at = now.replace(microsecond=0)
    user = make_user()
    for number in range(3):
        release = make_release(slug=f"hidden-{number}", title="Xylophonium", publish_at=at + timedelta(minutes=number))
        second = release.publish_at

        def read_or_unschedule(place, release=release, second=second):
            if place == 0:
                return workflow.unschedule(release, user=user, now=second - timedelta(milliseconds=1))
            clock.read(second)
            with time_machine.travel(second, tick=False):
                return Client().get("/press/")

        at_once(3, read_or_unschedule)
        release.refresh_from_db()
        assert release.status == Status.APPROVED
        with time_machine.travel(second + timedelta(seconds=1), tick=False):
            assert b"Xylophonium" not in reader.get("/press/").content
            assert reader.get(release.get_absolute_url()).status_code == 404
            assert clock.read(timezone.now()).next_change_at is None

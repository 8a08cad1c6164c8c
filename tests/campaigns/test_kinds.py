"""Pledges, events, links and words to share, through their public pages."""

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns import actions, counting, reminders, withdrawing
from campaigns.models import Action, FunnelDay, Participation
from publishing import clock
from publishing.models import ContentClock
from supporters import outbox
from supporters.models import Consent, OutboxMail, Supporter
from supporters.operations import Details
from tests.campaigns.conftest import link_in, read_mail, sign, thanks_of, token_of
from tests.factories import make_campaign, make_petition

pytestmark = pytest.mark.django_db

SOON = {
    "starts": "2030-05-01T18:00",
    "ends": "2030-05-01T20:00",
    "zone": "Europe/Paris",
    "place": "Town hall, 2nd floor",
}
NOT_BOT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture
def campaign(db):
    return make_campaign(slug="rivers", title="Rivers")


def make(campaign, kind, **fields):
    return make_petition(campaign, **{"kind": kind, "slug": kind, "title": f"Our {kind}"} | fields)


def page_of(reader, action):
    """Return the main part of an action's page as it is now."""
    ContentClock.objects.update(version=ContentClock.objects.get().version + 1)
    return reader.get(action.get_absolute_url()).content.decode().split("<main")[1].split("</main>")[0]


def confirm(reader, now):
    """Press the button behind the link in the last mail."""
    return reader.post(link_in(read_mail(now)[-1]))


# --- Pledge ------------------------------------------------------------------------------------


def test_a_promise_says_so_from_the_form_to_the_thanks(reader, campaign, now):
    pledge = make(campaign, "pledge", text="I leave the car at home.")
    assert "I promise" in page_of(reader, pledge)
    assert sign(reader, pledge)["Location"] == thanks_of(pledge)
    assert "only then does your promise count" in reader.get(thanks_of(pledge)).content.decode()
    (message,) = read_mail(now)
    assert message.subject == "Please confirm your promise: Our pledge"
    asked = reader.get(link_in(message)).content.decode()
    assert "Yes, I promise" in asked
    assert "I leave the car at home." in asked
    assert "<strong>1</strong> promise" in reader.post(link_in(message)).content.decode()


def test_who_wants_to_is_reminded_once_on_the_day(reader, campaign, now):
    pledge = make(campaign, "pledge", details={"remind_after": 14, "reminder": "Did you keep it?"})
    sign(reader, pledge, remind="on")
    link = link_in(read_mail(now)[0])
    assert "Remind me of it by e-mail after 14 days, once." in reader.get(link).content.decode()
    assert not OutboxMail.objects.filter(purpose="reminder").exists()
    reader.post(link)
    reader.post(link)
    reminder = OutboxMail.objects.get(purpose="reminder")
    assert reminder.due_at.date() == (now + timedelta(days=14)).date()
    assert "Did you keep it?" in reminder.text
    assert outbox.send_due(now + timedelta(days=13)) == 0
    withdrawing.withdraw_participation(Participation.objects.get(), now=now)
    assert not OutboxMail.objects.filter(purpose="reminder").exists(), "who takes it back is not reminded"


def test_nobody_is_reminded_of_a_promise_whose_campaign_is_over(reader, campaign, now):
    pledge = make(campaign, "pledge", details={"remind_after": 14})
    sign(reader, pledge, remind="on")
    confirm(reader, now)
    just_before = now + timedelta(days=13, hours=12)
    assert reminders.drop_ended(just_before) == 0, "the campaign runs"
    type(campaign).objects.update(outcome="won")
    assert reminders.drop_ended(now) == 0, "it may run again until the day"
    assert reminders.drop_ended(just_before) == 1
    assert not OutboxMail.objects.filter(purpose="reminder").exists()


def test_no_reminder_comes_unasked_or_after_its_day(reader, campaign, now):
    pledge = make(campaign, "pledge", details={"remind_on": (now + timedelta(days=2)).date().isoformat()})
    sign(reader, pledge)
    confirm(reader, now)
    assert not OutboxMail.objects.filter(purpose="reminder").exists()
    pledge.details = {"remind_on": "2020-01-01"}
    pledge.save()
    assert "Remind me" not in page_of(reader, pledge)


# --- Without confirmation ----------------------------------------------------------------------


@pytest.fixture
def at_once(campaign):
    return make(campaign, "pledge", needs_confirmation=False, thanks="See you.")


def test_without_confirmation_it_counts_at_once_and_nothing_typed_is_believed(reader, at_once, now):
    sign(reader, at_once, name="Rude Words", news="on", show_name="on")
    row = Participation.objects.get()
    assert (row.confirmed_at is not None, row.unproven, row.is_proven) == (True, True, False)
    assert not Consent.objects.exists()
    thanks = reader.get(thanks_of(at_once)).content.decode()
    assert "Your promise counts. We have sent you a message" in thanks
    assert "See you." in thanks
    (message,) = read_mail(now)
    assert message.subject == "You have promised: Our pledge"
    assert "/me/" in message.body
    asked = reader.get(link_in(message)).content.decode()
    assert "Was it you?" in asked
    assert "Rude Words" in asked
    with time_machine.travel(now + timedelta(minutes=20), tick=False):
        sign(reader, at_once, updates="on", country="FR", postcode="75001")
        again = read_mail(now + timedelta(minutes=20))[-1]
        assert again.subject == message.subject
        assert "Your promise counts" in reader.post(link_in(again)).content.decode()
    row.refresh_from_db()
    assert (row.name, row.unproven, row.country) == ("Anahit Example", False, "AM"), "it counts where it was first"
    assert [consent.purpose for consent in Consent.objects.all()] == ["updates"]
    assert Supporter.objects.get().name == "Anahit Example"
    with time_machine.travel(now + timedelta(minutes=40), tick=False):
        sign(reader, at_once, name="Somebody Else", news="on")
        (third,) = read_mail(now + timedelta(minutes=40))
    assert third.subject == "You have already promised: Our pledge"
    assert Consent.objects.count() == 1


def test_a_scanner_of_that_mail_takes_nothing_back_and_confirms_nothing(reader, at_once, now):
    sign(reader, at_once, news="on")
    (message,) = read_mail(now)
    links = set(re.findall(r"http://testserver(/[^\s\"<]+)", message.body + message.alternatives[0].content))
    assert len(links) == 3, "the button, the own page, the action"
    for path in links:
        assert reader.get(path).status_code == reader.head(path).status_code == 200
    row = Participation.objects.get()
    assert (row.unproven, row.excluded_at, row.supporter.email) == (True, None, "anahit@example.org")
    assert not Consent.objects.exists()


# --- Event -------------------------------------------------------------------------------------


def test_an_event_shows_its_time_on_the_clocks_of_the_place(reader, campaign, now):
    event = make(campaign, "event", details=SOON)
    page = page_of(reader, event)
    assert "May 1, 2030, 6 p.m. – 8 p.m. (CEST, Europe/Paris)" in page
    assert 'datetime="2030-05-01T18:00:00+02:00"' in page
    assert "Town hall, 2nd floor" in page
    sign(reader, event)
    (message,) = read_mail(now)
    assert "6 p.m. – 8 p.m. (CEST, Europe/Paris)" in message.body
    assert "http://testserver/campaigns/rivers/event/event.ics" in message.body
    assert "You are registered" in reader.post(link_in(message)).content.decode()


def test_calendars_understand_the_file_of_an_event(reader, campaign):
    title = "Ծառատունկ, trees; and \\ more " + "é" * 60
    event = make(
        campaign, "event", title=title, text="First line\nsecond", details=SOON | {"online": "https://x.example/"}
    )
    response = reader.get(f"{event.get_absolute_url()}event.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "event.ics" in response["Content-Disposition"]
    lines = response.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    (read,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert (read["SUMMARY"], read["LOCATION"]) == (title, "Town hall, 2nd floor")
    assert read.decoded("DTSTART") == datetime(2030, 5, 1, 16, tzinfo=UTC)
    assert read.decoded("DTEND") == datetime(2030, 5, 1, 18, tzinfo=UTC)
    assert read["UID"] == f"action-{event.pk}@testserver"
    assert read.decoded("DTSTAMP")


def test_a_full_event_says_so_and_takes_nobody(reader, campaign, now):
    event = make(campaign, "event", details=SOON | {"capacity": 1})
    token = token_of(reader.get(event.get_absolute_url()))
    sign(reader, event, token=token)
    sign(reader, event, token=token, email="second@example.org")
    first, second = (link_in(message) for message in read_mail(now))
    assert reader.post(first).status_code == 200
    declined = reader.post(second)
    assert (declined.status_code, "The event is full" in declined.content.decode()) == (409, True)
    assert Participation.objects.confirmed().count() == 1
    assert not Participation.objects.get(supporter__email="second@example.org").confirmed_at
    counting.count_due(now + 2 * counting.LAG)
    clock.bump(timezone.now())
    in_list = page_of(reader, campaign)
    assert "The event is full" in in_list
    assert "Register</a>" not in in_list
    page = page_of(reader, event)
    assert "The event is full" in page
    assert "<form" not in page
    refused = sign(reader, event, token=token, email="third@example.org")
    assert (refused.status_code, "The event is full" in refused.content.decode()) == (409, True)
    assert Supporter.objects.count() == 2
    Participation.objects.filter(confirmed_at__isnull=False).update(excluded_at=now, excluded_why="withdrawn")
    assert reader.post(second).status_code == 200, "a place that is given back is taken"


def test_an_event_without_confirmation_is_not_filled_beyond_its_places(campaign, now):
    event = make(campaign, "event", needs_confirmation=False, details=SOON | {"capacity": 1})
    take = {"action": event, "person": Details("Jane"), "now": now}
    actions.take_part(email="a@example.org", **take)
    actions.take_part(email="a@example.org", **take)
    with pytest.raises(actions.Declined):
        actions.take_part(email="b@example.org", **take)
    assert Participation.objects.count() == Supporter.objects.count() == OutboxMail.objects.count() == 1


def test_nobody_registers_for_what_has_begun(reader, campaign):
    event = make(campaign, "event", details=SOON | {"starts": "2020-05-01T18:00", "ends": ""})
    assert "The event has begun" in page_of(reader, event)


# --- Link and share ----------------------------------------------------------------------------


def test_a_link_leads_to_the_stored_address_alone_and_counts_people(reader, campaign, now):
    link = make(campaign, "link", details={"address": "https://give.example/?a=b", "button": "Donate"})
    campaign.links.create(code="poster", channel="Poster")
    page = reader.get(link.get_absolute_url(), {"via": "poster"}).content.decode()
    go = f"{link.get_absolute_url()}go/"
    assert f'href="{go}?via=poster"' in page
    for query in ({"via": "poster"}, {"via": "poster", "next": "https://evil.example/"}, {"via": "unknown"}):
        response = reader.get(go, query, headers=NOT_BOT)
        assert (response.status_code, response["Location"]) == (302, "https://give.example/?a=b")
        assert response["Cache-Control"] == "no-store"
    reader.head(go, headers=NOT_BOT)
    reader.get(go, headers={"User-Agent": "Googlebot/2.1"})
    clicks = FunnelDay.objects.filter(step="clicked").order_by("via").values_list("via", "number")
    assert list(clicks) == [("", 1), ("poster", 2)]
    assert reader.post(go).status_code == 405
    assert (
        reader.post(
            link.get_absolute_url(), {"token": token_of(reader.get(make_petition(campaign).get_absolute_url()))}
        ).status_code
        == 403
    )
    Action.objects.filter(pk=link.pk).update(closes_at=now)
    assert reader.get(go, headers=NOT_BOT)["Location"] == link.get_absolute_url()


@pytest.mark.parametrize("details", [{}, {"address": "javascript:alert(1)"}, {"address": ""}])
def test_a_link_without_an_address_leads_nowhere(reader, campaign, details):
    link = make(campaign, "link", details=details)
    assert "There is nothing to follow here yet" in page_of(reader, link)
    assert reader.get(f"{link.get_absolute_url()}go/").status_code == 404


def test_other_kinds_have_neither_calendar_nor_way_elsewhere(reader, campaign):
    petition = make_petition(campaign)
    for name in ("go/", "event.ics"):
        assert reader.get(petition.get_absolute_url() + name).status_code == 404


def test_ready_words_are_plain_links_that_name_no_tracker(reader, campaign):
    campaign.links.create(code="shared", channel="Shared")
    share = make(campaign, "share", details={"messages": ["Rivers & <us>", "Come along"], "link": "shared"})
    page = page_of(reader, share)
    assert "Rivers &amp; &lt;us&gt;" in page
    whole = "Rivers%20%26%20%3Cus%3E%20http%3A%2F%2Ftestserver%2Fgo%2Fshared%2F"
    for address in (
        f"https://wa.me/?text={whole}",
        f"sms:?body={whole}",
        f"&amp;body={whole}",
        "https://t.me/share/url?url=",
    ):
        assert address in page
    assert "<script" not in page


def test_who_has_shared_is_counted_and_led_on(reader, campaign):
    share = make(campaign, "share", details={"messages": ["Come along"]})
    make_petition(campaign, title="The next one", position=2)
    answer = sign(reader, share)
    assert (answer.status_code, answer["Location"]) == (303, thanks_of(share))
    assert FunnelDay.objects.get(step="shared").number == 1
    assert not Participation.objects.exists()
    thanks = reader.get(thanks_of(share)).content.decode()
    assert "Thank you for telling others." in thanks
    assert "The next one" in thanks


# --- All of them -------------------------------------------------------------------------------


def test_the_next_action_skips_what_its_supporter_has_done(reader, campaign, now):
    first = make_petition(campaign, slug="first", title="The first one", position=1)
    second = make(campaign, "pledge", title="The second one", position=2)
    make(campaign, "share", title="The third one", position=3)
    sign(reader, first)
    assert "The second one" in (done := confirm(reader, now).content.decode())
    assert "The third one" not in done
    sign(reader, second)
    assert "The third one" in (done := confirm(reader, now + timedelta(minutes=1)).content.decode())
    assert "The first one" not in done


@pytest.mark.parametrize("kind", ["pledge", "event"])
def test_new_and_known_people_get_the_same_answer_without_confirmation_too(reader, campaign, now, kind):
    action = make(campaign, kind, needs_confirmation=False, details=SOON | {"capacity": 9} if kind == "event" else {})
    token = token_of(reader.get(action.get_absolute_url()))
    for email in ("unproven@example.org", "proven@example.org"):
        sign(reader, action, token=token, email=email)
    Participation.objects.filter(supporter__email="proven@example.org").update(unproven=False)

    def answer(email):
        with CaptureQueriesContext(connection) as queries:
            response = sign(reader, action, token=token, email=email)
        return response.status_code, dict(response.headers), response.content, len(queries)

    with time_machine.travel(now + timedelta(hours=1), tick=False):
        answer("earlier@example.org")  # writes down what the process has counted meanwhile, whoever comes
        assert answer("new@example.org") == answer("unproven@example.org") == answer("proven@example.org")


@pytest.mark.parametrize("kind", Action.Kind.values)
def test_every_kind_has_a_page_before_staff_have_said_anything_of_it(reader, campaign, now, kind):
    action = make(campaign, kind)
    assert reader.get(action.get_absolute_url()).status_code == 200
    assert reader.get(thanks_of(action)).status_code == 200
    Action.objects.filter(pk=action.pk).update(closes_at=now)
    page = page_of(reader, action)
    assert 'class="notice"' in page
    assert "<form" not in page

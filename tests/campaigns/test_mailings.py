"""Updates to supporters: to whom they go, in which words, once each, whatever stops in between."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import OperationalError, transaction
from django.urls import reverse

from campaigns import mailings
from campaigns.mailings import sending
from campaigns.models import Mailing, Participation
from supporters import outbox, subscriptions, suppression
from supporters.models import OutboxMail, Subscription, Supporter, Suppression
from tests.factories import make_user
from tests.together import at_once

pytestmark = pytest.mark.django_db

MAY = [f"campaigns.{what}_mailing" for what in ("add", "change", "view", "send")] + ["campaigns.view_campaign"]

BODY = '<p>We <a href="/press/x/">handed over</a> 500 names.</p><ul><li>One</li></ul>'


def join(petition, number, now, *, purpose="updates", topic=None, **fields):
    """Let somebody sign, confirm and subscribe."""
    name = f"p{number}@example.org"
    person, _new = Supporter.objects.get_or_create(
        canonical_email=name, defaults={"email": name, "name": f"P {number}", "language": "hy", "created_at": now}
    )
    Participation.objects.create(
        action=petition, supporter=person, name=person.name, created_at=now, **{"confirmed_at": now} | fields
    )
    if purpose:
        about = str(petition.campaign_id) if topic is None else topic
        subscriptions.subscribe(supporter=person, purpose=purpose, topic=about, now=now)
    return person


@pytest.fixture
def mailing(petition):
    return Mailing.objects.create(campaign=petition.campaign, subject="Handed over", body=BODY, pace=60_000)


def recipients():
    return sorted(OutboxMail.objects.filter(purpose="bulk").values_list("recipient", flat=True))


def send(mailing, now):
    mailings.send(mailing, expected=mailings.count(mailing), now=now)


def test_it_goes_to_who_took_part_and_wants_it_and_to_nobody_else(petition, mailing, now):
    join(petition, 1, now)
    join(petition, 2, now, confirmed_at=None)
    join(petition, 3, now, excluded_at=now, excluded_why="staff")
    join(petition, 4, now, purpose=None)
    join(petition, 5, now, purpose="news", topic="")
    join(petition, 6, now, topic="999999")
    Subscription.objects.filter(supporter=join(petition, 7, now)).update(ended_at=now)
    join(petition, 8, now)
    suppression.suppress(email="p8@example.org", reason=Suppression.Reason.BOUNCE, now=now)
    send(mailing, now)
    assert mailings.write_due(now) == 1
    assert recipients() == ["p1@example.org"]
    mailing.audience = Mailing.Audience.NEWS
    assert [person.email for person in mailings.audience(mailing)] == ["p5@example.org"]


def test_each_message_has_its_own_links_and_leaves_with_its_headers(client, petition, mailing, now):
    people = [join(petition, number, now) for number in (1, 2)]
    send(mailing, now)
    mailings.write_due(now)
    outbox.send_due(now + timedelta(minutes=2))
    first, second = mail.outbox
    assert "http://testserver/press/x/" in first.body
    assert "– One" in first.body
    assert ".invalid" not in first.body + first.alternatives[0].content
    address = first.extra_headers["List-Unsubscribe"].strip("<>")
    assert address != second.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in first.body
    assert client.post(address.removeprefix("http://testserver")).status_code == 200
    assert list(Subscription.objects.active().values_list("supporter", flat=True)) == [people[1].pk]
    own_page = re.findall(r"http://testserver(/\S*me/\S+)", first.body)[-1]
    assert "P 1" in client.get(own_page).content.decode()


def test_nobody_gets_it_twice_although_the_worker_stops_in_the_middle(petition, mailing, now, monkeypatch):
    for number in range(7):
        join(petition, number, now)
    monkeypatch.setattr(sending, "CHUNK", 2)
    send(mailing, now)
    written = sending._rows
    for _stop in range(3):
        calls = iter([True, False])

        def rows(*args, calls=calls, **kwargs):
            if not next(calls):
                raise OperationalError("killed")
            return written(*args, **kwargs)

        monkeypatch.setattr(sending, "_rows", rows)
        with pytest.raises(OperationalError), transaction.atomic():
            mailings.write_due(now)
        monkeypatch.setattr(sending, "_rows", written)
        sending._write_chunk(mailing, sending.letters.compose(mailing), now)
    # A cursor that was lost writes nobody again.
    Mailing.objects.update(cursor=0)
    mailings.write_due(now)
    assert recipients() == sorted(f"p{number}@example.org" for number in range(7))
    mailing.refresh_from_db()
    assert mailing.number == 7


def test_it_keeps_its_pace_and_a_pause_takes_back_what_has_not_left(petition, mailing, now):
    for number in range(10):
        join(petition, number, now)
    Mailing.objects.update(pace=4)
    mailing.refresh_from_db()
    send(mailing, now)
    assert mailings.write_due(now) == 4
    assert mailings.write_due(now) == 0, "a minute's worth is waiting"
    gaps = sorted(OutboxMail.objects.values_list("due_at", flat=True))
    assert gaps[1] - gaps[0] == timedelta(seconds=15)
    outbox.send_due(now + timedelta(seconds=16))
    assert mailings.pause(mailing, now=now) == 2
    assert mailings.write_due(now) == 0
    mailings.resume(mailing, now=now)
    for minute in range(5):
        mailings.write_due(now + timedelta(minutes=minute))
        outbox.send_due(now + timedelta(minutes=minute + 1))
    mailings.write_due(now + timedelta(minutes=9))
    assert sorted(message.to[0] for message in mail.outbox) == sorted(f"p{number}@example.org" for number in range(10))
    mailing.refresh_from_db()
    assert (mailing.state, mailing.number) == ("sent", 10)
    assert mailings.progress(mailing) == mailings.Progress(10, 10, 10, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_write_each_message_once(petition, mailing, now):
    for number in range(12):
        join(petition, number, now)
    send(mailing, now)
    at_once(3, lambda _place: mailings.write_due(now))
    assert recipients() == sorted(f"p{number}@example.org" for number in range(12))


# --- The desk --------------------------------------------------------------------------------


@pytest.fixture
def editor(client):
    client.force_login(make_user(*MAY, email="editor@example.org"))
    return client


def desk(mailing):
    return reverse("admin:campaigns_mailing_send", args=[mailing.pk])


def test_staff_write_look_test_and_send(editor, petition, now):
    join(petition, 1, now)
    typed = {
        "campaign": petition.campaign_id,
        "audience": "updates",
        "subject": "Handed over",
        "body": BODY,
        "pace": 600,
    }
    answer = editor.post(reverse("admin:campaigns_mailing_add"), typed)
    mailing = Mailing.objects.get()
    assert answer.url == desk(mailing)
    page = editor.get(desk(mailing)).content.decode()
    assert "<strong>1</strong> person" in page
    assert "handed over (http://testserver/press/x/)" in page
    frame = editor.get(reverse("admin:campaigns_mailing_words", args=[mailing.pk]))
    assert 'href="http://testserver/press/x/"' in frame.content.decode()
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    editor.post(desk(mailing), {"_step": "test"})
    outbox.send_due(now + timedelta(minutes=1))
    assert [message.to for message in mail.outbox] == [["editor@example.org"]]
    editor.post(desk(mailing), {"_step": "send", "number": "1"})
    mailing.refresh_from_db()
    assert mailing.state == "draft", "not ticked"
    join(petition, 2, now)
    page = editor.post(desk(mailing), {"_step": "send", "number": "1", "sure": "on"}, follow=True).content.decode()
    assert "go to 2 people" in page
    editor.post(desk(mailing), {"_step": "send", "number": "2", "sure": "on"})
    mailings.write_due(now)
    page = editor.get(desk(mailing)).content.decode()
    assert "<progress" in page
    assert "Pause" in page
    assert editor.post(reverse("admin:campaigns_mailing_change", args=[mailing.pk]), typed).status_code == 403
    editor.post(desk(mailing), {"_step": "pause"})
    mailing.refresh_from_db()
    assert (mailing.state, recipients()) == ("paused", ["editor@example.org"])
    editor.post(desk(mailing), {"_step": "resume"})
    mailing.refresh_from_db()
    assert mailing.state == "sending"


@pytest.mark.parametrize("body", ['<figure data-picture="1"></figure>', "<table><tr><td>x</td></tr></table>"])
def test_what_mail_shows_nowhere_alike_is_refused(editor, petition, body):
    typed = {
        "campaign": petition.campaign_id,
        "audience": "updates",
        "subject": "S",
        "body": f"<p>x</p>{body}",
        "pace": 600,
    }
    answer = editor.post(reverse("admin:campaigns_mailing_add"), typed)
    assert answer.status_code == 200 or Mailing.objects.get().body == "<p>x</p>"


def test_only_who_may_send_sends_and_odd_requests_get_clear_answers(client, mailing, petition, now):
    join(petition, 1, now)
    client.force_login(make_user("campaigns.view_campaign"))
    assert client.get(desk(mailing)).status_code == 403
    assert client.post(desk(mailing), {"_step": "send", "number": "1", "sure": "on"}).status_code == 403
    client.force_login(make_user(*MAY))
    assert client.put(desk(mailing)).status_code == 405
    assert client.post(desk(mailing), {"_step": "explode"}).status_code == 400
    assert client.post(desk(mailing), {"_step": "send", "number": "9" * 99, "sure": "1"}).status_code == 302
    assert client.post(desk(mailing), {"_step": "test"}, follow=True).status_code == 200
    assert client.get(reverse("admin:campaigns_mailing_send", args=["x"])).status_code == 404
    assert client.post(reverse("admin:campaigns_mailing_words", args=[mailing.pk])).status_code == 405
    mailing.refresh_from_db()
    assert mailing.state == "draft"


def test_a_step_out_of_turn_is_refused(mailing, petition, now):
    for step in (mailings.pause, mailings.resume):
        with pytest.raises(mailings.MailingError):
            step(mailing, now=now)
    with pytest.raises(mailings.MailingError):
        mailings.send(mailing, expected=0, now=now)
    join(petition, 1, now)
    send(mailing, now)
    with pytest.raises(mailings.MailingError):
        mailings.send(mailing, expected=1, now=now)
    assert isinstance(mailing.batch, uuid.UUID)

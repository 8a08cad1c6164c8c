"""The outbox: nothing is sent twice, nothing is lost, nothing waits for a broken neighbour."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from supporters import outbox, sending
from supporters.models import OutboxMail, Supporter
from tests.together import at_once

pytestmark = pytest.mark.django_db

State = OutboxMail.State


class Server(BaseEmailBackend):
    """A mail server that takes, or raises what a test told it to."""

    answers: list = []
    taken: list = []
    closed = 0

    def send_messages(self, messages):
        for message in messages:
            message.message()
            error = type(self).answers.pop(0) if type(self).answers else None
            if error:
                raise error
            type(self).taken.append(message)
        return len(messages)

    def close(self):
        type(self).closed += 1


@pytest.fixture(autouse=True)
def server(settings):
    settings.MAILERS = {"default": {"BACKEND": "tests.supporters.test_outbox.Server"}}
    Server.answers, Server.taken, Server.closed = [], [], 0
    return Server


def put(now, number=1, **fields):
    name = fields.pop("to", f"p{number}@example.org")
    supporter, _new = Supporter.objects.get_or_create(
        canonical_email=name, defaults={"email": name, "name": "P", "language": "en", "created_at": now}
    )
    words = {"subject": f"Subject {number}", "text": "Text", "html": "<p>Text</p>", "language": "hy"} | fields
    return outbox.put(supporter=supporter, now=now, **words)


def state(message):
    message.refresh_from_db()
    return message.state


def test_what_is_due_is_sent_once_oldest_first(server, now):
    first, second = put(now - timedelta(minutes=1), 1), put(now, 2)
    later = put(now, 3)
    OutboxMail.objects.filter(pk=later.pk).update(due_at=now + timedelta(hours=1))
    assert outbox.send_due(now) == 2
    assert outbox.send_due(now) == 0
    assert [message.subject for message in server.taken] == ["Subject 1", "Subject 2"]
    assert (state(first), state(second), state(later)) == (State.SENT, State.SENT, State.WAITING)
    assert first.sent_at == now
    assert (first.text, first.html) == ("", "")
    assert server.closed == 1


def test_a_message_is_text_and_html_marked_as_automatic(server, now):
    queued = put(now)
    outbox.send_due(now)
    message = server.taken[0].message()
    assert message["Message-ID"] == f"<{queued.key}@testserver>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "hy"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_nothing_due_opens_no_connection(server, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert outbox.send_due(now) == 0
    assert server.closed == 0


def test_a_broken_message_does_not_stop_the_others(server, now):
    server.answers = [ConnectionResetError("gone")]
    first, second = put(now, 1), put(now, 2)
    assert outbox.send_due(now) == 1
    assert (state(first), state(second)) == (State.WAITING, State.SENT)
    assert "ConnectionResetError" in first.error
    assert first.due_at == now + timedelta(minutes=1)


def test_it_tries_again_with_growing_pauses_and_gives_up_at_last(server, now):
    message, at, pauses = put(now), now, []
    server.answers = [TimeoutError("slow")] * 20
    for _attempt in range(20):
        outbox.send_due(at)
        if state(message) == State.FAILED:
            break
        pauses.append(message.due_at - at)
        at = message.due_at
    assert pauses == list(sending.RETRY_AFTER)
    assert pauses == sorted(pauses)
    assert message.attempts == len(pauses) + 1
    assert outbox.send_due(at + timedelta(days=9)) == 0


FINAL = [
    smtplib.SMTPRecipientsRefused({"p1@example.org": (550, b"no such user")}),
    smtplib.SMTPDataError(554, b"rejected"),
]
PASSING = [
    smtplib.SMTPRecipientsRefused({"p1@example.org": (450, b"busy")}),
    smtplib.SMTPDataError(451, b"try later"),
    smtplib.SMTPServerDisconnected("bye"),
    smtplib.SMTPAuthenticationError(535, b"our password is wrong"),
    smtplib.SMTPSenderRefused(550, b"our address is wrong", "webmaster@testserver"),
]


@pytest.mark.parametrize("error", FINAL, ids=repr)
def test_a_final_refusal_is_not_repeated(server, now, error):
    message = put(now)
    server.answers = [error]
    outbox.send_due(now)
    assert state(message) == State.FAILED


@pytest.mark.parametrize("error", PASSING, ids=repr)
def test_a_passing_trouble_is_repeated(server, now, error):
    message = put(now)
    server.answers = [error]
    outbox.send_due(now)
    assert state(message) == State.WAITING
    assert outbox.send_due(now + timedelta(minutes=1)) == 1


def test_a_killed_worker_leaves_its_message_to_the_next_under_the_same_id(server, now):
    message = put(now)
    server.answers = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        outbox.send_due(now)
    assert state(message) == State.SENDING
    assert outbox.send_due(now + timedelta(minutes=14)) == 0, "it may still be at work"
    assert outbox.send_due(now + timedelta(minutes=15)) == 1
    assert server.taken[0].message()["Message-ID"] == f"<{message.key}@testserver>"


def test_a_worker_that_was_slow_does_not_undo_what_another_did(server, now):
    message = put(now)

    class Overtaken(Exception):
        """Raised after another worker has taken the message over and sent it."""

    def overtake():
        OutboxMail.objects.filter(pk=message.pk).update(state=State.SENT, attempts=2, sent_at=now)
        raise Overtaken

    server.send_messages, original = lambda self, messages: overtake(), server.send_messages
    try:
        outbox.send_due(now)
    finally:
        server.send_messages = original
    assert state(message) == State.SENT


def test_a_message_without_its_transaction_does_not_exist(server, now):
    with transaction.atomic():
        put(now)
        transaction.set_rollback(True)
    assert outbox.send_due(now) == 0


def test_a_subject_is_one_line(server, now):
    put(now, subject="  Two\r\nBcc: all@example.org " + "x" * 300)
    outbox.send_due(now)
    assert server.taken[0].subject.startswith("Two Bcc: all@example.org x")
    assert len(server.taken[0].subject) == 200
    assert server.taken[0].message()["Bcc"] is None


def test_a_batch_is_bounded(server, now, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 3)
    for number in range(5):
        put(now, number)
    assert [outbox.send_due(now), outbox.send_due(now), outbox.send_due(now)] == [3, 2, 0]


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_message_once(server, now):
    for number in range(30):
        put(now, number)

    def work(_place):
        while outbox.send_due(now):
            pass

    at_once(4, work)
    assert sorted(message.to[0] for message in server.taken) == sorted(f"p{number}@example.org" for number in range(30))
    assert set(OutboxMail.objects.values_list("state", "attempts")) == {(State.SENT, 1)}
    assert not getattr(mail, "outbox", None)

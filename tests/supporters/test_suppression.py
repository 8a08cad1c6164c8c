"""Addresses that we must not write to: found again after their owner was erased, and obeyed where mail leaves."""

import smtplib

import pytest

from supporters import outbox, refusals, subscriptions, suppression
from supporters.models import OutboxMail, Subscription, Supporter, Suppression
from tests.supporters.test_outbox import Server, put

pytestmark = pytest.mark.django_db

Reason = Suppression.Reason


@pytest.fixture(autouse=True)
def server(settings):
    settings.MAILERS = {"default": {"BACKEND": "tests.supporters.test_outbox.Server"}}
    Server.answers, Server.taken, Server.closed = [], [], 0
    return Server


def suppress(email, now, reason=Reason.BOUNCE):
    return suppression.suppress(email=email, reason=reason, now=now)


def test_an_address_is_kept_as_a_hash_and_found_in_every_spelling(now):
    assert suppress("Anahit.Example+news@GMail.com", now)
    assert not suppress("anahitexample@gmail.com", now), "the same mailbox"
    assert suppression.is_suppressed("anahit.example@googlemail.com")
    assert not suppression.is_suppressed("anahit@example.org")
    row = Suppression.objects.get()
    assert len(row.address_hash) == 64
    assert "anahit" not in row.address_hash + row.detail


def test_an_address_is_found_after_the_key_has_changed(now, settings):
    suppress("a@example.org", now)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert suppression.is_suppressed("a@example.org")
    assert not suppress("a@example.org", now)
    settings.SECRET_KEY_FALLBACKS = []
    assert not suppression.is_suppressed("a@example.org")


def test_nothing_is_sent_to_a_suppressed_address_and_its_words_are_dropped(server, now):
    suppress("p1@example.org", now)
    refused, sent = put(now, 1), put(now, 2)
    assert outbox.send_due(now) == 1
    refused.refresh_from_db()
    sent.refresh_from_db()
    assert (refused.state, refused.text, sent.state) == (OutboxMail.State.FAILED, "", OutboxMail.State.SENT)
    assert "suppressed" in refused.error
    assert [message.to for message in server.taken] == [["p2@example.org"]]
    suppression.allow_again(suppression.find("p1@example.org"))
    put(now, 1)
    assert outbox.send_due(now) == 1


def test_a_refusal_for_good_suppresses_the_address(server, now):
    server.answers = [smtplib.SMTPRecipientsRefused({"p1@example.org": (550, b"5.1.1 no such user")})]
    put(now)
    outbox.send_due(now)
    assert suppression.find("p1@example.org").reason == Reason.BOUNCE


@pytest.mark.parametrize(
    ("code", "words", "dead"),
    [
        (550, b"no such user", True),
        (550, b"5.2.1 disabled", True),
        (550, b"5.7.1 your network is blocked", False),
        (552, b"5.2.2 mailbox full", False),
        (554, b"no", False),
        (450, b"4.2.0 later", False),
    ],
)
def test_a_refusal_of_us_or_for_now_says_nothing_of_the_address(code, words, dead):
    assert refusals.is_dead_address(smtplib.SMTPRecipientsRefused({"a@example.org": (code, words)})) is dead
    assert not refusals.is_dead_address(smtplib.SMTPDataError(550, b"spam"))


@pytest.mark.parametrize(("reason", "runs"), [(Reason.COMPLAINT, 0), (Reason.BOUNCE, 2)])
def test_a_complaint_ends_what_the_person_subscribed_to(now, reason, runs):
    person = Supporter.objects.create(
        email="a@example.org", canonical_email="a@example.org", name="A", language="en", created_at=now
    )
    subscriptions.subscribe(supporter=person, purpose="news", now=now)
    subscriptions.subscribe(supporter=person, purpose="updates", topic="7", now=now)
    suppress("A@example.org", now, reason)
    assert Subscription.objects.active().count() == runs

"""Mail leaves once, although the worker is killed while it sends; the full size of it is benchmarks/mail_kills.py."""

import os
import signal
import time

import pytest
from django.db import DatabaseError, models

from advocacy_site.postman import Postman, Stop, send_until
from benchmarks.mail_server import counting_server
from supporters import letters, sending, switching
from supporters.models import OutboxMail, Switch
from tests.publishing.test_kills import Machine
from tests.site.test_worker import eventually
from tests.supporters.test_outbox import Server, put

MESSAGES, KILLS = 60, 3


@pytest.fixture
def server(settings):
    settings.MAILERS = {"default": {"BACKEND": "tests.supporters.test_outbox.Server"}}
    Server.answers, Server.taken, Server.closed = [], [], 0
    return Server


def worker():
    """Start who sends in a session of its own and hold its pipe, as a worker does; then be there to be killed."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        os.close(writing)
        stop = Stop()
        stop.when_closed(reading)
        send_until(stop, once=False)
        os._exit(0)
    time.sleep(60)


@pytest.mark.django_db(transaction=True)
def test_killed_again_and_again_each_message_leaves_once(tmp_path, now, settings):
    for number in range(MESSAGES):
        put(now, number)
    machine = Machine(tmp_path)
    with counting_server(delay=0.005) as server:
        backend = "django.core.mail.backends.smtp.EmailBackend"
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": server.port}}}
        for number in range(1, KILLS + 2):
            process, wanted = machine.start(worker), number * MESSAGES // (KILLS + 1)
            eventually(lambda wanted=wanted: server.taken.total() >= wanted)
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        done = {("sent", 1)}
        assert machine.run(lambda: eventually(lambda: set(OutboxMail.objects.values_list("state", "attempts")) == done))
    assert server.taken == {f"p{number}@example.org": 1 for number in range(MESSAGES)}


def test_a_worker_keeps_one_postman_and_dismisses_it():
    postman = Postman()
    postman.keep()
    first = postman._process
    postman.keep()
    assert postman._process is first
    assert os.getsid(first.pid) == first.pid, "what kills the worker's group does not reach it"
    postman.dismiss()
    assert postman.wait(30)


@pytest.mark.django_db
def test_who_is_to_stop_finishes_the_message_in_hand_and_takes_no_other(server, now):
    for number in range(3):
        put(now, number)
    asked = iter([True, False])
    assert sending.send_due(now, goes_on=lambda: next(asked)) == 1
    assert sorted(OutboxMail.objects.values_list("state", flat=True)) == ["sent", "waiting", "waiting"]


def test_the_end_of_the_pipe_and_a_signal_ask_to_stop():
    reading, writing = os.pipe()
    stop = Stop()
    stop.when_closed(reading)
    assert stop.goes_on()
    os.close(writing)
    eventually(lambda: not stop.goes_on())
    os.close(reading)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        stop = Stop()
        stop.on_signals()
        os.kill(os.getpid(), signal.SIGTERM)
        eventually(lambda: not stop.goes_on())
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    begun = time.monotonic()
    stop.wait(30)
    assert time.monotonic() - begun < 5


@pytest.mark.django_db(transaction=True)
def test_the_end_of_a_sent_message_is_written_once_the_database_answers_again(server, now, monkeypatch):
    put(now)
    troubles = [DatabaseError("The server went away.")] * 2
    update = models.QuerySet.update

    def unreliable(rows, **changes):
        if changes.get("state") == "sent" and troubles:
            raise troubles.pop()
        return update(rows, **changes)

    monkeypatch.setattr(models.QuerySet, "update", unreliable)
    monkeypatch.setattr(sending, "RECORD_PAUSE", 0)
    assert sending.send_due(now) == 1
    assert OutboxMail.objects.get().state == "sent"
    assert len(server.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_while_the_server_is_away_nothing_is_claimed_and_it_is_said_why(server, now, monkeypatch):
    message = put(now)

    def away(self):
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(Server, "open", away)
    with pytest.raises(sending.ServerAway):
        sending.send_due(now)
    send_until(Stop(), once=True)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 0)
    assert "nobody listens" in message.error


@pytest.mark.django_db
def test_what_somebody_waits_for_leaves_first_and_nothing_while_mail_is_off(server, now):
    put(now, 1, purpose="bulk", priority=9)
    put(now, 2)
    switching.turn_off(Switch.Name.MAIL, user=None, words="", now=now)
    assert sending.send_due(now) == 0
    switching.turn_on(Switch.Name.MAIL, user=None, now=now)
    assert sending.send_due(now) == 2
    assert [message.subject for message in server.taken] == ["Subject 2", "Subject 1"]


@pytest.mark.django_db
def test_bulk_mail_can_be_ended_at_one_click_and_a_letter_is_a_persons(now):
    address = "https://example.org/me/unsubscribe/" + "x" * 300 + "/updates/7/"
    bulk = letters.message(put(now, 1, purpose="bulk", unsubscribe_address=address)).message()
    assert f"\nList-Unsubscribe: <{address}>\n".encode() in bulk.as_bytes().replace(b"\r\n", b"\n")
    assert bulk["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (bulk["List-ID"], bulk["Precedence"]) == ("<updates.testserver>", "bulk")
    letter = letters.message(put(now, 2, purpose="act", recipient="mp@example.org", reply_to="a@example.org")).message()
    assert (letter["To"], letter["Reply-To"]) == ("mp@example.org", "a@example.org")
    assert {"Auto-Submitted", "Precedence", "List-Unsubscribe"}.isdisjoint(letter.keys())

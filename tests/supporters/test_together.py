"""Threads that write at once share a commit, and nothing else: not their errors, not their language."""

from threading import Event, get_ident
from time import monotonic, sleep

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from campaigns.models import Participation
from supporters.models import Supporter
from supporters.together import Together
from tests.factories import make_campaign, make_petition
from tests.together import Aside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="Other databases have many writers at once."),
]


def person(number, now):
    return Supporter.objects.create(
        email=f"p{number}@example.org",
        canonical_email=f"p{number}@example.org",
        name="P",
        language="en",
        created_at=now,
    )


def at_once(*writes):
    """Let threads ask for these writes while another one has its turn; return for each what it got or raised."""
    together, goes_on = Together(), Event()

    def ask(write):
        with translation.override(getattr(write, "language", "en")):
            return together.write(write)

    def outcome(aside):
        try:
            return aside.end()
        except Exception as error:  # noqa: BLE001 - what the test asks about
            return error

    first = Aside(ask, goes_on.wait)
    first.start()
    wait_until(lambda: together._turn.locked() and not together._waiting)
    asked = []
    for write in writes:
        asked.append(Aside(ask, write))
        asked[-1].start()
        wait_until(lambda: len(together._waiting) == len(asked))
    goes_on.set()
    return [outcome(one) for one in asked]


def wait_until(holds):
    end = monotonic() + 10
    while not holds():
        assert monotonic() < end
        sleep(0.001)


def test_what_threads_ask_for_at_once_is_written_by_one_of_them_and_stored_for_all(now):
    def write(number):
        return lambda: (person(number, now).email, get_ident())

    answers = at_once(*map(write, range(5)))
    assert [email for email, _thread in answers] == [f"p{number}@example.org" for number in range(5)]
    assert len({thread for _email, thread in answers}) == 1
    assert Supporter.objects.count() == 5


def test_a_write_that_fails_is_undone_alone_and_its_error_is_its_own(now):
    def fails():
        person(2, now)
        raise ValueError("mine")

    first, failed, last = at_once(lambda: person(1, now).email, fails, lambda: person(3, now).email)
    assert (first, last) == ("p1@example.org", "p3@example.org")
    assert isinstance(failed, ValueError)
    assert not Supporter.objects.filter(email="p2@example.org").exists()


def test_a_row_that_spoils_the_commit_takes_no_other_along(now):
    petition = make_petition(make_campaign())

    def hangs_in_the_air():
        return Participation.objects.create(action_id=petition.pk + 1, created_at=now)

    first, failed, last = at_once(lambda: person(1, now).email, hangs_in_the_air, lambda: person(3, now).email)
    assert (first, last) == ("p1@example.org", "p3@example.org")
    assert isinstance(failed, IntegrityError)
    assert Supporter.objects.count() == 2
    assert not Participation.objects.exists()


def test_each_writes_in_the_language_of_its_own_thread():
    def armenian():
        return translation.get_language()

    armenian.language = "hy"
    assert at_once(armenian, translation.get_language) == ["hy", "en"]


def test_within_a_transaction_it_is_a_part_of_that(now):
    with transaction.atomic():
        Together().write(lambda: person(1, now))
        transaction.set_rollback(True)
    assert not Supporter.objects.exists()

"""The process is killed at any moment: an item is the old one or the new one, whole."""

import os
import random
import signal
import sqlite3
import time
import traceback
import warnings
from itertools import count

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from press.models import PressRelease
from publishing import operations, rendering, snapshots, versions, workflow, working_copies
from publishing.models import SearchDocument, Status
from sources.models import Source
from tests.factories import cite, make_release, make_source, make_user

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 25  # of applying and of publishing, each: fifty in all


class Machine:
    """Processes that share a database and may be killed. On SQLite it is a file: the tests' own is in memory."""

    def __init__(self, folder):
        self._file = None
        if connection.vendor == "sqlite":
            self._file = folder / "site.sqlite3"
            target = sqlite3.connect(self._file)
            connection.connection.backup(target)
            target.close()

    def start(self, work) -> int:
        """Run `work` in a process of its own; return its number. It ends with 0 if all went well."""
        # A connection that two processes hold would mix what they say.
        connections.close_all()
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            process = os.fork()
        if process:
            return process
        status = 1
        try:
            if self._file:
                connections.settings["default"]["NAME"] = str(self._file)
                del connections["default"]
            work()
            status = 0
        except BaseException:  # noqa: BLE001 - the parent sees the status, and people the traceback
            traceback.print_exc()
        finally:
            os._exit(status)

    def kill_soon(self, rounds, seconds: float) -> None:
        """Run one round after another for ever, and kill that at some moment of the first few `seconds`."""
        process = self.start(lambda: [one() for one in rounds()])
        time.sleep(random.uniform(0, 1.6 * seconds))  # noqa: S311
        os.kill(process, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL, "it had ended by itself"

    def run(self, work) -> bool:
        """Run `work` to its end; say whether all went well."""
        return os.waitstatus_to_exitcode(os.waitpid(self.start(work), 0)[1]) == 0


@transaction.atomic
def write(item, number: int, user, now) -> None:
    """Give an item a text all parts of which carry the same number."""
    sources = list(Source.objects.order_by("pk"))
    marker = cite(sources[number % len(sources)], locator=str(number))
    item.title, item.summary, item.body = f"State {number}", f"State {number}", f"<p>State {number}{marker}</p>"
    item.tags.set([f"state {number}"])
    operations.store(item, user=user, now=now)


def check_whole(item) -> None:
    """Assert that everything of an item says the same number, and that what is derived follows the body."""
    number = item.title.removeprefix("State ")
    (marker,) = rendering.markers(item.body)
    (citation,) = item.citations.all()
    assert item.summary == f"State {number}"
    assert list(item.tags.names()) == [f"state {number}"]
    assert (marker.locator, str(citation.source_id), citation.locator) == (number, marker.source, number)
    assert f"State {number}<span" in item.body_html
    assert citation.source.title in item.notes_html
    assert versions.current(item).digest == versions.digest(snapshots.take(item))
    documents = [document.title for document in SearchDocument.objects.filter(title__startswith="State")]
    assert documents == ([item.title] if item.status == Status.PUBLISHED else [])


def check_much_was_done(step: str) -> None:
    assert PressRelease.objects.get(working_copy_of=None).transitions.filter(step=step).count() >= KILLS / 10


@pytest.fixture
def machine(tmp_path):
    for _number in range(3):
        make_source()
    release = make_release()
    write(release, 0, make_user(), timezone.now())
    return Machine(tmp_path)


def killed_again_and_again(machine, rounds, check, step: str) -> None:
    begun = time.monotonic()
    assert machine.run(next(rounds()))
    seconds = time.monotonic() - begun
    for _kill in range(KILLS):
        machine.kill_soon(rounds, seconds)
        assert machine.run(check)
    assert machine.run(lambda: check_much_was_done(step))


def test_killed_while_changes_are_applied_a_page_is_the_old_or_the_new_one(machine):
    def rounds():
        for number in count(int(time.time() * 1000)):

            def apply(number=number):
                live = PressRelease.objects.get(working_copy_of=None)
                copy = working_copies.start(live, user=live.updated_by, now=timezone.now())
                write(copy, number, live.updated_by, timezone.now())
                working_copies.apply(copy, user=live.updated_by, now=timezone.now())

            yield apply

    def check():
        live = PressRelease.objects.get(working_copy_of=None)
        check_whole(live)
        assert live.versions.public(timezone.now()).filter(public_until=None).count() == 1

    killed_again_and_again(machine, rounds, check, "apply")


def test_killed_while_it_is_published_and_withdrawn_an_item_is_the_one_or_the_other(machine):
    def rounds():
        for number in count(int(time.time() * 1000)):

            def publish(number=number):
                item = PressRelease.objects.get()
                if item.status == Status.PUBLISHED:
                    workflow.withdraw(item, user=item.updated_by, now=timezone.now())
                write(item, number, item.updated_by, timezone.now())
                workflow.publish(item, user=item.updated_by, now=timezone.now())

            yield publish

    def check():
        item = PressRelease.objects.get()
        check_whole(item)
        open_times = item.versions.filter(public_from__isnull=False, public_until=None).count()
        assert open_times == (1 if item.status == Status.PUBLISHED else 0)
        last = item.transitions.first()
        assert last is None or last.to_status == item.status

    killed_again_and_again(machine, rounds, check, "publish")

"""The content clock moves with every public change and with nothing else."""

from datetime import timedelta

import pytest

from publishing import clock, workflow
from publishing.models import ContentClock, Status
from tests.factories import make_release, make_source, make_user

pytestmark = pytest.mark.django_db


def test_a_fresh_site_has_a_clock_as_soon_as_somebody_reads(now):
    assert clock.read(now) == clock.read(now)
    assert ContentClock.objects.count() == 1


def test_reading_costs_one_query(now, django_assert_num_queries):
    clock.read(now)
    with django_assert_num_queries(1):
        clock.read(now)


def test_a_bump_moves_the_version(now):
    before = clock.read(now)
    assert clock.bump(now).version == before.version + 1
    assert clock.read(now).version == before.version + 1


def test_the_next_scheduled_item_is_known_and_steps_the_clock_on_its_second(now):
    at = now + timedelta(minutes=5)
    make_release(publish_at=at)
    make_release(publish_at=at + timedelta(hours=1))
    state = clock.read(now)
    assert state.next_change_at == at
    assert clock.read(at - timedelta(microseconds=1)) == state
    stepped = clock.read(at)
    assert stepped.version == state.version + 1
    assert stepped.next_change_at == at + timedelta(hours=1)
    assert clock.read(at) == stepped


def test_many_readers_step_the_clock_once(now):
    at = now + timedelta(minutes=5)
    make_release(publish_at=at)
    seen = clock.read(now).version
    first = clock.bump(at, seen=seen)
    second = clock.bump(at, seen=seen)
    assert first == second


@pytest.mark.parametrize("step", ["submit", "send_back", "approve"])
def test_steps_that_the_public_cannot_see_leave_the_clock_alone(step, now):
    status = {"submit": Status.DRAFT, "send_back": Status.IN_REVIEW, "approve": Status.IN_REVIEW}[step]
    release = make_release(status=status, publish_at=None)
    before = clock.read(now)
    getattr(workflow, step)(release, user=make_user(), now=now)
    assert clock.read(now) == before


def test_publishing_and_withdrawing_move_the_clock(now):
    release = make_release(status=Status.DRAFT, publish_at=None)
    versions = [clock.read(now).version]
    for step in (workflow.publish, workflow.withdraw):
        step(release, user=make_user(), now=now)
        versions.append(clock.read(now).version)
    assert versions == sorted(set(versions))


def test_saving_a_draft_leaves_the_clock_alone(now):
    before = clock.read(now)
    make_release(status=Status.DRAFT, publish_at=None)
    assert clock.read(now) == before


def test_a_changed_source_moves_the_clock(now):
    before = clock.read(now).version
    make_source()
    assert clock.read(now).version > before


def test_a_reader_who_steps_too_late_leaves_what_was_scheduled_meanwhile(now):
    seen = clock.read(now).version
    clock.bump(now)
    # As if it was committed after the late reader looked for the next scheduled item, which it finds none.
    soon = now + timedelta(minutes=1)
    ContentClock.objects.update(next_change_at=soon)
    assert clock.bump(now, seen=seen).next_change_at == soon
    assert ContentClock.objects.get().next_change_at == soon

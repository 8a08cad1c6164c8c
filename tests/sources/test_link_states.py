"""The state machine of links: pure, with time as an argument."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.linking import states
from sources.linking.states import Outcome, Seen, new, step
from sources.models import Link

URL = "https://river.example/report"
DAY = timedelta(days=1)
ALIVE = Seen(Outcome.ALIVE, status_code=200)
MOVED = Seen(Outcome.MOVED, status_code=200, moved_to="https://river.example/reports/1")
BLOCKED = Seen(Outcome.BLOCKED, "forbidden", 403)
GONE = Seen(Outcome.FAILED, "not_found", 404, whole=True)
OFFLINE = Seen(Outcome.OFFLINE, "offline")


def after(health, *looks):
    """Return the health after looks, each (seen, moment)."""
    for seen, moment in looks:
        health = step(health, seen, moment)
    return health


def test_a_new_link_is_due_at_once_and_then_weekly(noon):
    health = new(URL, noon)
    assert (health.state, health.next_check_at) == (Link.State.NEW, noon)
    health = step(health, ALIVE, noon)
    assert (health.state, health.last_checked_at, health.last_status_code) == (Link.State.ALIVE, noon, 200)
    assert 7 * DAY <= health.next_check_at - noon <= 8 * DAY


def test_looks_at_many_links_are_spread_and_the_same_whenever_they_are_computed(noon):
    times = {step(new(f"{URL}/{number}", noon), ALIVE, noon).next_check_at for number in range(50)}
    assert len(times) == 50
    assert step(new(URL, noon), ALIVE, noon) == step(new(URL, noon), ALIVE, noon)


def test_a_link_is_dead_after_three_failures_each_three_days_after_the_last(noon):
    health = step(new(URL, noon), ALIVE, noon)
    health = step(health, GONE, noon + 7 * DAY)
    assert (health.state, health.failures, health.problem) == (Link.State.SUSPECT, 1, "not_found")
    assert health.first_failure_at == health.last_failure_at == health.state_since == noon + 7 * DAY
    health = step(health, GONE, noon + 10 * DAY)
    assert (health.state, health.failures) == (Link.State.SUSPECT, 2)
    assert health.state_since == noon + 7 * DAY
    health = step(health, GONE, noon + 13 * DAY)
    assert (health.state, health.failures, health.state_since) == (Link.State.DEAD, 3, noon + 13 * DAY)


def test_failures_that_follow_each_other_closely_count_once(noon):
    health = new(URL, noon)
    for hours in range(0, 72, 6):
        health = step(health, GONE, noon + timedelta(hours=hours))
    assert (health.state, health.failures, health.last_failure_at) == (Link.State.SUSPECT, 1, noon)


def test_a_suspect_is_looked_at_again_a_day_later_and_then_when_a_failure_counts(noon):
    health = step(new(URL, noon), GONE, noon)
    assert DAY <= health.next_check_at - noon < 2 * DAY
    second = health.next_check_at
    health = step(health, GONE, second)
    assert noon + 3 * DAY <= health.next_check_at < noon + 4 * DAY
    moments = [noon, second]
    while health.state != Link.State.DEAD:
        moments.append(health.next_check_at)
        health = step(health, GONE, health.next_check_at)
    assert len(moments) <= 5
    assert moments[-1] - noon >= 6 * DAY


def test_headers_alone_never_kill_a_link(noon):
    half = replace(GONE, whole=False)
    health = after(
        new(URL, noon), (GONE, noon), (GONE, noon + 3 * DAY), (half, noon + 6 * DAY), (half, noon + 30 * DAY)
    )
    assert (health.state, health.failures) == (Link.State.SUSPECT, 2)
    assert step(health, GONE, noon + 31 * DAY).state == Link.State.DEAD


def test_an_answer_in_between_begins_the_count_anew(noon):
    looks = [(GONE, 0), (GONE, 3), (ALIVE, 5), (GONE, 9), (GONE, 12)]
    health = after(new(URL, noon), *((seen, noon + days * DAY) for seen, days in looks))
    assert (health.state, health.failures, health.first_failure_at) == (Link.State.SUSPECT, 2, noon + 9 * DAY)


def test_a_refusal_of_our_check_is_no_death_and_says_so(noon):
    health = new(URL, noon)
    for week in range(30):
        health = step(health, BLOCKED, noon + week * 7 * DAY)
    assert (health.state, health.failures, health.problem) == (Link.State.BLOCKED, 0, "forbidden")


def test_a_dead_link_comes_back_when_it_answers(noon):
    dead = after(new(URL, noon), *((GONE, noon + days * DAY) for days in (0, 3, 6)))
    assert dead.state == Link.State.DEAD
    alive = step(dead, ALIVE, noon + 20 * DAY)
    assert (alive.state, alive.failures, alive.problem, alive.state_since) == (Link.State.ALIVE, 0, "", noon + 20 * DAY)


def test_what_is_dead_is_looked_at_ever_more_rarely(noon):
    health = after(new(URL, noon), *((GONE, noon + days * DAY) for days in (0, 3, 6)))
    pauses = []
    for _number in range(8):
        at = health.next_check_at
        health = step(health, GONE, at)
        pauses.append(health.next_check_at - at)
    assert health.state == Link.State.DEAD
    assert pauses[0] >= 7 * DAY
    assert pauses[-1] > 40 * DAY
    assert max(pauses) <= states.LONGEST * 8 / 7


def test_where_a_link_moved_is_kept_until_it_is_elsewhere(noon):
    health = step(new(URL, noon), MOVED, noon)
    assert (health.state, health.moved_to) == (Link.State.MOVED, MOVED.moved_to)
    assert step(health, ALIVE, noon + 7 * DAY).moved_to == ""


def test_what_staff_ignore_is_ignored_until_it_changes(noon):
    health = replace(step(new(URL, noon), MOVED, noon), ignored_at=noon + DAY)
    again = step(health, MOVED, noon + 7 * DAY)
    assert again.ignored_at == noon + DAY
    elsewhere = step(again, replace(MOVED, moved_to="https://other.example/"), noon + 14 * DAY)
    assert elsewhere.ignored_at is None
    assert elsewhere.state_since == noon
    assert step(again, GONE, noon + 14 * DAY).ignored_at is None


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        (timedelta(seconds=5), timedelta(hours=1), timedelta(hours=2)),
        (timedelta(hours=30), timedelta(hours=30), timedelta(hours=35)),
        (timedelta(days=1000), states.LONGEST, states.LONGEST * 8 / 7),
        (None, DAY, 2 * DAY),
    ],
)
def test_a_server_that_asks_for_a_pause_gets_it_within_reason(noon, asked, least, most):
    health = step(new(URL, noon), Seen(Outcome.BLOCKED, "rate_limited", 429, pause=asked), noon)
    assert least <= health.next_check_at - noon <= most


def test_when_we_are_offline_nothing_is_known(noon):
    before = step(new(URL, noon), ALIVE, noon)
    offline = step(before, OFFLINE, noon + 7 * DAY)
    assert replace(offline, next_check_at=before.next_check_at) == before
    assert offline.next_check_at == noon + 7 * DAY + timedelta(hours=1)


OUTCOMES = st.sampled_from([ALIVE, MOVED, BLOCKED, GONE, replace(GONE, whole=False), OFFLINE])


@given(st.lists(st.tuples(OUTCOMES, st.integers(1, 24 * 40)), max_size=40))
def test_whatever_comes_death_needs_three_failures_apart_and_the_last_one_whole(looks):
    from datetime import UTC, datetime

    now = datetime(2026, 3, 4, 12, tzinfo=UTC)
    health = new(URL, now)
    failures = []
    for seen, hours in looks:
        now += timedelta(hours=hours)
        before, health = health, step(health, seen, now)
        assert health.next_check_at > now
        if seen.outcome in (Outcome.ALIVE, Outcome.MOVED, Outcome.BLOCKED):
            failures = []
        elif seen.outcome == Outcome.FAILED:
            failures.append(now)
        if health.state == Link.State.DEAD and before.state != Link.State.DEAD:
            assert seen.whole
            assert len(failures) >= 3
            assert failures[-1] - failures[0] >= 6 * DAY
        assert (health.state == Link.State.MOVED) == bool(health.moved_to)
        assert health.failures <= 3

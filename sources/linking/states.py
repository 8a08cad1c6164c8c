"""How an address does: a state machine without clock, network or database.

An answer makes a link alive, moved or blocked. A failure makes it suspect, and COUNTED failures in a row, each at least
APART after the one before and the last of them seen by a full GET, make it dead. Whatever says nothing about the page
(a refusal of our check, a limit of requests) makes it blocked: unknown, not dead, and the row of failures begins anew.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sources.models import Link

State = Link.State

COUNTED: Final = 3
APART: Final = timedelta(days=3)
WEEK: Final = timedelta(days=7)
DAY: Final = timedelta(days=1)
SOON: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=60)
"""The longest pause: of a link that has been dead for as long, or of a server that asks for one (Retry-After)."""


class Outcome(StrEnum):
    """What one look at an address says of it."""

    ALIVE = "alive"
    MOVED = "moved"
    BLOCKED = "blocked"
    FAILED = "failed"
    OFFLINE = "offline"
    """We ourselves reach nobody: nothing is known of the address."""


@dataclass(frozen=True)
class Seen:
    """One look at an address. `problem` is a code of `sources.linking.words`, "" when nothing is the matter.

    `whole` says that the page itself was asked for (GET), not its headers alone. `pause` is what the server asked for.
    """

    outcome: Outcome
    problem: str = ""
    status_code: int | None = None
    moved_to: str = ""
    whole: bool = False
    pause: timedelta | None = None


@dataclass(frozen=True)
class Health:
    """What is known of an address: the columns of `Link` that checks write, under the same names."""

    url: str
    state: str
    state_since: datetime
    next_check_at: datetime
    failures: int = 0
    first_failure_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_checked_at: datetime | None = None
    last_status_code: int | None = None
    problem: str = ""
    moved_to: str = ""
    ignored_at: datetime | None = None


def new(url: str, now: datetime) -> Health:
    """Return the health of an address that nobody has looked at. It is due at once."""
    return Health(url=url, state=State.NEW, state_since=now, next_check_at=now)


def step(health: Health, seen: Seen, now: datetime) -> Health:
    """Return what is known after one more look at `now`. Pure: the same arguments give the same result."""
    if seen.outcome == Outcome.OFFLINE:
        return replace(health, next_check_at=now + SOON)
    after = replace(
        health,
        last_checked_at=now,
        last_status_code=seen.status_code,
        problem=seen.problem,
        moved_to=seen.moved_to if seen.outcome == Outcome.MOVED else "",
    )
    after = _failed(after, seen, now) if seen.outcome == Outcome.FAILED else _answered(after, seen)
    if (after.state, after.moved_to) != (health.state, health.moved_to):
        after = replace(after, state_since=now if after.state != health.state else after.state_since, ignored_at=None)
    return replace(after, next_check_at=_next(after, seen, now))


def _answered(health: Health, seen: Seen) -> Health:
    state = {Outcome.ALIVE: State.ALIVE, Outcome.MOVED: State.MOVED, Outcome.BLOCKED: State.BLOCKED}[seen.outcome]
    return replace(health, state=state, failures=0, first_failure_at=None, last_failure_at=None)


def _failed(health: Health, seen: Seen, now: datetime) -> Health:
    """Count a failure, unless it comes too soon after the last one, or would be the last one without a full look."""
    dead = health.state == State.DEAD
    soon = health.last_failure_at is not None and now - health.last_failure_at < APART
    last = health.failures + 1 >= COUNTED
    if soon or (last and not seen.whole and not dead):
        return replace(health, state=State.DEAD if dead else State.SUSPECT)
    failures = min(health.failures + 1, COUNTED)
    return replace(
        health,
        state=State.DEAD if dead or failures >= COUNTED else State.SUSPECT,
        failures=failures,
        first_failure_at=health.first_failure_at or now,
        last_failure_at=now,
    )


def _next(health: Health, seen: Seen, now: datetime) -> datetime:
    """Return when to look again: weekly, sooner while a failure is fresh, ever later at what is dead."""
    if seen.pause is not None:
        pause = min(max(seen.pause, SOON), LONGEST)
    elif health.state == State.SUSPECT:
        # A day later once, to clear what was only a moment; then just when the next failure would count.
        counted_at = health.last_failure_at or now
        fresh = health.failures == 1 and counted_at == now
        pause = DAY if fresh else max(SOON, counted_at + APART - now)
    elif health.state == State.DEAD:
        pause = min(max(now - health.state_since, WEEK), LONGEST)
    elif health.problem == "rate_limited":
        pause = DAY
    else:
        pause = WEEK
    return now + pause + spread(health.url, now, pause / 7)


def spread(url: str, now: datetime, width: timedelta) -> timedelta:
    """Return a time from 0 to `width` that is the same whenever it is asked for: many links do not fall due at once."""
    digest = hashlib.sha256(f"{now.date()} {url}".encode()).digest()
    return width * (int.from_bytes(digest[:4]) / 2**32)

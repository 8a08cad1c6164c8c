"""The content clock: one row that says which state of the public content is current.

A change of public content bumps the version in its own transaction. When the time of the next
scheduled item is past, the first reader steps the clock. So every process agrees at once which
stored responses are still true, and schedules need no job.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import F

from publishing.models import ContentClock, publication_models

FIELDS = ("version", "next_change_at", "changed_at")
READ: Final = f"SELECT {', '.join(FIELDS)} FROM publishing_contentclock WHERE id = 1"  # noqa: S608


@dataclass(frozen=True)
class ContentState:
    """The state of the public content: `version` grows with each change, `next_change_at` is the next scheduled one.

    `changed_at` is the time of the change that led to this state.
    """

    version: int
    next_change_at: datetime | None
    changed_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Say whether what is rendered at `now` belongs to this state.

        It does not where `now` was read before the change: by a request that had to wait, or by a machine whose clock
        is behind. Such a request may not see yet what this state shows, and nobody must be given its page again.
        """
        return self.changed_at is None or self.changed_at <= now


def read(now: datetime) -> ContentState:
    """Return the state at `now`, stepping the clock first if a scheduled change is due. One query when nothing is due."""
    state = _read_row()
    if state is None:
        return bump(now)
    if state.next_change_at is not None and state.next_change_at <= now:
        return _step(now, seen=state.version)
    return state


def _step(now: datetime, *, seen: int) -> ContentState:
    """Let what is due take place: what is scheduled shows from now on, and due changes are written."""
    from publishing import working_copies

    state = bump(now, seen=seen)
    return _read_row() or state if working_copies.apply_due(now) else state


def _read_row() -> ContentState | None:
    """Return the row as it stands. In SQL by hand: building the query would take half the time of a stored page."""
    with connection.cursor() as cursor:
        cursor.execute(READ)
        row = cursor.fetchone()
    return ContentState(row[0], _moment(row[1]), _moment(row[2])) if row else None


def _moment(value: datetime | None) -> datetime | None:
    """Return a time as a driver gives it: PostgreSQL's is aware, SQLite's is UTC without saying so."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


@transaction.atomic
def bump(now: datetime, *, seen: int | None = None) -> ContentState:
    """Note that public content changed, and find the next scheduled change after `now`.

    With `seen`, the version is moved only if it still is `seen`: many readers may find
    the same schedule due, and one of them steps the clock.
    """
    clock = ContentClock.objects.filter(pk=1)
    stale = clock if seen is None else clock.filter(version=seen)
    # The update takes the row's lock, so that the search below sees every change committed before ours. Who comes too
    # late has no lock and leaves the row alone: what it found would overwrite what somebody scheduled meanwhile.
    is_ours = stale.update(version=F("version") + 1) or ContentClock.objects.get_or_create(pk=1)[1]
    if is_ours:
        clock.update(next_change_at=_next_change_after(now), changed_at=now)
    return ContentState(*clock.values_list(*FIELDS).get())


def _next_change_after(now: datetime) -> datetime | None:
    times = (model.next_change_after(now) for model in publication_models())
    return min((at for at in times if at is not None), default=None)

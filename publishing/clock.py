"""The content clock: one row that says which state of the public content is current.

A change of public content bumps the version in its own transaction. When the time of the next
scheduled item is past, the first reader steps the clock. So every process agrees at once which
stored responses are still true, and schedules need no job.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Min

from publishing.models import ContentClock, Status, publication_models


@dataclass(frozen=True)
class ContentState:
    """The state of the public content: `version` grows with each change, `next_change_at` is the next scheduled one."""

    version: int
    next_change_at: datetime | None


def read(now: datetime) -> ContentState:
    """Return the state at `now`, stepping the clock first if a scheduled change is due. One query when nothing is due."""
    row = ContentClock.objects.filter(pk=1).values_list("version", "next_change_at").first()
    if row is None or (row[1] is not None and row[1] <= now):
        return bump(now, seen=row[0] if row else None)
    return ContentState(*row)


@transaction.atomic
def bump(now: datetime, *, seen: int | None = None) -> ContentState:
    """Note that public content changed, and find the next scheduled change after `now`.

    With `seen`, the version is moved only if it still is `seen`: many readers may find
    the same schedule due, and one of them steps the clock.
    """
    clock = ContentClock.objects.filter(pk=1)
    stale = clock if seen is None else clock.filter(version=seen)
    # The update takes the row's lock, so that the search below sees every change committed before ours.
    if not stale.update(version=F("version") + 1) and not clock.exists():
        ContentClock.objects.get_or_create(pk=1)
    clock.filter(pk=1).update(next_change_at=_next_change_after(now))
    return ContentState(*clock.values_list("version", "next_change_at").get())


def _next_change_after(now: datetime) -> datetime | None:
    times = [
        model._default_manager.filter(status=Status.PUBLISHED, publish_at__gt=now).aggregate(at=Min("publish_at"))["at"]
        for model in publication_models()
    ]
    return min((at for at in times if at is not None), default=None)

"""Writing publications: everything that must follow a change happens here, in the same transaction."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from publishing import clock, rendering, search, versions
from publishing.models import Publication, Status


@transaction.atomic
def store(item: Publication, *, user: User | None, now: datetime) -> None:
    """Save `item` with a clean body and write everything derived from it. Tags and inlines: call `refresh` after them."""
    save(item, user=user, now=now)
    refresh(item, now=now)


def save(item: Publication, *, user: User | None, now: datetime) -> None:
    """Save the row alone, with a clean body and the audit fields. `refresh` must follow in the same transaction."""
    item.body = rendering.clean(item.body)
    item.check_body(item.body)
    item.updated_at, item.updated_by = now, user
    item.revision += 1
    if item._state.adding:
        item.created_at, item.created_by = now, user
    item.save()


@transaction.atomic
def refresh(item: Publication, *, now: datetime) -> None:
    """Rebuild what is derived from a saved item: rendered text, citations, its version, the search document.

    The clock is bumped only for what is, or is due to become, public: saving a draft leaves stored pages alone.
    """
    item.rebuild()
    versions.record(item, now=now)
    if item.status == Status.PUBLISHED:
        search.index(item)
        clock.bump(now)
    else:
        search.forget(item)

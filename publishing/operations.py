"""Writing publications: everything that must follow a change happens here, in the same transaction."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from publishing import clock, redirects, rendering, search, translations, versions
from publishing.models import Publication, Status


class SavedMeanwhile(Exception):
    """The item was saved, or went a step on, after it was read; what was to be saved is not."""


@transaction.atomic
def store(item: Publication, *, user: User | None, now: datetime) -> None:
    """Save `item` with a clean body and write everything derived from it. Tags and inlines: call `refresh` after them."""
    save(item, user=user, now=now)
    refresh(item, now=now)


def save(item: Publication, *, user: User | None, now: datetime) -> None:
    """Save the row alone, with a clean body and the audit fields. `refresh` must follow in the same transaction.

    Raises SavedMeanwhile if the stored row is not the one that `item` was read from: of two who save at once, one wins.
    """
    item.body = rendering.clean(item.body)
    item.check_body(item.body)
    _claim(item)
    item.updated_at, item.updated_by = now, user
    if item._state.adding:
        item.created_at, item.created_by = now, user
    item.left_address = redirects.address_before(item)
    item.save()


def _claim(item: Publication) -> None:
    """Move the revision on, in the row and in `item`, where both agree on it."""
    if not item._state.adding:
        rows = type(item)._default_manager.filter(pk=item.pk, revision=item.revision)
        if not rows.update(revision=item.revision + 1):
            raise SavedMeanwhile(_("Somebody saved this meanwhile. Open it again to see how it stands."))
    item.revision += 1


@transaction.atomic
def refresh(item: Publication, *, now: datetime) -> None:
    """Rebuild what is derived from a saved item: rendered text, citations, its version, the search document.

    The clock is bumped only for what is, or is due to become, public: saving a draft leaves stored pages alone.
    """
    item.rebuild(now=now)
    version = versions.record(item, now=now)
    translations.keep_up(item, version)
    redirects.settle(item, now=now)
    if item.status == Status.PUBLISHED:
        search.index(item)
        clock.bump(now)
    else:
        search.forget(item)

"""Preview links: secret addresses of what is not public, each for one named recipient, expiring and revocable.

A link opens the page of one item until it expires, is revoked, or what it showed comes to an end: the item is withdrawn
or deleted, a working copy applied or discarded. As soon as the item is public, its links lead to the public page.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from publishing.models import PreviewLink, Publication, Status, publication_models

DEFAULT_LIFE: Final = timedelta(days=7)
LONGEST_LIFE: Final = timedelta(days=90)
KEEP_ENDED: Final = timedelta(days=365)
"""How long staff can see for whom a link was, and when it was opened, should a text turn up before its time."""


class NotPossible(Exception):
    """A link that cannot be made; the text tells staff why."""


class Standing(StrEnum):
    """What a link leads to: the preview, the public page, or words that say why there is nothing (any more)."""

    OPEN = "open"
    PUBLIC = "public"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DISCARDED = "discarded"
    WITHDRAWN = "withdrawn"


def appears_at(item: Publication) -> datetime | None:
    """Return when an item, or the changes in a working copy, are to become public by themselves; None without a time."""
    if item.working_copy_of_id is not None:
        return item.apply_at
    return item.publish_at if item.status == Status.PUBLISHED else None


def default_expiry(item: Publication, now: datetime) -> datetime:
    """Return when a link made at `now` ends, if nobody says otherwise: with the embargo, or after a week."""
    at = appears_at(item)
    return at if at is not None and now < at <= now + LONGEST_LIFE else now + DEFAULT_LIFE


@transaction.atomic
def make(item: Publication, *, recipient: str, expires_at: datetime, user: User | None, now: datetime) -> PreviewLink:
    """Make a link to `item` for `recipient`, a name that the page will show.

    Raises NotPossible for what is public, for no name, and for a time that is past or more than 90 days away.
    """
    row: Any = type(item)._default_manager.select_for_update().filter(pk=item.pk).first()
    if row is None:
        raise NotPossible(_("This item was deleted meanwhile."))
    if row.is_visible(now):
        raise NotPossible(_("This is public: send the address of its page."))
    if not recipient.strip():
        raise NotPossible(_("Say for whom the link is."))
    if not now < expires_at <= now + LONGEST_LIFE:
        raise NotPossible(_("A link must end within 90 days, and not in the past."))
    link: PreviewLink = item.preview_links.create(
        recipient=" ".join(recipient.split()), expires_at=expires_at, created_at=now, created_by=user
    )
    return link


def revoke(link: PreviewLink, *, user: User | None, now: datetime) -> bool:
    """Let a link open nothing from now on; return whether it was not revoked before."""
    rows = type(link)._default_manager.filter(pk=link.pk, revoked_at__isnull=True)
    return bool(rows.update(revoked_at=now, revoked_by=user))


def end(item: Publication, *, ended_as: PreviewLink.Ended, at_live: Publication | None = None) -> None:
    """End all links of `item`. Those of a working copy that is about to go are kept at its live item, `at_live`."""
    links = item.preview_links.all()
    links.filter(ended_as="").update(ended_as=ended_as)
    if at_live is not None:
        links.update(item=at_live)


def standing(link: PreviewLink, now: datetime) -> Standing:
    """Return what `link` leads to at `now`. Loads its item."""
    item: Publication = link.item  # type: ignore[attr-defined]  # each content type has its own
    if link.revoked_at is not None:
        return Standing.REVOKED
    if link.ended_as in (PreviewLink.Ended.DISCARDED, PreviewLink.Ended.WITHDRAWN):
        return Standing(link.ended_as)
    if item.is_visible(now):
        return Standing.PUBLIC
    if link.ended_as or link.expires_at <= now:
        return Standing.EXPIRED
    return Standing.OPEN


def find(token: str) -> PreviewLink | None:
    """Return the link with this token, of whatever content type, with its item; None if there is none."""
    models: list[Any] = publication_models()
    for model in models:
        links = model._meta.get_field("preview_links").related_model
        link: PreviewLink | None = links.objects.select_related("item").filter(token=token).first()
        if link is not None:
            return link
    return None


def forget_old(now: datetime) -> int:
    """Remove the links, with their visits, whose time was over KEEP_ENDED ago; return how many links. For the schedule.

    The steps of the item stay, whatever became of it.
    """
    removed = 0
    models: list[Any] = publication_models()
    for model in models:
        links = model._meta.get_field("preview_links").related_model
        _all, by_model = links.objects.filter(expires_at__lt=now - KEEP_ENDED).delete()
        removed += by_model.get(links._meta.label, 0)
    return removed


def note_visit(link: PreviewLink, now: datetime) -> None:
    """Log that the link was opened. Nothing is kept of who opened it."""
    link.visits.create(at=now)  # type: ignore[attr-defined]  # each content type has its own

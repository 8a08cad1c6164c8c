"""Writing sources: what must follow a change of a source happens here, in the same transaction."""

from collections.abc import Collection, Sequence, Set
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify

from publishing import clock, redirects, search
from sources import links, uses
from sources.models import Source
from sources.models.source import RESERVED_SLUGS


@transaction.atomic
def store(source: Source, *, user: User | None, now: datetime) -> None:
    """Save a source and renew everything that shows it. Where tags follow, call `save`, then `refresh` after them."""
    save(source, user=user, now=now)
    refresh(source, now=now)


@transaction.atomic
def save(source: Source, *, user: User | None, now: datetime) -> None:
    """Save the row alone, with slug and audit fields. `refresh` must follow in the same transaction.

    Rows are locked in one order, sources by key and then items by key; whoever saves an item holds it, and only looks
    at the keys of its sources. A changed address is such a key in PostgreSQL: then the items come first.
    """
    if not source.slug:
        source.slug = free_slug(source)
    source.left_slug = _slug_before(source)
    if source.left_slug:
        uses.lock([source.pk])
    source.updated_at, source.updated_by = now, user
    if source._state.adding:
        source.created_at, source.created_by = now, user
    source.save()
    links.follow(source, now=now)


@transaction.atomic
def add_many(sources: Sequence[Source], *, user: User | None, now: datetime) -> None:
    """Save new sources that nothing names yet, in a handful of queries for all of them. Bumps the clock once.

    Raises IntegrityError if one of them has the address of a source that stands already.
    """
    taken = {*RESERVED_SLUGS, *Source.objects.values_list("slug", flat=True)}
    for source in sources:
        source.slug = _free(_stem(source), taken)
        taken.add(source.slug)
        source.created_at = source.updated_at = now
        source.created_by = source.updated_by = user
        source.derive()
    Source.objects.bulk_create(sources)
    with translation.override(settings.LANGUAGE_CODE):
        search.index_many([source for source in sources if not source.is_on_file])
    clock.bump(now)


@transaction.atomic
def refresh(source: Source, *, now: datetime) -> None:
    """Rewrite what every item that names `source` says of it, and its search document. Bumps the clock."""
    rebuild_citing([source.pk], now=now)
    _lead_on(source, now)
    index(source)
    clock.bump(now)


def rebuild_citing(sources: Collection[int], *, now: datetime) -> None:
    """Rewrite notes and citations of every item that names one of the sources with these keys, as cited or as via."""
    for item in uses.locked(sources):
        item.rebuild(now=now)


def index(source: Source) -> None:
    """Let search find the source, or find it no more where it is kept on file or was merged."""
    if source.is_on_file or source.merged_into_id is not None:
        search.forget(source)
    else:
        with translation.override(settings.LANGUAGE_CODE):
            search.index(source)


def _slug_before(source: Source) -> str | None:
    before: str | None = Source.objects.filter(pk=source.pk).values_list("slug", flat=True).first()
    return before if before != source.slug else None


def _lead_on(source: Source, now: datetime) -> None:
    """Let the address that the source has left lead to its new one, in every edition, if readers may know it."""
    left, source.left_slug = source.left_slug, None
    if left is None or not source.is_visible(now):
        return
    before = Source(slug=left)
    redirects.move_in_all_editions(before.get_absolute_url, source.get_absolute_url, user=source.updated_by, now=now)


def free_slug(source: Source) -> str:
    """Return an address made from the title that no other source has."""
    stem = _stem(source)
    return _free(
        stem, RESERVED_SLUGS | set(Source.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    )


def _stem(source: Source) -> str:
    return slugify(source.title[:90], allow_unicode=True)[:100].strip("-") or "source"


def _free(stem: str, taken: Set[str]) -> str:
    number = 2
    slug = stem
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug

"""Thinning out old versions of drafts and working copies. What readers had before them is kept for good.

All are kept for DRAFT_VERSIONS_ALL_DAYS; then, up to DRAFT_VERSIONS_DAILY_DAYS, the last of each day; after that the last
before each step of the workflow, which is what somebody handed over, agreed to or discarded. The newest one stays, and
so does what a correction or a translation refers to.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from publishing.models import Publication, publication_models

CHUNK: Final = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A version without its content: what deciding needs."""

    pk: int
    item: int
    number: int
    at: datetime
    is_of_copy: bool
    was_public: bool


def thin(now: datetime) -> int:
    """Remove the versions that are not to be kept any longer at `now`; return how many. May be run again at any time."""
    return sum(_thin_type(model, now) for model in publication_models())


def _thin_type(model: type[Publication], now: datetime) -> int:
    versions = _related(model, "versions")
    old = versions.objects.filter(at__lt=now - _days("DRAFT_VERSIONS_ALL_DAYS"), public_from__isnull=True)
    # Only where there is something to choose from: items with one old version are left alone.
    items = sorted(set(old.order_by().values_list("item", flat=True).distinct()))
    removed = 0
    for chunk in _chunks(items):
        rows = versions.objects.filter(item__in=chunk).order_by("item", "is_of_copy", "number")
        columns = rows.values_list("pk", "item", "number", "at", "is_of_copy", "public_from")
        kept = [
            Kept(pk, item, number, at, of_copy, public is not None) for pk, item, number, at, of_copy, public in columns
        ]
        needed = _needed(model, chunk)
        steps = _steps(model, chunk)
        going = [one.pk for one in _too_many(kept, steps, now) if (one.item, one.number) not in needed]
        # Asked once more: what became public meanwhile stays.
        removed += versions.objects.filter(pk__in=going, public_from__isnull=True).delete()[0]
    return removed


def _too_many(versions: Iterable[Kept], steps: dict[int, list[datetime]], now: datetime) -> Iterator[Kept]:
    """Yield the versions that are neither recent, nor public, nor the last of their day or before a step."""
    for (item, _of_copy), group in groupby(versions, key=lambda one: (one.item, one.is_of_copy)):
        line = list(group)
        before_steps = {_last_before(at, line) for at in steps.get(item, [])}
        for one, following in zip(line, [*line[1:], None], strict=True):
            is_needed = one.was_public or following is None or one.number in before_steps
            if not is_needed and not _is_kept_by_age(one, following, now):
                yield one


def _is_kept_by_age(one: Kept, following: Kept | None, now: datetime) -> bool:
    age = now - one.at
    if age <= _days("DRAFT_VERSIONS_ALL_DAYS"):
        return True
    if age > _days("DRAFT_VERSIONS_DAILY_DAYS"):
        return False
    return following is None or timezone.localdate(following.at) != timezone.localdate(one.at)


def _last_before(at: datetime, line: list[Kept]) -> int:
    """Return the number of the version that stood at a time; 0 for none. A step's own save has the time of the step."""
    return max((one.number for one in line if one.at <= at), default=0)


def _steps(model: type[Publication], items: Collection[int]) -> dict[int, list[datetime]]:
    transitions = _related(model, "transitions")
    found: dict[int, list[datetime]] = {}
    for item, at in transitions.objects.filter(item__in=items).order_by().values_list("item", "at"):
        found.setdefault(item, []).append(at)
    return found


def _needed(model: type[Publication], items: Collection[int]) -> set[tuple[int, int]]:
    """Return item and number of versions that something refers to: a correction, a translation."""
    rows: Any = model._default_manager
    translated = rows.filter(translated_from__in=items, translated_version__isnull=False)
    needed = set(translated.order_by().values_list("translated_from", "translated_version"))
    if hasattr(model, "corrections"):
        corrections = _related(model, "corrections")
        needed |= set(
            corrections.objects.filter(item__in=items, version__isnull=False).order_by().values_list("item", "version")
        )
    return needed


def _related(model: type[Publication], name: str) -> Any:
    """Return the model of a record; each content type has its own."""
    meta: Any = model._meta
    return meta.get_field(name).related_model


def _days(setting: str) -> timedelta:
    return timedelta(days=getattr(settings, setting))


def _chunks(items: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]

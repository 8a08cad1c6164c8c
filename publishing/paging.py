"""Pages of lists. No list is counted: each page costs one query, and the last one as much as the first."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import Http404

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
PLACE: Final = re.compile(r"(older|newer)-(\d{1,17})-(\d{1,18})", re.ASCII)
NUMBER: Final = re.compile(r"[1-9]\d{0,3}", re.ASCII)


@dataclass(frozen=True)
class Page:
    """One page of a list.

    `older` and `newer` are values for the address's `page`: None where there is no such page, empty
    for the first page, which needs no parameter. `is_first` says that newer items may still come.
    """

    items: list[Any]
    older: str | None
    newer: str | None

    @property
    def is_first(self) -> bool:
        return self.newer is None


def by_time_or_404(publications: QuerySet[Any], place: str, *, size: int = 20) -> Page:
    """Return the page at `place` of visible publications, newest first; an empty place means the newest.

    A place is a time and a key (``older-1717000000000000-42``: what is older than that item), so that a page stays
    where it is while new items appear, and a deep page is found through the index. Raises Http404 for anything else.
    """
    if not place:
        items = list(publications.order_by("-publish_at", "-pk")[: size + 1])
        return Page(items[:size], older=_older(items, size), newer=None)
    direction, at, key = _read_place(place)
    if direction == "older":
        beyond = Q(publish_at__lt=at) | Q(publish_at=at, pk__lt=key)
        items = list(publications.filter(beyond, publish_at__lte=at).order_by("-publish_at", "-pk")[: size + 1])
        if not items:
            raise Http404
        return Page(items[:size], older=_older(items, size), newer=_place("newer", items[0]))
    beyond = Q(publish_at__gt=at) | Q(publish_at=at, pk__gt=key)
    items = list(publications.filter(beyond, publish_at__gte=at).order_by("publish_at", "pk")[: size + 1])
    if not items:
        raise Http404
    shown = items[:size][::-1]
    return Page(shown, older=_place("older", shown[-1]), newer=_place("newer", shown[0]) if len(items) > size else "")


def by_number_or_404(rows: QuerySet[Any], number: str, *, size: int = 30) -> Page:
    """Return a page of an ordered list that stays small. Raises Http404 for a number that has no page, or is none."""
    if number and not NUMBER.fullmatch(number):
        raise Http404
    page = int(number or 1)
    items = list(rows[(page - 1) * size : page * size + 1])
    if not items and page > 1:
        raise Http404
    newer = None if page == 1 else "" if page == 2 else str(page - 1)
    return Page(items[:size], older=str(page + 1) if len(items) > size else None, newer=newer)


def _read_place(place: str) -> tuple[str, datetime, int]:
    match = PLACE.fullmatch(place)
    if not match:
        raise Http404
    try:
        at = EPOCH + int(match[2]) * MICROSECOND
    except OverflowError:
        raise Http404 from None
    return match[1], at, int(match[3])


def _older(items: list[Any], size: int) -> str | None:
    return _place("older", items[size - 1]) if len(items) > size else None


def _place(direction: str, item: Any) -> str:
    return f"{direction}-{(item.publish_at - EPOCH) // MICROSECOND}-{item.pk}"

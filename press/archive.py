"""The archive of releases: lists by year and month, and which years and months have any."""

from datetime import date, datetime
from typing import Any

from django.core.cache import caches
from django.db.models import Exists, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from press.models import PressRelease
from publishing.models import ContentClock, PublicationQuerySet

SECONDS = 24 * 3600
HEAVY = ("body", "body_html", "notes_html", "boilerplate")
"""Columns that lists do not show; bodies are long."""


def releases(now: datetime) -> PublicationQuerySet:
    """Return the visible releases of the active edition, as lists show them."""
    return PressRelease.objects.published(now).in_edition(get_language() or "", now).defer(*HEAVY)


def within(items: QuerySet[Any], start: date, end: date) -> QuerySet[Any]:
    """Return what was published from the day `start` up to, not including, the day `end`, as the site's clocks show it."""
    return items.filter(publish_at__gte=_midnight(start), publish_at__lt=_midnight(end))


def year_span(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year + 1, 1, 1)


def month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def years(now: datetime, version: int | None) -> list[int]:
    """Return the years with visible releases in the active edition, latest first; found once for each state of the content."""
    if version is None:
        return _find_years(now)
    key = f"press-years:{version}:{get_language()}"
    found: list[int] | None = caches["pages"].get(key)
    if found is None:
        found = _find_years(now)
        caches["pages"].set(key, found, timeout=SECONDS)
    return found


def months(now: datetime, year: int) -> list[date]:
    """Return the first days of the months of `year` that have visible releases in the active edition. One query."""
    return [date(year, month, 1) for month in _with_releases(now, {m: month_span(year, m) for m in range(1, 13)})]


def _find_years(now: datetime) -> list[int]:
    """Look at the first release, then once at each year since: reading 100,000 rows for their years would take long."""
    first = releases(now).order_by("publish_at").values_list("publish_at", flat=True).first()
    if first is None:
        return []
    candidates = range(timezone.localtime(now).year, timezone.localtime(first).year - 1, -1)
    return _with_releases(now, {year: year_span(year) for year in candidates})


def _with_releases(now: datetime, spans: dict[int, tuple[date, date]]) -> list[int]:
    """Return the keys of the spans in which something was published: one query with one look at the index for each."""
    looks = {f"n{key}": Exists(within(releases(now), *span)) for key, span in spans.items()}
    row: dict[str, Any] = dict(ContentClock.objects.filter(pk=1).values(**looks).get())
    return [key for key in spans if row[f"n{key}"]]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware in the site's zone

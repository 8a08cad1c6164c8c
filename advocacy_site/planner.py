"""The calendar of staff: what appears, changes, opens, closes and expires by itself, day by day in one month.

All times are shown in the site's zone, and days are days of that zone.
"""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final, Self

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.models import Action
from publishing.admin.publications import PublicationAdmin
from publishing.models import Status, publication_models

MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST: Final = 200
"""Entries of one kind that a month shows; a page with more helps nobody."""

PUBLISHED: Final = _("published")
SCHEDULED: Final = _("appears")
CHANGES: Final = _("changes appear")
OPENS: Final = _("call to action opens")
CLOSES: Final = _("call to action closes")
PREVIEW_ENDS: Final = _("preview link ends")


@dataclass(frozen=True)
class Entry:
    """Something that happens at a time: what, to which item, and the address of the form where it can be changed."""

    at: datetime
    what: Promise
    title: str
    url: str
    is_over: bool = False

    @property
    def local(self) -> datetime:
        return timezone.localtime(self.at)


@dataclass(frozen=True)
class Month:
    """One month: `key` as it stands in addresses (2026-11), with its neighbours; None beyond what dates can hold."""

    year: int
    month: int

    @classmethod
    def read(cls, key: str, now: datetime) -> Self | None:
        """Return the month that `key` names, that of `now` for an empty one, and None for what names no month."""
        if not key:
            today = timezone.localdate(now)
            return cls(today.year, today.month)
        match = MONTH.fullmatch(key)
        if match is None or not 1 <= int(match[2]) <= 12 or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            return None
        return cls(int(match[1]), int(match[2]))

    @property
    def key(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def next(self) -> Self:
        year, month = divmod(self.year * 12 + self.month, 12)
        return type(self)(year, month + 1)

    @property
    def previous(self) -> Self:
        year, month = divmod(self.year * 12 + self.month - 2, 12)
        return type(self)(year, month + 1)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return the first moment of the month and the first after it, aware, in the site's zone."""
        return _midnight(self.first_day), _midnight(self.next.first_day)

    @property
    def weeks(self) -> list[list[date]]:
        """Return the days of the weeks that touch the month, Monday first."""
        return calendar.Calendar().monthdatescalendar(self.year, self.month)


@dataclass(frozen=True)
class Day:
    date: date
    is_in_month: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)


def weeks(month: Month, request: HttpRequest, now: datetime) -> list[list[Day]]:
    """Return the days of a month with what happens on each, for the eyes of the person who asks."""
    by_day: dict[date, list[Entry]] = {}
    for entry in sorted(_entries(month, request, now), key=lambda entry: (entry.at, entry.title)):
        by_day.setdefault(entry.local.date(), []).append(entry)
    today = timezone.localdate(now)
    return [
        [Day(day, day.month == month.month, day == today, by_day.get(day, [])) for day in week] for week in month.weeks
    ]


def _entries(month: Month, request: HttpRequest, now: datetime) -> Iterator[Entry]:
    """Yield what happens in a month, one query for each kind of thing and content type."""
    span = month.span
    for desk in desks(request):
        yield from _items(desk, span, now)
        yield from _changes(desk, span)
        yield from _preview_links(desk, span, now)
    if request.user.has_perm("campaigns.view_campaign"):
        yield from _actions(span, now)


def desks(request: HttpRequest) -> list[PublicationAdmin]:
    """Return the desks of all content types that the person may look at."""
    found = (admin.site.get_model_admin(model) for model in publication_models())
    return [
        desk for desk in found if isinstance(desk, PublicationAdmin) and desk.has_view_or_change_permission(request)
    ]


def _items(desk: PublicationAdmin, span: tuple[datetime, datetime], now: datetime) -> Iterator[Entry]:
    rows = _within(desk.model._default_manager.filter(status=Status.PUBLISHED), "publish_at", span)
    for key, title, at in rows.values_list("pk", "title", "publish_at")[:MOST]:
        yield Entry(at, PUBLISHED if at <= now else SCHEDULED, title, _form(desk, key), is_over=at <= now)


def _changes(desk: PublicationAdmin, span: tuple[datetime, datetime]) -> Iterator[Entry]:
    rows = _within(desk.model._default_manager.all(), "apply_at", span)
    for key, title, at in rows.values_list("pk", "title", "apply_at")[:MOST]:
        yield Entry(at, CHANGES, title, _form(desk, key))


def _preview_links(desk: PublicationAdmin, span: tuple[datetime, datetime], now: datetime) -> Iterator[Entry]:
    model: Any = desk.model
    links: Any = model._meta.get_field("preview_links").related_model
    rows = _within(links.objects.filter(revoked_at__isnull=True, ended_as=""), "expires_at", span)
    for item, title, at in rows.values_list("item", "item__title", "expires_at")[:MOST]:
        stem = f"admin:{desk.opts.app_label}_{desk.opts.model_name}"
        yield Entry(at, PREVIEW_ENDS, title, reverse(f"{stem}_preview_links", args=[item]), is_over=at <= now)


def _actions(span: tuple[datetime, datetime], now: datetime) -> Iterator[Entry]:
    first, end = span
    rows = Action.objects.filter(Q(opens_at__gte=first, opens_at__lt=end) | Q(closes_at__gte=first, closes_at__lt=end))
    for key, title, opens, closes in rows.values_list("pk", "title", "opens_at", "closes_at")[:MOST]:
        url = reverse("admin:campaigns_action_change", args=[key])
        for at, what in ((opens, OPENS), (closes, CLOSES)):
            if at is not None and first <= at < end:
                yield Entry(at, what, title, url, is_over=at <= now)


def _within(rows: Any, name: str, span: tuple[datetime, datetime]) -> Any:
    return rows.filter(**{f"{name}__gte": span[0], f"{name}__lt": span[1]}).order_by(name, "pk")


def _form(desk: PublicationAdmin, key: int) -> str:
    return reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_change", args=[key])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def listed(weeks_of_month: Iterable[Iterable[Day]]) -> list[Day]:
    """Return the days of the month on which something happens, for a narrow window."""
    return [day for week in weeks_of_month for day in week if day.is_in_month and day.entries]

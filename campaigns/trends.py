"""Where participations come from just now: networks and mail domains, and how that compares with the time before.

For abuse checks alone. What few people share is not listed, so that nobody is found by a mail domain of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaigns.buckets import Bucket, bucket_of, start_of
from campaigns.models import Participation, ParticipationQuerySet
from publishing.plots import Plot

MOST: Final = 20
LEAST: Final = 3
"""What fewer share is not listed."""

SHORT: Final = 8
"""Characters of a network's hash that are shown: enough to tell it from others of a day."""


@dataclass(frozen=True)
class Period:
    """A time that ends now, and the steps in which it is drawn."""

    key: str
    name: str | Promise
    length: timedelta
    step: timedelta
    form: str


PERIODS: Final = {
    period.key: period
    for period in (
        Period("hour", _("the last hour"), timedelta(hours=1), timedelta(minutes=1), "TIME_FORMAT"),
        Period("day", _("the last 24 hours"), timedelta(days=1), timedelta(hours=1), "TIME_FORMAT"),
        Period("week", _("the last 7 days"), timedelta(days=7), timedelta(days=1), "SHORT_DATE_FORMAT"),
    )
}


@dataclass(frozen=True)
class Trend:
    """One network or mail domain: how many signed from there, of these confirmed and left out, and in the time before.

    `share` is its part of the largest one, in hundredths.
    """

    value: str
    words: str
    number: int
    confirmed: int
    left_out: int
    before: int | None
    share: int

    @property
    def change(self) -> int | None:
        """How many more than in the time before; nothing where that cannot be compared."""
        return None if self.before is None else self.number - self.before


def short(network: str) -> str:
    """Return the beginning of a network's hash, as it is shown."""
    return network[:SHORT]


def networks(campaign: int | None, period: Period, now: datetime) -> list[Trend]:
    """Return the networks from which most signed. One has another hash each day (UTC): hours alone are compared."""
    return _most(campaign, "network", period, now, is_compared=period.length < timedelta(days=1))


def mail_domains(campaign: int | None, period: Period, now: datetime) -> list[Trend]:
    """Return the mail domains with which most signed."""
    return _most(campaign, "mail_domain", period, now, is_compared=True)


def over_time(campaign: int | None, period: Period, now: datetime) -> Plot:
    """Return how many signed in each step of the period, the oldest first."""
    since, step = now - period.length, period.step
    rows = _rows(campaign).filter(created_at__gt=since, created_at__lte=now)
    numbers = dict(rows.values(at=Bucket("created_at", step)).annotate(number=Count("pk")).values_list("at", "number"))
    last = bucket_of(now, step)
    steps = range(last - period.length // step + 1, last + 1)
    labels = [date_format(timezone.localtime(start_of(at, step)), period.form) for at in steps]
    return Plot(_now("Forms taken"), labels, [numbers.get(at, 0) for at in steps])


def _rows(campaign: int | None) -> ParticipationQuerySet:
    rows = Participation.objects.order_by()
    return rows.filter(action__campaign=campaign) if campaign else rows


def _most(campaign: int | None, field: str, period: Period, now: datetime, *, is_compared: bool) -> list[Trend]:
    since = now - period.length
    earliest = since - period.length if is_compared else since
    is_now = Q(created_at__gt=since)
    rows = _rows(campaign).filter(created_at__gt=earliest, created_at__lte=now).exclude(**{field: ""})
    counted = rows.values(field).annotate(
        number=Count("pk", filter=is_now),
        confirmed=Count("pk", filter=is_now & Q(confirmed_at__isnull=False)),
        left_out=Count("pk", filter=is_now & Q(excluded_at__isnull=False)),
        before=Count("pk", filter=~is_now),
    )
    found = list(counted.filter(number__gte=LEAST).order_by("-number", field)[:MOST])
    return _trends(field, found, is_compared=is_compared)


def _trends(field: str, found: Sequence[dict[str, Any]], *, is_compared: bool) -> list[Trend]:
    most = max((row["number"] for row in found), default=1)
    return [
        Trend(
            value=row[field],
            words=short(row[field]) if field == "network" else row[field],
            number=row["number"],
            confirmed=row["confirmed"],
            left_out=row["left_out"],
            before=row["before"] if is_compared else None,
            share=round(100 * row["number"] / most),
        )
        for row in found
    ]

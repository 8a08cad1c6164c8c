"""Where participations come from just now: networks and mail domains, and how that compares with the time before.

For abuse checks alone. What few people share is not listed, so that nobody is found by a mail domain of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.db.models.functions import Trunc
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

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
    step: str
    bars: int
    form: str


PERIODS: Final = {
    period.key: period
    for period in (
        Period("hour", _("the last hour"), timedelta(hours=1), "minute", 60, "TIME_FORMAT"),
        Period("day", _("the last 24 hours"), timedelta(days=1), "hour", 24, "TIME_FORMAT"),
        Period("week", _("the last 7 days"), timedelta(days=7), "day", 7, "SHORT_DATE_FORMAT"),
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
    before: int
    share: int

    @property
    def change(self) -> int:
        return self.number - self.before


def short(network: str) -> str:
    """Return the beginning of a network's hash, as it is shown."""
    return network[:SHORT]


def networks(campaign: int | None, period: Period, now: datetime) -> list[Trend]:
    """Return the networks from which most signed. One has another hash each day (UTC): only within it, it can be compared."""
    return _most(campaign, "network", period, now)


def mail_domains(campaign: int | None, period: Period, now: datetime) -> list[Trend]:
    """Return the mail domains with which most signed."""
    return _most(campaign, "mail_domain", period, now)


def over_time(campaign: int | None, period: Period, now: datetime) -> Plot:
    """Return how many signed in each step of the period, the oldest first."""
    since = now - period.length
    stepped = _rows(campaign).filter(created_at__gt=since).annotate(at=Trunc("created_at", period.step, tzinfo=UTC))
    numbers = dict(stepped.values("at").annotate(number=Count("pk")).values_list("at", "number"))
    pause = period.length / period.bars
    last = _floor(now, period.step)
    steps = [last - pause * back for back in reversed(range(period.bars))]
    labels = [date_format(timezone.localtime(at), period.form) for at in steps]
    return Plot(_now("Forms taken"), labels, [numbers.get(at, 0) for at in steps])


def _rows(campaign: int | None) -> ParticipationQuerySet:
    rows = Participation.objects.order_by()
    return rows.filter(action__campaign=campaign) if campaign else rows


def _most(campaign: int | None, field: str, period: Period, now: datetime) -> list[Trend]:
    since = now - period.length
    is_now = Q(created_at__gt=since)
    rows = _rows(campaign).filter(created_at__gt=since - period.length, created_at__lte=now).exclude(**{field: ""})
    counted = rows.values(field).annotate(
        number=Count("pk", filter=is_now),
        confirmed=Count("pk", filter=is_now & Q(confirmed_at__isnull=False)),
        left_out=Count("pk", filter=is_now & Q(excluded_at__isnull=False)),
        before=Count("pk", filter=~is_now),
    )
    found = list(counted.filter(number__gte=LEAST).order_by("-number", field)[:MOST])
    return _trends(field, found)


def _trends(field: str, found: Sequence[dict[str, int | str]]) -> list[Trend]:
    most = max((int(row["number"]) for row in found), default=1)
    trends = []
    for row in found:
        value, numbers = str(row[field]), {name: int(number) for name, number in row.items() if name != field}
        words = short(value) if field == "network" else value
        trends.append(Trend(value, words, **numbers, share=round(100 * numbers["number"] / most)))
    return trends


def _floor(at: datetime, step: str) -> datetime:
    at = at.astimezone(UTC).replace(second=0, microsecond=0)
    if step != "minute":
        at = at.replace(minute=0)
    return at.replace(hour=0) if step == "day" else at

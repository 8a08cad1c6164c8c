"""How a campaign grew and where its supporters are, from what was counted: nothing here leads back to anybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.models import AreaTotal, FunnelDay
from campaigns.progress import group
from officials.models import Area
from publishing.gathering import Part, Row
from publishing.plots import Plot
from supporters import countries

FEWEST: Final = 5
"""The least that is said of a place: among fewer, neighbours might guess who it was."""

DAYS_DRAWN: Final = 84
WEEKS_DRAWN: Final = 52
PLACES_SHOWN: Final = 12


@dataclass(frozen=True)
class Place:
    """A country or an area, and how often people from there took part."""

    name: str
    number: int

    @property
    def number_text(self) -> str:
        return group(self.number)


@dataclass(frozen=True)
class Places:
    """The countries and the areas with the highest numbers; those with very few are left out."""

    countries: list[Place]
    areas: list[Place]
    fewest: int = FEWEST

    def __bool__(self) -> bool:
        return bool(self.countries or self.areas)


def parts(campaign_key: int, today: date) -> dict[str, Part]:
    """Return what `publishing.gathering` has to fetch for `growth` and `places`."""
    since = today - timedelta(weeks=WEEKS_DRAWN)
    days = FunnelDay.objects.filter(action__campaign=campaign_key, step=FunnelDay.Step.CONFIRMED, day__gte=since)
    totals = AreaTotal.objects.filter(action__campaign=campaign_key)
    by_country = totals.exclude(country="").values("country").annotate(sum=Sum("number"))
    by_area = totals.exclude(area="").values("country", "area").annotate(sum=Sum("number"))
    name = Area.objects.filter(country=OuterRef("country"), code=OuterRef("area")).values("name")
    named = by_area.filter(sum__gte=FEWEST).annotate(name=Subquery(name))
    return {
        "days": Part(days.values("day").annotate(sum=Sum("number")), {"day": "day", "number": "sum"}),
        "countries": Part(by_country.filter(sum__gte=FEWEST), {"code": "country", "number": "sum"}),
        "areas": Part(named, {"name": "name", "code": "area", "country": "country", "number": "sum"}),
    }


def places(by_country: Sequence[Row], by_area: Sequence[Row]) -> Places:
    """Return the places of the rows that were gathered, the highest number first."""
    names = dict(countries.names(get_language() or countries.FALLBACK))
    return Places(
        _highest(Place(names.get(row["code"]) or str(row["code"]), row["number"]) for row in by_country),
        _highest(Place(row["name"] or str(row["code"]), row["number"]) for row in by_area),
    )


def _highest(found: Iterable[Place]) -> list[Place]:
    return sorted(found, key=lambda place: (-place.number, place.name))[:PLACES_SHOWN]


def growth(rows: Sequence[Row], now: datetime) -> Plot | None:
    """Return how many took part on each day, or, once it is more than twelve weeks, in each week; None before the second day.

    Weeks are those that end today, so that the last bar is a whole week, too.
    """
    numbers = {date.fromisoformat(row["day"]): int(row["number"]) for row in rows}
    today = timezone.localdate(now)
    first = min(numbers, default=today)
    days = (today - first).days + 1
    if days < 2:
        return None
    if days <= DAYS_DRAWN:
        drawn = [first + timedelta(days=number) for number in range(days)]
        return Plot(_("Taken part on each day"), [_day(day) for day in drawn], [numbers.get(day, 0) for day in drawn])
    weeks = min(-(-days // 7), WEEKS_DRAWN)
    ends = [today - timedelta(weeks=back) for back in reversed(range(weeks))]
    sums = [sum(numbers.get(end - timedelta(days=back), 0) for back in range(7)) for end in ends]
    return Plot(_("Taken part in each week"), [_week(end) for end in ends], sums)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _week(end: date) -> str:
    return _("week to %(day)s") % {"day": date_format(end, "DATE_FORMAT")}

"""The funnel of a campaign for staff: how many looked, began, confirmed and passed it on, for each action and link.

Read from days alone (`FunnelDay`, `LinkDay`), a fixed number of queries, however many people and links there are.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from django.db.models import Min, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.funnel import Step
from campaigns.models import Action, Campaign, CampaignLink, FunnelDay, LinkDay
from campaigns.progress import group
from publishing.plots import Plot

STEPS: Final = tuple(Step)
PERIODS: Final[dict[str, tuple[int | None, Promise]]] = {
    "7": (7, gettext_lazy("last 7 days")),
    "30": (30, gettext_lazy("last 30 days")),
    "90": (90, gettext_lazy("last 90 days")),
    "365": (365, gettext_lazy("last year")),
    "all": (None, gettext_lazy("from the beginning")),
}
"""Key → days (None for all) and name. Days are those of UTC, and today is one of them."""

MOST_BARS: Final = 60
MOST_LINKS: Final = 200

NAMES: Final[dict[str, Promise]] = {
    Step.VIEWED: gettext_lazy("Views"),
    Step.STARTED: gettext_lazy("Started"),
    Step.CONFIRMED: gettext_lazy("Confirmed"),
    Step.CLICKED: gettext_lazy("Clicked"),
    Step.SHARED: gettext_lazy("Shared"),
}
BEFORE: Final = {
    Step.STARTED: Step.VIEWED,
    Step.CONFIRMED: Step.STARTED,
    Step.CLICKED: Step.VIEWED,
    Step.SHARED: Step.CONFIRMED,
}
"""Of which step the rate of another is a part."""


@dataclass(frozen=True)
class Cell:
    """The number of a step, and how many of a hundred of the step before that is; None where that says nothing."""

    name: str
    number: int
    rate: float | None
    share: int
    """How long its bar is, of a hundred."""

    @property
    def words(self) -> str:
        return group(self.number)


@dataclass(frozen=True)
class Line:
    """The funnel of one thing: the campaign, an action or a link."""

    name: str
    numbers: Counter[str]
    detail: str = ""
    visits: int | None = None

    steps: tuple[Step, ...] = STEPS

    @property
    def visits_words(self) -> str:
        return "–" if self.visits is None else group(self.visits)

    @property
    def cells(self) -> list[Cell]:
        most = max(self.numbers.values(), default=0)
        cells = []
        for step in self.steps:
            number, before = self.numbers[step], self.numbers[BEFORE[step]] if step in BEFORE else 0
            rate = 100 * number / before if before and number else None
            cells.append(Cell(str(NAMES[step]), number, rate, round(100 * number / most) if most else 0))
        return cells


@dataclass(frozen=True)
class Report:
    """What the page shows. `has_more_links` says that there are links beyond those listed."""

    whole: Line
    actions: list[Line]
    links: list[Line]
    plot: Plot
    has_more_links: bool


def since(period: str, today: date) -> date | None:
    """Return the first day of a period of PERIODS; None for the beginning. Raises KeyError."""
    days, _name = PERIODS[period]
    return today - timedelta(days=days - 1) if days else None


def days_of(campaign: Campaign, first: date | None) -> QuerySet[FunnelDay]:
    """Return the days of all actions of a campaign from the first one on."""
    rows = FunnelDay.objects.filter(action__in=campaign.actions.order_by().values("pk")).order_by()
    return rows if first is None else rows.filter(day__gte=first)


def read(campaign: Campaign, period: str, today: date) -> Report:
    """Return the report of a live campaign for a period of PERIODS. Seven queries."""
    first = since(period, today)
    rows = days_of(campaign, first)
    by_action = _sums(rows, "action")
    actions = [
        Line(action.title, by_action[action.pk], str(action.get_kind_display())) for action in campaign.actions.all()
    ]
    whole = Line(campaign.title, sum(by_action.values(), Counter()))
    links, has_more = _links(campaign, rows, first, whole)
    # Where nothing leads elsewhere, nobody need read that nobody went there.
    steps = tuple(step for step in STEPS if step != Step.CLICKED or whole.numbers[step])
    actions, links = ([replace(line, steps=steps) for line in lines] for lines in (actions, links))
    return Report(replace(whole, steps=steps), actions, links, _plot(rows, first, today), has_more)


def _sums(rows: QuerySet[FunnelDay], field: str) -> dict[Any, Counter[str]]:
    """Return key → step → number; a key that has nothing has an empty counter."""
    sums: dict[Any, Counter[str]] = _Counters()
    for key, step, number in rows.values_list(field, "step").annotate(sum=Sum("number")):
        sums[key][step] += number
    return sums


class _Counters(dict[Any, Counter[str]]):
    def __missing__(self, key: Any) -> Counter[str]:
        counter = self[key] = Counter()
        return counter


def _links(campaign: Campaign, rows: QuerySet[FunnelDay], first: date | None, whole: Line) -> tuple[list[Line], bool]:
    """Return a line for each channel and partner, one for all links of supporters together, and one for no link.

    A campaign may have as many links of supporters as it has supporters; nobody needs to see which is whose.
    """
    named = CampaignLink.objects.filter(campaign=campaign).exclude(kind=CampaignLink.Kind.SUPPORTER)
    chosen = list(named.order_by("-created_at", "-pk")[: MOST_LINKS + 1])
    shown, has_more = chosen[:MOST_LINKS], len(chosen) > MOST_LINKS
    sums = _sums(rows.filter(via__in=["", *(link.code for link in shown)]), "via")
    days = LinkDay.objects.filter(link__in=shown)
    visits = dict(
        (days.filter(day__gte=first) if first else days).order_by().values_list("link").annotate(sum=Sum("visits"))
    )
    lines = [Line(link.channel, sums[link.code], link.code, visits.get(link.pk, 0)) for link in shown]
    lines.sort(key=lambda line: (-line.numbers[Step.CONFIRMED], -line.numbers[Step.VIEWED], line.name))
    without = Line(_("Without a link"), sums[""])
    others = Counter(whole.numbers)
    others.subtract(sum((line.numbers for line in [*lines, without]), Counter()))
    lines.append(Line(_("Supporters’ own links, and links that are gone"), +others))
    return [*lines, without], has_more


def _plot(rows: QuerySet[FunnelDay], first: date | None, today: date) -> Plot:
    """Return what was confirmed over time, in bars of as many days as keep it narrow."""
    confirmed = rows.filter(step=Step.CONFIRMED)
    begin = first or confirmed.aggregate(first=Min("day"))["first"] or today
    length = -(-((today - begin).days + 1) // MOST_BARS)
    numbers = dict(confirmed.filter(day__lte=today).values_list("day").annotate(sum=Sum("number")))
    bars = Counter[int]()
    for day, number in numbers.items():
        bars[(day - begin).days // length] += number
    count = (today - begin).days // length + 1
    begins = [begin + timedelta(days=place * length) for place in range(count)]
    labels = [_span(day, min(day + timedelta(days=length - 1), today)) for day in begins]
    return Plot(_("Confirmed over time"), labels, [bars[place] for place in range(count)])


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


HEADS: Final = ("day", "action", "link", "channel", *(step.value for step in STEPS))


def table(campaign: Campaign, period: str, today: date) -> Iterator[tuple[Any, ...]]:
    """Yield rows under HEADS: one for each day, action and link. Read as it is written, however long it is."""
    actions = dict(Action.objects.filter(campaign=campaign).values_list("pk", "slug"))
    named = CampaignLink.objects.filter(campaign=campaign).exclude(kind=CampaignLink.Kind.SUPPORTER)
    channels = dict(named.values_list("code", "channel"))
    rows = days_of(campaign, since(period, today)).order_by("day", "action", "via")
    cells = rows.values_list("day", "action", "via", "step", "number").iterator(chunk_size=2000)
    for (day, action, via), steps in groupby(cells, key=lambda row: row[:3]):
        numbers = {step: number for *_key, step, number in steps}
        yield (
            day.isoformat(),
            actions[action],
            via,
            channels.get(via, ""),
            *(numbers.get(step.value, 0) for step in STEPS),
        )


def of_links(links: Iterable[CampaignLink]) -> dict[int, Counter[str]]:
    """Return for each link (key) its visits under "visits", and the numbers of its steps. Two queries."""
    by_code = {link.code: link for link in links}
    figures: dict[int, Counter[str]] = {link.pk: Counter() for link in by_code.values()}
    days = LinkDay.objects.filter(link__in=figures).order_by().values_list("link").annotate(sum=Sum("visits"))
    for key, visits in days:
        figures[key]["visits"] = visits
    campaigns = {link.campaign_id for link in by_code.values()}
    actions = Action.objects.filter(campaign__in=campaigns).order_by().values("pk")
    rows = FunnelDay.objects.filter(action__in=actions, via__in=by_code).order_by()
    for code, step, number in rows.values_list("via", "step").annotate(sum=Sum("number")):
        figures[by_code[code].pk][step] += number
    return figures

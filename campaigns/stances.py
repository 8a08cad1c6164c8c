"""Where the decision makers stand whom a campaign addresses: in short on its page, and all of them on a page of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from campaigns.cited import of_source, source_of
from campaigns.models import Campaign, CampaignTarget
from campaigns.progress import group
from officials.models import Area, Official, Term
from officials.models.areas import COUNTRY, PARENTS
from publishing.gathering import Part, Row
from sources.models import Source

Stance = CampaignTarget.Stance

SHOWN: Final = 6
"""How many of each position stand on the campaign's page."""

LONGEST_NAME: Final = 80
ORDER: Final = (Stance.COMMITTED, Stance.OPPOSED, Stance.UNKNOWN)
HEADINGS: Final[Mapping[str, str | Promise]] = {
    Stance.COMMITTED: gettext_lazy("On our side"),
    Stance.OPPOSED: gettext_lazy("Against"),
    Stance.UNKNOWN: gettext_lazy("Have not said"),
}


@dataclass(frozen=True)
class Addressed:
    """One decision maker whom a campaign addresses. `office` and `area` are those of today; empty for who has left office."""

    name: str
    stance: str
    since: date | None
    source: Source | None
    office: str = ""
    area: str = ""

    @property
    def place(self) -> str:
        return ", ".join(filter(None, (self.office, self.area)))

    @property
    def label(self) -> str:
        return str(Stance(self.stance).label)


@dataclass(frozen=True)
class Position:
    """All who take one position: how many there are, and the first of them."""

    stance: str
    number: int
    first: list[Addressed]

    @property
    def heading(self) -> str:
        return str(HEADINGS[self.stance])

    @property
    def label(self) -> str:
        return str(Stance(self.stance).label)

    @property
    def number_text(self) -> str:
        return group(self.number)

    @property
    def has_more(self) -> bool:
        return self.number > len(self.first)


@dataclass(frozen=True)
class Summary:
    """The positions that somebody takes, those who said something first."""

    positions: list[Position]

    @property
    def total(self) -> int:
        return sum(position.number for position in self.positions)

    @property
    def total_text(self) -> str:
        return group(self.total)

    @property
    def has_more(self) -> bool:
        """Say whether somebody is not named here."""
        return any(position.has_more for position in self.positions)


def parts(campaign: Campaign, today: date) -> dict[str, Part]:
    """Return what `publishing.gathering` has to fetch for `summary`: the first of each position, and how many there are."""
    targets = campaign.targets.all()
    place = Window(RowNumber(), partition_by="stance", order_by=("position", "pk"))
    first = targets.annotate(place=place).filter(place__lte=SHOWN).values("pk")
    terms = Term.objects.current(today).filter(official=OuterRef("official")).order_by("-start", "role")
    named = targets.filter(pk__in=first).annotate(
        office=Subquery(terms.values("office")[:1]), area_name=Subquery(terms.values("area__name")[:1])
    )
    fields = {name: name for name in ("pk", "position", "stance", "stance_since", "office", "area_name")}
    return {
        "targets": Part(named, {**fields, **of_source("source"), "name": "official__full_name"}),
        "stances": Part(
            targets.order_by().values("stance").annotate(number=Count("pk")), {"stance": "stance", "number": "number"}
        ),
    }


def summary(targets: Sequence[Row], counts: Sequence[Row]) -> Summary:
    """Return the positions of the rows that were gathered."""
    numbers = {row["stance"]: int(row["number"]) for row in counts}
    ordered = sorted(targets, key=lambda row: (row["position"], row["pk"]))
    return Summary(
        [
            Position(stance, numbers[stance], [_of_row(row) for row in ordered if row["stance"] == stance])
            for stance in ORDER
            if stance in numbers
        ]
    )


def _of_row(row: Row) -> Addressed:
    since = date.fromisoformat(row["stance_since"]) if row["stance_since"] else None
    return Addressed(row["name"], row["stance"], since, source_of(row), row["office"] or "", row["area_name"] or "")


# --- The page of its own --------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """What a reader asked for; empty words ask for everybody."""

    position: str = ""
    area: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.position or self.area or self.name)


@dataclass(frozen=True)
class Choice:
    """Something to choose in a list: its value in the address, and its words."""

    value: str
    words: str


def read_or_404(asked: Mapping[str, str], areas: Sequence[Area]) -> Chosen:
    """Return what was chosen; raises Http404 for what nobody could have chosen."""
    chosen = Chosen(*(asked.get(name, "").strip() for name in ("position", "area", "name")))
    known_areas = {"", *(code_of(area) for area in areas)}
    is_junk = "\0" in chosen.name or len(chosen.name) > LONGEST_NAME
    if is_junk or chosen.position not in ("", *ORDER) or chosen.area not in known_areas:
        raise Http404
    return chosen


def code_of(area: Area) -> str:
    """Return how an area is named in addresses: codes are unique within a country alone."""
    return f"{area.country}:{area.code}"


def areas_of(campaign: Campaign, today: date) -> list[Area]:
    """Return the largest areas below a country for which somebody is in office whom the campaign addresses. One query."""
    held = Term.objects.current(today).filter(official__campaign_targets__campaign=campaign)
    found = {}
    for term in held.select_related(f"area__{PARENTS}").order_by():
        below = [area for area in term.area.lineage() if area.kind != COUNTRY]
        if below:
            found[below[-1].pk] = below[-1]
    return sorted(found.values(), key=lambda area: (area.country, area.name, area.pk))


def everybody(campaign: Campaign, chosen: Chosen, today: date) -> QuerySet[CampaignTarget]:
    """Return the decision makers that a reader asked for, with all that `addressed` needs: those who said something first."""
    running = Term.objects.current(today).select_related("area").order_by("-start", "role")
    rows = campaign.targets.select_related("source", "official")
    if chosen.position:
        rows = rows.filter(stance=chosen.position)
    if chosen.name:
        rows = rows.filter(official__full_name__icontains=chosen.name)
    if chosen.area:
        country, _colon, code = chosen.area.partition(":")
        inside = Q()
        for path in ("area", "area__parent", "area__parent__parent", "area__parent__parent__parent"):
            inside |= Q(**{f"{path}__country": country, f"{path}__code": code})
        rows = rows.filter(Exists(running.filter(inside, official=OuterRef("official"))))
    by_name = ("official__family_name", "official__full_name", "pk")
    ranked = rows.annotate(has_said=~Q(stance=Stance.UNKNOWN)).order_by(F("has_said").desc(), "stance", *by_name)
    return ranked.prefetch_related(Prefetch("official__terms", queryset=running, to_attr="running"))


def addressed(targets: Iterable[Any]) -> Iterator[Addressed]:
    """Yield the rows of `everybody` as readers get them."""
    for target in targets:
        official: Official = target.official
        term = next(iter(official.running), None)  # type: ignore[attr-defined]
        office, area = (term.office, term.area.name) if term else ("", "")
        yield Addressed(official.full_name, target.stance, target.stance_since, target.source, office, area)


def counts(campaign: Campaign) -> dict[str, int]:
    """Return how many take each position. One query."""
    rows = campaign.targets.order_by().values_list("stance").annotate(number=Count("pk"))
    return dict(rows)

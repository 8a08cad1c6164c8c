"""What the page of a campaign tells beside its text: demands, what happened when, who reported, what comes after it.

All of it is gathered in one query, whatever the campaign has; `Story` is what came of it. The parts of a working copy
are its own; what is public at once, such as the timeline, is its live item's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaigns import numbers, stances
from campaigns.cited import of_source, source_of
from campaigns.models import Campaign, CampaignCoverage, Demand, TimelineEntry
from publishing.gathering import Part, Row, gather
from publishing.plots import Plot
from sources.models import Source

RECENT: Final = 8
"""Entries of the timeline that stand open; those before them are folded away."""

MOST_ENTRIES: Final = 200
OTHERS: Final = 3
OF_CAMPAIGN: Final = {"title": "title", "slug": "slug", "language": "language", "summary": "summary"}
DECIDED: Final = (Demand.State.MET, Demand.State.REFUSED)


@dataclass(frozen=True)
class Happening:
    """An entry of the timeline as readers get it. `label` says what kind of thing it is."""

    kind: str
    label: str
    on: date
    title: str
    text: str = ""
    source: Source | None = None


@dataclass(frozen=True)
class Story:
    """What was gathered of a campaign, in the order in which readers get it."""

    demands: list[Demand]
    stances: stances.Summary
    recent: list[Happening]
    earlier: list[Happening]
    outcome: Happening | None
    coverage: list[CampaignCoverage]
    growth: Plot | None
    places: numbers.Places
    successor: Campaign | None
    others: list[Campaign]
    translations: list[Campaign]


def tell(campaign: Campaign, *, is_at_rest: bool, now: datetime) -> Story:
    """Return the story of a campaign, readers' view at `now`. One query.

    `is_at_rest` says that nothing can be done for it: then other campaigns are named for which something can.
    """
    found = gather(_parts(campaign, is_at_rest=is_at_rest, now=now))
    demands = _demands(found["demands"])
    happenings = _timeline(campaign, found["timeline"], demands, now)
    return Story(
        demands=demands,
        stances=stances.summary(found["targets"], found["stances"]),
        recent=happenings[:RECENT],
        earlier=happenings[RECENT:],
        outcome=next((one for one in happenings if one.kind == TimelineEntry.Kind.OUTCOME), None),
        coverage=_coverage(campaign, found["coverage"]),
        growth=numbers.growth(found["days"], now),
        places=numbers.places(found["countries"], found["areas"]),
        successor=_first_in(campaign.language, _campaigns(found["successor"])),
        others=_campaigns(found["others"]),
        translations=_campaigns(found["translations"]),
    )


def _parts(campaign: Campaign, *, is_at_rest: bool, now: datetime) -> dict[str, Part]:
    live_key = campaign.working_copy_of_id or campaign.pk
    entries = TimelineEntry.objects.filter(campaign=live_key)
    latest = entries.filter(pk__in=entries.order_by("-on", "-pk").values("pk")[:MOST_ENTRIES])
    visible = Campaign.objects.published(now)
    running = visible.filter(outcome=Campaign.Outcome.ACTIVE, language=campaign.language).exclude(pk=live_key)
    others = running.filter(pk__in=running.order_by("-publish_at", "-pk").values("pk")[:OTHERS])
    group = Campaign.objects.filter(pk=campaign.successor_id or 0).values("translation_group")
    in_language = Q(translation_group__in=group, language=campaign.language)
    successor = visible.filter(Q(pk=campaign.successor_id or 0) | in_language)
    return {
        "demands": Part(
            campaign.demands.all(),
            {"pk": "pk", "text": "text", "state": "state", "state_since": "state_since", "position": "position"}
            | of_source("legal_basis"),
        ),
        "timeline": Part(
            latest, {"pk": "pk", "kind": "kind", "on": "on", "title": "title", "text": "text"} | of_source("source")
        ),
        "coverage": Part(
            campaign.coverage.all(),
            {name: name for name in ("pk", "outlet", "title", "web_address", "published_on", "language")},
        ),
        "successor": Part(successor if campaign.successor_id else successor.none(), OF_CAMPAIGN),
        "others": Part(others if is_at_rest else others.none(), OF_CAMPAIGN),
        "translations": Part(visible.filter(translation_group=campaign.translation_group), OF_CAMPAIGN),
        **stances.parts(campaign, timezone.localdate(now)),
        **numbers.parts(live_key, timezone.localdate(now)),
    }


def _demands(rows: Sequence[Row]) -> list[Demand]:
    ordered = sorted(rows, key=lambda row: (row["position"], row["pk"]))
    return [
        Demand(
            text=row["text"],
            state=row["state"],
            state_since=day_of(row["state_since"]),
            legal_basis=source_of(row),
        )
        for row in ordered
    ]


def _timeline(campaign: Campaign, rows: Sequence[Row], demands: Sequence[Demand], now: datetime) -> list[Happening]:
    """Return what happened, the latest first: what staff wrote, and what the campaign itself says of its dates."""
    ordered = sorted(rows, key=lambda row: (row["on"], row["pk"]), reverse=True)
    found = [_happening(row) for row in ordered]
    found += [
        Happening("demand", _("demand met") if one.state == Demand.State.MET else _("demand refused"), since, one.text)
        for one in demands
        if one.state in DECIDED and (since := one.state_since) is not None
    ]
    begun = campaign.publish_at
    if begun is not None and begun <= now and all(one.kind != TimelineEntry.Kind.LAUNCHED for one in found):
        label = TimelineEntry.Kind.LAUNCHED.label
        found.append(Happening("launched", str(label), timezone.localdate(begun), _("The campaign began.")))
    # Stable: entries of one day stay as they came.
    return sorted(found, key=lambda one: one.on, reverse=True)


def _happening(row: Row) -> Happening:
    label = str(TimelineEntry.Kind(row["kind"]).label)
    return Happening(row["kind"], label, date.fromisoformat(row["on"]), row["title"], row["text"], source_of(row))


def _coverage(campaign: Campaign, rows: Sequence[Row]) -> list[CampaignCoverage]:
    """Return the reports, the latest first; `language` is empty where it is the campaign's own."""
    ordered = sorted(rows, key=lambda row: (row["published_on"], -row["pk"]), reverse=True)
    return [
        CampaignCoverage(
            outlet=row["outlet"],
            title=row["title"],
            web_address=row["web_address"],
            published_on=date.fromisoformat(row["published_on"]),
            language="" if row["language"] == campaign.language else row["language"],
        )
        for row in ordered
    ]


def _campaigns(rows: Sequence[Row]) -> list[Campaign]:
    return [Campaign(**row) for row in rows]


def _first_in(language: str, campaigns: list[Campaign]) -> Campaign | None:
    """Return the one of some translations that is in `language`, or else whichever there is."""
    return min(campaigns, key=lambda one: one.language != language, default=None)


def day_of(text: Any) -> date | None:
    """Return a day that was gathered, which may be none."""
    return date.fromisoformat(text) if text else None


def decision_makers_address(campaign: Campaign) -> str:
    """Return the path of the page with everybody whom a campaign addresses."""
    with translation.override(campaign.language):
        return reverse("campaigns:decision-makers", kwargs={"slug": campaign.slug})

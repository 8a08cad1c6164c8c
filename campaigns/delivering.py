"""Handing over: whose names go to whom, as paper or table, and the record of it on the campaign's timeline.

Only the name, the place and an approved comment of people who agreed to that, whose mailbox has confirmed it and who
count. Never an e-mail address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.exporting import in_chunks
from campaigns.models import Action, CampaignTarget, Delivery, Participation, ParticipationQuerySet, TimelineEntry
from campaigns.progress import group
from officials.models import Area, Term
from officials.models.areas import COUNTRY, LEVELS
from publishing import clock
from supporters import countries

COLUMNS: Final = ("name", "postcode", "area__name", "country", "comment", "comment_state")


@dataclass(frozen=True)
class Signer:
    """What is handed over of one person."""

    name: str
    postcode: str
    area: str
    country: str
    comment: str

    @property
    def place(self) -> str:
        """Return the place in one line."""
        return ", ".join(part for part in (self.postcode, self.area, self.country) if part)


@dataclass(frozen=True)
class Share:
    """What one target gets of an action: the offices held today, and how many names. Without an office there are none."""

    target: CampaignTarget
    offices: list[str]
    number: int


def agreed(action: Action) -> ParticipationQuerySet:
    """Return the participations of an action whose name and place may be handed over."""
    rows = Participation.objects.counting().filter(action=action, may_deliver=True, unproven=False)
    return rows.filter(anonymised_at__isnull=True)


def constituents(action: Action, target: CampaignTarget | None, today: date) -> ParticipationQuerySet:
    """Return those of `agreed` who live where a target holds office today; without a target, or for one of a country, all."""
    rows = agreed(action)
    if target is None:
        return rows
    held = Term.objects.current(today).filter(official=target.official_id)
    if held.filter(area__kind=COUNTRY).exists():
        return rows
    return rows.filter(area__in=_areas_within(held.values("area")))


def _areas_within(areas: Any) -> Any:
    """Return the keys of areas and of all that lie in them, as a subquery."""
    within = Q()
    for level in range(LEVELS):
        within |= Q(**{"__".join(["parent"] * level + ["pk"]) + "__in": areas})
    return Area.objects.filter(within).values("pk")


def shares(action: Action, today: date) -> list[Share]:
    """Return what each target of the campaign gets of an action. Four queries, however many targets there are."""
    targets = list(action.campaign.targets.select_related("official"))
    held: dict[int, list[Term]] = {}
    terms = Term.objects.current(today).filter(official__in=[target.official_id for target in targets])
    for term in terms.select_related("area"):
        held.setdefault(term.official_id, []).append(term)
    numbers = dict(agreed(action).order_by().values_list("area").annotate(number=Count("pk")))
    parents = dict(Area.objects.values_list("pk", "parent"))
    around = {area: set(_lineage(area, parents)) for area in numbers if area is not None}
    return [_share(target, held.get(target.official_id, []), numbers, around) for target in targets]


def _share(
    target: CampaignTarget, terms: list[Term], numbers: dict[int | None, int], around: dict[int, set[int]]
) -> Share:
    keys = {term.area_id for term in terms}
    if any(term.area.kind == COUNTRY for term in terms):
        number = sum(numbers.values())
    else:
        number = sum(numbers[area] for area, lineage in around.items() if lineage & keys)
    return Share(target, [f"{term.office}, {term.area.name}" for term in terms], number)


def _lineage(area: int, parents: dict[int, int | None]) -> Iterator[int]:
    key: int | None = area
    for _level in range(LEVELS):
        if key is None:
            return
        yield key
        key = parents.get(key)


def signers(rows: ParticipationQuerySet, language: str) -> Iterator[Signer]:
    """Yield what is handed over, in the order in which people signed, with countries named in `language`."""
    names = dict(countries.names(language))
    approved = Participation.CommentState.APPROVED
    for name, postcode, area, country, comment, state in in_chunks(rows, COLUMNS):
        shown = comment if state == approved else ""
        yield Signer(name, postcode, area or "", names.get(country, country), shown)


@transaction.atomic
def record(delivery: Delivery, *, now: datetime) -> None:
    """Store a delivery, new or changed, with its entry on the public timeline."""
    delivery.entry = _write_entry(delivery)
    delivery.save()
    clock.bump(now)


@transaction.atomic
def take_back(delivery: Delivery, *, now: datetime) -> None:
    """Delete a delivery that did not happen, and its entry on the timeline."""
    TimelineEntry.objects.filter(delivery=delivery).delete()
    delivery.delete()
    clock.bump(now)


def _write_entry(delivery: Delivery) -> TimelineEntry:
    entry = delivery.entry or TimelineEntry(kind=TimelineEntry.Kind.DELIVERED)
    with translation.override(delivery.campaign.language):
        entry.title, entry.text = _words(delivery)
    entry.campaign, entry.on, entry.number = delivery.campaign, delivery.delivered_on, delivery.number
    entry.save()
    return entry


def _words(delivery: Delivery) -> tuple[str, str]:
    """Return title and text of the entry, in the active language."""
    names = ngettext("%(number)s name", "%(number)s names", delivery.number) % {"number": group(delivery.number)}
    if delivery.target is None:
        title = _("%(names)s handed over") % {"names": names}
    else:
        title = _("%(names)s handed to %(official)s") % {"names": names, "official": delivery.target.official.full_name}
    text = _("By %(who)s.") % {"who": delivery.delivered_by}
    longest = TimelineEntry._meta.get_field("title").max_length
    return title[:longest], f"{text} {delivery.how}".strip()

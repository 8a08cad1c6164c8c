"""What the templates of campaigns get: their list, the page of one, and everybody whom it addresses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.http import urlencode

from campaigns import kinds, presentation, stances, story
from campaigns.models import Action, Campaign, CampaignQuerySet
from campaigns.progress import Progress, actions_taken
from press.models import PressRelease
from publishing import placements
from publishing.paging import Page, by_number_or_404
from publishing.stored import PublicRequest


@dataclass(frozen=True)
class CampaignEntry:
    """One campaign as a list shows it, with how often people took part in all of its actions."""

    campaign: Campaign
    progress: Progress


def with_totals(campaigns: CampaignQuerySet) -> CampaignQuerySet:
    """Add what `campaign_list` needs: `confirmed_count`, and `only_kind` where all actions are of one kind."""
    of_campaign = Action.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    kinds_of_all = of_campaign.annotate(first=Min("kind"), last=Max("kind"))
    only = kinds_of_all.filter(first=F("last")).values("first")
    return campaigns.with_confirmed_count().annotate(only_kind=Subquery(only))


def campaign_list(page: Page) -> dict[str, Any]:
    """Return the context of a page of campaigns that have their totals."""
    entries = [
        CampaignEntry(campaign, _taken_part(campaign.confirmed_count, {campaign.only_kind})) for campaign in page.items
    ]
    return {
        "page": page,
        "running": [entry for entry in entries if not entry.campaign.has_ended],
        "ended": [entry for entry in entries if entry.campaign.has_ended],
    }


def _taken_part(number: int, of_kinds: set[str | None]) -> Progress:
    """Return a number of several actions in the words of their kind, or, where there are several, in common ones."""
    match list(of_kinds):
        case [Action.Kind.PETITION]:
            return Progress(number, None)
        case [str() as kind]:
            return Progress(number, None, kinds.of(Action(kind=kind)).count)
    return Progress(number, None, actions_taken)


def campaign_page(campaign: Campaign, *, via: str, now: datetime) -> dict[str, Any]:
    """Return the context of a campaign's page. Four queries: for pictures, actions, releases, and all the rest."""
    actions = presentation.actions_on_page(campaign)
    cards = presentation.action_cards(campaign, actions, via=via, now=now)
    next_action = next((card for card in cards if card.is_open), None)
    at_hand = {str(action.pk): action for action in actions}
    showing = placements.Showing(now, via=via, lead_images=(campaign.lead_image,), actions=at_hand, item=campaign)
    return {
        "campaign": campaign,
        "text": placements.text(campaign, showing),
        "tags": campaign.tags.all(),
        "outcome_words": presentation.OUTCOME_WORDS[campaign.outcome],
        "actions": cards,
        "next_action": next_action,
        "taken_part": _together(cards),
        "releases": list(related_releases(campaign, now=now)),
        "story": story.tell(campaign, is_at_rest=next_action is None, now=now),
        "decision_makers_address": story.decision_makers_address(campaign),
    }


def _together(cards: Iterable[presentation.ActionCard]) -> Progress | None:
    """Return how often people took part in all actions; None where nobody has yet."""
    counted = [card for card in cards if card.progress.confirmed]
    number = sum(card.progress.confirmed for card in counted)
    return _taken_part(number, {card.action.kind for card in counted}) if number else None


def related_releases(campaign: Campaign, *, now: datetime) -> QuerySet[PressRelease]:
    """Return the visible releases of a campaign in the order that staff chose."""
    visible = PressRelease.objects.published(now).filter(campaign_links__campaign=campaign)
    return visible.order_by("campaign_links__position", "campaign_links__pk")


def decision_makers(request: PublicRequest, campaign: Campaign) -> dict[str, Any]:
    """Return the context of the page of those whom a campaign addresses, as far as the address asks for them.

    Raises Http404 for what nobody could have chosen.
    """
    today = timezone.localdate(request.now)
    areas = stances.areas_of(campaign, today)
    chosen = stances.read_or_404(request.GET, areas)
    page = by_number_or_404(stances.everybody(campaign, chosen, today), request.GET.get("page", ""), size=60)
    numbers = stances.counts(campaign)
    asked = {name: value for name, value in vars(chosen).items() if value}
    return {
        "campaign": campaign,
        "chosen": chosen,
        "areas": [stances.Choice(stances.code_of(area), area.name) for area in areas],
        "positions": [stances.Position(stance, numbers[stance], []) for stance in stances.ORDER if stance in numbers],
        "total": sum(numbers.values()),
        "page": page,
        "targets": list(stances.addressed(page.items)),
        "query": f"{urlencode(asked)}&" if asked else "",
    }

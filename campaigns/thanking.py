"""What comes after taking part: thanks, the number with one's own in it, the next thing to do, and ways to tell others."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from campaigns import kinds, presentation
from campaigns.models import Action, Participation


def after_confirming(participation: Participation, *, now: datetime) -> dict[str, Any]:
    """Return what the owner of a mailbox gets to see once it has confirmed. Two queries, and those of the kind."""
    action = participation.action
    done = set(
        Participation.objects.confirmed()
        .filter(supporter=participation.supporter_id, action__campaign=action.campaign_id)
        .values_list("action_id", flat=True)
    )
    cards = _cards(action, now)
    progress = next(card.progress for card in cards if card.action.pk == action.pk)
    if not participation.counted:
        # The totals follow within seconds; nobody is told that they are not in them.
        progress = replace(progress, confirmed=progress.confirmed + 1)
    kind = kinds.of(action)
    return {
        "progress": progress,
        "next_action": _next(cards, {action.pk, *done}),
        "sharing": presentation.sharing(action),
        "done_template": kind.done_template,
        **kind.done(participation, now),
    }


def after_posting(action: Action, *, now: datetime) -> dict[str, Any]:
    """Return what everybody gets to see who has filled in the form of an action, new or not."""
    kind = kinds.of(action)
    waits = action.needs_confirmation and kind.by_mail
    return {
        "words": kind.words,
        "waits": waits,
        "next_action": None if waits else _next(_cards(action, now), {action.pk}),
        "sharing": presentation.sharing(action),
    }


def _cards(action: Action, now: datetime) -> list[presentation.ActionCard]:
    actions = action.campaign.actions.with_confirmed_count()
    return presentation.action_cards(action.campaign, actions, via="", now=now)


def _next(cards: list[presentation.ActionCard], done: Collection[int]) -> presentation.ActionCard | None:
    """Return the first thing, in the order that staff chose, which can be done and has not been."""
    return next((card for card in cards if card.is_open and card.action.pk not in done), None)

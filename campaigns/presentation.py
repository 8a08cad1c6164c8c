"""What the templates of calls to action get: everything worked out, nothing left to query or to compute."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from campaigns import body_actions, comments, kinds, puzzles, switching, tokens
from campaigns.models import Action, Campaign
from campaigns.progress import Progress

OUTCOME_WORDS: Final[Mapping[str, str | Promise]] = {
    Campaign.Outcome.UPCOMING: gettext_lazy("This campaign starts soon."),
    Campaign.Outcome.ACTIVE: gettext_lazy("This campaign is running."),
    Campaign.Outcome.WON: gettext_lazy("This campaign is won. Thank you to everybody who took part."),
    Campaign.Outcome.LOST: gettext_lazy(
        "This campaign has ended without success. Thank you to everybody who took part."
    ),
    Campaign.Outcome.CLOSED: gettext_lazy("This campaign is closed. Thank you to everybody who took part."),
}


@dataclass(frozen=True)
class ActionCard:
    """One action as a list shows it. `address` carries the campaign link that led here.

    `obstacle` says why nobody can take part though the action is open, such as that an event was full at the last count.
    """

    action: Action
    stage: Action.Stage
    progress: Progress
    address: str
    obstacle: str

    @property
    def is_open(self) -> bool:
        return self.stage == Action.Stage.OPEN and not self.obstacle

    @property
    def words(self) -> type[kinds.Words]:
        return kinds.of(self.action).words


def actions_on_page(campaign: Campaign) -> list[Action]:
    """Return the campaign's actions and those of others that its text calls to, with their counts. One query.

    The actions of a working copy, which staff preview, are its live item's.
    """
    rows = Action.objects.filter(Q(campaign=_owner_key(campaign)) | Q(pk__in=body_actions.keys_in(campaign.body_html)))
    with_campaigns = rows.select_related("campaign").defer(*body_actions.CAMPAIGN_TEXTS)
    return list(with_campaigns.with_confirmed_count().order_by("position", "pk"))


def action_cards(campaign: Campaign, actions: Iterable[Action], *, via: str, now: datetime) -> list[ActionCard]:
    """Return those of the actions that are the campaign's, in the order that staff chose."""
    cards = []
    for action in (action for action in actions if action.campaign_id == _owner_key(campaign)):
        action.campaign = campaign
        progress = progress_of(action)
        address = action.get_absolute_url() + (f"?via={via}" if via else "")
        obstacle = ""
        if action.is_open(now):
            obstacle = kinds.of(action).obstacle(action, now, action.confirmed_count)  # type: ignore[attr-defined]
        cards.append(ActionCard(action, action.stage(now), progress, address, obstacle))
    return cards


def _owner_key(campaign: Campaign) -> int:
    return campaign.working_copy_of_id or campaign.pk


def progress_of(action: Action) -> Progress:
    """Return how far an action from `with_confirmed_count` has come."""
    kind = kinds.of(action)
    count = None if action.kind == Action.Kind.PETITION else kind.count
    return Progress(action.confirmed_count, action.goal, count, kind.is_counted)  # type: ignore[attr-defined]


def action_page(action: Action, *, form: kinds.ActionForm, via: str, now: datetime) -> dict[str, Any]:
    """Return the context of an action's page, with the form as given and a fresh token. `action` has its count."""
    kind = kinds.of(action)
    words = state_words(action, now=now)
    return {
        "action": action,
        "campaign": action.campaign,
        "stage": action.stage(now),
        "is_open": not words,
        "state_words": words,
        "words": kind.words,
        "progress": progress_of(action),
        "form": form,
        "form_template": kind.template,
        "facts_template": kind.facts_template,
        "token": tokens.for_form(action_id=action.pk, via=via, now=now),
        "via": via,
        "notices": switching.notices(action, now=now),
        "puzzle": "" if words else puzzles.make(action_id=action.pk, now=now),
        # Read where a page shows them.
        "comments": partial(comments.approved, action),
        **kind.context(action, form.data if isinstance(form.data, QueryDict) else None, now),
    }


def state_words(action: Action, *, now: datetime) -> str:
    """Return why people cannot take part at `now`; empty if they can."""
    kind = kinds.of(action)
    match action.stage(now):
        case Action.Stage.UPCOMING:
            return str(kind.words.upcoming)
        case Action.Stage.CLOSED if action.campaign.has_ended:
            return str(OUTCOME_WORDS[action.campaign.outcome])
        case Action.Stage.CLOSED:
            return str(kind.words.closed)
    return kind.obstacle(action, now, None)


def sharing(action: Action) -> dict[str, str]:
    """Return the plain address of an action and a link that opens the visitor's own mail program (RFC 6068)."""
    address = settings.SITE_URL + action.get_absolute_url()
    subject, body = quote(action.title), quote(f"{action.campaign.title}\n{address}")
    return {"address": address, "mailto": f"mailto:?subject={subject}&body={body}"}

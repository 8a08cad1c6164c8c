"""What a campaign's translation begins with: calls to action of its own, with the words of the original's."""

from datetime import datetime
from typing import Any

from campaigns.models import Action, Campaign
from publishing import operations, rendering


def copy_actions(original: Campaign, draft: Campaign, *, user: Any, now: datetime) -> None:
    """Give `draft` copies of the actions of `original`, without their signatures, and let its text call to those."""
    copies = {str(action.pk): _copy(action, draft) for action in original.actions.all()}
    keys = {key: str(copy.pk) for key, copy in copies.items()}
    body = rendering.with_other_keys(draft.body, rendering.Kind.ACTION, keys)
    if body != draft.body:
        draft.body = body
        operations.store(draft, user=user, now=now)


def _copy(action: Action, campaign: Campaign) -> Action:
    written = [field for field in Action._meta.concrete_fields if not field.primary_key and field.name != "campaign"]
    return Action.objects.create(campaign=campaign, **{field.name: getattr(action, field.name) for field in written})

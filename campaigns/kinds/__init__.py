"""The kinds of action. A new kind is one module, one template, one entry here and one in `Action.Kind`."""

from typing import Final

from campaigns.kinds import call, email, event, link, petition, pledge, share
from campaigns.kinds.base import ActionForm, Arrival, DetailsForm, Kind
from campaigns.kinds.words import Words
from campaigns.models import Action

__all__ = ["ActionForm", "Arrival", "DetailsForm", "Kind", "Words", "of"]

KINDS: Final = {
    Action.Kind.PETITION: petition.KIND,
    Action.Kind.EMAIL: email.KIND,
    Action.Kind.CALL: call.KIND,
    Action.Kind.PLEDGE: pledge.KIND,
    Action.Kind.EVENT: event.KIND,
    Action.Kind.LINK: link.KIND,
    Action.Kind.SHARE: share.KIND,
}


def of(action: Action) -> Kind:
    """Return the kind of an action."""
    return KINDS[Action.Kind(action.kind)]

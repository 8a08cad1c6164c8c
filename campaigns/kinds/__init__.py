"""The kinds of action. A new kind is one entry in `Action.Kind` and one module of its name here, which ends in a `KIND`."""

from importlib import import_module
from typing import Final

from campaigns.kinds.base import ActionForm, Arrival, DetailsForm, Kind
from campaigns.kinds.words import Words
from campaigns.models import Action

__all__ = ["ActionForm", "Arrival", "DetailsForm", "Kind", "Words", "of"]

KINDS: Final[dict[Action.Kind, Kind]] = {kind: import_module(f"{__name__}.{kind.value}").KIND for kind in Action.Kind}


def of(action: Action) -> Kind:
    """Return the kind of an action."""
    return KINDS[Action.Kind(action.kind)]

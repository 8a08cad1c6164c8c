"""Switches for viral days, with what follows from them for campaigns, and what pages say meanwhile.

A change reaches every stored page at once: it bumps the content clock. What is off stays readable, and nothing that somebody did
is lost: confirmation links go on counting, mail waits in the outbox, and time that nobody could take part in is given back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.models import Action
from publishing import clock
from supporters import switching
from supporters.models import Switch
from supporters.switching import NoSuchChange

__all__ = ["OUR_WORDS", "NoSuchChange", "Notices", "notices", "paused", "turn_off", "turn_on"]

Name = Switch.Name

OUR_WORDS: Final[Mapping[str, Promise]] = {
    Name.COLLECTING: _(
        "So many people are here that taking part is paused for a short while. Please come back soon: "
        "the time that is lost is added to the end."
    ),
    Name.MAIL: _("Very many people take part just now. Our message may take some hours longer than usual."),
    Name.LOOKUP: _("Looking up decision makers by place is paused for a short while. Please come back soon."),
    Name.FULL_PAGES: _("Very many people are here. This page is shown in its shortest form."),
}
"""What visitors read while a switch is off and staff have given no words of their own."""


@dataclass(frozen=True)
class Notices:
    """What pages say while something is off: words for each, empty where all goes on as usual."""

    collecting: str = ""
    mail: str = ""
    full_pages: str = ""


def notices(action: Action | None = None, *, now: datetime) -> Notices:
    """Return what pages say now; with `action`, of collecting only where that would be open otherwise. One query."""
    switches = switching.all_off()
    collecting = switches.get(Name.COLLECTING)
    if collecting is not None and action is not None and not _is_held_up(action, collecting, now):
        collecting = None
    return Notices(words_of(collecting), words_of(switches.get(Name.MAIL)), words_of(switches.get(Name.FULL_PAGES)))


def paused(action: Action, collecting: Switch | None, *, now: datetime) -> str:
    """Return the words for who wants to take part while collecting is off; empty if that goes on, or the action does not.

    `collecting` is the switch where it is off.
    """
    return words_of(collecting) if collecting and _is_held_up(action, collecting, now) else ""


def words_of(switch: Switch | None) -> str:
    """Return what visitors read of a switch that is off: the words of staff, or ours."""
    return (switch.words or str(OUR_WORDS[switch.name])) if switch else ""


@transaction.atomic
def turn_off(name: Switch.Name, *, user: Any, words: str, now: datetime) -> Switch:
    """Turn something off, and let pages say so from `now` on. Raises NoSuchChange."""
    switch = switching.turn_off(name, user=user, words=words, now=now)
    clock.bump(now)
    return switch


@transaction.atomic
def turn_on(name: Switch.Name, *, user: Any, now: datetime) -> int:
    """Turn something on again. After a pause of collecting, actions close later by the time that they lost; return how
    many do. Raises NoSuchChange.
    """
    pause = switching.turn_on(name, user=user, now=now)
    extended = _extend(now - pause, now) if name == Name.COLLECTING else 0
    clock.bump(now)
    return extended


def _is_held_up(action: Action, switch: Switch, now: datetime) -> bool:
    """Say whether it is the switch that keeps people from an action: it is open, or was when the pause began."""
    return action.is_open(now) or (switch.off_since is not None and action.is_open(switch.off_since))


def _extend(since: datetime, now: datetime) -> int:
    """Move the end of every action that was open at some time of a pause by as much as it lost."""
    began = Q(opens_at__isnull=True) | Q(opens_at__lt=now)
    held_up = Action.objects.filter(began, closes_at__gt=since).select_for_update(of=("self",)).order_by("pk")
    actions = list(held_up)
    for action in actions:
        lost: timedelta = now - max(since, action.opens_at or since)
        action.closes_at = action.closes_at + lost if action.closes_at else None
    Action.objects.bulk_update(actions, ["closes_at"], batch_size=200)
    return len(actions)

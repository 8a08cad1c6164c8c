"""Milestones: numbers that stand in a campaign's timeline by themselves when a total passes them, once each."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaigns import kinds
from campaigns.models import Action, TimelineEntry

FIRST: Final = (100, 500)
STEPS: Final = (1, 2.5, 5)
"""After the first ones: 1,000, 2,500, 5,000, 10,000, 25,000 …"""


def fire(action: Action, *, total: int, times: Sequence[datetime]) -> None:
    """Write an entry for each milestone that `action` has passed on its way to `total`.

    `times` are those of the confirmations that came last, the oldest first: the one that made the number full gives its
    day. A milestone that has an entry keeps it: the database allows one, however often a total falls and rises again.
    """
    before = total - len(times)
    passed = [number for number in numbers(action, total) if number > before]
    if not passed:
        return
    with translation.override(action.campaign.language):
        entries = [_entry(action, number, times[number - before - 1]) for number in passed]
    TimelineEntry.objects.bulk_create(entries, ignore_conflicts=True)


def numbers(action: Action, total: int) -> Iterator[int]:
    """Yield the milestones up to `total`, the goal among them."""
    if action.goal is not None and action.goal <= total:
        yield action.goal
    yield from (number for number in FIRST if number <= total and number != action.goal)
    power = 1000
    while power <= total:
        yield from (n for step in STEPS if (n := round(power * step)) <= total and n != action.goal)
        power *= 10


def _entry(action: Action, number: int, at: datetime) -> TimelineEntry:
    reached = kinds.of(action).count(number)
    return TimelineEntry(
        campaign=action.campaign,
        action=action,
        kind=TimelineEntry.Kind.MILESTONE,
        number=number,
        on=timezone.localdate(at),
        title=_("%(number)s: the goal is reached") % {"number": reached} if number == action.goal else reached,
        text=action.title,
    )

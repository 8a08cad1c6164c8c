"""How many people came to each step of an action, by day and by the campaign link that brought them; never who.

`count` is for what must not be lost. Views and accepted forms are many: they are noted in the memory of the process,
which writes them down every few seconds. A process that is killed forgets so much of them.
"""

import atexit
import logging
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Final

from django.db import DatabaseError, transaction

from campaigns.adding import FUNNEL
from campaigns.models import Action, CampaignLink, FunnelDay

logger = logging.getLogger(__name__)

Step = FunnelDay.Step

type Target = int | tuple[str, str, str]
"""The key of an action, or where its page is: language, and the last parts of the addresses of campaign and action."""

type Note = tuple[Target, str, date, str]
"""The action, the code of the link, the day, the step."""

WRITTEN_EVERY: Final = timedelta(seconds=10)
MOST: Final = 2000
"""Different notes that are kept until they are written: codes are typed by anybody, memory is not theirs."""


def count(action_id: int, step: FunnelDay.Step, *, via: str = "", now: datetime, number: int = 1) -> None:
    """Add to a step of today. One statement, part of the caller's transaction if there is one.

    `via` is the code of a link of the action's campaign: the caller has made sure of that.
    """
    FUNNEL.add({(action_id, via, day_of(now), step.value): number})


def note(target: Target, step: FunnelDay.Step, *, via: str = "", now: datetime) -> None:
    """Remember that somebody came to a step; it is written within seconds. `via` may be anything that was typed."""
    notes.add((target, via, day_of(now), step.value), now)


def note_view(*, language: str, campaign: str, action: str, via: str = "", now: datetime) -> None:
    """Remember that somebody looked at the page of an action, which is known by its address: no query is made."""
    note((language, campaign, action), Step.VIEWED, via=via, now=now)


def day_of(moment: datetime) -> date:
    """Return the day (UTC) to which something is counted."""
    return moment.astimezone(UTC).date()


class Notes:
    """What this process has seen since it last wrote it down. Whoever notes something when that is due writes it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._numbers = Counter[Note]()
        self._since: datetime | None = None
        self._writes_at_exit = False

    def add(self, noted: Note, now: datetime) -> None:
        with self._lock:
            target, _via, day, step = noted
            if noted not in self._numbers and len(self._numbers) >= MOST:
                noted = (target, "", day, step)
            self._numbers[noted] += 1
            self._since = self._since or now
            is_due = now - self._since >= WRITTEN_EVERY
            if not self._writes_at_exit:
                atexit.register(self.write)
                self._writes_at_exit = True
        if is_due:
            self.write(now)

    def write(self, now: datetime | None = None) -> None:
        """Write everything down. What cannot be written now stays for the next time: no reader is to notice."""
        with self._lock:
            taken, self._numbers, self._since = self._numbers, Counter(), None
        if not taken:
            return
        try:
            known = _resolve(taken)
            with transaction.atomic():
                FUNNEL.add(known)
        except DatabaseError as error:
            logger.warning("The funnel could not be written: %s", type(error).__name__)
            with self._lock:
                self._numbers.update(taken)
                self._since = now

    def forget(self) -> None:
        """Drop everything."""
        with self._lock:
            self._numbers, self._since = Counter(), None


notes: Final = Notes()


def _resolve(taken: Counter[Note]) -> Counter[tuple[int, str, date, str]]:
    """Return the numbers by the keys of actions: two queries. Pages that are none are dropped, as are codes of no link."""
    targets = {target for target, _via, _day, _step in taken}
    actions = _actions({target for target in targets if isinstance(target, int)}, targets)
    codes = {via for _target, via, _day, _step in taken if via}
    links = set(CampaignLink.objects.filter(code__in=codes).values_list("code", "campaign")) if codes else set()
    known = Counter[tuple[int, str, date, str]]()
    for (target, via, day, step), number in taken.items():
        if target in actions:
            action, campaign = actions[target]
            known[action, via if (via, campaign) in links else "", day, step] += number
    return known


def _actions(keys: set[int], targets: Iterable[Target]) -> dict[Target, tuple[int, int]]:
    """Return action and campaign (keys) for each target that there is."""
    pages = {target for target in targets if not isinstance(target, int)}
    found = Action.objects.filter(pk__in=keys) | Action.objects.filter(
        campaign__slug__in={campaign for _language, campaign, _action in pages},
        slug__in={action for _language, _campaign, action in pages},
        campaign__working_copy_of=None,
    )
    known: dict[Target, tuple[int, int]] = {}
    for key, campaign, *page in found.values_list("pk", "campaign", "campaign__language", "campaign__slug", "slug"):
        known[key] = known[page[0], page[1], page[2]] = (key, campaign)
    return known

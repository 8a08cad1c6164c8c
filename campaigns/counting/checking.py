"""Comparing the totals with the rows, every night, and setting them right where somebody asks for it."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from campaigns.adding import AREAS
from campaigns.counting.batches import TO_COUNT, TO_TAKE_AWAY, lock
from campaigns.models import Action, ActionTotal, AreaTotal, CountRun, Participation
from campaigns.models.participation import COUNTS

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recount:
    """What setting an action right found: the total as it was, and as the rows have it."""

    action: Action
    before: int
    after: int

    @property
    def drift(self) -> int:
        return self.before - self.after


def reconcile(now: datetime) -> int:
    """Compare every total with the rows and note the differences; return how many totals are wrong.

    What is new to staff is told to administrators by mail, once. Nothing is mended: a difference has a cause, which
    somebody should know before `manage.py recount` sets the total right.
    """
    from campaigns.counting import alarm

    known = dict(ActionTotal.objects.values_list("action", "drift"))
    drifts = {action.pk: action.in_total - action.in_rows for action in _compared()}  # type: ignore[attr-defined]
    wrong = {key: drift for key, drift in drifts.items() if drift}
    with transaction.atomic():
        for key, drift in wrong.items():
            ActionTotal.objects.update_or_create(action_id=key, defaults={"drift": drift, "checked_at": now})
        ActionTotal.objects.exclude(action__in=wrong).update(drift=0, checked_at=now)
        CountRun.objects.update_or_create(pk=1, defaults={"reconciled_at": now})
        alarm.raise_for([key for key, drift in wrong.items() if known.get(key) != drift], now)
    for key, drift in wrong.items():
        logger.error("The total of action %d differs from its rows by %d.", key, drift)
    return len(wrong)


def _compared() -> QuerySet[Action]:
    """Return the actions with `in_total` and `in_rows`, from one statement, and so from one moment.

    The rows of a total are those that count, without what no batch has added yet, with what none has taken away yet.
    """
    rows = Participation.objects.filter(action=OuterRef("pk")).order_by().values("action").annotate(number=Count("pk"))
    confirmed, waiting, leaving = (
        Coalesce(Subquery(some.values("number")), 0)
        for some in (rows.filter(COUNTS), rows.filter(TO_COUNT), rows.filter(TO_TAKE_AWAY))
    )
    in_total = Coalesce(Subquery(ActionTotal.objects.filter(action=OuterRef("pk")).values("number")), 0)
    return Action.objects.order_by("pk").annotate(in_total=in_total, in_rows=confirmed - waiting + leaving)


@transaction.atomic
def recount(action: Action, now: datetime, *, dry_run: bool = False) -> Recount:
    """Set the totals of an action, by area too, to what its rows say; with `dry_run` only look.

    What waits for the next batch goes on waiting. The funnel stays: links that it names may be gone from the rows.
    """
    lock()
    rows = Participation.objects.filter(action=action, counted=True)
    found = rows.order_by().values("country", "area__country", "area__code").annotate(number=Count("pk"))
    by_area = Counter[Any]()
    for country, area_country, code, number in found.values_list("country", "area__country", "area__code", "number"):
        by_area[action.pk, area_country or country, code or ""] += number
    total = ActionTotal.objects.filter(action=action).first() or ActionTotal(action=action)
    outcome = Recount(action, before=total.number, after=by_area.total())
    if dry_run:
        return outcome
    AreaTotal.objects.filter(action=action).delete()
    AREAS.add(by_area)
    total.number, total.drift, total.checked_at, total.counted_at = outcome.after, 0, now, now
    total.save()
    return outcome


def wrong_totals() -> Iterator[tuple[Action, int]]:
    """Yield the actions whose total differed from the rows when they were last compared, with the difference."""
    for total in ActionTotal.objects.exclude(drift=0).select_related("action__campaign").order_by("action"):
        yield total.action, total.drift


def stands_still(since: datetime) -> bool:
    """Say whether something that was confirmed before `since` has not been counted: nobody counts."""
    return Participation.objects.filter(TO_COUNT, confirmed_at__lt=since).exists()

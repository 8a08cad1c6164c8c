"""Batches: a few thousand rows at a time move into the totals or out of them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns import milestones, suspicion
from campaigns.adding import AREAS, FUNNEL, TOTALS
from campaigns.counting import places
from campaigns.funnel import Step, day_of
from campaigns.models import ActionTotal, CountRun, Participation
from campaigns.models.participation import COUNTS
from officials.models import Area

LAG: Final = timedelta(seconds=2)
"""How long a confirmation rests before it counts, so that what comes in a burst is looked at together."""

CHUNK: Final = 2000
"""Rows of one transaction: on SQLite nobody can sign while it is open."""

TO_COUNT: Final = COUNTS & Q(counted=False)
TO_TAKE_AWAY: Final = Q(counted=True, excluded_at__isnull=False)


def count_due(now: datetime) -> int:
    """Bring the totals up to what was confirmed until `now` - LAG; return how many rows were moved or left out.

    What looks made up is marked as left out in the same transaction, and does not count.
    """
    return _until_done(_count_some, now) + _until_done(_take_away_some, now)


@transaction.atomic
def take_away(rows: QuerySet[Participation]) -> int:
    """Take those of `rows` that are in the totals out of them; return how many that were.

    For rows that are to be deleted or no longer count, in the caller's transaction and before it changes them.
    """
    return _take_away(rows)


def lock() -> None:
    """Wait until nobody else moves totals, and keep others waiting until the transaction ends.

    The row's lock does it on PostgreSQL; on SQLite the transaction has had the only right to write from its beginning.
    """
    if not CountRun.objects.select_for_update().filter(pk=1).exists():
        CountRun.objects.bulk_create([CountRun(pk=1)], ignore_conflicts=True)
    CountRun.objects.select_for_update().get(pk=1)


def _until_done(step: Callable[[datetime], int], now: datetime) -> int:
    moved = 0
    while some := step(now):
        moved += some
    return moved


def _count_some(now: datetime) -> int:
    """Count one chunk of what is due. All that takes long comes before the transaction, which looks at the rows again."""
    due = Participation.objects.filter(TO_COUNT, confirmed_at__lte=now - LAG).order_by("confirmed_at")
    rows = list(_with_places(due)[:CHUNK])
    if not rows:
        return 0
    reasons = suspicion.look(rows, now)
    areas = places.areas_of(rows)
    with transaction.atomic():
        lock()
        waiting = _still_waiting(row.pk for row in rows)
        rows = [row for row in rows if row.pk in waiting]
        _leave_out({row.pk: reasons[row.pk] for row in rows if row.pk in reasons}, now)
        counted = [row for row in rows if row.pk not in reasons]
        _mark_counted(counted, areas)
        _move(counted, 1)
        _note_run({row.action_id for row in rows}, now)
        _fire_milestones(counted)
    return len(rows)


def _take_away_some(now: datetime) -> int:
    rows = dict(Participation.objects.filter(TO_TAKE_AWAY).order_by().values_list("pk", "action")[:CHUNK])
    if not rows:
        return 0
    with transaction.atomic():
        number = _take_away(Participation.objects.filter(TO_TAKE_AWAY, pk__in=list(rows)))
        _note_run(set(rows.values()), now)
    return number


def _take_away(rows: QuerySet[Participation]) -> int:
    lock()
    locked = rows.filter(counted=True).order_by().select_related(None).select_for_update(of=("self",))
    waiting = set(locked.values_list("pk", flat=True))
    found = list(_with_places(Participation.objects.filter(pk__in=waiting)))
    Participation.objects.filter(pk__in=waiting).update(counted=False)
    _move(found, -1)
    return len(found)


def _still_waiting(keys: Iterable[int]) -> set[int]:
    """Return those of the rows that still are to be counted, locked; one that somebody else holds just now comes later."""
    waiting = Participation.objects.filter(TO_COUNT, pk__in=list(keys)).order_by()
    return set(waiting.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))


def _with_places(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """Load rows with link and area, each of which many rows share, and without their long texts. Three queries."""
    return rows.prefetch_related("link", "area").defer("details", "ticked")


def _leave_out(reasons: dict[int, Participation.Reason], now: datetime) -> None:
    by_reason: dict[Participation.Reason, list[int]] = defaultdict(list)
    for key, reason in reasons.items():
        by_reason[reason].append(key)
    for reason, keys in by_reason.items():
        Participation.objects.filter(pk__in=keys).update(excluded_at=now, excluded_why=reason)


def _mark_counted(rows: Sequence[Participation], areas: dict[int, Area]) -> None:
    """Mark the rows as counted, each with the area that was found for it."""
    for row in rows:
        row.area = areas.get(row.pk, row.area)
    places.count_in({row.pk: row.area_id for row in rows if row.pk in areas and row.area_id is not None})
    Participation.objects.filter(pk__in=[row.pk for row in rows if row.pk not in areas]).update(counted=True)


def _move(rows: Sequence[Participation], sign: int) -> None:
    """Add the rows to all totals, or take them out (`sign` -1)."""
    totals, by_area, funnel = Counter[Any](), Counter[Any](), Counter[Any]()
    for row in rows:
        totals[row.action_id,] += sign
        by_area[row.action_id, *area_key(row)] += sign
        if row.confirmed_at is not None:
            via = row.link.code if row.link else ""
            funnel[row.action_id, via, day_of(row.confirmed_at), Step.CONFIRMED.value] += sign
    TOTALS.add(totals)
    AREAS.add(by_area)
    FUNNEL.add(funnel)


def _note_run(actions: set[int], now: datetime) -> None:
    ActionTotal.objects.filter(action__in=actions).update(counted_at=now)
    CountRun.objects.filter(pk=1).update(ran_at=now)


def area_key(row: Participation) -> tuple[str, str]:
    """Return the country and the area by which a row is counted, "" for what is not known."""
    if row.area is None:
        return row.country, ""
    return row.area.country, row.area.code


def _fire_milestones(rows: Sequence[Participation]) -> None:
    """Tell of the numbers that the totals have just passed."""
    by_action: dict[int, list[datetime]] = defaultdict(list)
    for row in rows:
        if row.confirmed_at is not None:
            by_action[row.action_id].append(row.confirmed_at)
    totals = ActionTotal.objects.filter(action__in=by_action).select_related("action__campaign")
    for total in totals:
        milestones.fire(total.action, total=total.number, times=sorted(by_action[total.action_id]))

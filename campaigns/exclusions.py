"""Leaving participations out of the count by a condition: looked at first, done in the background, and undone exactly.

Who is left out is not told and keeps what they have: the row stays, the totals follow through the counting. An exclusion
takes rows in the order of their keys, a chunk in each transaction that also moves its `cursor`: killed at any point, it
goes on there. It takes no row that came after somebody had looked (`last`), so that what was shown is what is done.

A row that an exclusion took names it. Undoing puts back just those, and the rows go on naming the exclusion that is
undone: what staff have looked at is not marked again by `campaigns.suspicion`.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Self

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.utils.dateparse import parse_datetime

from campaigns.counting.batches import lock
from campaigns.models import ActionTotal, Exclusion, Participation, ParticipationQuerySet

AT_ONCE: Final = 1000
"""Rows of one transaction: on SQLite nobody can sign while it is open."""

SOME: Final = 20
"""Chunks of one run, so that mail gets its turn."""

SAMPLE: Final = 20

State = Exclusion.State
Reason = Participation.Reason
UNFINISHED: Final = (State.WAITING, State.RUNNING, State.UNDOING)


class ExclusionError(Exception):
    """The exclusion is not in a state in which this can be done."""


@dataclass(frozen=True)
class Condition:
    """Which participations of a campaign are meant; what is empty is not asked for. `last` is the last key looked at."""

    campaign: int
    action: int | None = None
    network: str = ""
    mail_domain: str = ""
    name: str = ""
    since: datetime | None = None
    until: datetime | None = None
    last: int = 0

    @classmethod
    def of(cls, exclusion: Exclusion) -> Self:
        """Return the condition that an exclusion keeps."""
        kept: dict[str, Any] = dict(exclusion.condition)
        times = {name: parse_datetime(kept[name]) for name in ("since", "until") if kept.get(name)}
        return cls(campaign=exclusion.campaign_id, **kept | times)

    def as_json(self) -> dict[str, Any]:
        """Return what an exclusion keeps of it: what is asked for alone, times as ISO 8601."""
        asked = {name: value for name, value in asdict(self).items() if value and name != "campaign"}
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asked.items()}

    def rows(self) -> ParticipationQuerySet:
        """Return the rows that are meant and not left out yet, confirmed or not."""
        asked: dict[str, Any] = {
            "action": self.action,
            "network__startswith": self.network,
            "mail_domain": self.mail_domain,
            "name__icontains": self.name,
            "created_at__gte": self.since,
            "created_at__lt": self.until,
            "pk__lte": self.last,
        }
        wanted = Q(**{lookup: value for lookup, value in asked.items() if value})
        return Participation.objects.filter(wanted, action__campaign=self.campaign, excluded_at__isnull=True)


@dataclass(frozen=True)
class Effect:
    """What an exclusion would do to one action: rows left out, how many of them count, and its total before and after."""

    title: str
    found: int
    counting: int
    total: int

    @property
    def after(self) -> int:
        return max(self.total - self.counting, 0)


@dataclass(frozen=True)
class DryRun:
    """What a condition would leave out, looked at and not touched. `condition` is bounded to what was looked at."""

    condition: Condition
    effects: tuple[Effect, ...]
    sample: tuple[Participation, ...]

    @property
    def found(self) -> int:
        return sum(effect.found for effect in self.effects)

    @property
    def counting(self) -> int:
        return sum(effect.counting for effect in self.effects)


def dry_run(condition: Condition) -> DryRun:
    """Return what `condition` would leave out now. It is bounded to the rows that there are, unless it is already."""
    if not condition.last:
        last = Participation.objects.aggregate(last=Max("pk"))["last"] or 0
        condition = Condition(**{**asdict(condition), "last": last})
    rows = condition.rows()
    counted = (
        rows.order_by()
        .values("action", "action__title")
        .annotate(found=Count("pk"), counting=Count("pk", filter=Q(counted=True)))
    )
    found = list(counted.order_by("-found"))
    totals = dict(ActionTotal.objects.filter(action__in=[row["action"] for row in found]).values_list("pk", "number"))
    return DryRun(
        condition,
        tuple(
            Effect(row["action__title"], row["found"], row["counting"], totals.get(row["action"], 0)) for row in found
        ),
        tuple(rows.select_related("action").defer("details", "ticked").order_by("-pk")[:SAMPLE]) if found else (),
    )


def begin(*, condition: Condition, why: str, user: User, now: datetime) -> Exclusion:
    """Have what `condition` means left out in the background; return the exclusion that shows how far it is."""
    seen = dry_run(condition)
    return Exclusion.objects.create(
        campaign_id=condition.campaign,
        condition=seen.condition.as_json(),
        why=why,
        expected=seen.found,
        created_by=user,
        created_at=now,
    )


def undo(*, exclusion: Exclusion, now: datetime) -> None:
    """Have what an exclusion took put back in the background; one that is still running stops. Raises ExclusionError."""
    begun = Exclusion.objects.filter(pk=exclusion.pk, state__in=[State.WAITING, State.RUNNING, State.DONE])
    if not begun.update(state=State.UNDOING, finished_at=None):
        raise ExclusionError


def left_to_undo(exclusion: Exclusion) -> int:
    """Return how many rows are still left out by an exclusion."""
    return _taken(exclusion).count()


@transaction.atomic
def put_back(*, keys: Iterable[int], why: str, user: User, now: datetime) -> int:
    """Let single participations count again, whatever left them out; return how many that were.

    What a person withdrew stays withdrawn. An exclusion that is undone hangs on the rows and says who put them back.
    """
    lock()
    rows = Participation.objects.filter(pk__in=list(keys), excluded_at__isnull=False)
    rows = rows.exclude(excluded_why=Reason.WITHDRAWN).order_by("pk")
    by_campaign: dict[int, list[int]] = {}
    for key, campaign in rows.values_list("pk", "action__campaign"):
        by_campaign.setdefault(campaign, []).append(key)
    for campaign, found in by_campaign.items():
        record = Exclusion.objects.create(
            campaign_id=campaign,
            condition={},
            why=why,
            state=State.UNDONE,
            expected=len(found),
            created_by=user,
            created_at=now,
            finished_at=now,
        )
        Participation.objects.filter(pk__in=found).update(excluded_at=None, excluded_why="", exclusion=record)
    return sum(map(len, by_campaign.values()))


def go_on(now: datetime) -> int:
    """Do a part of every exclusion that is not finished; return how many rows were moved. For the schedule."""
    moved = 0
    for exclusion in Exclusion.objects.filter(state__in=UNFINISHED).order_by("pk"):
        for _chunk in range(SOME):
            some = _one_chunk(exclusion.pk, now)
            moved += some
            if some < AT_ONCE:
                break
    return moved


@transaction.atomic
def _one_chunk(key: int, now: datetime) -> int:
    """Move the next rows of an exclusion and note how far it is; return how many these were."""
    exclusion = Exclusion.objects.select_for_update(of=("self",)).filter(pk=key, state__in=UNFINISHED).first()
    if exclusion is None:
        return 0
    lock()  # whoever moves many rows waits for the counting: they would lock the same rows in another order
    if exclusion.state == State.UNDOING:
        return _put_some_back(exclusion, now)
    return _take_some(exclusion, now)


def _take_some(exclusion: Exclusion, now: datetime) -> int:
    rows = Condition.of(exclusion).rows().filter(pk__gt=exclusion.cursor).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    taken = Participation.objects.filter(pk__in=keys).update(
        excluded_at=now, excluded_why=Reason.CONDITION, exclusion=exclusion
    )
    is_last = len(keys) < AT_ONCE
    Exclusion.objects.filter(pk=exclusion.pk).update(
        state=State.DONE if is_last else State.RUNNING,
        finished_at=now if is_last else None,
        cursor=keys[-1] if keys else exclusion.cursor,
        done=F("done") + taken,
    )
    return len(keys)


def _put_some_back(exclusion: Exclusion, now: datetime) -> int:
    keys = list(_taken(exclusion).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    Participation.objects.filter(pk__in=keys).update(excluded_at=None, excluded_why="")
    if len(keys) < AT_ONCE:
        Exclusion.objects.filter(pk=exclusion.pk).update(state=State.UNDONE, finished_at=now)
    return len(keys)


def _taken(exclusion: Exclusion) -> ParticipationQuerySet:
    """Return what an exclusion leaves out; what its person has withdrawn meanwhile is no longer among it."""
    return Participation.objects.filter(exclusion=exclusion, excluded_at__isnull=False, excluded_why=Reason.CONDITION)

"""How long what we know of people is kept. The jobs of the schedule let go of it; each can be repeated, and be killed.

- Names, places and words of those who took part: PARTICIPATION_MONTHS after the campaign has ended; totals stay.
- What no mailbox confirmed: UNCONFIRMED_DAYS after it was typed or we last wrote about it.
- The hash of the network: NETWORK_DAYS.
- Messages that were sent or given up: MAIL_DAYS.
- People of whom nothing else is left, neither an act nor a subscription: GRACE_DAYS after they came.
"""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns import erasing
from campaigns.models import Campaign, Exclusion, Participation
from supporters.models import OutboxMail, Subscription, Supporter

UNCONFIRMED_DAYS: Final = 60
NETWORK_DAYS: Final = 7
MAIL_DAYS: Final = 60
GRACE_DAYS: Final = 7

AT_ONCE: Final = 1000
"""Rows of one transaction: on SQLite nobody can sign while it is open."""

ENDED: Final = (Campaign.Outcome.WON, Campaign.Outcome.LOST, Campaign.Outcome.CLOSED)
ABOUT_PEOPLE: Final = ("name", "mail_domain", "network")
"""What the condition of an exclusion may say of people."""


@dataclass(frozen=True)
class Due:
    """How many rows each rule would let go of, or has."""

    anonymous: int = 0
    unconfirmed: int = 0
    networks: int = 0
    messages: int = 0
    people: int = 0

    def __bool__(self) -> bool:
        return any(astuple(self))

    def __add__(self, other: "Due") -> "Due":
        return Due(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def periods() -> dict[str, int]:
    """Return how long what is kept, as the site is set up: for the pages that tell people."""
    return {
        "months": settings.PARTICIPATION_MONTHS,
        "unconfirmed_days": UNCONFIRMED_DAYS,
        "network_days": NETWORK_DAYS,
        "mail_days": MAIL_DAYS,
    }


def look(now: datetime) -> Due:
    """Return what would be let go of at `now`, and change nothing.

    People whose last act goes in the same run are not among `people` yet.
    """
    ended = [campaign.pk for campaign in campaigns_over(now)]
    return Due(
        anonymous=named(ended).count(),
        unconfirmed=unconfirmed(now).count(),
        networks=networks(now).count(),
        messages=old_mail(now).count(),
        people=with_nothing_left(now).count(),
    )


def let_go(now: datetime) -> Due:
    """Let go of all that has been kept for long enough, in small transactions; return what that was."""
    anonymous = sum(_close_book(campaign, now) for campaign in campaigns_over(now))
    return Due(
        anonymous=anonymous,
        unconfirmed=_each_chunk(unconfirmed(now), lambda rows: rows.delete()[0]),
        networks=_each_chunk(networks(now), lambda rows: rows.update(network="")),
        messages=_each_chunk(old_mail(now), lambda rows: rows.delete()[0]),
        people=sum(_forget(supporter, now) for supporter in with_nothing_left(now).order_by("pk").iterator()),
    )


# --- What is due: each rule once, for looking and for doing ---------------------------------------


def campaigns_over(now: datetime) -> list[Campaign]:
    """Return the campaigns that ended so long ago that names are not needed any more."""
    limit = months_before(now, settings.PARTICIPATION_MONTHS)
    ended = Campaign.objects.filter(outcome__in=ENDED, created_at__lt=limit).order_by("pk")
    return [campaign for campaign in ended if ended_at(campaign) <= limit]


def ended_at(campaign: Campaign) -> datetime:
    """Return since when a campaign that is over has been so: when the first version that says it became public.

    Where no version was kept that says so, the last change counts, which is later or the same.
    """
    since: datetime = campaign.updated_at
    versions = campaign.versions.filter(is_of_copy=False, public_from__isnull=False).order_by("-number")
    for version_since, outcome in versions.values_list("public_from", "content__fields__outcome"):
        if outcome not in ENDED or version_since is None:
            break
        since = version_since
    return since


def named(campaigns: list[int]) -> QuerySet[Participation]:
    """Return the participations in these campaigns that still say who took part."""
    return Participation.objects.filter(action__campaign__in=campaigns, anonymised_at=None)


def unconfirmed(now: datetime) -> QuerySet[Participation]:
    """Return what nobody confirmed while the link in our last message about it worked, and long after."""
    limit = now - timedelta(days=UNCONFIRMED_DAYS)
    not_mailed = Q(mailed_at=None) | Q(mailed_at__lt=limit)
    return Participation.objects.filter(not_mailed, confirmed_at=None, created_at__lt=limit)


def networks(now: datetime) -> QuerySet[Participation]:
    """Return the participations whose hash of the network has served its purpose."""
    return Participation.objects.filter(created_at__lt=now - timedelta(days=NETWORK_DAYS)).exclude(network="")


def old_mail(now: datetime) -> QuerySet[OutboxMail]:
    """Return the messages that are sent, or given up, and are no news to anybody any more."""
    finished = (OutboxMail.State.SENT, OutboxMail.State.FAILED)
    return OutboxMail.objects.filter(state__in=finished, created_at__lt=now - timedelta(days=MAIL_DAYS))


def with_nothing_left(now: datetime) -> QuerySet[Supporter]:
    """Return the people who neither take part in anything nor get mail, and for whom no message waits."""
    waiting = (OutboxMail.State.WAITING, OutboxMail.State.SENDING)
    return Supporter.objects.filter(
        ~Exists(Participation.objects.filter(supporter=OuterRef("pk"))),
        ~Exists(Subscription.objects.active().filter(supporter=OuterRef("pk"))),
        ~Exists(OutboxMail.objects.filter(supporter=OuterRef("pk"), state__in=waiting)),
        created_at__lt=now - timedelta(days=GRACE_DAYS),
    )


def months_before(now: datetime, months: int) -> datetime:
    """Return the same day and time some months earlier, or the last day of that month where it is shorter."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return now.replace(year=year, month=month + 1, day=min(now.day, last_day))


# --- Letting go -----------------------------------------------------------------------------------


def _close_book(campaign: Campaign, now: datetime) -> int:
    """Make anonymous who took part in a campaign, and end the updates on it: there is nobody left to write to."""
    rows = named([campaign.pk])
    removed = _each_chunk(rows.filter(confirmed_at=None), lambda some: some.delete()[0])
    anonymous = _each_chunk(rows, lambda some: erasing.make_anonymous(some, now=now))
    updates = Subscription.objects.active().filter(purpose=Subscription.Purpose.UPDATES, topic=str(campaign.pk))
    _each_chunk(updates, lambda some: some.update(ended_at=now))
    for exclusion in Exclusion.objects.filter(campaign=campaign, state__in=("done", "undone")):
        _strip(exclusion)
    return removed + anonymous


def _strip(exclusion: Exclusion) -> None:
    """Take out of a condition what it says of people. The rows that it left out name it and stay left out."""
    kept = {name: value for name, value in exclusion.condition.items() if name not in ABOUT_PEOPLE}
    if kept != exclusion.condition:
        Exclusion.objects.filter(pk=exclusion.pk).update(condition=kept)


@transaction.atomic
def _forget(supporter: Supporter, now: datetime) -> int:
    """Erase somebody of whom nothing is left, unless they have come back meanwhile."""
    held = Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
    if held is None or not with_nothing_left(now).filter(pk=held.pk).exists():
        return 0
    erasing.erase(held, now=now)
    return 1


def _each_chunk(rows: QuerySet[Any], change: Callable[[QuerySet[Any]], int]) -> int:
    """Change `rows` a thousand at a time, each in a transaction of its own; return what the changes add up to."""
    return sum(change(rows.filter(pk__in=keys)) for keys in _chunks_of_keys(rows))


def _chunks_of_keys(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """Yield the keys of `rows` in their order, each chunk asked for after the one before was changed."""
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield keys
        last = keys[-1]

"""Looking at links and writing down what was seen. May be killed at any point: what was not written is due still."""

import logging
import time
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, When

from sources.linking import drift, hosts, looking, states
from sources.linking.looking import Look
from sources.linking.states import Health, Outcome
from sources.models import Link, LinkCheck, LinkHost, Passage

logger = logging.getLogger(__name__)

AT_MOST: Final = 40
SECONDS: Final = 90.0
"""What one run of the schedule takes at most, apart from the look that is under way then."""

KEEP_CHECKS: Final = timedelta(days=120)
PROOF: Final = timedelta(days=1)
WITNESSES: Final = 3
ANSWERED: Final = (Link.State.ALIVE, Link.State.MOVED, Link.State.BLOCKED)
HEALTH: Final = tuple(Health.__dataclass_fields__)


def check_due(now: datetime, *, at_most: int = AT_MOST, seconds: float = SECONDS) -> int:
    """Look at the links that are due, one for each host, the longest waiting first; return how many that were."""
    if not settings.FETCH_ENABLED:
        return 0
    until = time.monotonic() + seconds
    done = 0
    while done < at_most and time.monotonic() < until:
        link = next_due(now)
        if link is None:
            break
        done += check(link, now=now) is not None
    return done


def next_due(now: datetime) -> Link | None:
    """Return the link that waits longest and whose host is free. One query."""
    taken = LinkHost.objects.filter(host=OuterRef("host"), free_at__gt=now)
    return Link.objects.due(now).filter(~Exists(taken)).first()


def check(link: Link, *, now: datetime) -> Look | None:
    """Look at one address and write down what was seen; None if its host is busy, wants to be left alone, or nothing
    may be fetched here.

    The network is asked outside of any transaction. What was seen of an address that staff changed meanwhile is dropped.
    """
    claimed = hosts.claim(link.host, now=now) if settings.FETCH_ENABLED else None
    if claimed is None:
        return None
    pause: timedelta | None = None
    try:
        began = time.monotonic()
        passages = drift.watched(link)
        look = looking.look(link.url, whole=bool(passages))
        duration = round((time.monotonic() - began) * 1000)
        look = replace(look, seen=_credible(look.seen, link, now))
        pause = look.seen.pause
        record(link.pk, link.url, look, passages, now=now, duration_ms=duration)
        return look
    finally:
        hosts.release(link.host, claimed, now=now, pause=pause)


@transaction.atomic
def record(
    pk: int, url: str, look: Look, passages: list[Passage], *, now: datetime, duration_ms: int | None = None
) -> bool:
    """Write what one look at `url` says; return False if the source has another address by now.

    What readers see follows: a link that dies or comes back, and words that went from the page or returned.
    """
    link = Link.objects.select_for_update(of=("self",)).select_related("source").filter(pk=pk, url=url).first()
    if link is None:
        return False
    before = health_of(link)
    after = states.step(before, look.seen, now)
    for name in HEALTH:
        setattr(link, name, getattr(after, name))
    link.save(update_fields=HEALTH)
    LinkCheck.objects.create(
        link=link,
        at=now,
        method=look.method,
        status_code=look.seen.status_code,
        outcome=look.seen.outcome,
        detail=(look.detail or look.seen.moved_to or look.seen.problem)[:500],
        duration_ms=duration_ms,
    )
    changed = False
    if look.page is not None and passages:
        changed = drift.compare(passages, look.page, now=now)
        Passage.objects.bulk_update(passages, drift.WRITTEN)
    from sources import operations  # which has addresses followed

    if changed or (before.state == Link.State.DEAD) != (after.state == Link.State.DEAD):
        operations.refresh(link.source, now=now)
    return True


def health_of(link: Link) -> Health:
    """Return the columns of a link that the state machine knows."""
    return Health(**{name: getattr(link, name) for name in HEALTH})


def reset(link: Link, url: str, now: datetime) -> None:
    """Set a link, unsaved, to one that nobody has looked at."""
    for name, value in asdict(states.new(url, now)).items():
        setattr(link, name, value)
    link.told_state, link.told_at = "", None


def _credible(seen: states.Seen, link: Link, now: datetime) -> states.Seen:
    """Take a failure for our own when nobody can be reached: two weeks without network must not kill every link.

    That another host answered within the last day, or answers now, proves that it is not us. Where there is no other
    host to ask, the failure counts.
    """
    if seen.outcome != Outcome.FAILED or seen.problem not in looking.SILENCE:
        return seen
    others = Link.objects.followed().exclude(host=link.host)
    if LinkCheck.objects.filter(link__in=others, at__gt=now - PROOF, at__lte=now, status_code__isnull=False).exists():
        return seen
    by_promise = others.exclude(state=Link.State.DEAD).order_by(
        Case(When(state__in=ANSWERED, then=0), When(state=Link.State.NEW, then=1), default=2),
        F("last_checked_at").desc(nulls_last=True),
        "pk",
    )
    witnesses = list(by_promise[:WITNESSES])
    if not witnesses or any(_answers(witness, now) for witness in witnesses):
        return seen
    return states.Seen(Outcome.OFFLINE, "offline")


def _answers(link: Link, now: datetime) -> bool:
    claimed = hosts.claim(link.host, now=now)
    if claimed is None:
        return False
    try:
        return looking.answers(link.url)
    finally:
        hosts.release(link.host, claimed, now=now)


def prune(now: datetime) -> int:
    """Remove what is old from the log of looks, and hosts that nobody asks any more; return how many rows."""
    return LinkCheck.objects.filter(at__lt=now - KEEP_CHECKS).delete()[0] + hosts.forget_free(now)

"""One request at a time for a host, across all workers: a host is claimed by a conditional UPDATE before it is asked."""

from datetime import datetime, timedelta
from typing import Final

from sources.models import LinkHost

CLAIM: Final = timedelta(minutes=10)
"""A look is over long before; after this time the worker that claimed the host is taken for dead."""

PAUSE: Final = timedelta(seconds=2)


def claim(host: str, *, now: datetime) -> datetime | None:
    """Take a host for one look; return what `release` wants, None if it is taken or wants to be left alone."""
    LinkHost.objects.bulk_create([LinkHost(host=host, free_at=now)], ignore_conflicts=True)
    until = now + CLAIM
    return until if LinkHost.objects.filter(host=host, free_at__lte=now).update(free_at=until) else None


def release(host: str, claimed: datetime, *, now: datetime, pause: timedelta | None = None) -> None:
    """Give a host back for `now` and a moment, or for as long as it asked for. A claim that ran out stays as it is."""
    LinkHost.objects.filter(host=host, free_at=claimed).update(free_at=now + max(pause or PAUSE, PAUSE))


def forget_free(now: datetime) -> int:
    """Remove the rows of hosts that nobody has asked for a month; return how many."""
    return LinkHost.objects.filter(free_at__lt=now - timedelta(days=30)).delete()[0]

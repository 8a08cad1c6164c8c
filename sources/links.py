"""The addresses of sources: which are looked after, and what staff decide about them.

`sources.linking` has the parts: `states` is the state machine, `looking` asks the web, `drift` compares quoted words
with the live page, `checks` writes down what was seen, `hosts` keeps requests to a host apart, `digest` tells staff.
"""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from sources import addresses, fetching
from sources.linking import checks, digest
from sources.linking.states import Health, Outcome, Seen, step
from sources.models import Link, Passage, Source, Visibility

__all__ = ["Health", "LinkHasChanged", "Outcome", "Seen", "check_due", "follow", "ignore", "step", "take_over"]

AT_ONCE: Final = 500
REDIRECT: Final = "redirect"
"""What provenance says of an address that the old one, noted with it, led to."""


class LinkHasChanged(Exception):
    """What staff decided about is no longer so. The message is for them."""


def is_followed(source: Source) -> bool:
    """Say whether somebody looks after the address of a source.

    Nobody asks a server for what is "on file": that a site like this one comes again and again could tell too much.
    """
    return bool(source.url) and source.visibility != Visibility.ON_FILE


def follow(source: Source, *, now: datetime) -> None:
    """Have the address of a saved source looked after, from the beginning if it is another than before. Two queries."""
    link = Link.objects.filter(source=source).first()
    if not is_followed(source):
        if link is not None:
            link.delete()
        return
    if link is not None and link.url == source.url:
        return
    row = link or Link(source=source)
    row.host = host_of(source.url)
    checks.reset(row, source.url, now)
    if link is None:
        # Somebody may write the row at the same moment: `follow_missing` does.
        Link.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["source"], update_fields=[*checks.HEALTH, "host"]
        )
        return
    row.save()
    # What was looked for stood, or did not, at another address.
    Passage.objects.filter(source=source).update(
        live=Passage.Live.UNKNOWN, live_checked_at=None, missing_since=None, missing_told_at=None
    )


def host_of(url: str) -> str:
    """Return the host by which requests are kept apart, in lower case."""
    try:
        return (urlsplit(url).hostname or "")[:253]
    except ValueError:
        return ""


def check_due(now: datetime) -> int:
    """Look at the links that are due, some of them; return how many that were. A job of the schedule."""
    follow_missing(now)
    return checks.check_due(now)


def tell_staff(now: datetime) -> int:
    """Send staff what is new about links and quotations, at most daily; return to how many. A job of the schedule."""
    return digest.tell(now)


def prune(now: datetime) -> int:
    """Remove old rows of the log; return how many. A job of the schedule."""
    return checks.prune(now)


def follow_missing(now: datetime) -> int:
    """Look after what came into the table, or changed, in another way than through `save`; return how many sources."""
    apart = ~Q(link__url=F("url")) | Q(visibility=Visibility.ON_FILE)
    changed = list(Source.objects.filter(apart, link__isnull=False).order_by("pk")[:AT_ONCE])
    for source in changed:
        follow(source, now=now)
    missing = Source.objects.standing().filter(link__isnull=True).exclude(url="")
    found = missing.exclude(visibility=Visibility.ON_FILE).order_by("pk")[:AT_ONCE]
    rows = [Link(source=source, url=source.url, host=host_of(source.url), **_new(now)) for source in found]
    Link.objects.bulk_create(rows, ignore_conflicts=True)
    return len(changed) + len(rows)


def _new(now: datetime) -> dict[str, Any]:
    return {"state": Link.State.NEW, "state_since": now, "next_check_at": now}


@transaction.atomic
def check_soon(source: Source, *, now: datetime) -> Link:
    """Make the link of a source due at `now`, before all others. Raises LinkHasChanged if nobody can look at it."""
    if not settings.FETCH_ENABLED:
        raise LinkHasChanged(fetching.MESSAGES["switched_off"])
    if not Link.objects.filter(source=source).update(next_check_at=now):
        raise LinkHasChanged(_("Nobody looks after this address."))
    return Link.objects.get(source=source)


def ignore(source: Source, *, state: str, now: datetime) -> None:
    """Note that staff looked and that a link in this `state` is fine as it is, until its state changes."""
    done = Link.objects.filter(source=source, state=state, ignored_at__isnull=True).update(ignored_at=now)
    if not done:
        raise LinkHasChanged(_("The link is in another state by now. Look again."))


@transaction.atomic
def take_over(source: Source, *, url: str, user: User | None, now: datetime) -> None:
    """Give a source the address to which its own has moved; the old one is noted as where the new one came from.

    `url` is what staff saw. Raises LinkHasChanged if the link leads elsewhere by now, or another source has the address.
    """
    from sources import operations

    source = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    if not url or not Link.objects.filter(source=source, state=Link.State.MOVED, moved_to=url).exists():
        raise LinkHasChanged(_("The address leads elsewhere by now. Look again."))
    try:
        double = Source.at_address(addresses.canonical_address(url))
    except addresses.AddressError as error:
        raise LinkHasChanged(str(error)) from error
    if double is not None and double.pk != source.pk:
        raise LinkHasChanged(_("The source “%(title)s” has this web address already.") % {"title": double.title})
    old, source.url = source.url, url
    source.provenance = source.provenance | {"url": {"from": REDIRECT, "address": old, "at": now.isoformat()}}
    operations.store(source, user=user, now=now)


def old_address(source: Source) -> str:
    """Return the address that a source had before its present one was taken over; "" if nothing of that is known."""
    origin = source.provenance.get("url")
    return str(origin.get("address", "")) if isinstance(origin, dict) and origin.get("from") == REDIRECT else ""

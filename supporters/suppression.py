"""Addresses that we must not write to: they bounced, their owner called our mail unwanted, or asked us to stop.

An address is kept as a keyed hash of its canonical form, so that the list outlives the erasure of its owner and is of no
use to whoever takes it. The key is SECRET_KEY; what was written under one of SECRET_KEY_FALLBACKS is found, too. The one
place that obeys is the outbox, at the moment of sending: a form that names such an address is answered like any other.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from supporters import subscriptions
from supporters.addresses import AddressNotUnderstood, canonical, read_address
from supporters.models import Subscription, Suppression

SALT: Final = "supporters.suppression"
Reason = Suppression.Reason


def is_suppressed(email: str) -> bool:
    """Say whether we must not write to this address."""
    return bool(suppressed_among([email]))


def suppressed_among(emails: Collection[str]) -> dict[str, Suppression]:
    """Return those of the addresses that we must not write to, each with the row that says why. One query."""
    of_hash = {hashed: email for email in emails for hashed in _hashes(email)}
    rows = Suppression.objects.filter(address_hash__in=of_hash)
    return {of_hash[row.address_hash]: row for row in rows} if of_hash else {}


@transaction.atomic
def suppress(*, email: str, reason: Suppression.Reason, detail: str = "", now: datetime) -> bool:
    """Never write to this address again, until staff say otherwise; say whether that is new.

    A complaint, or the wish to get no more mail, ends what the person has subscribed to.
    """
    if reason in (Reason.COMPLAINT, Reason.REQUEST):
        _end_subscriptions(email, now)
    if is_suppressed(email):
        return False
    row = Suppression(address_hash=_hashes(email)[0], reason=reason, detail=_line(detail), created_at=now)
    Suppression.objects.bulk_create([row], ignore_conflicts=True)
    return True


@transaction.atomic
def allow_again(suppression: Suppression) -> None:
    """Write to this address again: staff know that its trouble is over, or its owner asked for it."""
    Suppression.objects.filter(pk=suppression.pk).delete()


def find(email: str) -> Suppression | None:
    """Return the row that keeps us from writing to this address, if there is one."""
    return suppressed_among([email]).get(email)


def _end_subscriptions(email: str, now: datetime) -> None:
    running = Subscription.objects.active().filter(supporter__canonical_email=_canonical(email))
    for one in running.select_related("supporter"):
        subscriptions.end(supporter=one.supporter, purpose=one.purpose, topic=one.topic, now=now)


def _hashes(email: str) -> list[str]:
    """Return the hash under which an address is kept today, and those of earlier keys."""
    keys: Iterable[str | bytes] = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    bare = _canonical(email)
    return [salted_hmac(SALT, bare, secret=key, algorithm="sha256").hexdigest() for key in keys]


def _canonical(email: str) -> str:
    """Return the form in which addresses are compared, also for what we would not accept in a form."""
    try:
        return canonical(read_address(email))
    except AddressNotUnderstood:
        return email.strip().lower()


def _line(words: str) -> str:
    return " ".join(words.replace("\0", "").split())[:300]

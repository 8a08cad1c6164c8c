"""Limits on how often one network may post, without storing who it was.

Networks, not addresses, since an attacker has many addresses of one network; high enough for an office, a school or
a mobile operator behind one address. The counters live in the cache `limits` under a keyed hash that changes daily,
so they cannot be led back to anybody later. Without a shared cache each process counts for itself.
"""

import ipaddress
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

MINUTE: Final = 60
DAY: Final = 24 * 3600
IPV4_PREFIX: Final = 24
IPV6_PREFIX: Final = 56
"""What one household or small office is given (RFC 6177)."""


BUCKETS: Final = {
    # What looks something up and stores nothing, such as who decides for a place.
    "step": "LOOKUP",
    # What has a message written to somebody.
    "again": "MAIL",
    "own-page": "MAIL",
    # Forms that come without the solution of their puzzle (campaigns.puzzles).
    "unsolved": "UNSOLVED",
}
"""Which limits of the settings hold for what is done: purpose → beginning of the settings' names."""


class LimitReached(Exception):
    """A network has posted too often; `retry_after` is the number of seconds until it may again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


def spend(request: HttpRequest, purpose: str, *, now: datetime) -> None:
    """Count one act of the request's network. Raises LimitReached above the limits of the settings (0: no limit).

    Each purpose has counters of its own; its limits are those of BUCKETS, or else those of forms.
    """
    who = _pseudonym(network_of(request), purpose, now)
    bucket = BUCKETS.get(purpose, "SIGN")
    for seconds, name in ((MINUTE, "MINUTE"), (DAY, "DAY")):
        limit: int = getattr(settings, f"{bucket}_LIMIT_{name}")
        if limit and _count(f"{who}:{seconds}", seconds, now) > limit:
            raise LimitReached(seconds - int(now.timestamp()) % seconds)


def network_of(request: HttpRequest) -> str:
    """Return the network of the client, such as 192.0.2.0/24.

    Behind TRUSTED_PROXIES proxies the client is the entry of X-Forwarded-For that the outermost of them wrote;
    what stands before it is the client's own claim. Unknown clients share the network "unknown".
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        header = request.headers.get("X-Forwarded-For")
        written = header.split(",") if header else []
        if len(written) >= settings.TRUSTED_PROXIES:
            address = written[-settings.TRUSTED_PROXIES]
    try:
        client = ipaddress.ip_address(address.strip())
    except ValueError:
        return "unknown"
    if isinstance(client, ipaddress.IPv6Address) and client.ipv4_mapped:
        client = client.ipv4_mapped
    prefix = IPV4_PREFIX if client.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network((client, prefix), strict=False))


def pseudonym_of(request: HttpRequest, *, now: datetime) -> str:
    """Return a keyed hash of the request's network that is another one each day (UTC): for abuse checks alone."""
    return _pseudonym(network_of(request), "participation", now)


def _pseudonym(network: str, purpose: str, now: datetime) -> str:
    day = now.astimezone(UTC).date().isoformat()
    return salted_hmac(f"campaigns.limits.{purpose}.{day}", network, algorithm="sha256").hexdigest()[:32]


def _count(key: str, seconds: int, now: datetime) -> int:
    """Add one to the counter of the current window and return it."""
    key = f"{key}:{int(now.timestamp()) // seconds}"
    cache = caches["limits"]
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:  # dropped by the cache between the two calls
        cache.set(key, 1, timeout=seconds)
        return 1

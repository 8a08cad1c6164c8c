"""Which confirmed participations look as if a program made them. Reading alone; the counting marks and leaves them out.

Whoever is marked is answered like everybody else and never told: a program that learns what gives it away stops doing it.
What was marked stands in the list of participations with its reason, and staff can put it back.

The rules are few, and each can be said in a sentence. They look at what was confirmed, so that nobody can have others
left out by filling in forms for mailboxes that are not theirs:

SUSTAINED  more than SUSPECT_DAY from one network (IPv4 /24, IPv6 /56) in one day
BURST      more than SUSPECT_BURST from one network in one minute
DOMAIN     more than SUSPECT_DOMAIN in one hour from one mail domain that is not one of the large providers'
PATTERN    more than SUSPECT_ALIKE times in one day, from one network: the same name; or, at a large provider, addresses
           that differ in their digits alone (maria1@…, maria2@…)

What may be taken for a program and is none: a mobile operator that hides a whole country behind a few addresses (raise
SUSPECT_BURST and SUSPECT_DAY together with the limits of the forms), and an organisation whose thousands of members all
write from its own domain within the hour. What is not: a school class or an office behind one address, also where the
school numbers its pupils' addresses; digits are looked at only where people choose their address themselves. Letters that
look random are no sign of anything: addresses made up to protect their owner look the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count

from campaigns.buckets import Bucket, bucket_of, start_of
from campaigns.models import Participation, ParticipationQuerySet
from supporters.mail_providers import LARGE

Reason = Participation.Reason

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)

MOST_COMPARED: Final = 20_000
"""How many names and addresses of busy networks are compared at once; the latest come first."""

DIGITS: Final = str.maketrans("", "", "0123456789")


def look(rows: Sequence[Participation], now: datetime) -> dict[int, Participation.Reason]:
    """Return which of `rows` (confirmed, not counted yet) are not to be counted: key → reason.

    What staff have put back is not looked at again: an exclusion hangs on it, although nothing leaves it out.
    """
    rows = [row for row in rows if row.exclusion_id is None]
    networks = _count_by_network(rows)
    full = _above(networks, settings.SUSPECT_DAY)
    # What the day's rule marks anyway is not looked at more closely: so few are left of each network that it is quick.
    others = {network: number for network, number in networks.items() if network not in full}
    found: dict[int, Participation.Reason] = {}
    # The first rule that holds names the reason.
    for reason, keys in (
        (Reason.SUSTAINED, (row.pk for row in rows if row.network in full)),
        (Reason.BURST, _bursts(rows, others)),
        (Reason.DOMAIN, _domains(rows)),
        (Reason.PATTERN, _patterns(rows, others)),
    ):
        for key in keys:
            found.setdefault(key, reason)
    return found


def _believable() -> ParticipationQuerySet:
    """Return what is compared with: all that is confirmed, whether it counts or not."""
    return Participation.objects.confirmed().order_by()


def _count_by_network(rows: Iterable[Participation]) -> dict[str, int]:
    """Return how many each network of `rows` has confirmed. The hash changes daily, so that this is a day's number."""
    networks = {row.network for row in rows if row.network}
    if not networks:
        return {}
    counted = _believable().filter(network__in=networks).values("network").annotate(number=Count("pk"))
    return dict(counted.values_list("network", "number"))


def _above(numbers: Mapping[str, int], limit: int) -> set[str]:
    return {what for what, number in numbers.items() if limit and number > limit}


def _bursts(rows: Iterable[Participation], networks: Mapping[str, int]) -> Iterator[int]:
    busy = _above(networks, settings.SUSPECT_BURST)
    if not busy:
        return iter(())
    minutes = _believable().filter(network__in=busy).values("network", minute=Bucket("created_at", MINUTE))
    counted = minutes.annotate(number=Count("pk")).filter(number__gt=settings.SUSPECT_BURST)
    full = set(counted.values_list("network", "minute"))
    return (row.pk for row in rows if (row.network, bucket_of(row.created_at, MINUTE)) in full)


def _domains(rows: Iterable[Participation]) -> Iterator[int]:
    limit = settings.SUSPECT_DOMAIN
    looked_at = [row for row in rows if limit and row.mail_domain and row.mail_domain not in LARGE]
    if not looked_at:
        return iter(())
    since = start_of(bucket_of(min(row.created_at for row in looked_at), HOUR), HOUR)
    domains = {row.mail_domain for row in looked_at}
    hours = _believable().filter(mail_domain__in=domains, created_at__gte=since)
    counted = hours.values("mail_domain", hour=Bucket("created_at", HOUR)).annotate(number=Count("pk"))
    full = set(counted.filter(number__gt=limit).values_list("mail_domain", "hour"))
    return (row.pk for row in looked_at if (row.mail_domain, bucket_of(row.created_at, HOUR)) in full)


def _patterns(rows: Iterable[Participation], networks: Mapping[str, int]) -> Iterator[int]:
    limit = settings.SUSPECT_ALIKE
    busy = _above(networks, limit)
    if not busy:
        return iter(())
    typed = _believable().filter(network__in=busy).order_by("-pk")
    seen = typed.values_list("pk", "network", "name", "supporter__canonical_email")[:MOST_COMPARED]
    signs = {key: _signs(network, name, email or "") for key, network, name, email in seen}
    numbers = Counter(sign for of_row in signs.values() for sign in of_row)
    return (row.pk for row in rows if any(numbers[sign] > limit for sign in signs.get(row.pk, ())))


def _signs(network: str, name: str, email: str) -> list[tuple[str, ...]]:
    """Return by what a row may be like others of its network: its name, and its address without the digits."""
    signs: list[tuple[str, ...]] = [(network, "name", name.casefold())] if name else []
    local, _at, domain = email.partition("@")
    stem = local.translate(DIGITS)
    if stem != local and domain in LARGE:
        signs.append((network, "address", stem, domain))
    return signs

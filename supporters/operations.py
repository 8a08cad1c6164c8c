"""Writing about people. What somebody typed is believed once their mailbox has confirmed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from supporters import statements, subscriptions
from supporters.addresses import AddressNotUnderstood, canonical, read_address
from supporters.models import Consent, Subscription, Supporter


@dataclass(frozen=True)
class Details:
    """What a person says of themselves. `country` is an ISO 3166-1 code or empty."""

    name: str
    country: str = ""
    postcode: str = ""


def find(email: str) -> Supporter | None:
    """Return the supporter with this (accepted) address, if we know one."""
    return Supporter.objects.filter(canonical_email=canonical(email)).first()


def find_typed(typed: str) -> Supporter | None:
    """Return the supporter with a typed address, however it is spelled; None also where it is no address."""
    try:
        return find(read_address(typed))
    except AddressNotUnderstood:
        return None


def meet(*, email: str, details: Details, language: str, now: datetime) -> Supporter:
    """Return the supporter with this (accepted) address, made now if it is new. An existing row keeps what it says.

    The object holds the key of the row, the address as its owner first gave it, and else what was passed in: whoever
    fills in a form need not be the owner of the address. One statement, and safe when two requests meet the same person.
    """
    supporter = Supporter(
        email=email,
        canonical_email=canonical(email),
        name=details.name,
        country=details.country,
        postcode=details.postcode,
        language=language,
        created_at=now,
    )
    statements.upsert(
        supporter,
        key=("canonical_email",),
        changes=(("canonical_email", "held.canonical_email"),),  # something must change for the row to be returned
        returning=("email",),
    )
    return supporter


def believe(
    supporter: Supporter,
    *,
    details: Details,
    agreed: Mapping[str, str],
    page: str,
    typed_at: datetime,
    topic: str = "",
) -> None:
    """Write what was typed at `typed_at` on `page`, now that the owner of the address has confirmed it.

    `agreed` maps purposes of `Consent.Purpose` to the exact words that stood beside the tick. `topic` is the key of the
    campaign that they were ticked for; news is about all campaigns. Who agreed to mail is subscribed to it.
    """
    changes = {"name": details.name} if details.name else {}
    # An empty field says nothing about where they live.
    changes |= {"country": details.country} if details.country else {}
    changes |= {"postcode": details.postcode} if details.postcode else {}
    if changes:
        Supporter.objects.filter(pk=supporter.pk).update(**changes)
    Consent.objects.bulk_create(
        Consent(
            supporter=supporter,
            purpose=purpose,
            words=words,
            version=version_of(words),
            topic=subscriptions.topic_of(purpose, topic),
            page=page,
            given_at=typed_at,
        )
        for purpose, words in agreed.items()
    )
    for purpose in agreed:
        if purpose in Subscription.Purpose:
            mail_topic = subscriptions.topic_of(purpose, topic)
            subscriptions.subscribe(supporter=supporter, purpose=purpose, topic=mail_topic, now=typed_at)


def version_of(words: str) -> str:
    """Return what tells the wordings of consents apart: the first 12 hexadecimal digits of their SHA-256."""
    return sha256(words.encode()).hexdigest()[:12]

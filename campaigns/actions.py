"""Taking part: signing and confirming. Each function is one transaction, and repeating it does no harm."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from campaigns import mail
from campaigns.models import Action, CampaignLink, Participation
from supporters import operations, outbox
from supporters.addresses import canonical
from supporters.models import Supporter
from supporters.operations import Details

MAIL_AGAIN_AFTER: Final = timedelta(minutes=10)
"""How soon signing again, or asking for a fresh link, brings another message."""


class ActionError(Exception):
    """Taking part is not possible."""


class NotOpen(ActionError):
    """The action has not begun, or is over."""


def sign(
    *,
    action: Action,
    email: str,
    details: Details,
    comment: str,
    show_name: bool,
    agreed: Mapping[str, str],
    link: CampaignLink | None,
    now: datetime,
) -> Participation:
    """Store a signature that waits for its confirmation, and the message that asks for it.

    `email` is an accepted address, `agreed` the consents ticked with their exact words. Who has signed before gets
    the same statements and the same kind of message, so that neither answer nor time tells a stranger. What was
    typed before can be typed anew until it is confirmed; what is confirmed stays. Raises NotOpen.
    """
    if not action.is_open(now):
        raise NotOpen
    typed: dict[str, Any] = {
        "name": details.name,
        "country": details.country,
        "postcode": details.postcode,
        "comment": comment,
        "show_name": show_name,
        "ticked": dict(agreed),
        "created_at": now,
    }
    # Who comes back without a link was still brought by the first one.
    typed |= {"link": link} if link else {}
    # Composed before the transaction: while it is open, nobody else can sign on SQLite.
    letter = mail.compose(action, counts_already=_counts(action, email))
    with transaction.atomic():
        supporter = operations.meet(email=email, details=details, language=action.campaign.language, now=now)
        participation = _take_down(action, supporter, typed)
        _write(participation, letter, now=now)
    return participation


def _take_down(action: Action, supporter: Supporter, typed: dict[str, Any]) -> Participation:
    """Store what was typed, anew if it waits already; what is confirmed stays. Return the row."""
    Participation.objects.bulk_create(
        [Participation(action=action, supporter=supporter, **typed)], ignore_conflicts=True
    )
    rows = Participation.objects.filter(action=action, supporter=supporter)
    rows.filter(confirmed_at=None).update(**typed)
    participation = rows.get()
    participation.action, participation.supporter = action, supporter
    return participation


@transaction.atomic
def confirm(participation: Participation, *, now: datetime) -> bool:
    """Let a signature count, since its mailbox asked for it. Returns False if it did already.

    A signature given in time may be confirmed after the action has closed.
    """
    rows = Participation.objects.filter(pk=participation.pk, confirmed_at=None)
    if not rows.update(confirmed_at=now):
        return False
    participation.refresh_from_db(fields=["name", "country", "postcode", "ticked", "created_at", "confirmed_at"])
    operations.believe(
        participation.supporter,
        details=Details(participation.name, participation.country, participation.postcode),
        agreed=participation.ticked,
        page=participation.action.get_absolute_url(),
        typed_at=participation.created_at,
    )
    return True


@transaction.atomic
def send_again(participation: Participation, *, now: datetime) -> None:
    """Write another message with a fresh link, unless one was written just now."""
    letter = mail.compose(participation.action, counts_already=participation.is_confirmed)
    _write(participation, letter, now=now)


def _counts(action: Action, email: str) -> bool:
    """Say whether the signature of this address counts already."""
    return action.participations.confirmed().filter(supporter__canonical_email=canonical(email)).exists()


def _write(participation: Participation, letter: mail.Letter, *, now: datetime) -> None:
    """Put the message into the outbox, within the limits for one signature and for one address."""
    if outbox.has_had_enough(participation.supporter, now=now):
        return
    due = Q(mailed_at=None) | Q(mailed_at__lte=now - MAIL_AGAIN_AFTER)
    if not Participation.objects.filter(due, pk=participation.pk).update(mailed_at=now):
        return
    if participation.is_confirmed != letter.counts_already:  # confirmed in between
        letter = mail.compose(participation.action, counts_already=participation.is_confirmed)
    mail.post(letter, participation, now=now)

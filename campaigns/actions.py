"""Taking part: signing and confirming. Each function is one transaction, and repeating it does no harm."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from campaigns import mail
from campaigns.models import Action, CampaignLink, Participation
from supporters import operations, outbox
from supporters.models import Supporter
from supporters.operations import Details

MAIL_AGAIN_AFTER: Final = timedelta(minutes=10)
"""How soon signing again, or asking for a fresh link, brings another message."""

NOBODY: Final = 0
"""The key of a supporter whom we do not know: the same questions are asked about strangers, and take as long."""


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
    network: str = "",
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
        "network": network,
        "mail_domain": email.rpartition("@")[2].lower(),
        "created_at": now,
    }
    # Who comes back without a link was still brought by the first one.
    typed |= {"link": link} if link else {}
    # What can be read and composed before the transaction is: while it is open, nobody else can sign on SQLite.
    known = operations.find(email)
    key = known.pk if known else NOBODY
    has_had_enough = outbox.has_had_enough(key, now=now)
    letter = mail.compose(action, counts_already=action.participations.confirmed().filter(supporter=key).exists())
    with transaction.atomic():
        supporter = operations.meet(email=email, details=details, language=action.campaign.language, now=now)
        # We write to the address as its owner first gave it, not as somebody spells it now.
        supporter.email = known.email if known else email
        participation, counts_already = _take_down(action, supporter, typed)
        if not has_had_enough:
            _write(participation, letter, counts_already=counts_already, now=now)
    return participation


def _take_down(action: Action, supporter: Supporter, typed: dict[str, Any]) -> tuple[Participation, bool]:
    """Store what was typed, anew if it waits already; what is confirmed stays. Say whether it counts already.

    The object returned holds the key of the row and what was typed.
    """
    participation = Participation(action=action, supporter=supporter, **typed)
    key = ["action", "supporter"]
    Participation.objects.bulk_create([participation], update_conflicts=True, unique_fields=key, update_fields=key)
    waits = Participation.objects.filter(pk=participation.pk, confirmed_at=None).update(**typed)
    return participation, not waits


@transaction.atomic
def confirm(participation: Participation, *, now: datetime) -> bool:
    """Let a signature count as `participation` has it, since its mailbox asked for it.

    Returns False, with `participation` as it is stored, if it counts already, or somebody has typed for the address anew
    meanwhile: nobody confirms what they were not shown. A signature given in time may be confirmed after the action has
    closed.
    """
    seen = Participation.objects.filter(pk=participation.pk, confirmed_at=None, created_at=participation.created_at)
    counts_now = seen.update(confirmed_at=now)
    participation.refresh_from_db()
    if not counts_now or participation.supporter is None:
        return False
    operations.believe(
        participation.supporter,
        details=Details(participation.name, participation.country, participation.postcode),
        agreed=participation.ticked,
        page=participation.action.get_absolute_url(),
        typed_at=participation.created_at,
    )
    return True


def send_again(participation: Participation, *, now: datetime) -> None:
    """Write another message with a fresh link, unless one was written just now."""
    if participation.supporter_id is None or outbox.has_had_enough(participation.supporter_id, now=now):
        return
    letter = mail.compose(participation.action, counts_already=participation.is_confirmed)
    with transaction.atomic():
        _write(participation, letter, counts_already=participation.is_confirmed, now=now)


def _write(participation: Participation, letter: mail.Letter, *, counts_already: bool, now: datetime) -> None:
    """Put the message into the outbox, unless one was written just now."""
    due = Q(mailed_at=None) | Q(mailed_at__lte=now - MAIL_AGAIN_AFTER)
    if not Participation.objects.filter(due, pk=participation.pk).update(mailed_at=now):
        return
    if counts_already != letter.counts_already:  # confirmed since the letter was composed
        letter = mail.compose(participation.action, counts_already=counts_already)
    mail.post(letter, participation, now=now)

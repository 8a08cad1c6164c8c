"""Taking part, whatever the kind, and confirming it. Each function is one transaction, and repeating it does no harm."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from campaigns import mail
from campaigns.mail import Situation
from campaigns.models import Action, CampaignLink, Participation
from campaigns.models.participation import MAILBOX_SILENT
from officials.models import Area
from supporters import operations, outbox
from supporters.models import Supporter
from supporters.operations import Details

MAIL_AGAIN_AFTER: Final = timedelta(minutes=10)
"""How soon taking part again, or asking for a fresh link, brings another message."""

NOBODY: Final = 0
"""The key of a supporter whom we do not know: the same questions are asked about strangers, and take as long."""


class ActionError(Exception):
    """Taking part is not possible."""


class NotOpen(ActionError):
    """The action has not begun, or is over."""


class Declined(ActionError):
    """The kind of action cannot take somebody now, such as an event that is full. The text tells the person why."""


def take_part(
    *,
    action: Action,
    email: str,
    person: Details,
    now: datetime,
    agreed: Mapping[str, str] | None = None,
    details: Mapping[str, Any] | None = None,
    comment: str = "",
    show_name: bool = False,
    may_deliver: bool = False,
    area: Area | None = None,
    link: CampaignLink | None = None,
    network: str = "",
) -> Participation:
    """Store that somebody takes part, and the message that asks to confirm it, or says that it counts.

    `email` is an accepted address, `agreed` the consents ticked with their exact words, `details` what this kind asks for
    beside. Who has taken part before gets the same statements and the same kind of message, so that neither answer nor
    time tells a stranger. What was typed before can be typed anew until a mailbox has confirmed it; then it stays. Where
    the action needs no confirmation it counts at once, at the place first typed, and consents wait for the mailbox all the
    same. Raises NotOpen and Declined.
    """
    if not action.is_open(now):
        raise NotOpen
    typed: dict[str, Any] = {
        "name": person.name,
        "details": dict(details or {}),
        "comment": comment,
        "show_name": show_name,
        "may_deliver": may_deliver,
        "ticked": dict(agreed or {}),
        "network": network,
        "mail_domain": email.rpartition("@")[2].lower(),
        "created_at": now,
    }
    # Who comes back without a link was still brought by the first one.
    typed |= {"link": link} if link else {}
    place = {"country": person.country, "postcode": person.postcode, "area": area}
    # What can be read and composed before the transaction is: while it is open, nobody else can sign on SQLite.
    known = operations.find(email)
    key = known.pk if known else NOBODY
    has_had_enough = outbox.has_had_enough(key, now=now)
    rows = action.participations.exclude(MAILBOX_SILENT)
    letter = mail.compose(action, _situation(action, is_proven=rows.filter(supporter=key).exists()), now=now)
    with transaction.atomic():
        supporter = operations.meet(email=email, details=person, language=action.campaign.language, now=now)
        # We write to the address as its owner first gave it, not as somebody spells it now.
        supporter.email = known.email if known else email
        participation, is_proven = _take_down(action, supporter, typed, place, now)
        if not has_had_enough:
            _write(participation, letter, is_proven=is_proven, now=now)
    return participation


def _take_down(
    action: Action, supporter: Supporter, typed: dict[str, Any], place: dict[str, Any], now: datetime
) -> tuple[Participation, bool]:
    """Store what was typed, anew while no mailbox has confirmed it. Say whether one has.

    The object returned holds the key of the row and what was typed.
    """
    counts_now = {} if action.needs_confirmation else {"confirmed_at": now, "unproven": True}
    participation = Participation(action=action, supporter=supporter, **typed, **place, **counts_now)
    key = ["action", "supporter"]
    Participation.objects.bulk_create([participation], update_conflicts=True, unique_fields=key, update_fields=key)
    # What counts is in the totals of a place: that place stays.
    anew = typed | ({"confirmed_at": Coalesce(F("confirmed_at"), now), "unproven": True} if counts_now else place)
    is_silent = Participation.objects.filter(MAILBOX_SILENT, pk=participation.pk).update(**anew)
    if counts_now:
        _kind_of(action).admit(participation, now)
    return participation, not is_silent


@transaction.atomic
def report(
    *,
    action: Action,
    now: datetime,
    details: Mapping[str, Any] | None = None,
    area: Area | None = None,
    country: str = "",
    link: CampaignLink | None = None,
    network: str = "",
) -> Participation:
    """Store that somebody who stays unknown has taken part, such as by telephone: it counts at once. Raises NotOpen."""
    if not action.is_open(now):
        raise NotOpen
    return Participation.objects.create(
        action=action,
        details=dict(details or {}),
        area=area,
        country=country,
        link=link,
        network=network,
        created_at=now,
        confirmed_at=now,
    )


@transaction.atomic
def confirm(participation: Participation, *, now: datetime) -> bool:
    """Let count, and believe, what `participation` says, since its mailbox asked for it.

    Returns False, with `participation` as it is stored, if a mailbox has confirmed it already, or somebody has typed for
    the address anew meanwhile: nobody confirms what they were not shown. What was done in time may be confirmed after the
    action has closed. Raises Declined, and nothing has changed.
    """
    seen = Participation.objects.filter(MAILBOX_SILENT, pk=participation.pk, created_at=participation.created_at)
    is_new = seen.update(confirmed_at=Coalesce(F("confirmed_at"), now), unproven=False)
    participation.refresh_from_db()
    if not is_new or participation.supporter is None:
        return False
    kind = _kind_of(participation.action)
    kind.admit(participation, now)
    operations.believe(
        participation.supporter,
        details=Details(participation.name, participation.country, participation.postcode),
        agreed=participation.ticked,
        page=participation.action.get_absolute_url(),
        typed_at=participation.created_at,
        topic=str(participation.action.campaign_id),
    )
    kind.confirmed(participation, now)
    return True


def send_again(participation: Participation, *, now: datetime) -> None:
    """Write another message with a fresh link, unless one was written just now."""
    if participation.supporter_id is None or outbox.has_had_enough(participation.supporter_id, now=now):
        return
    situation = _situation(participation.action, is_proven=participation.is_proven)
    letter = mail.compose(participation.action, situation, now=now)
    with transaction.atomic():
        _write(participation, letter, is_proven=participation.is_proven, now=now)


def _situation(action: Action, *, is_proven: bool) -> Situation:
    """Return what there is to tell somebody whose address was just typed."""
    if is_proven:
        return Situation.ALREADY
    return Situation.ASKS if action.needs_confirmation else Situation.COUNTS


def _write(participation: Participation, letter: mail.Letter, *, is_proven: bool, now: datetime) -> None:
    """Put the message into the outbox, unless one was written just now."""
    due = Q(mailed_at=None) | Q(mailed_at__lte=now - MAIL_AGAIN_AFTER)
    if not Participation.objects.filter(due, pk=participation.pk).update(mailed_at=now):
        return
    situation = _situation(participation.action, is_proven=is_proven)
    if situation != letter.situation:  # confirmed since the letter was composed
        letter = mail.compose(participation.action, situation, now=now)
    mail.post(letter, participation, now=now)


def _kind_of(action: Action) -> Any:
    from campaigns import kinds  # which call this module

    return kinds.of(action)

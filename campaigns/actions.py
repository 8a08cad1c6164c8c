"""Taking part, whatever the kind, and confirming it. Each function is one transaction, and repeating it does no harm."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from campaigns import mail
from campaigns.mail import Situation
from campaigns.models import Action, CampaignLink, Participation
from campaigns.models.participation import HELD_IS_SILENT, MAILBOX_SILENT
from officials.models import Area
from supporters import operations, outbox, statements
from supporters.operations import Details
from supporters.together import together

MAIL_AGAIN_AFTER: Final = timedelta(minutes=10)
"""How soon taking part again, or asking for a fresh link, brings another message."""

TYPED: Final = (
    "name",
    "details",
    "comment",
    "show_name",
    "may_deliver",
    "ticked",
    "network",
    "mail_domain",
    "created_at",
)
PLACE: Final = ("country", "postcode", "area_id")


def _while_silent(columns: Iterable[str]) -> statements.Changes:
    """Return what lets a row take over what is typed for it anew, while its mailbox is silent."""
    return tuple((name, f"CASE WHEN {HELD_IS_SILENT} THEN excluded.{name} ELSE held.{name} END") for name in columns)


_ALWAYS: Final[statements.Changes] = (
    *_while_silent(TYPED),
    # Who comes back without a link was still brought by the first one.
    ("link_id", f"CASE WHEN {HELD_IS_SILENT} THEN COALESCE(excluded.link_id, held.link_id) ELSE held.link_id END"),
)
TYPED_ANEW: Final[statements.Changes] = (*_ALWAYS, *_while_silent(PLACE))
TYPED_ANEW_COUNTING: Final[statements.Changes] = (
    *_ALWAYS,
    # What counts is in the totals of a place: that place stays.
    ("confirmed_at", "COALESCE(held.confirmed_at, excluded.confirmed_at)"),
    *_while_silent(["unproven"]),
)
"""What becomes of a row that is there when somebody takes part again, where that is confirmed by mail or counts at once."""


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
    counts_now = not action.needs_confirmation
    typed: dict[str, Any] = {
        "name": person.name,
        "details": dict(details or {}),
        "comment": comment,
        "show_name": show_name,
        "may_deliver": may_deliver,
        "ticked": dict(agreed or {}),
        "country": person.country,
        "postcode": person.postcode,
        "area": area,
        "link": link,
        "network": network,
        "mail_domain": email.rpartition("@")[2].lower(),
        "created_at": now,
        "confirmed_at": now if counts_now else None,
        "unproven": counts_now,
    }
    # While the transaction is open, nobody else can sign on SQLite: what can be composed before it, is.
    letters = {
        is_proven: mail.compose(action, _situation(action, is_proven=is_proven), now=now) for is_proven in (False, True)
    }

    def write() -> Participation:
        supporter = operations.meet(email=email, details=person, language=action.campaign.language, now=now)
        has_had_enough = outbox.has_had_enough(supporter.pk, now=now)
        participation = Participation(action=action, supporter=supporter, **typed)
        _take_down(participation)
        if counts_now:
            _kind_of(action).admit(participation, now)
        if not has_had_enough:
            _write(letters[participation.is_proven], participation, now)
        return participation

    return together.write(write)


def _take_down(participation: Participation) -> None:
    """Store what was typed, anew while no mailbox has confirmed it. One statement, the same for everybody.

    Afterwards the object says whether a mailbox has, and when it was written to; else it keeps what was typed.
    """
    statements.upsert(
        participation,
        key=("action_id", "supporter_id"),
        changes=TYPED_ANEW_COUNTING if participation.unproven else TYPED_ANEW,
        returning=("confirmed_at", "unproven", "mailed_at"),
    )


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
        participation.refresh_from_db(fields=["mailed_at"], from_queryset=Participation.objects.select_for_update())
        _write(letter, participation, now)


def _write(letter: mail.Letter, participation: Participation, now: datetime) -> None:
    """Put the message into the outbox, unless one was written just now. The caller holds the lock of the row."""
    if participation.mailed_at is None or participation.mailed_at <= now - MAIL_AGAIN_AFTER:
        participation.mailed_at = now
        statements.update(participation, "mailed_at")
        mail.post(letter, participation, now=now)


def _situation(action: Action, *, is_proven: bool) -> Situation:
    """Return what there is to tell somebody whose address was just typed."""
    if is_proven:
        return Situation.ALREADY
    return Situation.ASKS if action.needs_confirmation else Situation.COUNTS


def _kind_of(action: Action) -> Any:
    from campaigns import kinds  # which call this module

    return kinds.of(action)

"""Reminders of promises: messages that wait in the outbox for their day."""

import uuid
from datetime import datetime, timedelta
from itertools import batched
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from campaigns.mail import PARTS
from campaigns.me_links import me_address
from campaigns.models import Action, Campaign, Participation
from supporters import outbox
from supporters.models import OutboxMail

REMINDERS: Final = uuid.UUID("3b0c5d0e-6a52-4f0c-9f0e-0f4c1d7a7c11")


AHEAD: Final = timedelta(days=1)
AT_ONCE: Final = 500
"""How many are looked for in one query."""


def batch_of(participation: Participation) -> uuid.UUID:
    """Return the name of the one reminder of a promise: the outbox takes it once."""
    return uuid.uuid5(REMINDERS, str(participation.pk))


def put(participation: Participation, *, words: str, due_at: datetime, now: datetime) -> None:
    """Write the reminder, in the campaign's language. Belongs into the transaction that confirms the promise."""
    action, supporter = participation.action, participation.supporter
    if supporter is None or OutboxMail.objects.filter(batch=batch_of(participation)).exists():
        return
    with translation.override(action.campaign.language):
        context = {
            "action": action,
            "campaign": action.campaign,
            "words": words,
            "name": participation.name,
            "action_address": settings.SITE_URL + action.get_absolute_url(),
            # The link to the own page works for some weeks, so it is made for the day on which it is read.
            "own_address": me_address(supporter, due_at),
        }
        subject, text, html = (render_to_string(f"campaigns/mail/reminder.{part}", context) for part in PARTS)
        language = translation.get_language() or settings.LANGUAGE_CODE
    outbox.put(
        supporter=supporter,
        subject=subject,
        text=text,
        html=html,
        language=language,
        now=now,
        purpose=OutboxMail.Purpose.REMINDER,
        priority=outbox.SOON,
        batch=batch_of(participation),
        due_at=due_at,
    )


def drop_ended(now: datetime) -> int:
    """Take back the reminders of the next day whose campaign is over; return how many. A job of the schedule."""
    due = OutboxMail.objects.filter(
        purpose=OutboxMail.Purpose.REMINDER,
        priority=outbox.SOON,
        state=OutboxMail.State.WAITING,
        due_at__lte=now + AHEAD,
    )
    over = Participation.objects.filter(action__kind=Action.Kind.PLEDGE, supporter__in=due.values("supporter")).exclude(
        action__campaign__outcome__in=[Campaign.Outcome.UPCOMING, Campaign.Outcome.ACTIVE]
    )
    names = [batch_of(promise) for promise in over.only("pk")]
    return sum(due.filter(batch__in=some).delete()[0] for some in batched(names, AT_ONCE))


def drop(participation: Participation) -> None:
    """Take back the reminder of a promise that was withdrawn, unless it is on its way."""
    outbox.call_back([batch_of(participation)])

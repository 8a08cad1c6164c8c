"""Taking back what a person has agreed to or done, one thing at a time. Each function is one transaction."""

from datetime import datetime
from typing import Final

from django.db import transaction

from campaigns import erasing, kinds
from campaigns.models import Participation
from supporters import subscriptions
from supporters.models import Consent, Subscription, Supporter

State = Participation.CommentState

FLAG_OF: Final = {Consent.Purpose.PUBLIC_NAME.value: "show_name", Consent.Purpose.DELIVERY.value: "may_deliver"}
"""The column of a participation that says what a consent allows."""


@transaction.atomic
def withdraw_participation(participation: Participation, *, now: datetime) -> None:
    """Take a participation back: it counts no more, and nothing in it says whose it was.

    What was not confirmed is deleted. What was stays as an empty row that is left out, so that the next batch of the
    counting takes it out of the totals, and of those of its place.
    """
    row = Participation.objects.filter(pk=participation.pk)
    if row.filter(confirmed_at=None).delete()[0]:
        return
    kinds.of(participation.action).withdrawn(participation)
    # Staff who undo an exclusion bring back what they left out, and not what its owner took back: hence no exclusion.
    row.update(excluded_at=now, excluded_why=Participation.Reason.WITHDRAWN, exclusion=None)
    erasing.make_anonymous(row, now=now)
    _end_consents_without_use(participation, now=now)


def _end_consents_without_use(participation: Participation, *, now: datetime) -> None:
    """End what allowed to show or hand over a name, where the person takes part in nothing of the campaign any more."""
    campaign = participation.action.campaign_id
    if Participation.objects.filter(supporter=participation.supporter_id, action__campaign=campaign).exists():
        return
    unused = Consent.objects.filter(
        supporter=participation.supporter_id, purpose__in=FLAG_OF, topic=str(campaign), withdrawn_at=None
    )
    unused.update(withdrawn_at=now)


@transaction.atomic
def withdraw_consent(consent: Consent, *, now: datetime) -> None:
    """Take a consent back, however often it was given: what rests on it ends at once."""
    supporter = consent.supporter
    same = Consent.objects.filter(supporter=supporter, purpose=consent.purpose, topic=consent.topic, withdrawn_at=None)
    same.update(withdrawn_at=now)
    if consent.purpose in Subscription.Purpose:
        subscriptions.end(supporter=supporter, purpose=consent.purpose, topic=consent.topic, now=now)
    else:
        _lower_flag(supporter, consent, now=now)


def _lower_flag(supporter: Supporter, consent: Consent, *, now: datetime) -> None:
    """Keep a name from the public, or from those addressed, in the campaign that the consent was given for."""
    theirs = Participation.objects.filter(supporter=supporter)
    if consent.topic:
        theirs = theirs.filter(action__campaign=int(consent.topic))
    theirs.update(**{FLAG_OF[consent.purpose]: False})


@transaction.atomic
def correct(supporter: Supporter, *, name: str, country: str, postcode: str, now: datetime) -> None:
    """Write a person's name and place anew. The name also where they took part; the place there is that of its time.

    A comment that staff approved with a name to it is read again with another one.
    """
    Supporter.objects.filter(pk=supporter.pk).update(name=name, country=country, postcode=postcode)
    theirs = Participation.objects.filter(supporter=supporter).exclude(name__in=["", name])
    theirs.filter(show_name=True, comment_state=State.APPROVED).update(comment_state=State.NEW)
    theirs.update(name=name)

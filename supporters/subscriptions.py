"""Mail that people agreed to get: beginning and ending it. Both can be repeated, and do no harm."""

from datetime import datetime

from django.db import transaction

from supporters.models import Consent, Subscription, Supporter


def topic_of(purpose: str, topic: str) -> str:
    """Return what a purpose is about: news is about everything, all else about one campaign."""
    return "" if purpose == Consent.Purpose.NEWS else topic


def subscribe(*, supporter: Supporter, purpose: str, topic: str = "", now: datetime) -> None:
    """Begin a subscription at `now`, unless it runs already. `topic` is the campaign's key for updates, empty for news.

    One statement, and safe when two requests begin the same at once: the database keeps one.
    """
    begun = Subscription(supporter_id=supporter.pk, purpose=purpose, topic=topic, began_at=now)
    Subscription.objects.bulk_create([begun], ignore_conflicts=True)


@transaction.atomic
def end(*, supporter: Supporter, purpose: str, topic: str = "", now: datetime) -> bool:
    """End a subscription, and with it the consent that it rests on. Say whether one was running.

    Who does not want the mail any more has withdrawn what they agreed to, whichever of the two buttons they pressed.
    """
    same = {"supporter": supporter.pk, "purpose": purpose, "topic": topic}
    has_ended = Subscription.objects.active().filter(**same).update(ended_at=now)
    Consent.objects.filter(**same, withdrawn_at=None).update(withdrawn_at=now)
    return bool(has_ended)

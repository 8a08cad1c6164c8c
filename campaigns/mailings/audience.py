"""To whom a mailing goes: those who took part, agreed to hear of it, and have not changed their mind."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from campaigns.models import Mailing, Participation
from supporters import suppression
from supporters.models import Subscription, Supporter


def topic(mailing: Mailing) -> str:
    """Return what a mailing's subscription is about: its campaign, or nothing in particular for news."""
    return "" if mailing.audience == Mailing.Audience.NEWS else str(mailing.campaign_id)


def audience(mailing: Mailing) -> QuerySet[Supporter]:
    """Return to whom a mailing goes, in the order in which it is written.

    They have confirmed an act of the campaign that was not left out of the count, and their subscription runs.
    """
    acts = Participation.objects.counting().filter(supporter=OuterRef("pk"), action__campaign=mailing.campaign_id)
    agreed = Subscription.objects.active().filter(
        supporter=OuterRef("pk"), purpose=mailing.audience, topic=topic(mailing)
    )
    return Supporter.objects.filter(Exists(agreed), Exists(acts)).order_by("pk")


def count(mailing: Mailing) -> int:
    """Return how many people a mailing goes to. Those whose address is suppressed are among them until it is written."""
    return audience(mailing).count()


def allowed(people: Iterable[Supporter]) -> list[Supporter]:
    """Return those of the people whose address is not suppressed. One query."""
    listed = list(people)
    refused = suppression.suppressed_among({person.email for person in listed})
    return [person for person in listed if person.email not in refused]

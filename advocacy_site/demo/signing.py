"""Signatures of invented supporters, given and confirmed through the real steps."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from advocacy_site.demo import group, officials
from campaigns import actions, links
from campaigns.models import Action, CampaignLink, Participation
from officials.models import Area
from supporters.models import OutboxMail
from supporters.operations import Details


def sign_and_confirm(
    action: Action, number: int, through: Sequence[CampaignLink], *, since: datetime, until: datetime
) -> None:
    """Let `number` invented people sign and confirm between `since` and `until`, most of them in the first days.

    Their addresses are at example.org, where nobody is. The messages that signing puts into the outbox are taken
    out again: nothing is to be sent. Belongs into a transaction.
    """
    chance = random.Random(action.slug)  # noqa: S311 - a sample, no secret
    districts = list(Area.objects.filter(country=officials.COUNTRY, kind="district"))
    for person in range(number):
        given = group.GIVEN_NAMES[person % len(group.GIVEN_NAMES)]
        family = group.FAMILY_NAMES[person % len(group.FAMILY_NAMES)]
        at = since + (until - since) * min(0.99, chance.betavariate(1, 3))
        link = chance.choice([*through, None])
        if link:
            links.count_visit(link, now=at)
        shows_name = chance.random() < 0.6
        participation = actions.take_part(
            action=action,
            email=f"{given}.{family}.{person}@example.org".lower(),
            person=Details(f"{given} {family}"),
            comment=chance.choice(group.COMMENTS) if shows_name and chance.random() < 0.3 else "",
            show_name=shows_name,
            may_deliver=chance.random() < 0.8,
            area=chance.choice(districts) if districts else None,
            link=link,
            now=at,
        )
        actions.confirm(participation, now=min(at + timedelta(minutes=chance.randint(1, 300)), until))
        if participation.comment and person % 2:
            Participation.objects.filter(pk=participation.pk).update(comment_state="approved")
        OutboxMail.objects.filter(supporter=participation.supporter, state=OutboxMail.State.WAITING).delete()

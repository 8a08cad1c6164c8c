"""Signatures of invented supporters, given and confirmed through the real steps."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from advocacy_site.demo import group, officials
from campaigns import actions, links
from campaigns.models import Action, CampaignLink, FunnelDay, Participation
from officials.models import Area
from supporters.models import OutboxMail
from supporters.operations import Details

SEEN_FOR_EACH: Final = 9
"""How many people looked at a petition for each one who signed."""


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
    _add_funnel(action)


def _add_funnel(action: Action) -> None:
    """Let the days of an action tell how many looked at it, began and passed it on, by link. Who signed is counted for real."""
    chance = random.Random(action.slug)  # noqa: S311 - a sample, no secret
    steps = FunnelDay.Step
    numbers: dict[tuple[str, Any, str], int] = {}
    for via, at in action.participations.values_list("link__code", "created_at"):
        key = (via or "", at.date())
        for step, number in (
            (steps.VIEWED, chance.randint(SEEN_FOR_EACH - 4, SEEN_FOR_EACH + 4)),
            (steps.STARTED, chance.choice((1, 1, 1, 2))),
            (steps.SHARED, chance.choice((0, 0, 0, 1))),
        ):
            numbers[*key, step] = numbers.get((*key, step), 0) + number
    FunnelDay.objects.filter(action=action).delete()
    FunnelDay.objects.bulk_create(
        FunnelDay(action=action, via=via, day=day, step=step, number=number)
        for (via, day, step), number in numbers.items()
        if number
    )

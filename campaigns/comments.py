"""What signers wrote: shown and handed over only after staff have read it, and with the name only where that was agreed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db import transaction

from campaigns.models import Action, Participation, ParticipationQuerySet
from publishing import clock

MOST_SHOWN: Final = 6


@dataclass(frozen=True)
class Comment:
    """A comment as readers get it. `name` is empty where its writer did not agree to be named."""

    text: str
    name: str


@dataclass(frozen=True)
class Decision:
    """What staff decided of a comment; `read` is the digest of the words that they had before them."""

    state: Participation.CommentState
    read: str


def digest(text: str) -> str:
    """Return a short name of a text, the same for the same text alone."""
    return sha256(text.encode()).hexdigest()[:16]


def written(action: Action) -> ParticipationQuerySet:
    """Return the participations with a comment that count; what no mailbox confirmed is nobody's word."""
    rows = Participation.objects.counting().filter(action=action, unproven=False)
    return rows.filter(comment__gt="").order_by("-pk")


def approved(action: Action) -> list[Comment]:
    """Return the latest approved comments of an action. One query."""
    rows = written(action).filter(comment_state=Participation.CommentState.APPROVED)
    latest = rows.values_list("comment", "name", "show_name")[:MOST_SHOWN]
    return [Comment(text, name if show_name else "") for text, name, show_name in latest]


@transaction.atomic
def decide(action: Action, decisions: Mapping[int, Decision], *, now: datetime) -> int:
    """Decide of comments by the keys of their participations; return how many were decided.

    What its writer has changed since it was read stays undecided.
    """
    done = 0
    for key, comment in written(action).filter(pk__in=decisions).values_list("pk", "comment"):
        decision = decisions[key]
        if decision.read == digest(comment):
            # The condition on the words again, since the row may change between the two queries.
            done += written(action).filter(pk=key, comment=comment).update(comment_state=decision.state)
    if done:
        clock.bump(now)
    return done

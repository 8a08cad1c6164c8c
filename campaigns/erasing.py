"""Forgetting people: erasing one, and making what they did anonymous while the totals stay as they are.

Both work by the declarations of `supporters.personal` and those below. Totals are made of rows that count, so a row stays
and everything that says whose it was goes: the day, the place and the total remain true.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDay

from campaigns.models import Action, CampaignLink, Participation
from supporters.models import AccessLog, OutboxMail, Supporter
from supporters.personal import HOLDINGS, KEY, Holding

NOBODY: Final = "–"
"""What the admin's log calls a person who was erased."""

PARTICIPATION: Final = Holding(
    "campaigns.Participation",
    emptied={
        "supporter": None,
        "name": "",
        "postcode": "",
        "details": {},
        "ticked": {},
        "comment": "",
        "show_name": False,
        "may_deliver": False,
        "network": "",
        "mail_domain": "",
        "mailed_at": None,
        # The day stays, for plots by day; the minute would find a person in a mail server's log.
        "created_at": TruncDay("created_at", tzinfo=UTC),
        "confirmed_at": TruncDay("confirmed_at", tzinfo=UTC),
    },
    stays={
        "id": KEY,
        "action": "what was done",
        "link": "the campaign link that led there",
        "country": "the totals of countries are made of it",
        "area": "the totals of areas are made of it: an electoral district, never an address",
        "comment_state": "what staff thought of a comment that is gone",
        "unproven": "whether a mailbox had confirmed it",
        "counted": "whether the totals contain it",
        "excluded_at": "when it was left out of the totals",
        "excluded_why": "why it was left out",
        "exclusion": "the decision of staff that left it out",
        "anonymised_at": "when the rest was emptied",
    },
)

CAMPAIGN_LINK: Final = Holding(
    "campaigns.CampaignLink",
    emptied={"supporter": None},
    stays={
        "id": KEY,
        "code": "drawn by lot; it goes on working where it was passed on",
        "campaign": "where it leads",
        "action": "where it leads",
        "channel": "typed by staff, or our own words for all links of supporters",
        "kind": "what sort of link it is",
        "created_at": "when it was made",
    },
)

EXCLUSION: Final = Holding(
    "campaigns.Exclusion",
    stays={
        "id": KEY,
        "campaign": "what it is about",
        "condition": "typed by staff, about many; names and mail domains in it go with the campaign's names (retention)",
        "why": "typed by staff, about many",
        "state": "how far it is",
        "expected": "a number",
        "done": "a number",
        "cursor": "a number",
        "created_by": "the member of staff",
        "created_at": "when staff decided it",
        "finished_at": "when it was done",
    },
)

ALL_HOLDINGS: Final = (*HOLDINGS, PARTICIPATION, CAMPAIGN_LINK, EXCLUSION)


@dataclass(frozen=True)
class Erased:
    """What an erasure did: how many participations stay in the totals without a name, and how many messages went."""

    anonymised: int = 0
    removed: int = 0
    messages: int = 0


@transaction.atomic
def erase(supporter: Supporter, *, now: datetime) -> Erased:
    """Erase a person: everything that says who they are goes, in one transaction; totals stay.

    What their mailbox never confirmed is deleted, what counts is made anonymous. Consents, subscriptions and messages go,
    also letters that wait to be sent on their behalf. Who was erased already is nobody: nothing happens.
    """
    # Whoever signs with the same address at this moment waits, and then meets a new person.
    held = Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
    if held is None:
        return Erased()
    theirs = Participation.objects.filter(supporter=held)
    removed, _models = theirs.filter(confirmed_at=None).delete()
    anonymised = make_anonymous(theirs, now=now)
    CampaignLink.objects.filter(supporter=held).update(**CAMPAIGN_LINK.emptied)
    AccessLog.objects.filter(supporter=held).update(supporter=None, detail="")
    _blank_log([held.pk])
    addressed = Q(recipient__iexact=held.email) | Q(recipient__iexact=held.canonical_email)
    messages = OutboxMail.objects.filter(addressed | Q(supporter=held) | Q(reply_to__iexact=held.email)).delete()[0]
    held.delete()
    return Erased(anonymised, removed, messages)


@transaction.atomic
def make_anonymous(rows: QuerySet[Participation], *, now: datetime) -> int:
    """Empty every personal column of participations; return how many. They stay in the totals as they are."""
    named = rows.filter(anonymised_at=None)
    # What is said of a call is who was called and how it went, and nothing of who called: it goes on being counted.
    emptied = {column: value for column, value in PARTICIPATION.emptied.items() if column != "details"}
    calls = named.filter(action__kind=Action.Kind.CALL).update(**emptied, anonymised_at=now)
    return calls + named.update(**PARTICIPATION.emptied, anonymised_at=now)


def _blank_log(keys: list[int]) -> None:
    """Let the admin's log forget the names of people: it says that something was done, and not to whom."""
    about = LogEntry.objects.filter(
        content_type__app_label="supporters",
        content_type__model="supporter",
        object_id__in=[str(key) for key in keys],
    )
    about.update(object_repr=NOBODY, change_message="")

"""Everything that we hold about one person: for their own page, for the data officer, and as a file to take along."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaigns import links
from campaigns.models import Campaign, CampaignLink, Participation
from officials.models import Official
from supporters import countries
from supporters.models import AccessLog, Consent, OutboxMail, Subscription, Supporter

FORMAT: Final = "advocacy-site/person/1"
"""The name and number of the shape that `as_json` returns; docs/privacy.md describes it."""

MOST: Final = 500
"""Rows of each table on a page. The file has all of them."""

CALLED: Final = {
    "subject": _("Subject"),
    "letter": _("Letter"),
    "outcome": _("How it went"),
    "official": _("Decision maker"),
    "officials": _("Decision makers"),
    "copy": _("A copy to you"),
    "remind": _("Reminder"),
}
"""What we call what the kinds of action ask for. Others go by the name that the column has."""


@dataclass(frozen=True)
class Dossier:
    """The rows about one person, each table newest first."""

    supporter: Supporter
    participations: list[Participation]
    consents: list[Consent]
    subscriptions: list[Subscription]
    mails: list[OutboxMail]
    links: list[CampaignLink]
    accesses: list[AccessLog]
    campaigns: dict[str, Campaign]
    """The campaigns that consents and subscriptions are about, by their topic."""


def collect(supporter: Supporter, *, most: int | None = MOST) -> Dossier:
    """Return what we hold about somebody, at most `most` rows of each table. Nine queries, however much it is."""
    consents = list(supporter.consents.all()[:most])
    subscriptions = list(supporter.subscriptions.all()[:most])
    topics = {row.topic for row in consents} | {row.topic for row in subscriptions}
    campaigns = Campaign.objects.filter(pk__in=[int(topic) for topic in topics if topic.isdecimal()])
    participations = supporter.participations.select_related("action__campaign", "area", "link")
    return Dossier(
        supporter=supporter,
        participations=list(participations[:most]),
        consents=consents,
        subscriptions=subscriptions,
        mails=list(supporter.mails.all()[:most]),
        links=list(
            supporter.share_links.select_related("action", "campaign").annotate(visits=Sum("days__visits"))[:most]
        ),
        accesses=list(supporter.accesses.select_related("user")[:most]),
        campaigns={str(campaign.pk): campaign for campaign in campaigns},
    )


@dataclass(frozen=True)
class Act:
    """A participation as a page shows it. `address` is empty where its campaign is not public (any more)."""

    row: Participation
    said: list[tuple[Any, str]]
    address: str
    state: Any
    country: str


def acts(held: Dossier, *, now: datetime) -> list[Act]:
    """Return the participations for a page, with the names of the decision makers in their details."""
    names = _names_of_officials(held.participations)
    return [
        Act(
            row,
            said=_said_of(row, names),
            address=row.action.get_absolute_url() if row.action.campaign.is_visible(now) else "",
            state=_state_of(row),
            country=countries.name_of(row.country),
        )
        for row in held.participations
    ]


def _state_of(row: Participation) -> Any:
    """Return whether a participation counts, in words. Who is left out is not told: programs would learn by it."""
    if row.confirmed_at is None:
        return _("waits for your confirmation, and does not count yet")
    return _("counts")


def _names_of_officials(rows: list[Participation]) -> dict[int, str]:
    keys = {key for row in rows for key in (*row.details.get("officials", ()), row.details.get("official"))}
    found = Official.objects.filter(pk__in=[key for key in keys if isinstance(key, int)])
    return {official.pk: str(official) for official in found} if keys - {None} else {}


def _said_of(row: Participation, names: dict[int, str]) -> list[tuple[Any, str]]:
    """Return the details of a participation as names and values to be read."""
    said = row.details.items()
    return [(CALLED.get(name, name), _in_words(name, value, names)) for name, value in said if value not in ("", None)]


def _in_words(name: str, value: Any, names: dict[int, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_in_words(name, one, names) for one in value)
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    return names.get(value, str(value)) if name in ("official", "officials") else str(value)


def consents(held: Dossier) -> list[tuple[Consent, str]]:
    """Return the consents, each with the title of the campaign that it is about."""
    return [(row, _title(row.topic, held.campaigns)) for row in held.consents]


def subscriptions(held: Dossier) -> list[tuple[Subscription, str]]:
    """Return the subscriptions, each with the title of the campaign that it is about."""
    return [(row, _title(row.topic, held.campaigns)) for row in held.subscriptions]


def as_json(dossier: Dossier, *, now: datetime) -> dict[str, Any]:
    """Return the whole as values for JSON, times in UTC by ISO 8601. Every personal column is in it."""
    supporter = dossier.supporter
    return {
        "format": FORMAT,
        "made_at": now,
        "site": settings.SITE_URL,
        "person": {
            "name": supporter.name,
            "email": supporter.email,
            "email_as_compared": supporter.canonical_email,
            "country": supporter.country,
            "postcode": supporter.postcode,
            "language": supporter.language,
            "first_seen_at": supporter.created_at,
        },
        "participations": [_participation(row) for row in dossier.participations],
        "consents": [_consent(row, dossier.campaigns) for row in dossier.consents],
        "subscriptions": [_subscription(row, dossier.campaigns) for row in dossier.subscriptions],
        "messages": [_message(row) for row in dossier.mails],
        "share_links": [_link(row) for row in dossier.links],
        "accesses_by_staff": [{"what": row.what, "at": row.at} for row in dossier.accesses],
    }


def _participation(row: Participation) -> dict[str, Any]:
    return {
        "campaign": row.action.campaign.title,
        "action": row.action.title,
        "kind": row.action.kind,
        "address": settings.SITE_URL + row.action.get_absolute_url(),
        "name": row.name,
        "country": row.country,
        "postcode": row.postcode,
        "area": row.area.name if row.area else "",
        "details": row.details,
        "comment": row.comment,
        "comment_state": row.comment_state,
        "ticked": row.ticked,
        "name_shown_in_public": row.show_name,
        "name_and_place_handed_over": row.may_deliver,
        "came_by_link": row.link.code if row.link else "",
        "network_hash": row.network,
        "mail_domain": row.mail_domain,
        "taken_part_at": row.created_at,
        "confirmed_at": row.confirmed_at,
        "last_mailed_at": row.mailed_at,
        "in_totals": row.counted,
        "left_out_of_totals_at": row.excluded_at,
        "left_out_because": row.excluded_why,
    }


def _consent(row: Consent, campaigns: dict[str, Campaign]) -> dict[str, Any]:
    return {
        "purpose": row.purpose,
        "campaign": _title(row.topic, campaigns),
        "words": row.words,
        "version": row.version,
        "page": row.page,
        "given_at": row.given_at,
        "withdrawn_at": row.withdrawn_at,
    }


def _subscription(row: Subscription, campaigns: dict[str, Campaign]) -> dict[str, Any]:
    return {
        "purpose": row.purpose,
        "campaign": _title(row.topic, campaigns),
        "began_at": row.began_at,
        "ended_at": row.ended_at,
    }


def _message(row: OutboxMail) -> dict[str, Any]:
    return {
        "purpose": row.purpose,
        "to": row.recipient,
        "answers_go_to": row.reply_to,
        "subject": row.subject,
        "text": row.text,
        "language": row.language,
        "state": row.state,
        "written_at": row.created_at,
        "sent_at": row.sent_at,
        "came_back_at": row.bounced_at,
        "error": row.error,
    }


def _link(row: Any) -> dict[str, Any]:
    return {
        "address": links.address(row),
        "action": row.action.title if row.action else "",
        "visits": row.visits or 0,
        "made_at": row.created_at,
    }


def _title(topic: str, campaigns: dict[str, Campaign]) -> str:
    return campaigns[topic].title if topic in campaigns else ""

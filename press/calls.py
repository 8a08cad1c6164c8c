"""Calls to action on the page of a release: of the campaigns that it belongs to, and those that its text places.

Campaigns stand above press and know releases; they are reached through the reverse relation `campaigns`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery

from press.models import PressRelease
from publishing import rendering
from publishing.models import Publication
from publishing.rendering import Kind

HEAVY = ("body", "body_html", "notes_html", "cited_works")
FIELDS = ("pk", "title", "slug", "opens_at", "closes_at")


@dataclass(frozen=True)
class Calls:
    """`campaigns` run and ask for action on what the release tells; `placed` are visible actions in its text, by key."""

    campaigns: list[Publication]
    placed: dict[str, Any]


def calls(release: PressRelease, now: datetime) -> Calls:
    """Find the calls of a release that the public may see at `now`, campaigns latest first. One query.

    `open_actions` of each campaign holds its first open action, of which title and address are known, or nothing.
    """
    relation: Any = release.campaigns
    model, through = relation.model, relation.through
    action_model = model._meta.get_field("actions").related_model
    first = action_model.objects.open(now).filter(campaign=OuterRef("pk")).order_by("position", "pk")
    found = (
        model._default_manager.published(now)
        .defer(*HEAVY)
        .annotate(
            is_related=Exists(through.objects.filter(campaign=OuterRef("pk"), release=release)),
            action=FilteredRelation("actions", condition=Q(actions__pk__in=_keys(release))),
        )
        .filter(Q(is_related=True, outcome="active") | Q(action__isnull=False))
        .annotate(
            call_slug=Subquery(first.values("slug")[:1]),
            call_title=Subquery(first.values("title")[:1]),
            **{f"action_{name}": F(f"action__{name}") for name in FIELDS},
        )
        .latest_first()
    )
    campaigns: dict[int, Any] = {}
    placed: dict[str, Any] = {}
    for row in found:
        campaign = campaigns.setdefault(row.pk, row)
        if row.action_pk is not None:
            values = {name: getattr(row, f"action_{name}") for name in FIELDS}
            placed[str(row.action_pk)] = action_model(campaign=campaign, **values)
        call = action_model(campaign=campaign, slug=row.call_slug, title=row.call_title) if row.call_slug else None
        campaign.open_actions = [call] if call else []
    related = [campaign for campaign in campaigns.values() if campaign.is_related and campaign.outcome == "active"]
    return Calls(related, placed)


def _keys(release: PressRelease) -> set[int]:
    """Return the keys of the actions in the text; one that no action has stands for none."""
    return {int(one.key) for one in rendering.placed(release.body_html) if one.kind == Kind.ACTION} or {0}

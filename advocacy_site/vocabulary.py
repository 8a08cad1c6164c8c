"""The tags as readers see them: only what is visible in the active edition counts."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from campaigns.models import Campaign, TaggedCampaign
from press import archive
from press.models import PressRelease, TaggedRelease
from publishing.models import Tag
from sources.models import Source, TaggedSource

MOST_SOURCES: Final = 20
MOST_CAMPAIGNS: Final = 20


def tags_in_use(now: datetime) -> list[Tag]:
    """Return the tags that visible items of the active edition carry, by name, each with their number as `total`. One query."""
    counts = [
        _count(TaggedRelease, PressRelease.objects.published(now).in_edition(_edition(), now)),
        _count(TaggedCampaign, Campaign.objects.published(now).in_edition(_edition(), now)),
        _count(TaggedSource, Source.objects.published(now)),
    ]
    return list(Tag.objects.annotate(total=sum(counts[1:], counts[0])).filter(total__gt=0).order_by("name"))


def releases(tag: Tag, now: datetime) -> QuerySet[Any]:
    """Return the visible releases of the active edition that carry `tag`."""
    return archive.releases(now).filter(tags=tag)


def campaigns(tag: Tag, now: datetime) -> list[Campaign]:
    """Return the visible campaigns of the active edition that carry `tag`, running ones first."""
    found = Campaign.objects.published(now).in_edition(_edition(), now).filter(tags=tag)
    return list(found.active_first().defer("body", "body_html", "notes_html")[:MOST_CAMPAIGNS])


def sources(tag: Tag, now: datetime) -> list[Source]:
    """Return the visible sources that carry `tag`: the latest, one more than are shown if there are more."""
    found = Source.objects.published(now).filter(tags=tag).defer("note", "reliability_note")
    return list(found.order_by(F("issued_sort").desc(nulls_last=True), "title", "pk")[: MOST_SOURCES + 1])


def _count(through: Any, visible: QuerySet[Any]) -> Any:
    """Return an expression for the number of `visible` items that carry a tag."""
    carried = through.objects.filter(tag=OuterRef("pk"), content_object__in=visible).order_by()
    number = carried.values("tag").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def _edition() -> str:
    return get_language() or ""

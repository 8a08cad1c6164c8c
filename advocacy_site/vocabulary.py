"""The tags as readers see them: only what is visible in the active edition counts."""

from collections import Counter
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from campaigns.models import Campaign, TaggedCampaign
from press import archive
from press.models import PressRelease, TaggedRelease
from publishing.models import Tag
from sources.models import Source, TaggedSource

MOST_SOURCES: Final = 20
MOST_CAMPAIGNS: Final = 20


def tags_in_use(now: datetime) -> list[Tag]:
    """Return the tags that visible items of the active edition carry, by name, each with their number as `total`. Two queries.

    Each table is read once and counted by tag: asking for each tag anew took minutes where there are thousands.
    """
    counted = _counts(TaggedRelease, PressRelease.objects.published(now).in_edition(_edition(), now)).union(
        _counts(TaggedCampaign, Campaign.objects.published(now).in_edition(_edition(), now)),
        _counts(TaggedSource, Source.objects.published(now)),
        all=True,
    )
    totals: Counter[int] = Counter()
    for tag, number in counted:
        totals[tag] += number
    tags = [tag for tag in Tag.objects.order_by("name") if tag.pk in totals]
    for tag in tags:
        tag.total = totals[tag.pk]
    return tags


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


def editions_of(tag: Tag, now: datetime) -> set[str]:
    """Return the codes of the editions in which something visible carries `tag`, so that it has a page. One query."""
    known_everywhere = Exists(Source.objects.published(now).filter(tags=OuterRef("pk")))
    looks = {
        f"in_{code}": ExpressionWrapper(
            Q(known_everywhere) | Q(_is_carried(PressRelease, code, now)) | Q(_is_carried(Campaign, code, now)),
            output_field=BooleanField(),
        )
        for code, _name in settings.LANGUAGES
    }
    row: dict[str, Any] = dict(Tag.objects.values(**looks).get(pk=tag.pk))
    return {name.removeprefix("in_") for name, is_carried in row.items() if is_carried}


def _is_carried(model: Any, language: str, now: datetime) -> Exists:
    return Exists(model.objects.published(now).in_edition(language, now).filter(tags=OuterRef("pk")))


def _counts(through: Any, visible: QuerySet[Any]) -> QuerySet[Any, tuple[int, int]]:
    """Return the key of each tag that `visible` items carry, and their number."""
    carried = through.objects.filter(content_object__in=visible.order_by().values("pk")).order_by()
    rows: QuerySet[Any, tuple[int, int]] = (
        carried.values("tag").annotate(number=Count("pk")).values_list("tag", "number")
    )
    return rows


def _edition() -> str:
    return get_language() or ""

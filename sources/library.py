"""The source library as readers browse it, and what cites one source."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F, QuerySet

from publishing.models import Publication, Tag
from publishing.visibility import visible_q
from sources import csl
from sources.locators import locator_text, read_locator
from sources.models import Citation, Source, TaggedSource, citation_models

ORDERS: Final[dict[str, tuple[Any, ...]]] = {
    "title": ("title", "pk"),
    "recent": (F("issued_sort").desc(nulls_last=True), "title", "pk"),
}
MOST_CITATIONS: Final = 200


@dataclass(frozen=True)
class CitedIn:
    """An item that cites a source, and its citations in reading order."""

    item: Publication
    citations: list[Citation]

    @property
    def passages(self) -> list[tuple[str, str]]:
        """Return the passages used, each with its place in the source in words: "p. 4", or empty."""
        return [(citation.passage, _place(citation)) for citation in self.citations if citation.passage]


def browse(now: datetime, *, type: str, tag: str, order: str) -> QuerySet[Any]:  # noqa: A002 - CSL's word
    """Return the visible sources of one type and tag (empty: of all), in one of ORDERS."""
    sources = Source.objects.published(now).defer("note", "reliability_note")
    if type:
        sources = sources.filter(type=type)
    if tag:
        sources = sources.filter(tags__slug=tag)
    return sources.order_by(*ORDERS[order])


def types_in_use(now: datetime) -> list[tuple[str, Any]]:
    """Return key and name of the types that visible sources have, in the order of the list that staff choose from."""
    used = set(Source.objects.published(now).order_by().values_list("type", flat=True).distinct())
    return [(key, name) for key, name in csl.TYPES if key in used]


def tags_in_use(now: datetime) -> QuerySet[Tag]:
    """Return the tags of visible sources."""
    visible = TaggedSource.objects.filter(content_object__in=Source.objects.published(now))
    return Tag.objects.filter(pk__in=visible.values("tag")).order_by("name")


def cited_in(source: Source, now: datetime) -> list[CitedIn]:
    """Return the visible items that cite `source`, latest first, from the latest 200 citations of each kind of item.

    One query for each content type with citations.
    """
    found: dict[tuple[type[Citation], int], CitedIn] = {}
    for model in citation_models():
        for citation in _citations(model, source, now):
            entry = found.setdefault((model, citation.owner_id), CitedIn(citation.owner, []))
            entry.citations.append(citation)
    for entry in found.values():
        entry.citations.sort(key=lambda citation: citation.position)
    return sorted(found.values(), key=lambda entry: (entry.item.publish_at, entry.item.pk), reverse=True)


def _citations(model: type[Citation], source: Source, now: datetime) -> QuerySet[Any]:
    return (
        model._default_manager.filter(visible_q(now, "owner__"), source=source)
        .select_related("owner")  # type: ignore[misc]  # each child has its owner
        .defer("owner__body", "owner__body_html", "owner__notes_html")
        .order_by("-owner__publish_at", "-owner__pk", "position")[:MOST_CITATIONS]
    )


def _place(citation: Citation) -> str:
    locator = read_locator(citation.locator, citation.label)
    return locator_text(locator) if locator else ""

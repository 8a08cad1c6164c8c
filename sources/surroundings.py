"""What readers are shown around a source: its tags, its relations to other sources, and copies that others keep.

All of it in one query: the page of a source asks for much, and may cost eight.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Case, CharField, DateField, F, QuerySet, Value, When
from django.db.models.functions import Cast

from publishing.models import Tag
from sources.models import OutsideCopy, Source, SourceRelation, TaggedSource

CITES, RELATED = SourceRelation.Kind.CITES.value, SourceRelation.Kind.RELATED.value
CITED_BY: Final = "cited_by"
TAG: Final = "tag"
OUTSIDE: Final = "outside"
NOTHING: Final = Value("", output_field=CharField())


@dataclass(frozen=True)
class Related:
    """Another source with a public page, and where the one that cites names the other: "p. 14", or empty."""

    source: Source
    locator: str


@dataclass(frozen=True)
class Elsewhere:
    """A copy that an outside archive keeps, and its date, if that is known."""

    url: str
    copied_on: date | None


@dataclass(frozen=True)
class Surroundings:
    """Each list in the order in which it is shown: names and titles by the alphabet, copies the latest first."""

    tags: list[Tag] = field(default_factory=list)
    cites: list[Related] = field(default_factory=list)
    cited_by: list[Related] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)

    @property
    def has_relations(self) -> bool:
        return bool(self.cites or self.cited_by or self.related)


def of(source: Source, now: datetime) -> Surroundings:
    """Return what readers may know at `now`: of relations, those to sources with a public page. One query."""
    found: dict[str, list[Any]] = {}
    for kind, words, address, language, place, day in _rows(source, now):
        found.setdefault(kind, []).append((words, address, language, place, day))
    return Surroundings(
        tags=[Tag(name=name, slug=slug) for name, slug, *_rest in sorted(found.get(TAG, []))],
        cites=_related(found.get(CITES, [])),
        cited_by=_related(found.get(CITED_BY, [])),
        related=_related(found.get(RELATED, [])),
        elsewhere=_elsewhere(found.get(OUTSIDE, [])),
    )


def _rows(source: Source, now: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    visible = Source.objects.published(now).order_by().values("pk")
    no_day = Cast(Value(None), output_field=DateField())  # PostgreSQL takes a bare NULL for text
    tags = TaggedSource.objects.filter(content_object=source).values_list(
        Value(TAG), F("tag__name"), F("tag__slug"), NOTHING, NOTHING, no_day
    )
    outgoing = SourceRelation.objects.filter(source=source, other__in=visible).values_list(
        "kind", "other__title", "other__slug", "other__language", "locator", no_day
    )
    seen_from_there = Case(When(kind=CITES, then=Value(CITED_BY)), default=F("kind"), output_field=CharField())
    incoming = SourceRelation.objects.filter(other=source, source__in=visible).values_list(
        seen_from_there, "source__title", "source__slug", "source__language", "locator", no_day
    )
    outside = OutsideCopy.objects.filter(source=source).values_list(
        Value(OUTSIDE), NOTHING, "url", NOTHING, NOTHING, "copied_on"
    )
    return tags.order_by().union(outgoing.order_by(), incoming.order_by(), outside.order_by(), all=True)


def _related(rows: Iterable[tuple[Any, ...]]) -> list[Related]:
    return [
        Related(Source(title=title, slug=slug, language=language), locator)
        for title, slug, language, locator, _day in sorted(rows, key=lambda row: (row[0].casefold(), row[1]))
    ]


def _elsewhere(rows: Iterable[tuple[Any, ...]]) -> list[Elsewhere]:
    found = [Elsewhere(url, day) for _words, url, _language, _place, day in rows]
    return sorted(found, key=lambda copy: (copy.copied_on or date.min, copy.url), reverse=True)

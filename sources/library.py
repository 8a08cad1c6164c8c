"""The source library as readers browse it, and what cites one source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import CharField, F, Q, QuerySet, Value

from publishing.models import Publication, Tag
from publishing.visibility import visible_q
from sources import csl, proofs
from sources.locators import locator_text, read_locator
from sources.models import (
    Citation,
    Passage,
    Snapshot,
    Source,
    TaggedSource,
    Visibility,
    citation_models,
    citing_parts,
    passage_digest,
)

ORDERS: Final[dict[str, tuple[Any, ...]]] = {
    "title": ("title", "pk"),
    "recent": (F("issued_sort").desc(nulls_last=True), "title", "pk"),
}
MOST_CITATIONS: Final = 400
CITATION_FIELDS: Final = (
    "owner_id", "source_id", "seen_in_id", "position", "passage", "mode", "locator", "label", "via_locator", "via_label",
    "source__visibility", "seen_in__visibility",
)  # fmt: skip
OWNER_FIELDS: Final = ("title", "slug", "language", "publish_at")


@dataclass(frozen=True)
class Quoted:
    """A passage that an item quotes: its place in the source in words ("p. 4", or empty), and what verifies it, if anything."""

    words: str
    place: str
    passage: Passage | None

    @property
    def address(self) -> str:
        """Return the address of the words in our copy; empty where they are not verified."""
        if self.passage is None or self.passage.snapshot is None:
            return ""
        return f"{self.passage.snapshot.get_absolute_url()}?passage={self.passage.key}#passage"


@dataclass(frozen=True)
class CitedIn:
    """An item that cites a source, and what it quotes of it in reading order.

    With `is_via` the item quotes another work, and has its words from this source.
    """

    item: Publication
    quoted: list[Quoted]
    is_via: bool = False


@dataclass(frozen=True)
class Chosen:
    """What a reader asked the library for; empty words ask for everything."""

    type: str = ""
    tag: str = ""
    publisher: str = ""
    year: str = ""
    order: str = ""

    def __bool__(self) -> bool:
        return bool(self.type or self.tag or self.publisher or self.year)


@dataclass(frozen=True)
class InUse:
    """What there is to choose from: types by key and name, publishers, and years, the latest first."""

    types: list[tuple[str, Any]]
    publishers: list[str]
    years: list[int]
    tags: list[Tag]

    def knows(self, chosen: Chosen) -> bool:
        """Say whether all that was chosen is on offer."""
        return (
            chosen.type in ("", *dict(self.types))
            and chosen.publisher in ("", *self.publishers)
            and chosen.year in ("", *map(str, self.years))
            and chosen.tag in ("", *(tag.slug for tag in self.tags))
            and chosen.order in ("", *ORDERS)
        )


def browse(now: datetime, chosen: Chosen) -> QuerySet[Any]:
    """Return the visible sources that a reader asked for."""
    sources = Source.objects.published(now).defer("note", "reliability_note")
    asked = {
        "type": chosen.type,
        "tags__slug": chosen.tag,
        "publisher": chosen.publisher,
        "issued_sort__year": chosen.year,
    }
    return sources.filter(**{name: value for name, value in asked.items() if value}).order_by(
        *ORDERS[chosen.order or "title"]
    )


def in_use(now: datetime) -> InUse:
    """Return what the visible sources can be chosen by. Two queries."""
    rows = Source.objects.published(now).order_by().values_list("type", "publisher", "issued_sort__year").distinct()
    found = list(rows)
    used = {kind for kind, _publisher, _year in found}
    return InUse(
        types=[(key, name) for key, name in csl.TYPES if key in used],
        publishers=sorted({publisher for _type, publisher, _year in found if publisher}, key=str.casefold),
        years=sorted({year for _type, _publisher, year in found if year}, reverse=True),
        tags=list(tags_in_use(now)),
    )


def tags_in_use(now: datetime) -> QuerySet[Tag]:
    """Return the tags of visible sources."""
    visible = TaggedSource.objects.filter(content_object__in=Source.objects.published(now))
    return Tag.objects.filter(pk__in=visible.values("tag")).order_by("name")


def cited_in(source: Source, now: datetime, copies: Iterable[Snapshot] = ()) -> list[CitedIn]:
    """Return the visible items that cite `source`, or have words from it, latest first; from the latest 400 citations.

    `copies` are those that readers may know of. Two queries.
    """
    citations = list(_citations(source, now))
    verified = _verified(source, citations, copies)
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for citation in citations:
        found.setdefault((citation["kind"], citation["owner_id"]), []).append(citation)
    entries = [_entry(source, rows, verified) for rows in found.values()]
    return sorted(entries, key=lambda entry: (entry.item.publish_at, entry.item.pk), reverse=True)


def _citations(source: Source, now: datetime) -> QuerySet[Any, dict[str, Any]]:
    """Return the citations of all kinds of items in one query, each with what its item's title and address need."""
    named = Q(source=source) | Q(seen_in=source)
    fields = _columns()
    first, *others = [
        model._default_manager.filter(named, visible_q(now, "owner__"))
        .order_by()
        .values(*fields, kind=Value(model._meta.label, output_field=CharField()))
        for model in citation_models()
    ]
    others += [_of_parts(part, source, now) for part in citing_parts()]
    return first.union(*others, all=True).order_by("-owner__publish_at", "-owner_id", "position")[:MOST_CITATIONS]


def _of_parts(part: Any, source: Source, now: datetime) -> QuerySet[Any, Any]:
    """Return what parts of items cite, such as legal bases, in the columns of citations: of no place, with no words."""
    key, owner = part.cites
    has: dict[str, Any] = {"owner_id": F(f"{owner}_id"), "source_id": F(f"{key}_id"), "seen_in_id": F(f"{key}_id")}
    has |= {"position": Value(0), "mode": Value(Citation.Mode.MENTION.value)}
    has |= {f"{name}__visibility": F(f"{key}__visibility") for name in ("source", "seen_in")}
    has |= {f"owner__{name}": F(f"{owner}__{name}") for name in OWNER_FIELDS}
    columns = [has.get(name, Value("", output_field=CharField())) for name in _columns()]
    kind = part._meta.get_field(owner).related_model.citations.rel.related_model._meta.label
    rows = part._default_manager.filter(visible_q(now, f"{owner}__"), **{key: source}).order_by()
    return rows.values_list(*columns, Value(kind, output_field=CharField()))


def _columns() -> list[str]:
    return [*CITATION_FIELDS, *(f"owner__{name}" for name in OWNER_FIELDS)]


def _entry(source: Source, citations: list[dict[str, Any]], verified: dict[str, Passage]) -> CitedIn:
    first = citations[0]
    owners: Any = apps.get_model(first["kind"])._meta.get_field("owner").related_model
    item = owners(pk=first["owner_id"], **{name: first[f"owner__{name}"] for name in OWNER_FIELDS})
    citations.sort(key=lambda citation: citation["position"])
    quoted = [
        _quoted(source, citation, verified)
        for citation in citations
        if citation["passage"] and not _is_on_file(citation)
    ]
    return CitedIn(item, quoted, all(citation["source_id"] != source.pk for citation in citations))


def _quoted(source: Source, citation: dict[str, Any], verified: dict[str, Passage]) -> Quoted:
    prefix = "" if citation["source_id"] == source.pk else "via_"
    locator = read_locator(citation[f"{prefix}locator"], citation[f"{prefix}label"])
    may_be_verified = citation["seen_in_id"] == source.pk and citation["mode"] == Citation.Mode.VERBATIM
    passage = verified.get(passage_digest(citation["passage"])) if may_be_verified else None
    return Quoted(citation["passage"], locator_text(locator) if locator else "", passage)


def _is_on_file(citation: dict[str, Any]) -> bool:
    """Say whether the words are of, or were read in, a source of which readers see nothing but the name."""
    return Visibility.ON_FILE in (citation["source__visibility"], citation["seen_in__visibility"])


def _verified(source: Source, citations: list[dict[str, Any]], copies: Iterable[Snapshot]) -> dict[str, Passage]:
    """Return the passages that readers can look up in one of `copies`, by digest. One query, if there is a copy."""
    kept = {copy.pk: copy for copy in copies if not copy.is_withdrawn and not copy.damage}
    words = [(source, citation["passage"]) for citation in citations if citation["passage"]]
    if not kept or not words:
        return {}
    found = {}
    for (_pk, digest), row in proofs.passages(words).items():
        copy = kept.get(row.snapshot_id or 0)
        if row.is_verified and copy is not None:
            row.snapshot = copy
            found[digest] = row
    return found

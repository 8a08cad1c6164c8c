"""Doubles: records that may be of the same source, while one types and in the whole library.

The same canonical address is refused by the database. All else may be meant, and is shown: the same DOI or ISBN, the
same title of the same year, or nearly. Two that somebody noted as related and not the same are left alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sources import addresses, dates, keys
from sources.models import Source, SourceRelation

MOST: Final = 5
MOST_COMPARED: Final = 50
ALIKE: Final = 0.9
"""From which ratio of common letters on two titles are very similar: a typing error, a word left out."""
STEM: Final = 6


class Why(StrEnum):
    ADDRESS = "address"
    DOI = "doi"
    ISBN = "isbn"
    LIKE_ADDRESS = "like_address"
    TITLE = "title"
    LIKE_TITLE = "like_title"


WORDS: Final[dict[Why, Promise]] = {
    Why.ADDRESS: _("the same web address"),
    Why.DOI: _("the same DOI"),
    Why.ISBN: _("the same ISBN"),
    Why.LIKE_ADDRESS: _("nearly the same web address"),
    Why.TITLE: _("the same title"),
    Why.LIKE_TITLE: _("a very similar title"),
}


@dataclass(frozen=True)
class Keys:
    """What is compared of a source, saved or only typed. `year` is None where it is not known."""

    type: str = ""
    canonical_url: str | None = None
    address_key: str = ""
    doi_key: str = ""
    isbn_key: str = ""
    title_key: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Double:
    """A source that may be the same as another, and why; what is most certain comes first."""

    source: Source
    why: tuple[Why, ...]

    @property
    def reasons(self) -> list[Promise]:
        return [WORDS[why] for why in self.why]


def keys_of(source: Source) -> Keys:
    """Return what is compared of a saved source."""
    names = ("type", "canonical_url", "address_key", "doi_key", "isbn_key", "title_key")
    year = source.issued_sort.year if isinstance(source.issued_sort, date) else None
    return Keys(**{name: getattr(source, name) for name in names}, year=year)


def typed_keys(
    *, kind: str = "", url: str = "", doi: str = "", isbn: str = "", title: str = "", issued: str = ""
) -> Keys:
    """Return what is compared of fields as they are typed; what is not understood is not compared."""
    try:
        canonical = addresses.canonical_address(url) if url.strip() else None
    except addresses.AddressError:
        canonical = None
    try:
        first_day = dates.earliest(dates.parse_typed(issued)) if issued else None
    except dates.DateNotUnderstood:
        first_day = None
    return Keys(
        type=kind,
        canonical_url=canonical,
        address_key=keys.address_key(canonical),
        doi_key=keys.doi_key(doi, url),
        isbn_key=keys.isbn_key(isbn),
        title_key=keys.title_key(title),
        year=first_day.year if first_day else None,
    )


# --- While one types ------------------------------------------------------------------------------


def find(typed: Keys, *, but: int | None = None) -> list[Double]:
    """Return at most five sources that may be what is typed, the most certain first. At most four queries.

    `but` is the key of the source that is being changed. For one that was merged, what it became is returned.
    """
    different = set(_not_the_same(but)) if but else set()
    found: dict[int, Double] = {}
    for row in _candidates(typed, but):
        end = row.became
        why = tuple(_reasons(typed, keys_of(row)))
        if why and end.pk != but and end.pk not in different and end.pk not in found:
            found[end.pk] = Double(end, why)
    order = list(Why)
    return sorted(found.values(), key=lambda double: order.index(double.why[0]))[:MOST]


def _candidates(typed: Keys, but: int | None) -> Iterable[Source]:
    wanted = Q(pk__in=[])
    for name in ("canonical_url", "address_key", "doi_key", "isbn_key", "title_key"):
        value = getattr(typed, name)
        if value:
            wanted |= Q(**{name: value})
    others = Source.objects.select_related("merged_into").order_by("pk")
    others = others if but is None else others.exclude(pk=but)
    yield from others.filter(wanted)[:MOST_COMPARED]
    if typed.title_key:
        # Who mistypes a title seldom mistypes its first letters.
        yield from others.standing().filter(title_key__startswith=typed.title_key[:STEM])[:MOST_COMPARED]


def _reasons(one: Keys, other: Keys) -> Iterator[Why]:
    """Yield why two may be the same, the most certain first."""
    if one.canonical_url and one.canonical_url == other.canonical_url:
        yield Why.ADDRESS
    if one.doi_key and one.doi_key == other.doi_key:
        yield Why.DOI
    # The chapters of a book share its number.
    if one.isbn_key and one.isbn_key == other.isbn_key and "chapter" not in (one.type, other.type):
        yield Why.ISBN
    if one.address_key and one.address_key == other.address_key and one.canonical_url != other.canonical_url:
        yield Why.LIKE_ADDRESS
    if not one.title_key or not other.title_key or (one.year and other.year and one.year != other.year):
        return
    if one.title_key == other.title_key:
        yield Why.TITLE
    elif _are_alike(one.title_key, other.title_key):
        yield Why.LIKE_TITLE


def _are_alike(one: str, other: str) -> bool:
    """Say whether two titles differ by little; another number ("Part 2", "2023") makes another title."""
    if [word for word in one.split() if word.isdigit()] != [word for word in other.split() if word.isdigit()]:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _not_the_same(key: int) -> list[int]:
    rows = SourceRelation.objects.filter(Q(source=key) | Q(other=key), kind=SourceRelation.Kind.RELATED)
    return [other if source == key else source for source, other in rows.values_list("source", "other")]


# --- In the whole library -------------------------------------------------------------------------


def groups() -> QuerySet[Source]:
    """Return the first source of each group that may be of the same document, in the order of their keys.

    Titles that are only similar are not compared: that would compare every title with every other one.
    """
    later, earlier = _doubles(is_later=True), _doubles(is_later=False)
    return Source.objects.standing().filter(later).exclude(earlier).order_by("pk")


def _doubles(*, is_later: bool) -> Q:
    """Return the condition that another source, later or earlier, has a key in common. One index for each key."""
    others = Source.objects.standing().filter(**{"pk__gt" if is_later else "pk__lt": OuterRef("pk")})
    ends = ("source", "other") if is_later else ("other", "source")
    noted = SourceRelation.objects.filter(
        kind=SourceRelation.Kind.RELATED, **{ends[0]: OuterRef(OuterRef("pk")), ends[1]: OuterRef("pk")}
    )
    others = others.exclude(Exists(noted))
    same_year = Q(issued_sort__year=ExtractYear(OuterRef("issued_sort")))
    found: Any = Q()
    for name in ("address_key", "doi_key"):
        found |= ~Q(**{name: ""}) & Exists(others.filter(**{name: OuterRef(name)}))
    books = others.exclude(type="chapter").filter(isbn_key=OuterRef("isbn_key"))
    found |= ~Q(isbn_key="") & ~Q(type="chapter") & Exists(books)
    titles = others.filter(title_key=OuterRef("title_key"))
    found |= ~Q(title_key="") & (
        Q(issued_sort__isnull=True) & Exists(titles) | Exists(titles.filter(same_year | Q(issued_sort__isnull=True)))
    )
    return found


def doubles_of(sources: list[Source]) -> dict[int, list[Double]]:
    """Return for each of `sources`, by key, the later ones that may be the same. Two queries."""
    wanted = Q(pk__in=[])
    for name in ("address_key", "doi_key", "isbn_key", "title_key"):
        wanted |= Q(**{f"{name}__in": {getattr(source, name) for source in sources} - {""}})
    candidates = list(Source.objects.standing().filter(wanted).order_by("pk"))
    noted = set(
        SourceRelation.objects.filter(kind=SourceRelation.Kind.RELATED, source__in=sources).values_list(
            "source", "other"
        )
    )
    return {
        source.pk: [
            Double(other, why)
            for other in candidates
            if other.pk > source.pk and (source.pk, other.pk) not in noted
            for why in [tuple(why for why in _reasons(keys_of(source), keys_of(other)) if why is not Why.LIKE_TITLE)]
            if why
        ]
        for source in sources
    }

"""Which sources the library has already: by address, DOI, ISBN, or title, year and first author."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from django.db.models import Q

from sources import csl, dates
from sources.models import Source

BY_ADDRESS: Final = "address"
BY_DOI: Final = "doi"
BY_ISBN: Final = "isbn"
BY_TITLE: Final = "title"


class Key(NamedTuple):
    """What two sources share if they are the same: by what, and its value."""

    by: str
    value: str


def keys_of(source: Source) -> Iterator[Key]:
    """Yield the keys of a source whose columns are derived, the surest first."""
    if source.canonical_url:
        yield Key(BY_ADDRESS, source.canonical_url)
    if source.doi_key:
        yield Key(BY_DOI, source.doi_key)
    # The chapters of a book have its ISBN.
    if source.isbn_key and source.type != "chapter":
        yield Key(BY_ISBN, source.isbn_key)
    who = csl.family_name(source.authors[0]) if source.authors else source.publisher
    title = source.title_key or source.title.casefold()
    yield Key(BY_TITLE, f"{title}\n{dates.year(source.issued) or source.issued}\n{who.casefold()}")


def same(source: Source, other: Source, key: Key) -> bool:
    """Say whether two sources that share a key are the same; identifiers that differ say that they are not."""
    if key.by in (BY_ADDRESS, BY_DOI):
        return True
    if source.doi_key and other.doi_key and source.doi_key != other.doi_key:
        return False
    if key.by == BY_ISBN:
        return other.type != "chapter"
    says_little = key.value.endswith("\n\n") or not source.issued
    addresses_differ = source.canonical_url and other.canonical_url and source.canonical_url != other.canonical_url
    return not (says_little and addresses_differ) and (source.type == "chapter") == (other.type == "chapter")


class Shelf:
    """Sources by their keys, to find the one that a record is."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._by_key: dict[Key, list[Source]] = defaultdict(list)
        for source in sources:
            self.add(source)

    def add(self, source: Source) -> None:
        for key in keys_of(source):
            self._by_key[key].append(source)

    def find(self, source: Source) -> tuple[Source, str] | None:
        """Return the source that `source` is, and by what it was found; None if there is none."""
        for key in keys_of(source):
            for other in self._by_key.get(key, ()):
                if other is not source and same(source, other, key):
                    return other, key.by
        return None


def shelf_for(sources: Iterable[Source]) -> Shelf:
    """Return what the library has that any of `sources`, with derived columns, may be. Four queries."""
    columns: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        for name in ("canonical_url", "doi_key", "isbn_key"):
            columns[name].add(getattr(source, name) or "")
        columns["title_key" if source.title_key else "title"].add(source.title_key or source.title)
    found: dict[int, Source] = {}
    for name, values in columns.items():
        rows = Source.objects.filter(Q(**{f"{name}__in": values - {""}})).select_related("merged_into")
        found |= {row.pk: row for row in rows}
    return Shelf(found.values())

"""Finding: what a reader typed goes in, the visible items that hold these words come out, best first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Final, Protocol, cast

from django.apps import apps
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from publishing.models import Publication, SearchDocument
from publishing.search import excerpts, postgresql, sqlite
from publishing.search.documents import searchable_models
from publishing.search.words import Word, read

MOST_RESULTS: Final = 500
"""Results that are counted and can be paged through. Who has more needs other words."""

BATCH: Final = 2000
"""Documents that are checked for visibility at a time."""


class Engine(Protocol):
    """What a database's full-text search offers: the modules `sqlite` and `postgresql`."""

    def ranked(
        self, words: Sequence[Word], *, language: str | None, year: int | None, limit: int, offset: int
    ) -> list[int]: ...
    def mend(self) -> None: ...


@dataclass(frozen=True)
class SearchResult:
    """One item found. `title_html` and `snippet_html` are safe HTML with the words in <mark>.

    `kind` is a model's label such as ``press.pressrelease``; `dated` is aware, in UTC, and means the day only if
    `has_day` (otherwise show the year); `language` is a code, or empty where it is not known.
    """

    kind: str
    object_id: int
    title_html: SafeString
    snippet_html: SafeString
    path: str
    dated: datetime | None
    language: str

    @property
    def kind_name(self) -> str:
        """Return the kind in words, in the active language: “Press release”."""
        return str(capfirst(apps.get_model(self.kind)._meta.verbose_name))

    @property
    def has_day(self) -> bool:
        """Say whether `dated` is a time of publication. The date of a source may be as vague as its year."""
        return self.dated is not None and issubclass(apps.get_model(self.kind), Publication)


@dataclass(frozen=True)
class SearchResults:
    """One page of results, and the numbers of all.

    `total` counts the items of the kind asked for, `counts` the items of every kind; both stop at 500 items
    over all kinds, and `is_capped` says that there are more. Without a word in what was typed, `has_words` is False.
    """

    results: list[SearchResult]
    total: int
    counts: dict[str, int]
    is_capped: bool
    has_words: bool


NOTHING: Final = SearchResults(results=[], total=0, counts={}, is_capped=False, has_words=False)


def find(
    typed: str,
    *,
    now: datetime,
    language: str | None = None,
    kind: str | None = None,
    tag: str | None = None,
    year: int | None = None,
    limit: int = 20,
    offset: int = 0,
) -> SearchResults:
    """Return what the public may see at `now` (aware) and holds every word of `typed`, which may be anything at all.

    `language` is that of the items, `kind` a model's label, `tag` a slug, `year` that of the items' date in UTC;
    unknown ones find nothing. At most three queries, unless thousands of documents that nobody may see match better.
    """
    words = read(typed)
    if not words:
        return NOTHING
    visible = _visible(words, now=now, language=language, tag=tag, year=year)
    is_capped = len(visible) > MOST_RESULTS
    visible = visible[:MOST_RESULTS]
    chosen = [key for key, its_kind in visible if kind is None or its_kind == kind]
    return SearchResults(
        results=_results(chosen[offset : offset + limit], words),
        total=len(chosen),
        counts=dict(Counter(its_kind for _key, its_kind in visible)),
        is_capped=is_capped,
        has_words=True,
    )


def engine() -> Engine:
    """Return the search of the database in use."""
    return cast(Engine, {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor])


def _visible(
    words: Sequence[Word], *, now: datetime, language: str | None, tag: str | None, year: int | None
) -> list[tuple[int, str]]:
    """Return key and kind of the visible documents, best first, one more than are counted if there are more.

    The database ranks first and alone; visibility is asked of the best, so that a frequent word stays cheap.
    """
    rule = _visibility(now, tag)
    found: list[tuple[int, str]] = []
    for offset in count(0, BATCH):
        keys = engine().ranked(words, language=language, year=year, limit=BATCH, offset=offset)
        kinds = dict(SearchDocument.objects.filter(rule, pk__in=keys).values_list("pk", "kind")) if keys else {}
        found += [(key, kinds[key]) for key in keys if key in kinds]
        if len(keys) < BATCH or len(found) > MOST_RESULTS:
            break
    return found[: MOST_RESULTS + 1]


def _visibility(now: datetime, tag: str | None) -> Q:
    """Return the condition for documents whose item the public may see: each model's own rule."""
    rule = Q(pk__in=[])
    for model in searchable_models():
        manager: Any = model._default_manager
        items = manager.published(now).filter(pk=OuterRef("object_id"))
        if tag is not None:
            items = items.filter(tags__slug=tag)
        rule |= Q(Exists(items), kind=model._meta.label_lower)
    return rule


def _results(keys: Sequence[int], words: Sequence[Word]) -> list[SearchResult]:
    """Return the documents with these keys, in this order, as readers see them."""
    documents = SearchDocument.objects.in_bulk(keys) if keys else {}
    return [
        SearchResult(
            kind=document.kind,
            object_id=document.object_id,
            title_html=excerpts.marked(document.title, words),
            snippet_html=excerpts.excerpt(document.summary, document.text, words),
            path=document.path,
            dated=document.dated,
            language=document.language,
        )
        for document in (documents[key] for key in keys if key in documents)
    ]

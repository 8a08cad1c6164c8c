"""Which fields matter for which type of source: the form shows these first, and the rest when asked for."""

from typing import Final

RELEVANT: Final[dict[str, tuple[str, ...]]] = {
    "report": ("publisher", "publisher_place", "number", "pages", "collection_title"),
    "webpage": ("container_title", "publisher"),
    "article-newspaper": ("container_title", "section", "pages", "edition"),
    "article-magazine": ("container_title", "volume", "issue", "pages"),
    "article-journal": ("container_title", "volume", "issue", "pages", "issn"),
    "book": ("publisher", "publisher_place", "edition", "volume", "collection_title", "isbn"),
    "chapter": ("container_title", "editors_typed", "publisher", "publisher_place", "pages", "edition", "isbn"),
    "legislation": ("authority", "number", "container_title", "volume", "section", "pages"),
    "bill": ("authority", "number", "container_title", "section"),
    "legal_case": ("authority", "number", "container_title", "volume", "pages"),
    "treaty": ("container_title", "volume", "number", "pages"),
    "speech": ("event_title", "event_place", "genre"),
    "interview": ("container_title", "event_place", "genre"),
    "motion_picture": ("publisher", "genre", "container_title"),
    "broadcast": ("container_title", "publisher", "number"),
    "post": ("container_title", "genre"),
    "dataset": ("publisher", "edition", "number"),
    "document": ("publisher", "number", "archive"),
    "thesis": ("genre", "publisher", "publisher_place"),
    "personal_communication": ("genre", "archive"),
}

POOL: Final = (
    *("publisher", "publisher_place", "container_title", "collection_title", "authority", "number", "volume", "issue"),
    *("pages", "section", "edition", "genre", "event_title", "event_place", "archive", "isbn", "issn"),
    *("editors_typed", "translators_typed", "title_short"),
)
"""All fields that matter for some types more than for others, in the order of the form."""


def sections(kind: str, filled: frozenset[str] = frozenset()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fields that matter for a type, and the others. What is `filled` in is never put away."""
    first = RELEVANT.get(kind, ())
    first = (*first, *(name for name in POOL if name in filled and name not in first))
    return first, tuple(name for name in POOL if name not in first)

"""Writing the search documents. What a content type offers to search is said by its own methods."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Protocol, cast

from django.apps import apps
from django.db.models import Model

from publishing.models import SearchDocument

CONTENT: Final = ["language", "title", "summary", "text", "path", "dated"]
LONGEST_TEXT: Final = 100_000
"""Characters of a text that are indexed, about fifty pages. PostgreSQL refuses an index entry of more than 1 MB."""


class Searchable(Protocol):
    """What search needs of an item; of its model's queryset it needs `published(now)` and `searchable()`."""

    pk: int
    title: str
    summary: str
    language: str

    def get_absolute_url(self) -> str: ...
    def searchable_text(self) -> str: ...
    def search_date(self) -> datetime | None: ...


def index(item: Searchable) -> None:
    """Write or renew the document of a public or scheduled item. Who may see it is decided when somebody searches."""
    SearchDocument.objects.update_or_create(kind=kind_of(item), object_id=item.pk, defaults=fields_of(item))


def index_many(items: Iterable[Searchable]) -> None:
    """Write or renew the documents of many items of one kind at once. One query for some hundreds."""
    documents = [SearchDocument(kind=kind_of(item), object_id=item.pk, **fields_of(item)) for item in items]
    SearchDocument.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=CONTENT, batch_size=500
    )


def forget(item: Searchable) -> None:
    """Remove the document of an item that is not public any more."""
    SearchDocument.objects.filter(kind=kind_of(item), object_id=item.pk).delete()


def fields_of(item: Searchable) -> dict[str, Any]:
    """Return what the document of `item` holds, besides its kind and key."""
    return {
        "language": item.language,
        "title": item.title,
        "summary": item.summary,
        "text": item.searchable_text()[:LONGEST_TEXT].replace("\x00", ""),
        "path": item.get_absolute_url(),
        "dated": item.search_date(),
    }


def kind_of(item: Searchable) -> str:
    """Return the label of an item's model, for example ``press.pressrelease``."""
    return cast(Model, item)._meta.label_lower


def searchable_models() -> list[type[Model]]:
    """Return every installed model whose items search knows: all that have `searchable_text`.

    Their querysets have `published(now)`, what the public may see, and `searchable()`, what has a
    document: also what is scheduled, so that it is found from the second on which it appears.
    """
    return [model for model in apps.get_models() if hasattr(model, "searchable_text")]

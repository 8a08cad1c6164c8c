"""Writing the search documents. What a content type offers to search is said by its own methods."""

from datetime import datetime
from typing import Protocol

from django.db.models import Model

from publishing.models import SearchDocument


class Searchable(Protocol):
    """What search needs of an item. Publications have all of it; other models add it."""

    pk: int
    title: str
    summary: str
    language: str

    def get_absolute_url(self) -> str: ...
    def searchable_text(self) -> str: ...


def index(item: "Searchable", *, dated: datetime | None = None) -> None:
    """Write or renew the document of a public or scheduled item. Who may see it is decided when somebody searches."""
    SearchDocument.objects.update_or_create(
        kind=kind_of(item),
        object_id=item.pk,
        defaults={
            "language": item.language,
            "title": item.title,
            "summary": item.summary,
            "text": item.searchable_text(),
            "path": item.get_absolute_url(),
            "dated": dated or getattr(item, "publish_at", None),
        },
    )


def forget(item: "Searchable") -> None:
    """Remove the document of an item that is not public any more."""
    SearchDocument.objects.filter(kind=kind_of(item), object_id=item.pk).delete()


def kind_of(item: object) -> str:
    """Return the label of an item's model, for example ``press.pressrelease``."""
    assert isinstance(item, Model)
    return item._meta.label_lower

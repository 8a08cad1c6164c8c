"""Writing all search documents anew, after an import, a restored database or a change of what is searched."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.utils import translation

from publishing.models import SearchDocument
from publishing.search.documents import CONTENT, fields_of, kind_of, searchable_models
from publishing.search.finding import engine

BATCH: Final = 200


@dataclass
class Rebuilding:
    """What a run did, or would do: documents that were missing, outdated, right, and without an item."""

    added: int = 0
    changed: int = 0
    kept: int = 0
    removed: int = 0


def rebuild(*, dry_run: bool = False, progress: Callable[[str, int], None] = lambda kind, done: None) -> Rebuilding:
    """Bring the documents of all items up to date and return what was done; `progress` hears kind and number so far.

    Each batch is a transaction of its own: the site stays searchable, writers wait for a fraction of a
    second only, and a run that is killed has done part of the work and nothing wrong.
    """
    outcome = Rebuilding()
    with translation.override(settings.LANGUAGE_CODE):
        for model in searchable_models():
            done = 0
            for keys in _batches(_searchable(model)):
                _renew(model, keys, outcome, dry_run=dry_run)
                done += len(keys)
                progress(model._meta.label_lower, done)
        for keys in _batches(_orphans()):
            outcome.removed += len(keys)
            if not dry_run:
                SearchDocument.objects.filter(pk__in=keys).delete()
    return outcome


def mend_index() -> None:
    """Build the full-text index anew from the documents. In SQLite nobody can write meanwhile: a minute for 30,000."""
    engine().mend()


@transaction.atomic
def _renew(model: type[models.Model], keys: Sequence[int], outcome: Rebuilding, *, dry_run: bool) -> None:
    """Write the documents of one batch. The items are locked: nobody changes one between reading and writing."""
    rows = _searchable(model).filter(pk__in=keys)
    items: list[Any] = list(rows if dry_run else rows.select_for_update())
    documents = SearchDocument.objects.filter(kind=model._meta.label_lower, object_id__in=keys)
    known = {document.object_id: document for document in documents}
    renewed = []
    for item in items:
        fields, document = fields_of(item), known.get(item.pk)
        if document is None:
            outcome.added += 1
        elif any(getattr(document, name) != value for name, value in fields.items()):
            outcome.changed += 1
        else:
            outcome.kept += 1
            continue
        renewed.append(SearchDocument(kind=kind_of(item), object_id=item.pk, **fields))
    if renewed and not dry_run:
        SearchDocument.objects.bulk_create(
            renewed, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=CONTENT
        )


def _searchable(model: type[models.Model]) -> models.QuerySet[Any]:
    manager: Any = model._default_manager
    return manager.searchable()


def _orphans() -> models.QuerySet[SearchDocument]:
    """Return the documents whose item is gone or has none any more."""
    found = SearchDocument.objects.all()
    for model in searchable_models():
        items = _searchable(model).filter(pk=models.OuterRef("object_id"))
        found = found.exclude(models.Exists(items), kind=model._meta.label_lower)
    return found


def _batches(rows: models.QuerySet[Any]) -> Iterator[list[int]]:
    """Yield the keys of `rows` in ascending order, a batch at a time, each read when it is needed."""
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield keys
        last = keys[-1]

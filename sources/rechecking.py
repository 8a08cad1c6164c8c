"""Looking for all passages that items quote again, and what there is to say of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from publishing.visibility import visible_q
from sources import operations, passages
from sources.models import Citation, Passage, Source, citation_models, passage_digest

AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Quotation:
    """One citation that quotes word for word: the item's and the source's title, and what is known of the words."""

    item: str
    is_public: bool
    source: str
    words: str
    status: Passage.Status
    ratio: float


def quoting(model: type[Citation], now: datetime, *, public: bool) -> QuerySet[Any]:
    """Return the citations of a content type that quote; `public`: of items that readers may see at `now`."""
    rows = model._default_manager.filter(mode=Citation.Mode.VERBATIM).exclude(passage="")
    return rows.filter(visible_q(now, "owner__")) if public else rows


def quoted_sources(now: datetime, *, slug: str = "", public: bool = False) -> QuerySet[Source]:
    """Return the sources in whose copies the words of citations must be."""
    read: Any = Q(pk__in=())
    for model in citation_models():
        read |= Exists(quoting(model, now, public=public).filter(seen_in=OuterRef("pk")))
    found = Source.objects.filter(read).order_by("pk")
    return found.filter(slug=slug) if slug else found


@transaction.atomic
def again(source: Source, *, now: datetime) -> bool:
    """Look for all passages of a source again, also for those that have no row yet; return whether anything changed."""
    words: set[str] = set()
    for model in citation_models():
        rows = quoting(model, now, public=False).filter(seen_in=source)
        words.update(rows.values_list("passage", flat=True))
    changed = passages.renew(source, now=now)
    known = source.passages.count()
    passages.ensure(((source, one) for one in words), now=now)
    changed = changed or source.passages.count() != known
    if changed:
        operations.refresh(source, now=now)
    return changed


def quotations(now: datetime, *, slug: str = "", public: bool = False) -> Iterator[Quotation]:
    """Yield every citation that quotes, item by item, in the order of the texts."""
    for model in citation_models():
        rows = quoting(model, now, public=public).select_related("owner", "seen_in")
        rows = rows.filter(seen_in__slug=slug) if slug else rows
        light = rows.only(
            "passage", "seen_in__title", "owner__title", "owner__status", "owner__publish_at", "owner__working_copy_of"
        )
        for batch in batched(light.order_by("owner", "position").iterator(chunk_size=AT_ONCE), AT_ONCE):
            yield from _told(batch, now)


def _told(rows: Iterable[Any], now: datetime) -> Iterator[Quotation]:
    keyed = [((row.seen_in_id, passage_digest(row.passage)), row) for row in rows]
    found = Passage.objects.filter(
        source__in={key[0] for key, _row in keyed}, digest__in={key[1] for key, _row in keyed}
    ).only("source_id", "digest", "status", "ratio")
    known = {(row.source_id, row.digest): row for row in found}
    for key, row in keyed:
        passage = known.get(key)
        status = Passage.Status(passage.status) if passage else Passage.Status.NO_COPY
        ratio = passage.ratio if passage else 0.0
        public = row.owner.is_visible(now)
        yield Quotation(row.owner.title, public, row.seen_in.title, row.passage, status, ratio)

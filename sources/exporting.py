"""Which sources go into a bibliographic file, and the file itself. Readers get what they may see, never more."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse

from sources.csl import CSLItem
from sources.formats import EXPORTS, Export
from sources.models import Source, Visibility

if TYPE_CHECKING:
    from sources.models import CitingPublication

AT_ONCE: Final = 10_000
"""Up to so many sources make a file that is kept like any other page, a few megabytes; a larger one is sent while it is
written, by each request anew."""

CHUNK: Final = 500


def as_item(source: Source) -> CSLItem:
    """Return what a file says of a source. Of one shown in excerpts only, that is what names it, without its abstract."""
    item = source.as_csl()
    if source.visibility == Visibility.EXCERPT:
        item.pop("abstract", None)
    return item


def export_or_404(extension: str) -> Export:
    """Return the format that goes by a file extension. Raises Http404 if there is none."""
    if extension not in EXPORTS:
        raise Http404
    return EXPORTS[extension]


def of_item(item: "CitingPublication", now: datetime) -> list[Source]:
    """Return the visible sources of an item in the order in which its text names them. Three queries.

    Where it took words of one source from another, that one follows.
    """
    keys: dict[int, None] = {}
    for citation in item.citations.order_by("position").prefetch_related("vias"):
        for key in (citation.source_id, *(via.source_id for via in citation.vias.all())):
            keys.setdefault(key)
    found = _columns(Source.objects.published(now).filter(pk__in=keys)).in_bulk()
    return [found[key] for key in keys if key in found]


def with_tag(slug: str, now: datetime) -> QuerySet[Source]:
    """Return the visible sources that carry a tag, by title."""
    return _columns(Source.objects.published(now).filter(tags__slug=slug)).order_by("title", "pk")


def library(now: datetime) -> QuerySet[Source]:
    """Return all visible sources, in the order of their keys, so that they can be read a chunk at a time."""
    return _columns(Source.objects.published(now)).order_by("pk")


def file_of(
    sources: QuerySet[Source] | list[Source], extension: str, name: str
) -> HttpResponse | StreamingHttpResponse:
    """Return a file of sources as a download named "`name`.`extension`". Raises Http404 for no sources.

    The rows of a queryset are read a chunk at a time, and those of a long file only while it is sent.
    """
    export = export_or_404(extension)
    number = sources.order_by()[: AT_ONCE + 1].count() if isinstance(sources, QuerySet) else len(sources)
    if not number:
        raise Http404
    rows = sources.iterator(chunk_size=CHUNK) if isinstance(sources, QuerySet) else iter(sources)
    blocks = _in_blocks(export.pieces(as_item(source) for source in rows))
    response: HttpResponse | StreamingHttpResponse
    if number <= AT_ONCE:
        response = HttpResponse(b"".join(blocks), content_type=export.media_type)
    else:
        response = StreamingHttpResponse(blocks, content_type=export.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


def _columns(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Leave out what staff wrote for themselves: no file needs it, and none can then give it away."""
    return sources.defer("note", "reliability_note", "summary", "provenance")


def _in_blocks(pieces: Iterator[str]) -> Iterator[bytes]:
    """Yield pieces put together into blocks, since each that is sent is a write to the network."""
    while block := "".join(islice(pieces, 100)):
        yield block.encode()

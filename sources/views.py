"""The source library: what items cite, each with a page and bibliographic files."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from publishing import editions
from publishing.paging import by_number_or_404
from publishing.stored import PublicRequest, stored
from sources import library
from sources.formats import EXPORTS
from sources.models import Source
from sources.styles import chicago_note


@stored(query=("page", "type", "tag", "order"))
def source_list(request: PublicRequest) -> HttpResponse:
    """List the visible sources, of one type or tag if asked; 404 for a type, tag, order or page that does not exist."""
    chosen = {name: request.GET.get(name, "") for name in ("type", "tag", "order")}
    types, tags = library.types_in_use(request.now), list(library.tags_in_use(request.now))
    unknown_type = chosen["type"] and chosen["type"] not in dict(types)
    unknown_tag = chosen["tag"] and chosen["tag"] not in {tag.slug for tag in tags}
    if unknown_type or unknown_tag or (chosen["order"] or "title") not in library.ORDERS:
        raise Http404
    sources = library.browse(request.now, type=chosen["type"], tag=chosen["tag"], order=chosen["order"] or "title")
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": by_number_or_404(sources, request.GET.get("page", "")),
        "chosen": chosen,
        "types": types,
        "tags": tags,
        "query": f"{query.urlencode()}&" if query else "",
        "alternates": editions.every_edition(request.path),
    }
    return render(request, "sources/source_list.html", context)


@stored()
def source_detail(request: PublicRequest, slug: str) -> HttpResponse:
    """Show what is known of a source to readers, and what cites it."""
    source = get_object_or_404(Source.objects.published(request.now).prefetch_related("tags"), slug=slug)  # type: ignore[misc]
    context = {
        "source": source,
        "note": chicago_note(source.as_csl()),
        "cited_in": library.cited_in(source, request.now),
        "exports": EXPORTS,
        "alternates": editions.every_edition(request.path),
    }
    return render(request, "sources/source_detail.html", context)


@stored()
def source_export(request: PublicRequest, slug: str, extension: str) -> HttpResponse:
    """Hand out the record of a source as BibTeX, RIS or CSL-JSON."""
    export = EXPORTS.get(extension)
    if export is None:
        raise Http404
    source = get_object_or_404(Source.objects.published(request.now), slug=slug)
    response = HttpResponse(export.write([source.as_csl()]), content_type=export.media_type)
    response["Content-Disposition"] = f'attachment; filename="source.{extension}"'
    return response

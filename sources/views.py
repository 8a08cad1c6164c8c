"""The source library: what items cite, each with a page and bibliographic files."""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from publishing import editions
from publishing.paging import by_number_or_404
from publishing.stored import PublicRequest, stored
from sources import copies, library, styles, surroundings
from sources.formats import EXPORTS
from sources.models import NoteStyle, Source, Visibility
from sources.proofs import is_dead

STYLE_NAMES: Final = {NoteStyle.CHICAGO: "Chicago", NoteStyle.APA: "APA", NoteStyle.MLA: "MLA"}
CHOICES: Final = ("type", "tag", "publisher", "year", "order")


@stored(query=("page", "type", "tag", "publisher", "year", "order"))
def source_list(request: PublicRequest) -> HttpResponse:
    """List the visible sources, of one type, publisher, tag or year if asked; 404 for what nobody could have chosen."""
    chosen = library.Chosen(**{name: request.GET.get(name, "") for name in CHOICES})
    in_use = library.in_use(request.now)
    if not in_use.knows(chosen):
        raise Http404
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": by_number_or_404(library.browse(request.now, chosen), request.GET.get("page", "")),
        "chosen": chosen,
        "in_use": in_use,
        "query": f"{query.urlencode()}&" if query else "",
        "alternates": editions.every_edition(request.path),
    }
    return render(request, "sources/source_list.html", context)


@stored()
def source_detail(request: PublicRequest, slug: str) -> HttpResponse:
    """Show what is known of a source to readers, our copies of it, and what cites it."""
    source = get_object_or_404(Source.objects.published(request.now).select_related("link"), slug=slug)
    item, ours = source.as_csl(), copies.known(source)
    context = {
        "source": source,
        "is_dead": is_dead(source),
        "is_excerpt": source.visibility == Visibility.EXCERPT,
        "entries": [(STYLE_NAMES[style], styles.entry(item, style=style)) for style in NoteStyle],
        "cited_in": library.cited_in(source, request.now, ours),
        "copies": ours,
        "copy_to_read": copies.to_read(source, ours),
        "around": surroundings.of(source, request.now),
        "exports": EXPORTS,
        "alternates": editions.every_edition(request.path),
    }
    return render(request, "sources/source_detail.html", context)

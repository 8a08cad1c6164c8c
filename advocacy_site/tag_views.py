"""Tags over everything: the list of those in use, and what carries one."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from advocacy_site import vocabulary
from publishing import editions
from publishing.models import Tag
from publishing.paging import by_time_or_404
from publishing.stored import PublicRequest, stored
from sources import exporting


@stored()
def tag_list(request: PublicRequest) -> HttpResponse:
    """List the tags that something visible carries, with the number of items."""
    context = {
        "tags": vocabulary.tags_in_use(request.now),
        "alternates": editions.every_edition(request.path),
    }
    return render(request, "site/tag_list.html", context)


@stored(query=("page",))
def tag_detail(request: PublicRequest, slug: str) -> HttpResponse:
    """Show what carries a tag: campaigns, releases, sources. 404 if nothing visible does, so that no draft shows through."""
    tag = get_object_or_404(Tag, slug=slug)
    page = by_time_or_404(vocabulary.releases(tag, request.now), request.GET.get("page", ""))
    context = {
        "tag": tag,
        "page": page,
        "campaigns": vocabulary.campaigns(tag, request.now),
        "sources": vocabulary.sources(tag, request.now),
    }
    if not (page.items or context["campaigns"] or context["sources"]):
        raise Http404
    codes = vocabulary.editions_of(tag, request.now)
    context["alternates"] = [one for one in editions.every_edition(request.path) if one.language in codes]
    return render(request, "site/tag_detail.html", context)


@stored()
def tag_sources(request: PublicRequest, slug: str, extension: str) -> HttpResponseBase:
    """Hand out the visible sources that carry a tag, as a bibliographic file."""
    return exporting.file_of(exporting.with_tag(slug, request.now), extension, "sources")

"""Archived copies as readers may see them: our own plain rendering of the text, and the bytes as a download alone."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from publishing.stored import PublicRequest, stored
from sources.models import Snapshot, Source, Visibility


@stored(query=("passage",))
def snapshot_detail(request: PublicRequest, slug: str, sha256: str) -> HttpResponse:
    """Show the text of a copy; 410 with hash and date for one that was withdrawn."""
    snapshot = _visible(request, slug, sha256)
    status = 410 if snapshot.is_withdrawn else 200
    return render(request, "sources/snapshot_detail.html", {"snapshot": snapshot}, status=status)


@stored()
def snapshot_download(request: PublicRequest, slug: str, sha256: str) -> HttpResponse:
    """Hand out the bytes of a copy, never to be shown by a browser as a page of ours."""
    _visible(request, slug, sha256)
    raise Http404


def _visible(request: PublicRequest, slug: str, sha256: str) -> Snapshot:
    sources = Source.objects.published(request.now).filter(visibility=Visibility.PUBLIC)
    source = get_object_or_404(sources, slug=slug)
    return get_object_or_404(Snapshot.objects.select_related("source"), source=source, sha256=sha256)

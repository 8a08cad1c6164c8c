"""Archived copies as readers may see them: our own plain rendering of the text, and the bytes as a download alone."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from publishing import editions
from publishing.paging import NUMBER, Page
from publishing.stored import PublicRequest, prepare, stored
from sources import copies, downloads, warc
from sources.models import Passage, Snapshot, Source, Visibility

logger = logging.getLogger(__name__)


@stored(query=("passage", "page"))
def snapshot_detail(request: PublicRequest, slug: str, sha256: str) -> HttpResponse:
    """Show the text of a copy, with the passage marked that the address names.

    410, with hash and date, for a copy that was withdrawn. Of a source of which we show excerpts only, the passages that
    something public quotes, and a few words around each.
    """
    snapshot = _visible(request, slug, sha256, Visibility.PUBLIC, Visibility.EXCERPT)
    context = {"snapshot": snapshot, "source": snapshot.source, "alternates": editions.every_edition(request.path)}
    if snapshot.is_withdrawn:
        return render(request, "sources/snapshot_withdrawn.html", context, status=410)
    passages = copies.public_passages(snapshot, request.now)
    wanted = request.GET.get("passage", "")
    passage = next((one for one in passages if one.key == wanted), None)
    if wanted and passage is None:
        # Nothing public quotes these words any more, or the copy no longer holds them.
        return redirect(snapshot)
    context |= {"passages": passages, "passage": passage, **_text(request, snapshot, passages, passage)}
    return render(request, "sources/snapshot_detail.html", context)


def _text(
    request: PublicRequest, snapshot: Snapshot, passages: list[Passage], passage: Passage | None
) -> dict[str, Any]:
    """Return the parts to show and, of a whole text, where the others are. Raises Http404 for a part that there is not."""
    if snapshot.source.visibility == Visibility.EXCERPT:
        return {"parts": copies.excerpts(snapshot, [passage] if passage else passages), "is_excerpt": True}
    number = request.GET.get("page", "")
    if number and not NUMBER.fullmatch(number):
        raise Http404
    part = copies.part_with(snapshot, passage) if passage else copies.part(snapshot, int(number or 1))
    if part is None:
        raise Http404
    newer = None if part.number == 1 else "" if part.number == 2 else str(part.number - 1)
    return {
        "parts": [part],
        "part": part,
        "page": Page([], older=str(part.number + 1) if part.number < part.count else None, newer=newer),
    }


def snapshot_download(request: HttpRequest, slug: str, sha256: str) -> HttpResponse:
    """Hand out the content of a copy, as the address gave it."""
    return _handed_out(request, slug, sha256, downloads.content)


def snapshot_warc(request: HttpRequest, slug: str, sha256: str) -> HttpResponse:
    """Hand out the WARC file of a copy: the content with all that was received and noted along with it."""
    return _handed_out(request, slug, sha256, downloads.file)


def snapshot_stamp(request: HttpRequest, slug: str, sha256: str) -> HttpResponse:
    """Hand out the time stamp of a copy's WARC file (RFC 3161, DER)."""
    return _handed_out(request, slug, sha256, downloads.token, with_stamp=True)


@require_safe
def _handed_out(
    request: HttpRequest, slug: str, sha256: str, download: Callable[..., HttpResponse], *, with_stamp: bool = False
) -> HttpResponse:
    prepare(request)
    snapshot = _visible(request, slug, sha256, Visibility.PUBLIC)  # type: ignore[arg-type]  # `prepare` made it public
    if snapshot.is_withdrawn:
        return render(
            request, "sources/snapshot_withdrawn.html", {"snapshot": snapshot, "source": snapshot.source}, status=410
        )
    if with_stamp and snapshot.timestamped_at is None:
        raise Http404
    try:
        return download(snapshot, cache_control="no-cache")
    except warc.NotReadable:
        logger.exception("The archived copy %s cannot be handed out.", snapshot.sha256)
        raise Http404 from None


def _visible(request: PublicRequest, slug: str, sha256: str, *visibilities: Visibility) -> Snapshot:
    sources = Source.objects.published(request.now).filter(visibility__in=visibilities)
    return get_object_or_404(
        Snapshot.objects.select_related("source").defer("headers", "timestamp_token"),
        source__in=sources.filter(slug=slug),
        sha256=sha256,
    )

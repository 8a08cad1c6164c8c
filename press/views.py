"""Pages of the press room: the list, its archives by year and month, one release, its attachments."""

from datetime import date

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from press import archive, history, reading
from press.calls import calls
from press.models import Attachment, PressRelease
from publishing import editions, media, placements
from publishing.paging import by_time_or_404
from publishing.stored import PublicRequest, prepare, stored
from publishing.visibility import visible_q
from sources import exporting


@stored(query=("page",))
def release_list(request: PublicRequest) -> HttpResponse:
    """List the releases, newest first."""
    page = by_time_or_404(archive.releases(request.now), request.GET.get("page", ""))
    context = {
        "page": page,
        "years": archive.years(request.now, request.content_version),
        "alternates": editions.every_edition(request.path),
    }
    return render(request, "press/release_list.html", context)


@stored(query=("page",))
def release_year(request: PublicRequest, year: int) -> HttpResponse:
    """List the releases of one year; 404 if it has none."""
    span = archive.year_span(year)
    page = by_time_or_404(archive.within(archive.releases(request.now), *span), request.GET.get("page", ""))
    if not page.items:
        raise Http404
    context = {
        "page": page,
        "year": year,
        "years": archive.years(request.now, request.content_version),
        "months": archive.months(request.now, year),
    }
    return render(request, "press/release_archive.html", context)


@stored(query=("page",))
def release_month(request: PublicRequest, year: int, month: int) -> HttpResponse:
    """List the releases of one month; 404 if it has none."""
    span = archive.month_span(year, month)
    page = by_time_or_404(archive.within(archive.releases(request.now), *span), request.GET.get("page", ""))
    if not page.items:
        raise Http404
    context = {
        "page": page,
        "year": year,
        "month": date(year, month, 1),
        "years": archive.years(request.now, request.content_version),
        "months": archive.months(request.now, year),
    }
    return render(request, "press/release_archive.html", context)


@stored()
def release_detail(request: PublicRequest, slug: str) -> HttpResponse:
    """Show a release, or lead to its address in the language that it is written in."""
    visible = history.with_history(reading.with_page_parts(PressRelease.objects.published(request.now)), request.now)
    release = editions.find_or_404(visible, slug)
    if release.language != get_language():
        return redirect(release)
    return release_page(request, release)


def release_page(request: PublicRequest, release: PressRelease) -> HttpResponse:
    """Return the page of a release, which has its page's parts; the admin's preview shows those not yet public."""
    neighbours = reading.neighbours(release, request.now)
    found = calls(release, request.now)
    context = {
        "release": release,
        "text": reading.text(release, request.now, actions=found.placed),
        "read_also": neighbours.read_also,
        "corrections": reading.corrections(release),
        "campaigns": found.campaigns,
        "alternates": editions.alternates(neighbours.translations),
        "newer_original": editions.newer_original(release, request.now),
    }
    response = render(request, "press/release_detail.html", context)
    placements.allow_frames(response, release)
    return response


@stored()
def release_sources(request: PublicRequest, slug: str, extension: str) -> HttpResponseBase:
    """Hand out the sources that a release cites, as a bibliographic file."""
    release = get_object_or_404(PressRelease.objects.published(request.now), slug=slug, language=get_language())
    return exporting.file_of(exporting.of_item(release, request.now), extension, "sources")


@require_safe
def attachment(request: PublicRequest, slug: str, pk: int) -> FileResponse:
    """Hand out the document with the key `pk` as a download, while the release that it is attached to is visible."""
    prepare(request)
    found = get_object_or_404(
        Attachment.objects.filter(visible_q(request.now, "release__")).select_related("document"),
        document__pk=pk,
        release__slug=slug,
        release__language=get_language(),
    )
    return media.download(found.document, cache_control="no-cache")

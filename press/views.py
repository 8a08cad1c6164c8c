"""Pages of the press room: the list, its archives by year and month, one release, its attachments."""

import logging
from datetime import date
from pathlib import PurePosixPath

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from press import archive, reading
from press.models import Attachment, PressRelease
from publishing import editions
from publishing.paging import by_time_or_404
from publishing.stored import PublicRequest, prepare, stored
from publishing.visibility import visible_q

logger = logging.getLogger(__name__)


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
    release = editions.find_or_404(reading.with_page_parts(PressRelease.objects.published(request.now)), slug)
    if release.language != get_language():
        return redirect(release)
    return release_page(request, release)


def release_page(request: PublicRequest, release: PressRelease) -> HttpResponse:
    """Return the page of a release, which has its page's parts; the admin's preview shows those not yet public."""
    neighbours = reading.neighbours(release, request.now)
    context = {
        "release": release,
        "text": reading.text(release),
        "read_also": neighbours.read_also,
        "campaigns": reading.campaigns(release, request.now),
        "alternates": editions.alternates(neighbours.translations),
    }
    return render(request, "press/release_detail.html", context)


@require_safe
def attachment(request: PublicRequest, slug: str, pk: int) -> FileResponse:
    """Hand out an attachment as a download while its release is visible. It never runs in the site's name."""
    prepare(request)
    found = get_object_or_404(
        Attachment.objects.filter(visible_q(request.now, "release__")),
        pk=pk,
        release__slug=slug,
        release__language=get_language(),
    )
    suffix = PurePosixPath(found.file.name or "").suffix
    name = f"{slugify(found.title, allow_unicode=True) or 'document'}{suffix}"
    try:
        file = found.file.open()
    except FileNotFoundError:
        logger.exception("The storage lacks the file %s.", found.file.name)
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=name, content_type=found.media_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-cache"
    return response

"""The short addresses under /go/."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import links
from campaigns.models import CampaignLink


@require_safe
def link_go(request: HttpRequest, code: str) -> HttpResponse:
    """Count a visit and lead to the campaign or its action. Never stored: the count is the point."""
    now = timezone.now()
    link = _find(code, now)
    if links.is_visit(request):
        links.count_visit(link, now=now)
    response = HttpResponseRedirect(links.destination(link))
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def link_qr_svg(request: HttpRequest, code: str) -> HttpResponse:
    """Return the QR code of a link as SVG."""
    return _picture(links.qr_svg(_find(code, timezone.now())), "image/svg+xml")


@require_safe
def link_qr_png(request: HttpRequest, code: str) -> HttpResponse:
    """Return the QR code of a link as PNG."""
    return _picture(links.qr_png(_find(code, timezone.now())), "image/png")


def _find(code: str, now: datetime) -> CampaignLink:
    link = links.find(code, now=now)
    if link is None:
        raise Http404
    return link


def _picture(content: bytes, content_type: str) -> HttpResponse:
    # The picture never changes; that its campaign can be withdrawn keeps the time short.
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": "public, max-age=3600"})

"""Standing pages: About, Contact, Privacy."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from pages.models import StandingPage
from publishing import editions, placements
from publishing.stored import PublicRequest, stored


@stored()
def page_detail(request: PublicRequest, slug: str) -> HttpResponse:
    """Show a standing page, or lead to its address in the language that it is written in."""
    visible = StandingPage.objects.published(request.now)
    page = editions.find_or_404(
        visible.select_related("lead_image").prefetch_related("tags"),  # type: ignore[misc]
        slug,
    )
    if page.language != get_language():
        return redirect(page)
    return standing_page(request, page)


def standing_page(request: PublicRequest, page: StandingPage) -> HttpResponse:
    """Return a standing page; the admin's preview shows those not yet public."""
    translations = StandingPage.objects.published(request.now).filter(translation_group=page.translation_group)
    context = {
        "page": page,
        "text": placements.text(page, placements.Showing(request.now, lead_images=(page.lead_image,))),
        "alternates": editions.alternates(translations),
        "newer_original": editions.newer_original(page, request.now),
    }
    response = render(request, "pages/page.html", context)
    placements.allow_frames(response, page)
    return response

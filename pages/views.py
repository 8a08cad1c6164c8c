"""Standing pages: About, Contact, Privacy."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from pages.models import StandingPage
from publishing import editions
from publishing.stored import PublicRequest, stored


@stored()
def page_detail(request: PublicRequest, slug: str) -> HttpResponse:
    """Show a standing page, or lead to its address in the language that it is written in."""
    visible = StandingPage.objects.published(request.now)
    page = editions.find_or_404(
        visible.select_related("lead_image").prefetch_related("lead_image__renditions", "tags"),  # type: ignore[misc]
        slug,
    )
    if page.language != get_language():
        return redirect(page)
    translations = visible.filter(translation_group=page.translation_group)
    return render(request, "pages/page.html", {"page": page, "alternates": editions.alternates(translations)})

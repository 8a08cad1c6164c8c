"""Pages over all parts of the site: home and search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advocacy_site import search_page
from advocacy_site.front_page import front_page
from publishing import editions
from publishing.stored import PublicRequest, prepare, stored


@stored()
def home(request: PublicRequest) -> HttpResponse:
    """Show the lead story, what can be done now, and the latest releases."""
    context = {"front": front_page(request.now), "alternates": editions.every_edition(request.path)}
    return render(request, "pages/home.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find what is visible. Not stored: what people search for is as varied as people are."""
    prepare(request)
    context = {
        "asked": search_page.answer(request.GET, now=request.now),  # type: ignore[attr-defined]
        "alternates": editions.every_edition(request.path),
    }
    response = render(request, "site/search.html", context)
    response["Cache-Control"] = "private, max-age=60"
    return response

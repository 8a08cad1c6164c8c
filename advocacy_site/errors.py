"""Pages that say no. Those for requests that are at fault stand in the site's frame; a failure of our own touches nothing."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils.encoding import escape_uri_path, iri_to_uri

from publishing import redirects
from publishing.stored import MAX_AGE_AT_CDN, NEVER_STORED, cache_control, prepare


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400. The request may be broken in any way, so the page asks neither it nor the database for anything."""
    return HttpResponse(loader.render_to_string("400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Lead on from an address that moved; else answer 404, which nobody may keep: a moment later the page may be public."""
    moved = _moved(request)
    if moved is not None:
        return moved
    response = render(request, "404.html", status=404)
    response["Cache-Control"] = "no-store"
    return response


def _moved(request: HttpRequest) -> HttpResponse | None:
    """Return the permanent redirect from an address that something public has left, with its query.

    A form that is sent to an old address arrives at the new one with all that was typed (308).
    """
    if request.path_info.startswith(NEVER_STORED):
        return None
    prepare(request)
    goal = redirects.find(request.path_info, now=request.now)  # type: ignore[attr-defined]
    if goal is None:
        return None
    query = request.META.get("QUERY_STRING", "")
    address = f"{escape_uri_path(goal)}?{query}" if query else escape_uri_path(goal)
    is_read = request.method in ("GET", "HEAD")
    response = HttpResponsePermanentRedirect(iri_to_uri(address), preserve_request=not is_read)
    response["Cache-Control"] = cache_control(request, MAX_AGE_AT_CDN) if is_read else "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without the database, the cache or the request: any of them may be what failed."""
    return HttpResponseServerError(loader.render_to_string("500.html"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose proof of origin is missing or too old, in words that say what to do."""
    return render(request, "403_csrf.html", status=403)

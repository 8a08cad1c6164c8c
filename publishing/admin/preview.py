"""The preview: the real public page of an item as it stands, for staff alone, never stored and never indexed."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from publishing import clock
from publishing.admin.content import time_of
from publishing.admin.states import LABELS, state_of
from publishing.models import Publication

# Behind the link that skips to the content, which must stay the first thing in the page.
MASTHEAD = re.compile(rb"<header\b|</body>")
HEAD = re.compile(rb"<head[^>]*>")


def preview_response(request: HttpRequest, item: Publication, page: Any, *, back: str, is_saved: bool) -> HttpResponse:
    """Return `page(request, item)` with a banner above it.

    The page is built by the same function as the public one, so that the two cannot differ; the banner is put into
    the finished HTML, so that public templates know nothing of previews.
    """
    request.now = time_of(request)  # type: ignore[attr-defined]
    request.content_state = clock.read(request.now)  # type: ignore[attr-defined]
    # What is rendered from changes that are about to be undone must not be kept for the state that the next change,
    # of whomever, will have.
    request.content_version = None  # type: ignore[attr-defined]
    with translation.override(item.language):
        response: HttpResponse = page(request, item)
        if hasattr(response, "render"):
            response = response.render()
    context = {
        "back": back,
        "is_saved": is_saved,
        "state": LABELS[state_of(item.status, item.publish_at, time_of(request))],
    }
    banner = render_to_string("admin/preview_banner.html", context, request=request).encode()
    head = render_to_string("admin/preview_head.html", request=request).encode()
    content = MASTHEAD.sub(lambda found: banner + found.group(), response.content, count=1)
    response.content = HEAD.sub(lambda found: found.group() + head, content, count=1)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response.headers.pop("ETag", None)
    response.headers.pop("Last-Modified", None)
    return response

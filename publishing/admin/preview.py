"""The preview for staff: the page of an item as it stands, or as what is typed would make it."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from publishing import previewing
from publishing.admin.content import time_of
from publishing.admin.states import LABELS, state_of
from publishing.models import Publication


def preview_response(
    request: HttpRequest, item: Publication, *, back: str, is_saved: bool, in_pane: bool = False
) -> HttpResponse:
    """Return the page of `item` with a banner above it; `in_pane` for the frame beside the form."""
    response = previewing.page_of(request, item, now=time_of(request))
    state = LABELS[state_of(item.status, item.publish_at, time_of(request))]
    context = {"back": back, "is_saved": is_saved, "in_pane": in_pane, "state": state}
    banner = render_to_string("admin/preview_banner.html", context, request=request)
    head = render_to_string("admin/preview_head.html", request=request)
    previewing.mark(response, label=str(state), banner=banner, head=head)
    if in_pane:
        previewing.allow_framing(response)
    return response

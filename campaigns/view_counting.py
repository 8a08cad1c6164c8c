"""Counts who looks at the pages of actions. It stands before the stored pages, which no view ever hears of."""

import re
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from campaigns import funnel, links

PLACE: Final = "/campaigns/"
PAGE: Final = re.compile(r"(?:/(?P<language>[a-z-]+))?/campaigns/(?P<campaign>[^/]+)/(?P<action>[^/]+)/(?:embed/)?")
"""The page of an action, or its frame on another site. Whether there is such an action is found out later."""

SEEN: Final = frozenset({200, 304})


class ViewCountingMiddleware:
    """Notes each view of an action's page in memory, with the campaign link that led to it; robots are left out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The view may cut the query down to what its stored page depends on.
        via = links.via_of(request) if PLACE in request.path_info else ""
        response = self.get_response(request)
        if PLACE in request.path_info and response.status_code in SEEN:
            _note(request, via)
        return response


def _note(request: HttpRequest, via: str) -> None:
    page = PAGE.fullmatch(request.path_info)
    if page is None or not links.is_visit(request):
        return
    language = page["language"] or settings.LANGUAGE_CODE
    funnel.note_view(language=language, campaign=page["campaign"], action=page["action"], via=via, now=timezone.now())

"""The oEmbed endpoint (https://oembed.com, version 1.0): from the address of an action to the code of its frame."""

import re
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from campaigns import embedding, links
from campaigns.models import Action
from pages.frame import frame

LONGEST_ADDRESS: Final = 2000
PAGES: Final = ("campaigns:action-detail", "campaigns:action-embed")
NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
CACHE_SECONDS: Final = 3600


class NotUnderstood(ValueError):
    """A parameter is missing or wrong. The text is for who programs the consumer, hence in English."""


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Describe the frame of the action whose address is `url`, no larger than `maxwidth` and `maxheight`."""
    try:
        width, height = _limit(request, "maxwidth"), _limit(request, "maxheight")
        address = _address(request)
    except NotUnderstood as error:
        return _refusal(str(error), status=400)
    if request.GET.get("format", "json") != "json":
        return _refusal("This provider speaks JSON only.", status=501)
    action, via = _find_or_404(address)
    response = JsonResponse(_description(request, action, via, width, height))
    response["Cache-Control"] = f"public, max-age={CACHE_SECONDS}"
    # Editors of other sites ask from the browser; nothing here is for fewer people than the action's own page.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _description(
    request: HttpRequest, action: Action, via: str, width: int | None, height: int | None
) -> dict[str, Any]:
    """Return a response of the type rich."""
    width = min(width or embedding.WIDTH, embedding.WIDTH)
    height = min(height or embedding.height_of(action), embedding.height_of(action))
    return {
        "type": "rich",
        "version": "1.0",
        "title": action.title,
        "provider_name": frame(request).site.name,
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": CACHE_SECONDS,
        "html": embedding.frame_code(action, via=via, width=str(width), height=height),
        "width": width,
        "height": height,
    }


def _limit(request: HttpRequest, name: str) -> int | None:
    """Return a number of pixels, None where it is not limited. Raises NotUnderstood."""
    typed = request.GET.get(name, "")
    if not typed:
        return None
    if not NUMBER.fullmatch(typed):
        raise NotUnderstood(f"{name} is to be a number of pixels.")
    return int(typed)


def _address(request: HttpRequest) -> str:
    """Return the address that is asked for. Raises NotUnderstood."""
    address = request.GET.get("url", "")
    if not address:
        raise NotUnderstood("url is missing.")
    if len(address) > LONGEST_ADDRESS or "\0" in address:
        raise NotUnderstood("url is no address.")
    return address


def _find_or_404(address: str) -> tuple[Action, str]:
    """Return the action at an address of this site, and the campaign link named in it. Raises Http404."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise Http404 from error
    own = urlsplit(settings.SITE_URL)
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != own.netloc:
        raise Http404
    language = translation.get_language_from_path(parts.path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            match = resolve(unquote(parts.path))
        except Resolver404 as error:
            raise Http404 from error
    if match.view_name not in PAGES:
        raise Http404
    slugs = {"campaign__slug": match.kwargs["campaign_slug"], "slug": match.kwargs["slug"]}
    actions = Action.objects.published(timezone.now()).select_related("campaign")
    via = links.read_code(parse_qs(parts.query).get("via", [""])[0])
    return get_object_or_404(actions, campaign__language=language, **slugs), via


def _refusal(words: str, *, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)

"""Actions in frames of other sites: who may show them, and the code that partners paste."""

from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns import kinds
from campaigns.models import Action, EmbedSite

WIDTH: Final = 400
HEIGHT: Final = 1000
"""How large a frame is where nobody asks for another size, in CSS pixels: a short form of a petition fits."""
SMALL_HEIGHT: Final = 360
"""The same for actions that are not done in the frame, which shows a button."""


def origins() -> list[str]:
    """Return the sites that may show our actions. One query."""
    return list(EmbedSite.objects.values_list("origin", flat=True))


def mark(sites: list[str]) -> str:
    """Return a mark that changes with the list of sites.

    It stands in the page, so that its ETag changes, too: of an answer 304 browsers do not take over a new policy, and one
    that had been refused the frame would be so for ever.
    """
    return sha256("\n".join(sorted(sites)).encode()).hexdigest()[:12]


def allow(response: HttpResponseBase, sites: list[str] | None = None) -> None:
    """Let the sites of the list, and no others, show a response in a frame; `sites` is the list, if it is at hand.

    The list stands in `frame-ancestors` (CSP level 3), which browsers heed instead of X-Frame-Options.
    """
    sites = origins() if sites is None else sites
    policy = getattr(response, "_csp_config", settings.SECURE_CSP)
    response._csp_config = policy | {"frame-ancestors": sites or [CSP.NONE]}  # type: ignore[attr-defined]
    response.xframe_options_exempt = True  # type: ignore[attr-defined]


def is_done_in_frame(action: Action) -> bool:
    """Say whether people take part within the frame. Otherwise a button opens the action's own page."""
    return kinds.of(action).in_frame


def path(action: Action, *, via: str = "") -> str:
    """Return the path of the page to be put in a frame; `via` is the code of the embedding site's campaign link."""
    with translation.override(action.campaign.language):
        arguments = {"campaign_slug": action.campaign.slug, "slug": action.slug}
        return _with_via(reverse("campaigns:action-embed", kwargs=arguments), via)


def full_address(action: Action, *, via: str = "") -> str:
    """Return the absolute address of the action's own page, with the attribution of the frame."""
    return settings.SITE_URL + _with_via(action.get_absolute_url(), via)


def height_of(action: Action) -> int:
    """Return how high the frame of an action is where the resize script is not used."""
    return HEIGHT if is_done_in_frame(action) else SMALL_HEIGHT


def frame_code(action: Action, *, via: str = "", width: str = "100%", height: int | None = None) -> SafeString:
    """Return the HTML that a partner pastes: a frame that needs no script."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border: 0"></iframe>',
        settings.SITE_URL + path(action, via=via),
        action.title,
        width,
        height or height_of(action),
    )


def script_code() -> SafeString:
    """Return the line that a partner may add once: it makes the frames as high as what is in them."""
    return format_html('<script src="{}{}" async></script>', settings.SITE_URL, script_path())


def script_path() -> str:
    """Return the path of the resize script. It stays the same when the file changes, since it stands on other sites."""
    return f"{settings.STATIC_URL}campaigns/embed.js"


def badge_code(action: Action, *, via: str = "") -> SafeString:
    """Return the HTML of a small picture with the number of those who took part, which leads to the action."""
    with translation.override(action.campaign.language):
        words = _("Take part: %(title)s") % {"title": action.title}
    picture = f"{settings.SITE_URL}{action.get_absolute_url()}badge.svg"
    return format_html('<a href="{}"><img src="{}" alt="{}"></a>', full_address(action, via=via), picture, words)


def _with_via(address: str, via: str) -> str:
    return f"{address}?{urlencode({'via': via})}" if via else address

"""Campaign links: where a short address leads, who came (how many, never who), and its QR code."""

import io
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from campaigns import funnel
from campaigns.adding import VISITS
from campaigns.models import Action, CampaignLink
from supporters.models import Supporter

CODE: Final = re.compile(r"[a-z0-9-]{1,40}")
BOTS: Final = re.compile(
    r"(?<!cu)bot(\b|_)|crawl|spider|slurp|preview|facebookexternalhit|whatsapp/|embedly|vkshare"
    r"|curl|wget|python|java/|go-http|okhttp|libwww|httpclient|feed|monitor|uptime|lighthouse|pagespeed|scan",
    re.IGNORECASE,
)
"""Programs that fetch what they were shown: search engines, link previews, scanners, monitors. Cubot makes phones."""


def read_code(text: str) -> str:
    """Return a code from an address in its one form; empty if `text` cannot be one."""
    code = text.lower()
    return code if CODE.fullmatch(code) else ""


def via_of(request: HttpRequest) -> str:
    """Return the code of the campaign link that led to this page, or empty."""
    return read_code(request.GET.get("via", ""))


def find(code: str, *, now: datetime) -> CampaignLink | None:
    """Return the link with this code, in any case of letters, if the public may see its campaign at `now`."""
    links = CampaignLink.objects.published(now).select_related("campaign", "action__campaign")
    return links.filter(code=read_code(code)).first()


def destination(link: CampaignLink) -> str:
    """Return the path to which a link leads; `via` carries the attribution through stored pages."""
    target = link.action or link.campaign
    return f"{target.get_absolute_url()}?via={link.code}"


def own_link(supporter: Supporter, action: Action, *, now: datetime) -> CampaignLink:
    """Return a supporter's own short address for an action, which others can be sent; made when first asked for.

    Two who ask at once get the same one: the database has one for a supporter and an action.
    """
    link, is_new = CampaignLink.objects.get_or_create(
        action=action,
        supporter=supporter,
        defaults={"campaign": action.campaign, "kind": CampaignLink.Kind.SUPPORTER},
    )
    if is_new:
        funnel.count(action.pk, funnel.Step.SHARED, now=now)
    return link


@dataclass(frozen=True)
class OwnLink:
    """A supporter's own link as a page shows it; `picture` is its QR code as a data address."""

    address: str
    picture: str


def shown_own_link(supporter_id: int | None, action: Action) -> OwnLink | None:
    """Return the supporter's own link for an action, if they have made one. One query."""
    if supporter_id is None:
        return None
    link = CampaignLink.objects.filter(action=action, supporter=supporter_id).first()
    return OwnLink(address(link), picture(link)) if link else None


def picture(link: CampaignLink) -> str:
    """Return the QR code as an address that holds the picture itself: the public one answers only for public campaigns."""
    return f"data:image/svg+xml;base64,{b64encode(qr_svg(link)).decode()}"


def address(link: CampaignLink) -> str:
    """Return the short address, as printed and shared."""
    return settings.SITE_URL + reverse("links:link-go", kwargs={"code": link.code})


def is_visit(request: HttpRequest) -> bool:
    """Say whether a request comes from somebody who reads, as far as it says so itself."""
    if request.method != "GET" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return False
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and not BOTS.search(agent)


def count_visit(link: CampaignLink, *, now: datetime) -> None:
    """Add one visit to the link's day (UTC)."""
    VISITS.add({(link.pk, funnel.day_of(now)): 1})


def qr_svg(link: CampaignLink) -> bytes:
    """Return the QR code of the short address as an SVG document without styles or scripts (ISO/IEC 18004)."""
    return _qr(link, kind="svg", scale=1, svgclass=None, lineclass=None, omitsize=True, light="#fff")


def qr_png(link: CampaignLink) -> bytes:
    """Return the QR code of the short address as a PNG, large enough to print."""
    return _qr(link, kind="png", scale=12, light="#fff")


def _qr(link: CampaignLink, **options: Any) -> bytes:
    stream = io.BytesIO()
    # Error correction M mends 15 % of the code; the quiet zone is the standard's four modules.
    segno.make(address(link), error="m", micro=False).save(stream, border=4, **options)
    return stream.getvalue()

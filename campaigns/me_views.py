"""The pages of a person's own link: what we hold about them, and the buttons that change or end it.

Whoever has the token has read that person's mail: there is no account, no cookie and no session whose authority could be
abused, so that forms need no other token. Looking at a page changes nothing.
"""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import me_links, tokens
from campaigns.models import Campaign
from supporters import subscriptions
from supporters.models import Subscription, Supporter

HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@require_safe
def own_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what we hold."""
    return _page(request, "unknown", {}, status=404)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscription_end(request: HttpRequest, token: str, purpose: str, topic: str = "") -> HttpResponse:
    """Show the button that ends a subscription (GET), or end it at once (POST).

    Mail programs post here by themselves with the body `List-Unsubscribe=One-Click`, without cookies and from anywhere
    (RFC 8058): nothing but the link is asked for. It works twice, and when we know the person no more.
    """
    now = timezone.now()
    try:
        key = me_links.read_unsubscribe(token, purpose=purpose, topic=topic, now=now)
    except (tokens.ForgedToken, tokens.ExpiredToken):
        return _page(request, "unknown", {}, status=404)
    context = {"purpose": Subscription.Purpose(purpose), "campaign": _campaign_of(topic)}
    if request.method != "POST":
        return _page(request, "unsubscribe", context)
    supporter = Supporter.objects.filter(pk=key).first()
    if supporter is not None:
        subscriptions.end(supporter=supporter, purpose=purpose, topic=topic, now=now)
    return _page(request, "unsubscribed", context)


def _campaign_of(topic: str) -> Campaign | None:
    """Return the campaign that a subscription is about, if it is about one that there still is."""
    return Campaign.objects.filter(pk=topic).first() if topic.isdecimal() else None


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = render(request, f"campaigns/me/{name}.html", context, status=status)
    for header, value in HEADERS.items():
        response[header] = value
    return response

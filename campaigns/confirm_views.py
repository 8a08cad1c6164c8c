"""The page behind the link in the mail. Looking at it changes nothing, so that mail scanners take part for nobody."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns import actions, kinds, limits, links, switching, thanking, tokens
from campaigns.models import Action, Participation
from publishing.stored import prepare

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


# Whoever has the token may press the button, from any device: there is no session whose authority could be abused.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def participation_confirm(request: HttpRequest, campaign_slug: str, slug: str, token: str) -> HttpResponse:
    """Show the button that confirms (GET), or confirm or ask for a fresh link (POST)."""
    prepare(request)
    now: datetime = request.now  # type: ignore[attr-defined]
    try:
        (key,), is_expired = tokens.CONFIRMATION.read(token, now=now), False
    except tokens.ExpiredToken as error:
        (key,), is_expired = error.values, True
    except tokens.ForgedToken:
        return _page(request, "unknown", {}, status=404)
    participation = _find(key, campaign_slug, slug, now)
    if participation is None:
        return _page(request, "unknown", {}, status=404)
    return _answer(request, participation, is_expired=is_expired, now=now)


def _answer(request: HttpRequest, participation: Participation, *, is_expired: bool, now: datetime) -> HttpResponse:
    context: dict[str, Any] = {
        "participation": participation,
        "action": participation.action,
        "campaign": participation.action.campaign,
        "words": kinds.of(participation.action).words,
    }
    if is_expired and not participation.is_proven:
        if request.method == "POST":
            return _send_again(request, participation, context, now)
        return _page(request, "expired", context, status=410)
    # Anybody can type for an address anew until it has confirmed. What its owner agrees to is what the page showed.
    typed_at = participation.created_at.isoformat()
    is_agreed = request.method == "POST" and request.POST.get("typed_at", typed_at) == typed_at
    try:
        is_new = is_agreed and not participation.is_proven and actions.confirm(participation, now=now)
    except actions.Declined as reason:
        return _page(request, "declined", context | {"reason": reason}, status=409)
    if participation.is_proven and "own_link" in request.POST:
        return _make_own_link(request, participation, now)
    if participation.is_proven:
        thanks = thanking.after_confirming(participation, now=now)
        own_link = links.shown_own_link(participation.supporter_id, participation.action)
        return _page(request, "done", context | thanks | {"is_repeated": not is_new, "own_link": own_link})
    lines = kinds.of(participation.action).shows(participation, now)
    return _page(request, "ask", context | {"lines": lines, "typed_at": participation.created_at.isoformat()})


def _send_again(
    request: HttpRequest, participation: Participation, context: dict[str, Any], now: datetime
) -> HttpResponse:
    try:
        limits.spend(request, "again", now=now)
    except limits.LimitReached as error:
        response = _page(request, "expired", context | {"is_too_many": True}, status=429)
        response["Retry-After"] = str(error.retry_after)
        return response
    actions.send_again(participation, now=now)
    return _page(request, "sent_again", context | {"notices": switching.notices(now=now)})


def _make_own_link(request: HttpRequest, participation: Participation, now: datetime) -> HttpResponse:
    """Give a supporter a short address of their own, and lead back to the page, which shows it."""
    if participation.supporter is not None:
        links.own_link(participation.supporter, participation.action, now=now)
    return HttpResponseRedirect(f"{request.path}#own-link", status=303, headers=HEADERS)


def _find(key: int, campaign_slug: str, slug: str, now: datetime) -> Participation | None:
    """Return the participation of a token on this address, while its campaign is visible."""
    visible = Action.objects.published(now).filter(campaign__language=get_language(), campaign__slug=campaign_slug)
    rows = Participation.objects.select_related("action__campaign", "supporter")
    return rows.filter(pk=key, supporter__isnull=False, action__in=visible.filter(slug=slug)).first()


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = render(request, f"campaigns/confirm_{name}.html", context, status=status)
    for header, value in HEADERS.items():
        response[header] = value
    return response

"""The number of an action for other pages and sites: as JSON and as a picture. Stored for seconds, the same for everybody."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from campaigns import badge, kinds
from campaigns.action_views import counted_actions
from campaigns.current import find_or_404
from publishing.stored import PublicRequest, stored


@stored(seconds=5)
def action_count(request: PublicRequest, campaign_slug: str, slug: str) -> HttpResponse:
    """Return the confirmed number and the goal (null if there is none) as JSON."""
    action = find_or_404(counted_actions(request), campaign_slug, slug)
    return JsonResponse({"confirmed": action.confirmed_count, "goal": action.goal})


@stored(seconds=10)
def action_badge(request: PublicRequest, campaign_slug: str, slug: str) -> HttpResponse:
    """Return a picture of the confirmed number, in the language of the action, which any site may show."""
    action = find_or_404(counted_actions(request), campaign_slug, slug)
    context = badge.draw(action.title, action.confirmed_count, kinds.of(action).count)
    response = render(request, "campaigns/badge.svg", context, content_type="image/svg+xml")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

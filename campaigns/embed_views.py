"""Actions in frames of other sites: complete without scripts, with results and errors inside the frame."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns import embedding, kinds, links, presentation, thanking
from campaigns.action_views import counted_actions, take_part
from campaigns.current import find_or_404
from campaigns.models import Action
from publishing.stored import PublicRequest, stored


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # no cookie, no session: the form's token and the origin are checked instead
def action_embed(request: HttpRequest, campaign_slug: str, slug: str) -> HttpResponseBase:
    """Show an action for a frame, or take part in it there. The form posts to the frame's own address."""
    if request.method == "POST":
        response = take_part(request, campaign_slug, slug, thanks="campaigns:action-embed-thanks", page=_page)
        embedding.allow(response)
        return response
    return _frame(request, campaign_slug, slug)


@stored(seconds=10, query=("via",))
def _frame(request: PublicRequest, campaign_slug: str, slug: str) -> HttpResponse:
    action = find_or_404(counted_actions(request), campaign_slug, slug)
    form = kinds.of(action).form.of(action, None, request.now)
    context = presentation.action_page(action, form=form, via=links.via_of(request), now=request.now)
    return _page(request, context, 200)


@stored()
def action_embed_thanks(request: PublicRequest, campaign_slug: str, slug: str) -> HttpResponse:
    """Say within the frame what comes next. The same page for everybody."""
    action = find_or_404(Action.objects.published(request.now), campaign_slug, slug)
    after = thanking.after_posting(action, now=request.now)
    context = {"action": action, "full_address": embedding.full_address(action), **after}
    return _framed(request, "campaigns/embed/thanks.html", context, 200)


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    action = context["action"]
    context |= {
        "is_done_here": embedding.is_done_in_frame(action),
        "full_address": embedding.full_address(action, via=context["via"]),
    }
    return _framed(request, "campaigns/embed/action.html", context, status)


def _framed(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """Return a page that the sites of the list may show in a frame; search engines are to list the full page."""
    sites = embedding.origins()
    response = render(request, template, context | {"sites_mark": embedding.mark(sites)}, status=status)
    response["X-Robots-Tag"] = "noindex"
    embedding.allow(response, sites)
    return response

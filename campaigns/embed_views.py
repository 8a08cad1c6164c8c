"""Actions in frames of other sites: complete without scripts, with results and errors inside the frame."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns import embedding, kinds, links, presentation, submission, thanking
from campaigns.action_views import counted_actions, find_or_404
from campaigns.models import Action
from publishing.stored import PublicRequest, stored


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # no cookie, no session: the form's token and the origin are checked instead
def action_embed(request: HttpRequest, campaign_slug: str, slug: str) -> HttpResponseBase:
    """Show an action for a frame, or take part in it there. The form posts to the frame's own address."""
    if request.method == "POST":
        return _take_part(request, campaign_slug, slug)
    return _frame(request, campaign_slug, slug)


@stored(seconds=10, query=("via",))
def _frame(request: PublicRequest, campaign_slug: str, slug: str) -> HttpResponse:
    action = find_or_404(counted_actions(request), campaign_slug, slug)
    form = kinds.of(action).form.of(action, None, request.now)
    return _page(request, action, form, via=links.via_of(request), now=request.now)


def _take_part(request: HttpRequest, campaign_slug: str, slug: str) -> HttpResponse:
    """Answer a posted form as the action's own page does, within the frame."""
    now = timezone.now()
    actions = Action.objects.published(now)
    action = find_or_404(actions, campaign_slug, slug)
    form = kinds.of(action).form.of(action, request.POST, now)
    try:
        submission.accept(request, action, form, now=now)
    except submission.Refused as refusal:
        counted = find_or_404(actions.with_confirmed_count(), campaign_slug, slug)
        return _refuse(request, counted, form, refusal, now)
    thanks = reverse("campaigns:action-embed-thanks", kwargs={"campaign_slug": campaign_slug, "slug": slug})
    response = HttpResponseRedirect(thanks, status=303)
    embedding.allow(response)
    return response


def _refuse(
    request: HttpRequest, action: Action, form: kinds.ActionForm, refusal: submission.Refused, now: datetime
) -> HttpResponse:
    """Give the form back with everything that was typed. Never stored by anybody."""
    if isinstance(refusal, submission.ForeignOrigin):
        form = form.without_consents()
    said = None if isinstance(refusal, submission.NextStep) else refusal
    via = submission.via_of(request, action, now=now)
    response = _page(request, action, form, via=via, now=now, refusal=said, status=refusal.status)
    for name, value in {"Cache-Control": "no-store", **refusal.headers}.items():
        response[name] = value
    return response


@stored()
def action_embed_thanks(request: PublicRequest, campaign_slug: str, slug: str) -> HttpResponse:
    """Say within the frame what comes next. The same page for everybody."""
    action = find_or_404(Action.objects.published(request.now), campaign_slug, slug)
    after = thanking.after_posting(action, now=request.now)
    context = {"action": action, "full_address": embedding.full_address(action), **after}
    return _framed(request, "campaigns/embed/thanks.html", context, status=200)


def _page(
    request: HttpRequest,
    action: Action,
    form: kinds.ActionForm,
    *,
    via: str,
    now: datetime,
    refusal: submission.Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    via = submission.via_of(request, action, now=now)
    context = presentation.action_page(action, form=form, via=via, now=now) | {
        "refusal": refusal,
        "is_done_here": embedding.is_done_in_frame(action),
        "full_address": embedding.full_address(action, via=via),
    }
    return _framed(request, "campaigns/embed/action.html", context, status=status)


def _framed(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """Return a page that the sites of the list may show in a frame; search engines are to list the full page."""
    sites = embedding.origins()
    response = render(request, template, context | {"sites_mark": embedding.mark(sites)}, status=status)
    response["X-Robots-Tag"] = "noindex"
    embedding.allow(response, sites)
    return response

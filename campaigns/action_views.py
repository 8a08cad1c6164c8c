"""Public pages of calls to action, stored and free of cookies; forms post to their own page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import calendars, current, funnel, kinds, links, presentation, submission, switching, thanking
from campaigns.current import find_or_404
from campaigns.kinds import event, link
from campaigns.models import Action, ActionQuerySet, FunnelDay
from publishing.stored import PublicRequest, stored

type Page = Callable[[HttpRequest, dict[str, Any], int], HttpResponse]
"""Draws the page of an action from its context, with an HTTP status."""


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # no cookie, no session: the form's token and the origin are checked instead
def action_detail(request: HttpRequest, campaign_slug: str, slug: str) -> HttpResponseBase:
    """Show an action, or take part in it."""
    if request.method == "POST":
        return take_part(request, campaign_slug, slug, thanks="campaigns:action-thanks", page=_page)
    return _action_page(request, campaign_slug, slug)


@stored(seconds=10, query=("via",))
def _action_page(request: PublicRequest, campaign_slug: str, slug: str) -> HttpResponse:
    action = find_or_404(counted_actions(request), campaign_slug, slug)
    form = kinds.of(action).form.of(action, None, request.now)
    context = presentation.action_page(action, form=form, via=links.via_of(request), now=request.now)
    return _page(request, context, 200)


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "campaigns/action_detail.html", context, status=status)


def take_part(request: HttpRequest, campaign_slug: str, slug: str, *, thanks: str, page: Page) -> HttpResponse:
    """Answer a posted form: everybody whose form is accepted is led to the page named `thanks`.

    The others get the form back on the `page`, with everything that was typed and what is wrong; nobody stores that page.
    """
    action = current.action_at(request, campaign_slug, slug)
    now: datetime = request.now  # type: ignore[attr-defined]  # given by `current`
    form = kinds.of(action).form.of(action, request.POST, now)
    try:
        submission.accept(request, action, form, now=now)
    except submission.Refused as refusal:
        counted = find_or_404(Action.objects.published(now).with_confirmed_count(), campaign_slug, slug)
        return _refuse(request, counted, form, refusal, now, page)
    address = reverse(thanks, kwargs={"campaign_slug": campaign_slug, "slug": slug})
    return HttpResponseRedirect(address, status=303)


def _refuse(
    request: HttpRequest, action: Action, form: kinds.ActionForm, refusal: submission.Refused, now: datetime, page: Page
) -> HttpResponse:
    if isinstance(refusal, submission.ForeignOrigin):
        form = form.without_consents()
    said = None if isinstance(refusal, submission.NextStep) else refusal
    via = submission.via_of(request, action, now=now)
    context = presentation.action_page(action, form=form, via=via, now=now) | {"refusal": said}
    response = page(request, context, refusal.status)
    for name, value in {"Cache-Control": "no-store", **refusal.headers}.items():
        response[name] = value
    return response


@stored()
def action_thanks(request: PublicRequest, campaign_slug: str, slug: str) -> HttpResponse:
    """Say what to do next: open the mail, or something else. The same page for everybody."""
    action = find_or_404(Action.objects.published(request.now), campaign_slug, slug)
    context = {"action": action, "campaign": action.campaign, **thanking.after_posting(action, now=request.now)}
    context |= {"notices": switching.notices(now=request.now)}
    return render(request, "campaigns/action_thanks.html", context)


@stored(seconds=60)
def action_calendar(request: PublicRequest, campaign_slug: str, slug: str) -> HttpResponse:
    """Hand out an event as a file for calendars (RFC 5545)."""
    action = find_or_404(Action.objects.published(request.now), campaign_slug, slug)
    happening = event.of(action) if action.kind == Action.Kind.EVENT else None
    if happening is None:
        raise Http404
    content = calendars.file_of(action, happening, now=request.now)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{action.slug}.ics")
    return response


@require_safe
def action_go(request: HttpRequest, campaign_slug: str, slug: str) -> HttpResponse:
    """Lead to the address that staff stored, and count it. Never stored: the count is the point."""
    now = timezone.now()
    action = find_or_404(Action.objects.published(now), campaign_slug, slug)
    address = link.destination(action) if action.kind == Action.Kind.LINK else ""
    if not address:
        raise Http404
    if not action.is_open(now):
        return HttpResponseRedirect(action.get_absolute_url())
    if links.is_visit(request):
        through = links.find(links.via_of(request), now=now)
        is_ours = through is not None and through.campaign_id == action.campaign_id
        via = through.code if through is not None and is_ours else ""
        funnel.count(action.pk, FunnelDay.Step.CLICKED, via=via, now=now)
    return HttpResponseRedirect(address, headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})


def counted_actions(request: PublicRequest) -> ActionQuerySet:
    """Return the visible actions with their numbers. Counting takes time, so that who posts a form does without."""
    return Action.objects.published(request.now).with_confirmed_count()

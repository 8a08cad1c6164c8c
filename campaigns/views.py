"""Public pages of campaigns, stored and free of cookies."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from campaigns import campaign_pages, links
from campaigns.models import Campaign
from publishing import editions, placements
from publishing.paging import by_number_or_404
from publishing.stored import PublicRequest, prepare, stored
from sources import exporting


@stored(seconds=10, query=("page",))
def campaign_list(request: PublicRequest) -> HttpResponse:
    """List all campaigns: what runs first, then what comes, then what has ended."""
    campaigns = Campaign.objects.published(request.now).in_edition(get_language(), request.now)
    shown = campaign_pages.with_totals(campaigns.active_first()).select_related("lead_image")
    page = by_number_or_404(shown.prefetch_related("lead_image__renditions"), request.GET.get("page", ""))
    context = campaign_pages.campaign_list(page) | {"alternates": editions.every_edition(request.path)}
    return render(request, "campaigns/campaign_list.html", context)


@stored(seconds=10, query=("via",))
def campaign_detail(request: PublicRequest, slug: str) -> HttpResponse:
    """Show a campaign, or lead to its address in the language that it is written in."""
    visible = Campaign.objects.published(request.now)
    full = visible.select_related("lead_image").prefetch_related("tags")
    campaign = editions.find_or_404(full, slug)
    if campaign.language != get_language():
        return redirect(campaign)
    return campaign_page(request, campaign)


def campaign_page(request: PublicRequest, campaign: Campaign) -> HttpResponse:
    """Return the page of a campaign; the admin's preview shows those not yet public."""
    context = campaign_pages.campaign_page(campaign, via=links.via_of(request), now=request.now)
    context["alternates"] = editions.alternates(context["story"].translations)
    context["newer_original"] = editions.newer_original(campaign, request.now)
    response = render(request, "campaigns/campaign_detail.html", context)
    placements.allow_frames(response, campaign)
    return response


def decision_makers(request: HttpRequest, slug: str) -> HttpResponseBase:
    """List everybody whom a campaign addresses, by position and area. What is looked for by name is stored nowhere."""
    if request.GET.get("name") and request.method in ("GET", "HEAD"):
        prepare(request)
        response = _decision_makers(request, slug)  # type: ignore[arg-type]  # has what `prepare` gives
        response["Cache-Control"] = "no-store"
        return response
    return _decision_makers_stored(request, slug)


def _decision_makers(request: PublicRequest, slug: str) -> HttpResponse:
    visible = Campaign.objects.published(request.now).filter(language=get_language())
    campaign = get_object_or_404(visible.defer("body", "body_html", "notes_html"), slug=slug)
    context = campaign_pages.decision_makers(request, campaign)
    return render(request, "campaigns/decision_makers.html", context)


_decision_makers_stored = stored(query=("page", "position", "area", "name"))(_decision_makers)


@stored()
def campaign_sources(request: PublicRequest, slug: str, extension: str) -> HttpResponseBase:
    """Hand out the sources that a campaign cites, as a bibliographic file."""
    campaign = get_object_or_404(Campaign.objects.published(request.now), slug=slug, language=get_language())
    return exporting.file_of(exporting.of_item(campaign, request.now), extension, "sources")

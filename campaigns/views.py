"""Public pages of campaigns, stored and free of cookies."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from campaigns import links, presentation
from campaigns.models import Campaign
from publishing import editions, placements
from publishing.paging import by_number_or_404
from publishing.stored import PublicRequest, stored
from sources import exporting


@stored(seconds=10, query=("page",))
def campaign_list(request: PublicRequest) -> HttpResponse:
    """List all campaigns: what runs first, then what comes, then what has ended."""
    campaigns = Campaign.objects.published(request.now).in_edition(get_language(), request.now)
    shown = campaigns.active_first().with_confirmed_count().select_related("lead_image")
    page = by_number_or_404(shown.prefetch_related("lead_image__renditions"), request.GET.get("page", ""))
    context = presentation.campaign_list(page) | {"alternates": editions.every_edition(request.path)}
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
    context = presentation.campaign_page(campaign, via=links.via_of(request), now=request.now)
    translations = Campaign.objects.published(request.now).filter(translation_group=campaign.translation_group)
    context["alternates"] = editions.alternates(translations.only("slug", "language"))
    context["newer_original"] = editions.newer_original(campaign, request.now)
    response = render(request, "campaigns/campaign_detail.html", context)
    placements.allow_frames(response, campaign)
    return response


@stored()
def campaign_sources(request: PublicRequest, slug: str, extension: str) -> HttpResponseBase:
    """Hand out the sources that a campaign cites, as a bibliographic file."""
    campaign = get_object_or_404(Campaign.objects.published(request.now), slug=slug, language=get_language())
    return exporting.file_of(exporting.of_item(campaign, request.now), extension, "sources")

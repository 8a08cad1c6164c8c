"""The funnel of a campaign: a page with plots and tables, and the same as a download."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import funnel, funnel_report
from campaigns.models import Campaign
from publishing import spreadsheets
from publishing.admin.content import time_of

PERIOD = "30"


class FunnelMixin(admin.ModelAdmin):
    """Adds the funnel to the admin of campaigns, for all who may see the campaign."""

    change_form_template = "admin/campaigns/campaign/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/funnel/", wrap(require_safe(self.funnel_view)), name="campaigns_campaign_funnel"),
            path(
                "<path:object_id>/funnel.csv", wrap(require_safe(self.funnel_csv)), name="campaigns_campaign_funnel_csv"
            ),
            *super().get_urls(),
        ]

    def funnel_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show the funnel of a live campaign; the address of a working copy leads there."""
        campaign = self._seen(request, object_id)
        if campaign.working_copy_of_id:
            return HttpResponseRedirect(reverse("admin:campaigns_campaign_funnel", args=[campaign.working_copy_of_id]))
        period = self._period(request)
        context = self.admin_site.each_context(request) | {
            "title": _("Funnel: %(campaign)s") % {"campaign": campaign.title},
            "opts": self.opts,
            "original": campaign,
            "media": self.media,
            "period": period,
            "periods": {key: name for key, (_days, name) in funnel_report.PERIODS.items()},
            "report": funnel_report.read(campaign, period, funnel.day_of(time_of(request))),
            "may_see_links": request.user.has_perm("campaigns.view_campaignlink"),
        }
        return TemplateResponse(request, "admin/campaigns/campaign/funnel.html", context)

    def funnel_csv(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Send the same by day, action and link, as a table for spreadsheets."""
        seen = self._seen(request, object_id)
        campaign: Any = seen.working_copy_of or seen
        rows = funnel_report.table(campaign, self._period(request), funnel.day_of(time_of(request)))
        return spreadsheets.download("funnel", funnel_report.HEADS, rows)

    def _seen(self, request: HttpRequest, object_id: str) -> Campaign:
        """Return the campaign, if there is one that this person may see."""
        campaign = self.get_object(request, unquote(object_id))
        if campaign is None:
            raise Http404
        if not self.has_view_permission(request, campaign):
            raise PermissionDenied
        return campaign

    def _period(self, request: HttpRequest) -> str:
        period: str = request.GET.get("period", PERIOD)
        if period not in funnel_report.PERIODS:
            raise Http404
        return period


def address(campaign_id: Any) -> str:
    """Return the address of a campaign's funnel in the admin."""
    return reverse("admin:campaigns_campaign_funnel", args=[campaign_id])

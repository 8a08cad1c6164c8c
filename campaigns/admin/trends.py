"""Where participations come from just now: a page for who looks after abuse."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from campaigns import trends
from campaigns.models import Campaign
from campaigns.trends import Period, Trend
from publishing.admin.content import KEY, time_of


class TrendsMixin(admin.ModelAdmin):
    """Adds the page of trends to the exclusions, whose form its links begin."""

    change_list_template = "admin/campaigns/exclusion/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.trends_view)
        return [path("trends/", view, name="campaigns_exclusion_trends"), *super().get_urls()]

    def trends_view(self, request: HttpRequest) -> HttpResponse:
        """Show networks and mail domains of a period, of one campaign or of all."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        period = trends.PERIODS.get(request.GET.get("period", "day"))
        if period is None:
            raise Http404
        campaign = self._campaign(request.GET.get("campaign", ""))
        context = self.admin_site.each_context(request) | self._context(request, campaign, period)
        return TemplateResponse(request, "admin/campaigns/exclusion/trends.html", context)

    def _campaign(self, key: str) -> Campaign | None:
        if not key:
            return None
        found = Campaign.objects.filter(pk=key, working_copy_of=None).first() if KEY.fullmatch(key) else None
        if found is None:
            raise Http404
        return found

    def _context(self, request: HttpRequest, campaign: Campaign | None, period: Period) -> dict[str, Any]:
        now, key = time_of(request), campaign.pk if campaign else None
        tables = (
            (_("Networks"), "network", trends.networks(key, period, now)),
            (_("Mail domains"), "mail_domain", trends.mail_domains(key, period, now)),
        )
        return {
            "title": _("Trends: %(campaign)s") % {"campaign": campaign} if campaign else _("Trends"),
            "opts": self.opts,
            "media": self.media,
            "campaign": campaign,
            "campaigns": Campaign.objects.filter(working_copy_of=None).order_by("title"),
            "period": period,
            "periods": trends.PERIODS.values(),
            "plot": trends.over_time(key, period, now),
            "tables": [(name, field, self._rows(found, field, campaign)) for name, field, found in tables],
            "may_leave_out": self.has_add_permission(request),
        }

    def _rows(self, found: list[Trend], field: str, campaign: Campaign | None) -> list[tuple[Trend, str]]:
        """Return each trend with the address of the form that leaves it out."""
        form, chosen = reverse("admin:campaigns_exclusion_add"), {"campaign": campaign.pk} if campaign else {}
        return [(trend, f"{form}?{urlencode({**chosen, field: trend.value})}") for trend in found]

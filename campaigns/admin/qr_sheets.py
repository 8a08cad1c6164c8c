"""Several QR codes on sheets of paper, for posters, leaflets and tables at events."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns import links
from campaigns.models import CampaignLink
from publishing.admin.content import KEY

SIZES: Final = (1, 2, 6, 12)
"""How many codes a sheet has."""

SIZE: Final = 6
MOST: Final = 120


@dataclass(frozen=True)
class Code:
    """A QR code with what stands under it; `picture` is a data address, since a draft's own address does not answer yet."""

    picture: str
    title: str
    address: str
    channel: str


class SheetMixin(admin.ModelAdmin):
    """Adds the printable sheet to the links: chosen in the list, shown at an address of its own."""

    actions = ("print_codes",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.sheet_view))
        return [path("sheet/", view, name="campaigns_campaignlink_sheet"), *super().get_urls()]

    @admin.action(description=_("Print QR codes of the chosen links"), permissions=["view"])
    def print_codes(self, request: HttpRequest, queryset: QuerySet[CampaignLink]) -> HttpResponse | None:
        """Lead to the sheet of the chosen links."""
        keys = list(queryset.order_by("-pk").values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            self.message_user(request, _now("Choose at most %d links at once.") % MOST, messages.WARNING)
            return None
        address = reverse("admin:campaigns_campaignlink_sheet")
        return HttpResponseRedirect(f"{address}?keys={','.join(map(str, keys))}")

    def sheet_view(self, request: HttpRequest) -> HttpResponse:
        """Show the codes, as many on a sheet as asked for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed, size = request.GET.get("keys", ""), request.GET.get("size", str(SIZE))
        keys = typed.split(",")
        if len(keys) > MOST or not all(KEY.fullmatch(key) for key in keys) or size not in map(str, SIZES):
            raise Http404
        found = CampaignLink.objects.filter(pk__in=keys).select_related("campaign", "action").order_by("-pk")
        context = self.admin_site.each_context(request) | {
            "title": _now("QR codes to print"),
            "opts": self.opts,
            "media": self.media,
            "keys": typed,
            "size": int(size),
            "sizes": SIZES,
            "sheets": _sheets(found, int(size)),
        }
        return TemplateResponse(request, "admin/campaigns/campaignlink/sheet.html", context)


def _sheets(found: QuerySet[CampaignLink], size: int) -> list[Sequence[Code]]:
    return list(batched((_code(link) for link in found), size))


def _code(link: Any) -> Code:
    target = link.action or link.campaign
    return Code(links.picture(link), target.title, links.address(link), link.channel)

"""Campaign links: short addresses with their QR codes."""

from base64 import b64encode
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns import links
from campaigns.models import CampaignLink
from publishing.admin import ListAdmin


class LinkForm(forms.ModelForm):
    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().lower()
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        action, campaign = cleaned.get("action"), cleaned.get("campaign")
        if action and campaign and action.campaign_id != campaign.pk:
            self.add_error("action", _("This call to action belongs to another campaign."))
        return cleaned


@admin.register(CampaignLink)
class CampaignLinkAdmin(ListAdmin):
    """Short addresses with their QR codes; a link that is printed keeps its code."""

    form = LinkForm
    list_display = ("code", "channel", "campaign", "action", "visits_column", "created_at")
    list_select_related = ("campaign", "action")
    search_fields = ("code", "channel", "campaign__title")
    autocomplete_fields = ("campaign", "action")
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": ("campaign", "action", "channel", "code")}),
        (_("Short address and QR code"), {"fields": ("address", "qr_code", "visits")}),
    )
    readonly_fields = ("address", "qr_code", "visits")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else self.fieldsets[:1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is printed on posters does not change."""
        return (*self.readonly_fields, "code") if obj else self.readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[CampaignLink]:
        return super().get_queryset(request).annotate(visit_sum=Sum("days__visits", default=0))

    @admin.display(description=_("visits"), ordering="visit_sum")
    def visits_column(self, link: Any) -> int:
        return int(link.visit_sum)

    @admin.display(description=_("visits"))
    def visits(self, link: Any) -> int:
        return int(link.visit_sum)

    @admin.display(description=_("short address"))
    def address(self, link: CampaignLink) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', links.address(link))

    @admin.display(description=_("QR code"))
    def qr_code(self, link: CampaignLink) -> SafeString:
        """Show the picture itself, since its public address answers only once the campaign is public."""
        svg, png = (
            f"data:{kind};base64,{b64encode(content).decode()}"
            for kind, content in (("image/svg+xml", links.qr_svg(link)), ("image/png", links.qr_png(link)))
        )
        return format_html(
            '<img class="qr" src="{0}" alt="{2}" width="180" height="180">'
            '<br><a href="{0}" download="{3}.svg">SVG</a> · <a href="{1}" download="{3}.png">PNG</a>',
            svg,
            png,
            _("QR code of the short address"),
            link.code,
        )

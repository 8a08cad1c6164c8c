"""Campaign links: short addresses with their QR codes."""

from base64 import b64encode
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns import funnel_report, links
from campaigns.admin.funnel import address as funnel_address
from campaigns.admin.qr_sheets import SheetMixin
from campaigns.funnel import Step
from campaigns.models import CampaignLink
from publishing.admin import ListAdmin


class LinkChangeList(ChangeList):
    """A list whose links know their numbers: two queries for those of the page, and none for all others."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        figures = funnel_report.of_links(self.result_list)
        for link in self.result_list:
            link.figures = figures[link.pk]


class LinkForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields and self.instance.kind != CampaignLink.Kind.SUPPORTER:
            # Supporters make theirs themselves.
            own = CampaignLink.Kind.SUPPORTER
            self.fields["kind"].choices = [one for one in CampaignLink.Kind.choices if one[0] != own]  # type: ignore[attr-defined]

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
class CampaignLinkAdmin(SheetMixin, ListAdmin):
    """Short addresses with their QR codes; a link that is printed keeps its code."""

    form = LinkForm
    list_display = (
        "code",
        "channel",
        "kind",
        "target_column",
        "visits_column",
        "started_column",
        "confirmed_column",
        "funnel_column",
    )
    list_filter = ("kind",)
    list_select_related = ("campaign", "action")
    search_fields = ("code", "channel", "campaign__title")
    autocomplete_fields = ("campaign", "action")
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": ("campaign", "action", "kind", "channel", "code")}),
        (_("Short address and QR code"), {"fields": ("address", "qr_code", "figures")}),
    )
    readonly_fields = ("address", "qr_code", "figures")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else self.fieldsets[:1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is printed on posters does not change."""
        return (*self.readonly_fields, "code") if obj else self.readonly_fields

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LinkChangeList

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Let the funnel lead to the links of its campaign."""
        return lookup == "campaign__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("leads to"))
    def target_column(self, link: CampaignLink) -> str:
        return str(link.action or link.campaign)

    @admin.display(description=_("visits"))
    def visits_column(self, link: Any) -> int:
        return int(link.figures["visits"])

    @admin.display(description=_("started"))
    def started_column(self, link: Any) -> int:
        return int(link.figures[Step.STARTED])

    @admin.display(description=_("confirmed"))
    def confirmed_column(self, link: Any) -> int:
        return int(link.figures[Step.CONFIRMED])

    @admin.display(description=_("funnel"))
    def funnel_column(self, link: Any) -> SafeString:
        """Lead to the funnel of the campaign, whose name tells one such link from the next."""
        return format_html('<a href="{}">{}</a>', funnel_address(link.campaign_id), link.campaign)

    @admin.display(description=_("who came"))
    def figures(self, link: CampaignLink) -> SafeString:
        """Say how far those came whom the link brought, and where the whole funnel stands."""
        found = funnel_report.of_links([link])[link.pk]
        said = _("%(visits)d visits, %(started)d forms, %(confirmed)d confirmed") % {
            "visits": found["visits"],
            "started": found[Step.STARTED],
            "confirmed": found[Step.CONFIRMED],
        }
        address, words = funnel_address(link.campaign_id), _("Funnel of the campaign")
        return format_html('{} · <a href="{}">{}</a>', said, address, words)

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

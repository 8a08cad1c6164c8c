"""Campaigns with their demands, those they address, and their calls to action."""

from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns import views
from campaigns.admin import calls
from campaigns.admin.actions import ActionInline
from campaigns.admin.funnel import FunnelMixin
from campaigns.admin.story import TimelineMixin
from campaigns.admin.targets import OfficeChoice, TargetInline, address_many
from campaigns.models import Campaign, CampaignCoverage, CampaignRelease, Demand
from publishing.admin import PartInline, PublicationAdmin
from publishing.admin.content import time_of
from publishing.admin.forms import PublicationForm
from publishing.admin.publications import HEADLINE, PICTURE, RELATIONS, TEXT
from publishing.stored import PublicRequest
from sources.admin.coverage import CoverageMixin
from sources.editor import CitingBodyField

CALLS: Final = _("Calls to action")
ADDRESSED: Final = _("Decision makers")
TIMELINE: Final = _("Timeline")


class CampaignForm(PublicationForm):
    body = CitingBodyField(label=_("Text"), required=False)
    address_many = OfficeChoice()

    def clean_successor(self) -> Campaign | None:
        """Refuse the campaign itself, also where its working copy is what is edited: the database only knows the row."""
        successor: Campaign | None = self.cleaned_data["successor"]
        if successor is not None and successor.pk in (self.instance.pk, self.instance.working_copy_of_id):
            raise ValidationError(_("A campaign cannot succeed itself."), code="itself")
        return successor


class DemandInline(PartInline, admin.StackedInline):
    model = Demand
    fields = ("text", "legal_basis", ("state", "state_since"), "position")
    autocomplete_fields = ("legal_basis",)


class ReleaseInline(PartInline, admin.TabularInline):
    model = CampaignRelease
    fields = ("release", "position")
    autocomplete_fields = ("release",)


class ReportInline(PartInline, admin.StackedInline):
    model = CampaignCoverage
    fields = ("title", "web_address", ("outlet", "published_on", "language"))


@admin.register(Campaign)
class CampaignAdmin(FunnelMixin, CoverageMixin, TimelineMixin, PublicationAdmin):
    form = CampaignForm
    list_display = ("picture_column", "title", "outcome", "state_column", "coverage_column", "author_column")
    list_filter = (*PublicationAdmin.list_filter[:1], "outcome", *PublicationAdmin.list_filter[1:])
    inlines = (DemandInline, ActionInline, TargetInline, ReportInline, ReleaseInline)
    autocomplete_fields = (*PublicationAdmin.autocomplete_fields, "successor")
    fieldsets = (
        (HEADLINE, {"fields": ["title", "slug", "outcome", "language"]}),
        (TEXT, {"fields": ["summary", "body"]}),
        (PICTURE, {"fields": ["lead_image"]}),
        (RELATIONS, {"fields": ["tags", "successor"]}),
        (ADDRESSED, {"fields": ["address_many"]}),
    )

    def get_inlines(self, request: HttpRequest, obj: Campaign | None) -> Any:
        """Let a petition be written with a new campaign; the calls of one that is saved have forms of their own."""
        inlines = super().get_inlines(request, obj)
        return [one for one in inlines if one is not ActionInline] if obj is not None else inlines

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and not self.has_change_permission(request, obj):
            # Nothing of the campaign itself, to be read: a choice of what saving is to do.
            fieldsets = [one for one in fieldsets if one[0] != ADDRESSED]
        if obj is not None:
            fieldsets = [
                *fieldsets,
                (CALLS, {"fields": ["calls_to_action"]}),
                (TIMELINE, {"fields": ["timeline_entries"]}),
            ]
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "timeline_entries", "calls_to_action")

    @admin.display(description=_("what supporters are asked to do"))
    def calls_to_action(self, campaign: Campaign) -> SafeString:
        """List the actions of a campaign with links to their forms, and a button for each kind of a new one."""
        live: Any = campaign.working_copy_of or campaign
        return calls.listed(live)

    def after_change(self, request: HttpRequest, item: Any) -> None:
        """Add or take out many decision makers, where that was chosen, before the version of what is saved is written."""
        chosen = getattr(request, "step_data", {}).get("address_many", "")
        if chosen:
            address_many(item, chosen, timezone.localdate(time_of(request)))
        super().after_change(request, item)

    @staticmethod
    def preview_page(request: PublicRequest, item: Campaign) -> HttpResponse:
        return views.campaign_page(request, item)

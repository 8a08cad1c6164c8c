"""Campaigns with their demands, those they address, and their calls to action."""

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaigns import views
from campaigns.admin.actions import ActionInline, actions_of
from campaigns.models import Action, Campaign, CampaignRelease, Demand
from publishing import redirects
from publishing.admin import PartInline, PublicationAdmin
from publishing.admin.content import time_of
from publishing.admin.forms import PublicationForm
from publishing.admin.publications import HEADLINE, PICTURE, RELATIONS, TEXT
from publishing.models import Status
from publishing.stored import PublicRequest
from sources.admin.coverage import CoverageMixin
from sources.editor import CitingBodyField

CALLS: Final = _("Calls to action")


class CampaignForm(PublicationForm):
    body = CitingBodyField(label=_("Text"), required=False)


class DemandInline(PartInline, admin.StackedInline):
    model = Demand
    fields = ("text", "legal_basis", ("state", "state_since"), "position")
    autocomplete_fields = ("legal_basis",)


class ReleaseInline(PartInline, admin.TabularInline):
    model = CampaignRelease
    fields = ("release", "position")
    autocomplete_fields = ("release",)


@admin.register(Campaign)
class CampaignAdmin(CoverageMixin, PublicationAdmin):
    form = CampaignForm
    list_display = ("picture_column", "title", "outcome", "state_column", "coverage_column", "author_column")
    list_filter = (*PublicationAdmin.list_filter[:1], "outcome", *PublicationAdmin.list_filter[1:])
    inlines = (DemandInline, ActionInline, ReleaseInline)
    fieldsets = (
        (HEADLINE, {"fields": ["title", "slug", "outcome", "language"]}),
        (TEXT, {"fields": ["summary", "body"]}),
        (PICTURE, {"fields": ["lead_image"]}),
        (RELATIONS, {"fields": ["tags"]}),
    )

    def has_live_actions(self, campaign: Campaign | None) -> bool:
        """Say whether people may be signing: then actions are no part of the text that waits to be applied."""
        return campaign is not None and (campaign.status == Status.PUBLISHED or campaign.working_copy_of_id is not None)

    def get_inlines(self, request: HttpRequest, obj: Campaign | None) -> Any:
        inlines = super().get_inlines(request, obj)
        return [one for one in inlines if one is not ActionInline] if self.has_live_actions(obj) else inlines

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, (CALLS, {"fields": ["calls_to_action"]})] if self.has_live_actions(obj) else fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "calls_to_action") if self.has_live_actions(obj) else fields

    @admin.display(description=_("what supporters are asked to do"))
    def calls_to_action(self, campaign: Campaign) -> SafeString:
        """List the actions of a live campaign with links to their forms, and one for a new action."""
        live: Any = campaign.working_copy_of or campaign
        add = f"{reverse('admin:campaigns_action_add')}?campaign={live.pk}"
        rows = format_html_join(
            "",
            '<li><a href="{}">{}</a> <span class="state-at">{}</span></li>',
            (
                (reverse("admin:campaigns_action_change", args=[action.pk]), action, action.get_kind_display())
                for action in live.actions.all()
            ),
        )
        help_text = _now("Readers see a change of these at once: nobody must sign what is not shown.")
        return format_html(
            '<ul class="plain">{}</ul><p><a href="{}">{}</a></p><p class="help">{}</p>',
            rows,
            add,
            _now("Add a call to action"),
            help_text,
        )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Let the addresses that actions leave lead to their new ones."""
        before = (
            {one.pk: one.get_absolute_url() for one in actions_of(form.instance)} if formset.model is Action else {}
        )
        super().save_formset(request, form, formset, change)
        if before and redirects.was_public(form.instance, time_of(request)):
            for action in actions_of(form.instance):
                old = before.get(action.pk, action.get_absolute_url())
                redirects.move(old, action.get_absolute_url(), user=request.user, now=time_of(request))  # type: ignore[arg-type]  # staff are signed in

    @staticmethod
    def preview_page(request: PublicRequest, item: Campaign) -> HttpResponse:
        return views.campaign_page(request, item)

"""Taking out who took part, as a table for spreadsheets: asked for its reason, and logged."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import exporting
from campaigns.models import Action, Campaign, ParticipationQuerySet
from publishing.admin.content import time_of

LIVE = Campaign.objects.filter(working_copy_of__isnull=True)


class ActionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.campaign.title}: {obj.title}"


class ExportForm(forms.Form):
    COUNTING, CONFIRMED, EVERYTHING = "counting", "confirmed", "everything"

    campaign = forms.ModelChoiceField(LIVE.order_by("-pk"), label=gettext_lazy("Campaign"))
    action = ActionChoice(
        Action.objects.filter(campaign__in=LIVE).select_related("campaign").order_by("-campaign", "position", "pk"),
        label=gettext_lazy("Call to action"),
        required=False,
        help_text=gettext_lazy("Leave empty for all of the campaign."),
    )
    which = forms.ChoiceField(
        label=gettext_lazy("Which"),
        choices=[
            (COUNTING, gettext_lazy("those that count")),
            (CONFIRMED, gettext_lazy("all confirmed, also those left out of the count")),
            (EVERYTHING, gettext_lazy("all, also those not confirmed")),
        ],
    )
    with_addresses = forms.BooleanField(
        label=gettext_lazy("With e-mail addresses"),
        required=False,
        help_text=gettext_lazy("Only where you cannot do without: a file with addresses can be lost."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=200,
        help_text=gettext_lazy("Stands in the log of access beside your name."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        action, campaign = cleaned.get("action"), cleaned.get("campaign")
        if action and campaign and action.campaign_id != campaign.pk:
            self.add_error("action", _("This call to action belongs to another campaign."))
        return cleaned

    def rows(self) -> ParticipationQuerySet:
        """Return what a valid form asks for."""
        rows = exporting.of_campaign(self.cleaned_data["campaign"], self.cleaned_data["action"])
        match self.cleaned_data["which"]:
            case self.COUNTING:
                return rows.counting()
            case self.CONFIRMED:
                return rows.confirmed()
        return rows


class ExportingMixin(admin.ModelAdmin):
    """Gives the list of participations a page to take them out. Mixed into their admin."""

    change_list_template = "admin/campaigns/participation/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export)
        return [path("export/", view, name="campaigns_participation_export"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"may_export": _may_export(request), **(extra_context or {})})

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Ask what is to be taken out and what for (GET), or hand it out and log it (POST)."""
        if not _may_export(request):
            raise PermissionDenied
        form = ExportForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            typed = form.cleaned_data
            return exporting.table(
                form.rows(),
                with_addresses=typed["with_addresses"],
                name=str(typed["action"] or typed["campaign"]),
                user=request.user,
                reason=typed["reason"],
                now=time_of(request),
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Take out a table"),
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/campaigns/participation/export.html", context, status=status)


def _may_export(request: HttpRequest) -> bool:
    return request.user.has_perm("campaigns.export_participation")

"""Handing over names: what each target gets, as paper and as a table, and the record of who handed over what."""

from collections.abc import Iterator
from datetime import datetime
from itertools import batched
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from campaigns import delivering, exporting
from campaigns.models import Action, Campaign, CampaignTarget, Delivery
from publishing import spreadsheets
from publishing.admin import ListAdmin
from publishing.admin.content import KEY, time_of

ROWS: Final = "<!-- rows -->"
"""Where the rows of the printable page stand in its template. No words of anybody can be this: they are escaped."""
ROWS_AT_ONCE: Final = 200


class TargetChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.official.full_name} ({obj.campaign.title})"


class DeliveryForm(forms.ModelForm):
    target = TargetChoice(
        CampaignTarget.objects.select_related("official", "campaign"),
        label=gettext_lazy("Handed to"),
        required=False,
        help_text=gettext_lazy("Leave empty where it went to all together."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        target, campaign = cleaned.get("target"), cleaned.get("campaign")
        if target and campaign and target.campaign_id != campaign.pk:
            self.add_error("target", _("This campaign does not address them."))
        return cleaned


@admin.register(Delivery)
class DeliveryAdmin(ListAdmin):
    """What was handed over. Each delivery is an entry of its campaign's public timeline, which follows it."""

    form = DeliveryForm
    change_list_template = "admin/campaigns/delivery/change_list.html"
    list_display = ("campaign", "target", "delivered_on", "delivered_by", "number")
    list_select_related = ("campaign", "target__official")
    search_fields = ("campaign__title", "delivered_by", "target__official__full_name")
    ordering = ("-delivered_on", "-pk")
    autocomplete_fields = ("campaign",)
    fields = ("campaign", "target", "number", "delivered_on", "delivered_by", "how")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("prepare/", wrap(require_safe(self.prepare)), name="campaigns_delivery_prepare"),
            path("names/", wrap(require_POST(self.names)), name="campaigns_delivery_names"),
            *super().get_urls(),
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "campaign":
            kwargs["queryset"] = Campaign.objects.filter(working_copy_of__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Delivery | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the targets of the campaign, where it is known already."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        given = str(obj.campaign_id) if obj else request.GET.get("campaign", "")
        if "target" in form.base_fields and KEY.fullmatch(given):
            target = form.base_fields["target"]
            target.queryset = target.queryset.filter(campaign=given)
        return form

    def save_model(self, request: HttpRequest, obj: Delivery, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]  # staff are signed in
        delivering.record(obj, now=time_of(request))

    def delete_model(self, request: HttpRequest, obj: Delivery) -> None:
        delivering.take_back(obj, now=time_of(request))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        for delivery in queryset:
            delivering.take_back(delivery, now=time_of(request))

    # --- Preparing -----------------------------------------------------------------------------

    def prepare(self, request: HttpRequest) -> HttpResponse:
        """Show what each target gets of an action; without one, let it be chosen."""
        self._check(request)
        now = time_of(request)
        action = _action(request.GET.get("action", "")) if request.GET.get("action") else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Hand over names"),
            "actions": _deliverable_actions(),
            "action": action,
        }
        if action is not None:
            context["all"] = delivering.agreed(action).count()
            context["shares"] = delivering.shares(action, timezone.localdate(now))
            context["today"] = timezone.localdate(now)
        return TemplateResponse(request, "admin/campaigns/delivery/prepare.html", context)

    def names(self, request: HttpRequest) -> StreamingHttpResponse:
        """Hand out the names for one target, or for all, to be printed or as a table; note who took them."""
        self._check(request)
        now = time_of(request)
        action, target = _action(request.POST.get("action", "")), None
        if request.POST.get("target"):
            target = _target(action, request.POST["target"])
        rows = delivering.constituents(action, target, timezone.localdate(now))
        number = rows.count()
        to = target.official.full_name if target else _("all together")
        exporting.log(
            user=request.user,
            detail=_("Names to hand over, %(action)s, for %(to)s") % {"action": action, "to": to},
            number=number,
            now=now,
        )
        language = action.campaign.language
        signers = delivering.signers(rows, language)
        with translation.override(language):
            if request.POST.get("as") == "csv":
                return _table(action, target, signers)
            return _paper(request, action, target, signers, number, now)

    def _check(self, request: HttpRequest) -> None:
        if not request.user.has_perm("campaigns.add_delivery"):
            raise PermissionDenied


def _deliverable_actions() -> QuerySet[Action]:
    """Return the actions of live campaigns, those of the newest campaign first."""
    rows = Action.objects.filter(campaign__working_copy_of__isnull=True).select_related("campaign")
    return rows.order_by("-campaign__pk", "position", "pk")


def _action(key: str) -> Action:
    if not KEY.fullmatch(key):
        raise BadRequest("An action is named by its key.")
    return get_object_or_404(_deliverable_actions(), pk=key)


def _target(action: Action, key: str) -> CampaignTarget:
    if not KEY.fullmatch(key):
        raise BadRequest("A target is named by its key.")
    return get_object_or_404(action.campaign.targets.select_related("official"), pk=key)


def _table(
    action: Action, target: CampaignTarget | None, signers: Iterator[delivering.Signer]
) -> StreamingHttpResponse:
    heads = [_("Name"), _("Postcode"), _("Area"), _("Country"), _("Comment")]
    rows = ((one.name, one.postcode, one.area, one.country, one.comment) for one in signers)
    name = f"{action.slug}-{target.pk}" if target else f"{action.slug}-all"
    return spreadsheets.download(name, heads, rows)


def _paper(
    request: HttpRequest,
    action: Action,
    target: CampaignTarget | None,
    signers: Iterator[delivering.Signer],
    number: int,
    now: datetime,
) -> StreamingHttpResponse:
    """Return the page to print, sent while it is written."""
    context = {"action": action, "campaign": action.campaign, "target": target, "number": number, "now": now}
    head, end = render_to_string("campaigns/delivery/paper.html", context, request).split(ROWS)
    response = StreamingHttpResponse(_pieces(head, signers, end))
    response["Cache-Control"] = "no-store"
    return response


def _pieces(head: str, signers: Iterator[delivering.Signer], end: str) -> Iterator[str]:
    yield head
    numbered = enumerate(signers, start=1)
    for some in batched(numbered, ROWS_AT_ONCE):
        yield format_html_join(
            "\n",
            "<tr><td>{}</td><td>{}{}</td><td>{}</td></tr>",
            (
                (number, one.name, format_html("<p>{}</p>", one.comment) if one.comment else "", one.place)
                for number, one in some
            ),
        )
    yield end

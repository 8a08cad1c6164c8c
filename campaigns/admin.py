"""The campaign desk: campaigns with demands and calls to action, the links that lead to them, and who signed."""

from base64 import b64encode
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaigns import links, views
from campaigns.models import Action, Campaign, CampaignLink, CampaignRelease, Demand, Participation
from publishing import redirects
from publishing.admin import ListAdmin, PartInline, PublicationAdmin, PublicContentAdmin, ReadingAdmin
from publishing.admin.content import time_of
from publishing.admin.forms import PublicationForm
from publishing.admin.local_time import LocalTimeField, LocalTimeInput
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


class ActionForm(forms.ModelForm):
    """Makes an action's address from its title where none is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "slug" in cleaned and not cleaned["slug"] and cleaned.get("title"):
            cleaned["slug"] = slugify(cleaned["title"][:90], allow_unicode=True).strip("-_") or "action"
        return cleaned


ACTION_FIELDS: Final = (
    "kind",
    "title",
    "slug",
    "text",
    "addressee",
    "goal",
    ("opens_at", "closes_at"),
    "thanks",
    "position",
)


class ActionInline(PartInline, admin.StackedInline):
    """The actions of a campaign that is not public yet. Those of a live one have forms of their own."""

    model = Action
    form = ActionForm
    view_on_site = False
    prepopulated_fields = {"slug": ("title",)}
    formfield_overrides = {models.DateTimeField: {"form_class": LocalTimeField, "widget": LocalTimeInput}}
    fieldsets = ((None, {"fields": ACTION_FIELDS}),)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deleting an action deletes its signatures: that needs the permission of its own."""
        return super().has_delete_permission(request, obj) and request.user.has_perm("campaigns.delete_action")


def actions_of(campaign: Campaign) -> QuerySet[Action]:
    return Action.objects.filter(campaign=campaign).select_related("campaign")


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


@admin.register(Action)
class ActionAdmin(PublicContentAdmin):
    """The actions of live campaigns, each with its own form: a change of them is public at once."""

    form = ActionForm
    search_fields = ("title", "campaign__title")
    list_select_related = ("campaign",)
    ordering = ("-pk",)
    autocomplete_fields = ("campaign",)
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = ((None, {"fields": ("campaign", *ACTION_FIELDS)}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Action | None = None) -> Any:
        """Keep an action, and who signed it, in its campaign."""
        return ("campaign",) if obj is not None else ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Action | None = None) -> bool:
        return request.user.has_perm("campaigns.view_campaign")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._campaign_desk.has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Action | None = None) -> bool:
        return self._campaign_desk.has_change_permission(request, obj.campaign if obj is not None else None)

    def has_delete_permission(self, request: HttpRequest, obj: Action | None = None) -> bool:
        """Asked also where a campaign is deleted with its actions, and so with what was signed."""
        return request.user.has_perm("campaigns.delete_action")

    @property
    def _campaign_desk(self) -> Any:
        return self.admin_site.get_model_admin(Campaign)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Let an action be added to a campaign itself, not to a working copy of one."""
        if db_field.name == "campaign":
            kwargs["queryset"] = Campaign.objects.filter(working_copy_of__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Action, form: Any, change: bool) -> None:
        """Save the action; the address that it leaves leads to its new one."""
        if not self._campaign_desk.has_change_permission(request, obj.campaign):
            raise PermissionDenied
        old = Action.objects.select_related("campaign").get(pk=obj.pk).get_absolute_url() if change else ""
        super().save_model(request, obj, form, change)
        if old and redirects.was_public(obj.campaign, time_of(request)):
            redirects.move(old, obj.get_absolute_url(), user=request.user, now=time_of(request))  # type: ignore[arg-type]  # staff are signed in

    def response_post_save_add(self, request: HttpRequest, obj: Action) -> HttpResponseRedirect:
        return self._to_campaign(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Action) -> HttpResponseRedirect:
        return self._to_campaign(obj)

    def _to_campaign(self, action: Action) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:campaigns_campaign_change", args=[action.campaign_id]))


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


@admin.register(Participation)
class ParticipationAdmin(ReadingAdmin):
    """Signatures as they came in, for reading alone: what people signed is not edited."""

    list_display = ("name", "action", "confirmed_column", "show_name", "created_at", "confirmed_at")
    list_filter = (("confirmed_at", admin.EmptyFieldListFilter), "show_name")
    list_select_related = ("action", "supporter")
    search_fields = ("=supporter__canonical_email",)
    search_help_text = _("A whole e-mail address")
    ordering = ("-pk",)
    fields = (
        "name",
        "country",
        "postcode",
        "supporter",
        "action",
        "link",
        "comment",
        "show_name",
        "created_at",
        "confirmed_at",
        "mailed_at",
    )

    @admin.display(description=_("counts"), boolean=True)
    def confirmed_column(self, participation: Participation) -> bool:
        return participation.confirmed_at is not None

"""Calls to action: each kind with the fields that it needs."""

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify

from campaigns.admin.comments import CommentsMixin
from campaigns.admin.embeds import EmbeddingMixin
from campaigns.models import Action, Campaign
from publishing import redirects
from publishing.admin import PartInline, PublicContentAdmin
from publishing.admin.content import time_of
from publishing.admin.local_time import LocalTimeField, LocalTimeInput


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


@admin.register(Action)
class ActionAdmin(CommentsMixin, EmbeddingMixin, PublicContentAdmin):
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
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "campaign") if obj is not None else fields

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

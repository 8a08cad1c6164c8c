"""Calls to action: each kind with the fields that it needs."""

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Max
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaigns import kinds
from campaigns.admin.action_forms import PREFIX, ActionForm, form_for
from campaigns.admin.comments import CommentsMixin
from campaigns.admin.embeds import EmbeddingMixin
from campaigns.models import Action, Campaign
from publishing import redirects
from publishing.admin import PartInline, PublicContentAdmin
from publishing.admin.content import KEY, time_of
from publishing.admin.local_time import LocalTimeField, LocalTimeInput

WORDS: Final = ("title", "slug", "text")
TIMES: Final = ("opens_at", "closes_at")


class ActionInline(PartInline, admin.StackedInline):
    """A petition may be written with its campaign; other calls, and later ones, have forms of their own."""

    model = Action
    form = ActionForm
    view_on_site = False
    prepopulated_fields = {"slug": ("title",)}
    formfield_overrides = {models.DateTimeField: {"form_class": LocalTimeField, "widget": LocalTimeInput}}
    fieldsets = (
        (
            None,
            {
                "fields": (*WORDS, "addressee", "goal", TIMES, "thanks", "position"),
                "description": _("A petition. Other kinds of calls can be added once the campaign is saved."),
            },
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deleting an action deletes its signatures: that needs the permission of its own."""
        return super().has_delete_permission(request, obj) and request.user.has_perm("campaigns.delete_action")


@admin.register(Action)
class ActionAdmin(CommentsMixin, EmbeddingMixin, PublicContentAdmin):
    """The actions of campaigns, each with the form of its kind: a change of one of a live campaign is public at once."""

    search_fields = ("title", "campaign__title")
    list_select_related = ("campaign",)
    ordering = ("-pk",)
    autocomplete_fields = ("campaign",)
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = ((None, {"fields": WORDS}),)
    formfield_overrides = {
        **PublicContentAdmin.formfield_overrides,
        models.DateTimeField: {"form_class": LocalTimeField, "widget": LocalTimeInput},
    }

    def get_fieldsets(self, request: HttpRequest, obj: Action | None = None) -> Any:
        """Return the fields of the action's kind, and then what others add."""
        kind = kinds.KINDS[self._kind(request, obj)]
        head: list[Any] = [
            (None, {"fields": ["campaign", "kind", *WORDS, *(["addressee"] if kind.is_addressed else [])]})
        ]
        own = [PREFIX + name for name in kind.details.base_fields]
        if obj is not None and not self.has_change_permission(request, obj):
            own = ["details_shown"] if own else []
        if own:
            head.append((_("What this kind needs"), {"fields": own}))
        confirming = ["needs_confirmation"] if kind.by_mail and not kind.always_confirmed else []
        course = [*(["goal"] if kind.is_counted else []), TIMES, *confirming, "thanks", "position"]
        head.append((_("Goal and course"), {"fields": course}))
        return [*head, *super().get_fieldsets(request, obj)[1:]]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        campaign = obj.campaign if obj is not None else self._campaign(request)
        return super().get_form(request, obj, change, form=form_for(self._kind(request, obj), campaign), **kwargs)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Carry the kind of a new action along unseen: it was chosen by the button that led here."""
        if db_field.name == "kind":
            kwargs |= {"widget": forms.HiddenInput, "initial": self._kind(request, None)}
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Action | None = None) -> Any:
        """Keep an action, and who took part in it, in its campaign and of its kind."""
        fields = (*super().get_readonly_fields(request, obj), "details_shown")
        return (*fields, "campaign", "kind") if obj is not None else fields

    @admin.display(description=_("details"))
    def details_shown(self, action: Action) -> SafeString:
        """Show what the kind needs to those who may look and not change."""
        labels = kinds.of(action).details.base_fields
        rows = ((labels[name].label, value) for name, value in action.details.items() if name in labels and value)
        return format_html('<dl class="details-shown">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Put a new action after those that the campaign has."""
        campaign = self._campaign(request)
        last = campaign.actions.aggregate(last=Max("position"))["last"] if campaign else None
        return {"position": 0 if last is None else last + 1, **super().get_changeform_initial_data(request)}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Say in the title which kind of action is added."""
        title = _now("Add a call to action: %(kind)s") % {"kind": self._kind(request, None).label}
        return super().add_view(request, form_url, {"title": title, **(extra_context or {})})

    @staticmethod
    def _kind(request: HttpRequest, obj: Action | None) -> Action.Kind:
        """Return the kind of an action, or of the one to be added; a petition where none is named."""
        named = obj.kind if obj is not None else request.POST.get("kind") or request.GET.get("kind")
        return Action.Kind(named) if named in Action.Kind.values else Action.Kind.PETITION

    @staticmethod
    def _campaign(request: HttpRequest) -> Campaign | None:
        """Return the campaign that an action is to be added to, as far as it is known yet."""
        key = request.POST.get("campaign") or request.GET.get("campaign") or ""
        return Campaign.objects.filter(pk=key).first() if KEY.fullmatch(key) else None

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

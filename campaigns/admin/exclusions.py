"""Exclusions: a condition, what it would leave out, and how far it is."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import RegexValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaigns import exclusions
from campaigns.admin.trends import TrendsMixin
from campaigns.exclusions import Condition, DryRun, ExclusionError
from campaigns.models import Action, Campaign, Exclusion
from campaigns.trends import short
from publishing.admin.content import ReadingAdmin, time_of
from publishing.admin.local_time import LocalTimeField, LocalTimeInput

CONDITIONS: Final = ("network", "mail_domain", "name", "since", "until")


class NamedActions(forms.ModelChoiceField):
    """Actions with their campaigns, since many petitions have the same name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.campaign}: {obj}"


class ExclusionForm(forms.Form):
    """Asks which participations are meant, and why. `last` bounds a confirmed one to what was looked at."""

    use_required_attribute = False

    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.filter(working_copy_of=None).order_by("title")
    )
    action = NamedActions(
        label=_("Call to action"),
        queryset=Action.objects.select_related("campaign").filter(campaign__working_copy_of=None),
        required=False,
        empty_label=_("all of the campaign"),
    )
    network = forms.CharField(
        label=_("Network"),
        required=False,
        max_length=64,
        validators=[RegexValidator(r"^[0-9a-f]{8,64}\Z", _("At least eight of the digits and letters a–f shown."))],
        help_text=_("As the page of trends shows it. A network has another name each day."),
    )
    mail_domain = forms.CharField(
        label=_("Mail domain"), required=False, max_length=255, help_text=_("What stands after the @.")
    )
    name = forms.CharField(label=_("Name contains"), required=False, max_length=150)
    since = LocalTimeField(label=_("Signed from"), required=False, widget=LocalTimeInput())
    until = LocalTimeField(label=_("Signed before"), required=False, widget=LocalTimeInput())
    why = forms.CharField(label=_("Reason (for staff)"), max_length=300)
    last = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput())

    def clean_mail_domain(self) -> str:
        return self.cleaned_data["mail_domain"].lower().lstrip("@")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        campaign, action = cleaned.get("campaign"), cleaned.get("action")
        if campaign and action and action.campaign_id != campaign.pk:
            self.add_error("action", _("This call to action belongs to another campaign."))
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", _("This is not after the first time."))
        if not self.errors and not any(cleaned.get(name) for name in CONDITIONS):
            raise ValidationError(_("Say what those who are left out have in common: one of the conditions at least."))
        return cleaned

    def condition(self) -> Condition:
        """Return what a valid form means."""
        typed = self.cleaned_data
        asked = {name: typed[name] or getattr(Condition, name) for name in (*CONDITIONS, "last")}
        action = typed["action"].pk if typed["action"] else None
        return Condition(campaign=typed["campaign"].pk, action=action, **asked)


@admin.register(Exclusion)
class ExclusionAdmin(TrendsMixin, ReadingAdmin):
    """What was left out by a condition, and what was put back; begun and undone here, and never edited."""

    list_display = ("why", "campaign", "state", "done", "expected", "created_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("campaign", "created_by")
    search_fields = ("why", "campaign__title")
    ordering = ("-created_at", "-pk")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("campaigns.add_exclusion")

    def has_undo_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("campaigns.change_exclusion")

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """An exclusion goes with its campaign and never alone: what it took could not be put back."""
        raise PermissionDenied

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:key>/undo/", view(self.undo_view), name="campaigns_exclusion_undo"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask for the condition, show what it would do, and do it once that is confirmed (POST)."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "confirm" in request.POST:
            form = ExclusionForm(request.POST)
            if form.is_valid():
                return self._begin(request, form)
        elif "why" in request.GET:
            form = ExclusionForm(request.GET)
        else:
            form = ExclusionForm(initial=self._prefilled(request))
        return self._ask(request, form)

    def _prefilled(self, request: HttpRequest) -> dict[str, str]:
        """Return what a link from the trends begins the form with; keys that are none are left to the form to refuse."""
        return {name: request.GET[name] for name in ExclusionForm.base_fields if name in request.GET}

    def _begin(self, request: HttpRequest, form: ExclusionForm) -> HttpResponse:
        begun = exclusions.begin(
            condition=form.condition(),
            why=form.cleaned_data["why"],
            user=request.user,  # type: ignore[arg-type]  # staff are signed in
            now=time_of(request),
        )
        self.message_user(request, _now("They are left out in the background."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:campaigns_exclusion_change", args=[begun.pk]))

    def _ask(self, request: HttpRequest, form: ExclusionForm) -> HttpResponse:
        is_valid = form.is_bound and form.is_valid()
        found = exclusions.dry_run(form.condition()) if is_valid else None
        context = {
            "title": _now("Leave out by a condition"),
            "form": form,
            "fields": [form[name] for name in form.fields if name != "last"],
            "found": found,
            "confirmed": self._hidden(form, found) if found else [],
            "may_see_names": request.user.has_perm("campaigns.view_participation"),
            "media": self.media + form.media,
        }
        return self._page(request, "add", context, status=400 if form.is_bound and not is_valid else 200)

    def _hidden(self, form: ExclusionForm, found: DryRun) -> list[tuple[str, str]]:
        """Return what the button that confirms sends again, bounded to the rows that were looked at."""
        typed = [(name, str(form.data.get(name, ""))) for name in form.data if name in form.fields or "_meant" in name]
        return [*(pair for pair in typed if pair[0] != "last"), ("last", str(found.condition.last))]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show what an exclusion took, and how far it is."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        if not self.has_view_permission(request):
            raise PermissionDenied
        exclusion = self.get_object(request, object_id)
        if exclusion is None:
            raise Http404
        is_undoing = exclusion.state == Exclusion.State.UNDOING
        context = {
            "title": exclusion.why,
            "exclusion": exclusion,
            "conditions": words_of(exclusion),
            "is_unfinished": exclusion.state in exclusions.UNFINISHED,
            "is_undoing": is_undoing,
            "left": exclusions.left_to_undo(exclusion) if is_undoing else 0,
            "may_undo": self.has_undo_permission(request) and exclusion.state in ("waiting", "running", "done"),
            "media": self.media,
        }
        return self._page(request, "page", context)

    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Put back what an exclusion took (POST)."""
        if not self.has_undo_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        exclusion = get_object_or_404(Exclusion, pk=key)
        try:
            exclusions.undo(exclusion=exclusion, now=time_of(request))
        except ExclusionError:
            self.message_user(request, _now("This is undone already."), messages.WARNING)
        else:
            self.message_user(request, _now("They are put back in the background."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:campaigns_exclusion_change", args=[exclusion.pk]))

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/campaigns/exclusion/{name}.html", context, status=status)


def words_of(exclusion: Exclusion) -> list[tuple[str, str]]:
    """Return the condition of an exclusion as labels and values."""
    condition = Condition.of(exclusion)
    action = Action.objects.filter(pk=condition.action).first() if condition.action else None
    rows = [
        (_now("Campaign"), str(exclusion.campaign)),
        (_now("Call to action"), str(action or (condition.action and _now("deleted")) or "")),
        (_now("Network"), short(condition.network)),
        (_now("Mail domain"), condition.mail_domain),
        (_now("Name contains"), condition.name),
        (_now("Signed from"), _time(condition.since)),
        (_now("Signed before"), _time(condition.until)),
    ]
    return [(label, value) for label, value in rows if value]


def _time(at: datetime | None) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT") if at else ""

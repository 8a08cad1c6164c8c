"""The timeline of campaigns: what staff write is public at once, milestones come by themselves."""

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, TimelineEntry
from publishing import search
from publishing.admin import PublicContentAdmin
from publishing.admin.content import time_of
from publishing.models import Status

LATEST: Final = 5
MILESTONE: Final = TimelineEntry.Kind.MILESTONE


class EntryForm(forms.ModelForm):
    """An entry that staff write. Only the counting knows when a milestone is reached."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            kinds: Any = self.fields["kind"]
            kinds.choices = [choice for choice in kinds.choices if choice[0] != MILESTONE]


@admin.register(TimelineEntry)
class TimelineEntryAdmin(PublicContentAdmin):
    """What happened in campaigns. Whoever may change a campaign writes its timeline; readers see a change at once."""

    form = EntryForm
    list_display = ("title", "kind", "on", "campaign")
    list_filter = ("kind",)
    list_select_related = ("campaign",)
    search_fields = ("title", "campaign__title")
    ordering = ("-on", "-pk")
    autocomplete_fields = ("campaign", "source")
    fields = ("campaign", ("kind", "on"), "title", "text", "source")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with today: most entries are of today."""
        return {"on": timezone.localdate(time_of(request)), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: TimelineEntry | None = None) -> Any:
        """Keep an entry in its campaign, and a milestone what it is."""
        if obj is None:
            return ()
        return ("campaign", "kind") if obj.kind == MILESTONE else ("campaign",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Let an entry be added to a campaign itself: a working copy has none of its own."""
        if db_field.name == "campaign":
            kwargs["queryset"] = Campaign.objects.filter(working_copy_of__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: TimelineEntry | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or self._may_tell(request, obj.campaign))

    def has_delete_permission(self, request: HttpRequest, obj: TimelineEntry | None = None) -> bool:
        """Asked also where a campaign is deleted with its timeline."""
        return super().has_delete_permission(request, obj) and (obj is None or self._may_tell(request, obj.campaign))

    def _may_tell(self, request: HttpRequest, campaign: Campaign) -> bool:
        return bool(self.admin_site.get_model_admin(Campaign).has_change_permission(request, campaign))

    def save_model(self, request: HttpRequest, obj: TimelineEntry, form: Any, change: bool) -> None:
        if not self._may_tell(request, obj.campaign):
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def after_change(self, request: HttpRequest, item: TimelineEntry) -> None:
        """Let search know the words, too."""
        super().after_change(request, item)
        _renew_search(item.campaign)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        _renew_search(obj.campaign)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        campaigns = list(Campaign.objects.filter(pk__in=queryset.values("campaign")))
        super().delete_queryset(request, queryset)
        for campaign in campaigns:
            _renew_search(campaign)

    def response_post_save_add(self, request: HttpRequest, obj: TimelineEntry) -> HttpResponseRedirect:
        return self._to_campaign(obj)

    def response_post_save_change(self, request: HttpRequest, obj: TimelineEntry) -> HttpResponseRedirect:
        return self._to_campaign(obj)

    def _to_campaign(self, entry: TimelineEntry) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:campaigns_campaign_change", args=[entry.campaign_id]))


def _renew_search(campaign: Campaign) -> None:
    if campaign.status == Status.PUBLISHED:
        search.index(campaign)


class TimelineMixin:
    """For the form of a campaign: its latest entries, and the way to all of them and to a new one."""

    @admin.display(description=_("what happened"))
    def timeline_entries(self, campaign: Campaign) -> SafeString:
        live: Any = campaign.working_copy_of or campaign
        latest = list(live.timeline.all()[:LATEST])
        rows = format_html_join(
            "",
            '<li><a href="{}">{}</a> <span class="state-at">{} · {}</span></li>',
            (
                (
                    reverse("admin:campaigns_timelineentry_change", args=[entry.pk]),
                    entry,
                    entry.get_kind_display(),
                    date_format(entry.on, "DATE_FORMAT"),
                )
                for entry in latest
            ),
        )
        every = format_html(
            ' · <a href="{}?campaign__id__exact={}">{}</a>',
            reverse("admin:campaigns_timelineentry_changelist"),
            live.pk,
            _now("All entries"),
        )
        return format_html(
            '<ul class="plain">{}</ul><p><a href="{}?campaign={}">{}</a>{}</p><p class="help">{}</p>',
            rows,
            reverse("admin:campaigns_timelineentry_add"),
            live.pk,
            _now("Add an entry"),
            every if latest else "",
            _now(
                "Readers see an entry at once. Milestones come by themselves; tell the outcome of a campaign that ends."
            ),
        )

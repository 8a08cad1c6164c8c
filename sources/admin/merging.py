"""Merging two sources in the admin: both side by side, what would move, the choice, and the record with its undo."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from publishing.admin.content import KEY, KeySelect, RecordAdmin, time_of
from publishing.admin.states import badge, state_of
from sources import csl, hiding, merging, parting, uses
from sources.admin.sections import DeskMixin, DeskSection
from sources.importing.mapping import NAME_FIELDS
from sources.models import Source, SourceMerge, citation_models

MAY_MERGE: Final = "sources.merge_source"
MOST_SHOWN: Final = 50
CHOICE: Final = "choice-"
OPTIONS: Final = {
    merging.KEPT: gettext_lazy("of the one that stays"),
    merging.MERGED: gettext_lazy("of the one that goes"),
    merging.BOTH: gettext_lazy("both"),
}


@dataclass(frozen=True)
class Row:
    """A field in which the two differ, in words: `chosen` is the option that is ticked."""

    name: str
    label: str
    kept: str
    merged: str
    options: list[tuple[str, Any]]
    chosen: str


class TargetForm(forms.Form):
    """Asks which other source is the same."""

    source = forms.ModelChoiceField(queryset=Source.objects.standing(), label=gettext_lazy("This is the same as"))

    def __init__(self, *, admin_site: Any) -> None:
        super().__init__(auto_id="id_same_%s")
        field = SourceMerge._meta.get_field("kept")
        self.fields["source"].widget = KeySelect(field, admin_site)
        self.fields["source"].widget.choices = self.fields["source"].choices  # type: ignore[attr-defined]


class MergingMixin(DeskMixin):
    """Adds merging to the list of sources and to the page of each."""

    actions: Any = ("merge_sources",)

    def get_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.merge_view)
        return [path("merge/", self.admin_site.admin_view(view), name="sources_source_merge"), *super().get_urls()]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Say whether the person may make sources one, and part them again."""
        return request.user.has_perm(MAY_MERGE)

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Keep a source that was merged as it is, so that it can be parted."""
        return super().has_change_permission(request, obj) and (obj is None or obj.merged_into_id is None)

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.merged_into_id is None)

    @admin.action(permissions=["merge"], description=gettext_lazy("Merge two sources into one…"))
    def merge_sources(self, request: HttpRequest, queryset: QuerySet[Source]) -> HttpResponse | None:
        """Lead to the page that compares the two."""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            self.message_user(request, _("Choose two sources that are the same."), messages.ERROR)
            return None
        return HttpResponseRedirect(merge_url(kept=keys[0], merged=keys[1]))

    def desk_sections(self, request: HttpRequest, source: Source | None) -> list[DeskSection]:
        found = super().desk_sections(request, source)
        if source is None:
            return found
        records = SourceMerge.objects.filter(Q(kept=source) | Q(merged=source)).select_related("kept", "merged", "by")
        may_merge = self.has_merge_permission(request)
        may_now = may_merge and source.merged_into_id is None
        context = {
            "records": list(records[:MOST_SHOWN]),
            "may_merge": may_merge,
            "form": TargetForm(admin_site=self.admin_site) if may_now else None,
        }
        if not context["records"] and not may_now:
            return found
        return [
            *found,
            DeskSection("merges", _("The same source twice"), "admin/sources/source/merges.html", context, 60),
        ]

    # --- The page that compares --------------------------------------------------------------------

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Show both side by side and what would move; make them one when that is confirmed (POST)."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else request.GET
        kept, merged = _chosen(data.get("kept")), _chosen(data.get("merged") or data.get("source"))
        if kept is None or merged is None:
            self.message_user(request, _("Choose two sources. One of them may be gone."), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:sources_source_changelist"))
        kept = kept.became
        try:
            if request.method == "POST":
                return self._merge(request, merged, kept)
            return self._merge_page(request, merging.plan(merged, kept))
        except merging.MergeError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:sources_source_change", args=[kept.pk]))

    def _merge(self, request: HttpRequest, merged: Source, kept: Source) -> HttpResponse:
        names = [name for name in request.POST if name.startswith(CHOICE)]
        record = merging.merge(
            merged,
            kept,
            choices={name.removeprefix(CHOICE): request.POST[name] for name in names},
            user=request.user,  # type: ignore[arg-type]  # staff are signed in
            now=time_of(request),
            note=request.POST.get("note", "").strip()[:300],
        )
        said = format_html(
            _('“{merged}” was merged into this source. <a href="{url}">Look at the merge, or undo it</a>.'),
            merged=merged.title,
            url=reverse("admin:sources_sourcemerge_change", args=[record.pk]),
        )
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:sources_source_change", args=[record.kept_id]))

    def _merge_page(self, request: HttpRequest, plan: merging.Plan) -> HttpResponse:
        now = timezone.now()
        context = self.admin_site.each_context(request) | {
            "title": _("Merge two sources into one"),
            "opts": self.opts,
            "plan": plan,
            "rows": [_row(one) for one in plan.differences],
            "items": _items(plan.merged, now),
            "most": MOST_SHOWN,
            "swapped": merge_url(kept=plan.merged.pk, merged=plan.kept.pk),
            "public_titles": hiding.public_titles(plan.kept, now),
            "visibility_differs": plan.kept.visibility != plan.merged.visibility,
        }
        return TemplateResponse(request, "admin/sources/source/merge.html", context)


def merge_url(*, kept: int, merged: int) -> str:
    """Return the address of the page that compares two sources."""
    return f"{reverse('admin:sources_source_merge')}?kept={kept}&merged={merged}"


def _chosen(key: str | None) -> Source | None:
    return Source.objects.filter(pk=key).first() if key and KEY.fullmatch(key) else None


def _row(one: merging.Difference) -> Row:
    label = capfirst(str(Source._meta.get_field(one.name).verbose_name))  # type: ignore[union-attr]
    options = [(key, OPTIONS[key]) for key in one.options]
    return Row(one.name, label, in_words(one.name, one.kept), in_words(one.name, one.merged), options, one.proposed)


def in_words(name: str, value: Any) -> str:
    """Return the value of a field of a source as staff read it; empty for nothing."""
    field: Any = Source._meta.get_field(name)
    if name in NAME_FIELDS:
        return csl.format_names(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return "" if value is None else str(value)


def _items(source: Source, now: Any) -> list[tuple[Any, SafeString]]:
    """Return the items that name a source, drafts and working copies among them, each with its state."""
    return [
        (item, badge(state_of(item.status, item.publish_at, now)))
        for model in citation_models()
        for item in uses.owner_model(model)
        ._default_manager.filter(pk__in=uses.citing_keys(model, [source.pk]))
        .order_by("-pk")
        .defer("body", "body_html", "notes_html")[:MOST_SHOWN]
    ]


@admin.register(SourceMerge)
class SourceMergeAdmin(RecordAdmin):
    """The record of merges, for reading, and for parting what was merged."""

    change_form_template = "admin/sources/sourcemerge/change_form.html"
    list_display = ("merged_title", "kept_title", "at", "by", "undone_at")
    list_display_links = ("merged_title",)
    list_select_related = ("kept", "merged", "by", "undone_by")
    search_fields = ("merged__title", "kept__title", "note")
    ordering = ("-at", "-pk")
    fields = ("merged_link", "kept_link", "at", "by", "note", "what_changed", "what_moved", "undone_at", "undone_by")
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("<path:object_id>/undo/", view, name="sources_sourcemerge_undo"), *super().get_urls()]

    @admin.display(description=gettext_lazy("merged"))
    def merged_title(self, record: SourceMerge) -> str:
        return record.merged.title

    @admin.display(description=gettext_lazy("kept"))
    def kept_title(self, record: SourceMerge) -> str:
        return record.kept.title

    @admin.display(description=gettext_lazy("merged"))
    def merged_link(self, record: SourceMerge) -> SafeString:
        return _link(record.merged)

    @admin.display(description=gettext_lazy("kept"))
    def kept_link(self, record: SourceMerge) -> SafeString:
        return _link(record.kept)

    @admin.display(description=gettext_lazy("fields that changed"))
    def what_changed(self, record: SourceMerge) -> str:
        changed = record.moved.get("fields", {}).get(merging.KEPT, {})
        labels = [str(Source._meta.get_field(name).verbose_name) for name in merging.CHOSEN if name in changed]  # type: ignore[union-attr]
        return ", ".join(labels) or _("none")

    @admin.display(description=gettext_lazy("what moved"))
    def what_moved(self, record: SourceMerge) -> str:
        moved = record.moved
        counts = {
            label.rpartition(".")[0].rpartition(".")[2]: len(keys) for label, keys in moved.get("rows", {}).items()
        }
        counts |= {name: len(moved.get(name, [])) for name in ("tags", "relations", "redirects")}
        return ", ".join(f"{name}: {count}" for name, count in counts.items() if count) or _("nothing")

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        record = kwargs.get("obj")
        context["may_undo"] = record is not None and record.undone_at is None and request.user.has_perm(MAY_MERGE)
        return super().render_change_form(request, context, *args, **kwargs)

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Part the two sources again, and say what could not be put back."""
        if not request.user.has_perm(MAY_MERGE):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        try:
            problems = parting.undo(record, user=request.user, now=time_of(request))  # type: ignore[arg-type]
        except merging.MergeError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, _("The two sources are two again."), messages.SUCCESS)
            self._tell(request, problems)
        return HttpResponseRedirect(reverse("admin:sources_sourcemerge_change", args=[record.pk]))

    def _tell(self, request: HttpRequest, problems: Iterable[str]) -> None:
        for problem in problems:
            self.message_user(request, problem, messages.WARNING)


def _link(source: Source) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("admin:sources_source_change", args=[source.pk]), source.title)

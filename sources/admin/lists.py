"""The list of sources: columns and filters, in a fixed number of queries whatever the size of the library."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.admin.columns import TagFilter
from sources import uses
from sources.admin.sections import DeskMixin
from sources.models import Passage, Snapshot, Source, Visibility, citation_models

HEAVY = ("summary", "note", "reliability_note", "csl_extra", "provenance")
VISIBLE_TO = {"excerpt": gettext_lazy("excerpt only"), "on_file": gettext_lazy("on file")}
VERIFIED = (Passage.Status.EXACT, Passage.Status.NORMALISED)


class SourceChangeList(ChangeList):
    """A list that counts, for the sources on the page alone, what cites them, their copies and their passages."""

    def apply_select_related(self, qs: QuerySet[Any]) -> QuerySet[Any]:
        return qs.select_related("link", "merged_into").defer(*HEAVY)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: list[Source] = list(self.result_list)
        keys = [source.pk for source in self.result_list]
        citing, via, copies = cited_counts(keys), via_counts(keys), copy_counts(keys)
        passages = passage_counts(keys)
        for source in self.result_list:
            source.cited_count, source.via_count = citing.get(source.pk, 0), via.get(source.pk, 0)  # type: ignore[attr-defined]
            source.copies = copies.get(source.pk, 0)  # type: ignore[attr-defined]
            source.passage_counts = passages.get(source.pk, (0, 0))  # type: ignore[attr-defined]


def cited_counts(keys: list[int]) -> dict[int, int]:
    """Return how many items cite each source; changes to a live item are that item. One query for each content type."""
    item = Coalesce("owner__working_copy_of", "owner")
    return _summed((model._default_manager.filter(source__in=keys), item) for model in citation_models())


def via_counts(keys: list[int]) -> dict[int, int]:
    """Return in how many items each source stands between what is cited and the text."""
    item = Coalesce("citation__owner__working_copy_of", "citation__owner")
    return _summed(
        (uses.via_model(model)._default_manager.filter(source__in=keys), item) for model in citation_models()
    )


def _summed(parts: Iterable[tuple[QuerySet[Any], Any]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for rows, item in parts:
        counted = rows.order_by().values("source").annotate(items=Count(item, distinct=True))
        for key, count in counted.values_list("source", "items"):
            total[key] = total.get(key, 0) + count
    return total


def copy_counts(keys: list[int]) -> dict[int, int]:
    """Return how many archived copies of each source were not withdrawn."""
    rows = Snapshot.objects.kept().filter(source__in=keys).order_by()
    return dict(rows.values("source").annotate(copies=Count("pk")).values_list("source", "copies"))


def passage_counts(keys: list[int]) -> dict[int, tuple[int, int]]:
    """Return of each source how many quoted passages are verified, and how many there are."""
    rows = Passage.objects.filter(source__in=keys).order_by().values("source")
    counted = rows.annotate(good=Count("pk", filter=Q(status__in=VERIFIED)), all=Count("pk"))
    return {key: (good, total) for key, good, total in counted.values_list("source", "good", "all")}


class CopyFilter(admin.SimpleListFilter):
    """Sources with and without an archived copy."""

    title = gettext_lazy("archived copy")
    parameter_name = "copy"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return [("no", gettext_lazy("without copy")), ("yes", gettext_lazy("with copy"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        copies = Exists(Snapshot.objects.kept().filter(source=OuterRef("pk")))
        match self.value():
            case "yes":
                return queryset.filter(copies)
            case "no":
                return queryset.exclude(copies)
        return queryset


class CitedFilter(admin.SimpleListFilter):
    """Sources that no item names, and those that some do."""

    title = gettext_lazy("cited")
    parameter_name = "cited"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return [("no", gettext_lazy("not cited")), ("yes", gettext_lazy("cited"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        cited: Any = Q(pk__in=[])
        for model in citation_models():
            cited |= Exists(model._default_manager.filter(source=OuterRef("pk")))
            cited |= Exists(uses.via_model(model)._default_manager.filter(source=OuterRef("pk")))
        return queryset.filter(cited) if self.value() == "yes" else queryset.exclude(cited)


class MergedFilter(admin.SimpleListFilter):
    """Leaves out the sources that were merged into others, unless they are asked for."""

    title = gettext_lazy("merged")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return [("yes", gettext_lazy("merged into others"))]

    def choices(self, changelist: Any) -> Any:
        """Call what is not filtered what it is."""
        first, *others = super().choices(changelist)
        return [first | {"display": _("Not merged")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(merged_into__isnull=self.value() != "yes")


class ListsMixin(DeskMixin):
    """Columns of the list of sources."""

    list_display: Any = ("title", "who", "issued_as_typed", "kind", "evidence", "cited_column")
    list_filter: ClassVar[Any] = ("type", "visibility", TagFilter, CopyFilter, CitedFilter, MergedFilter)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SourceChangeList

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """Propose only sources that stand, wherever one of them is chosen."""
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            queryset = queryset.filter(merged_into__isnull=True)
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=gettext_lazy("by"), ordering="author_line")
    def who(self, source: Source) -> str:
        return source.author_line or source.publisher

    @admin.display(description=gettext_lazy("type"), ordering="type")
    def kind(self, source: Source) -> SafeString:
        """Return the type, and who may see the source where that is not everybody."""
        if source.visibility == Visibility.PUBLIC:
            return format_html("{}", source.get_type_display())
        words = VISIBLE_TO[source.visibility]
        mark = format_html('<span class="badge badge-{}">{}</span>', source.visibility, words)
        return format_html("{} {}", source.get_type_display(), mark)

    @admin.display(description=gettext_lazy("evidence"))
    def evidence(self, source: Any) -> SafeString:
        """Say what proves the source's words: copies, verified passages, and how its address does."""
        good, total = source.passage_counts
        marks = [_copies_mark(source)]
        if total:
            words = _("%(good)d of %(total)d verified") % {"good": good, "total": total}
            marks.append(("verified" if good == total else "doubtful", words))
        link = getattr(source, "link", None)
        if link is not None and link.state in ("dead", "suspect", "moved"):
            marks.append(("link-bad", link.get_state_display()))
        return format_html_join(" ", '<span class="badge badge-{}">{}</span>', marks)

    @admin.display(description=gettext_lazy("cited"))
    def cited_column(self, source: Any) -> SafeString | str:
        if not source.cited_count and not source.via_count:
            return "–"
        via = _("via %d") % source.via_count if source.via_count else ""
        return format_html('{} <span class="state-at">{}</span>', source.cited_count, via)


def _copies_mark(source: Any) -> tuple[str, str]:
    if not source.copies:
        return "no-copy", _("no copy")
    return "copy", ngettext("%d copy", "%d copies", source.copies) % source.copies

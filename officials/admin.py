"""The desk of decision makers. Staff see everything; what is over, gone or ended is marked as such."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from officials.models import Area, DataImport, Office, Official, PostcodeArea, Term
from officials.models.areas import COUNTRY
from publishing.admin import ListAdmin, PartInline, RecordAdmin
from publishing.admin.content import time_of

MOST_CHOICES = 250
NAMED_IN_REPORT = 500
NONE = "–"


def today_of(request: HttpRequest) -> date:
    """Return the day of a request in the site's zone."""
    return timezone.localdate(time_of(request))


class InOfficeFilter(admin.SimpleListFilter):
    """Those in office today, and those who are not."""

    title = gettext_lazy("in office")
    parameter_name = "in_office"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return [("yes", gettext_lazy("in office today")), ("no", gettext_lazy("not in office"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        running = Exists(Term.objects.current(today_of(request)).filter(official=OuterRef("pk")))
        match self.value():
            case "yes":
                return queryset.filter(running)
            case "no":
                return queryset.exclude(running)
        return queryset


class WordFilter(admin.SimpleListFilter):
    """The values that one short column has: `field` of `among`, which is the model of the list unless it says another."""

    field = ""
    among: type[Model] | None = None

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        model = self.among or model_admin.model
        rows = model._default_manager.order_by(self.field).values_list(self.field, flat=True)
        return [(value, value) for value in rows.distinct()[:MOST_CHOICES]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.field: self.value()}) if self.value() else queryset


class SchemeFilter(WordFilter):
    title = gettext_lazy("list")
    parameter_name = "list"
    field = "scheme"


class KindFilter(WordFilter):
    title = gettext_lazy("kind")
    parameter_name = "of"
    field = "kind"


class CountryFilter(WordFilter):
    """The countries that there is data of, read from their own areas alone."""

    title = gettext_lazy("country")
    parameter_name = "in"
    field = "country"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        countries = Area.objects.filter(kind=COUNTRY).order_by("name").values_list("country", "name")
        return list(countries[:MOST_CHOICES])


class TermCountryFilter(CountryFilter):
    """Officials who hold or held office in a country."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        held = Term.objects.filter(official=OuterRef("pk"), area__country=self.value())
        return queryset.filter(Exists(held)) if self.value() else queryset


class RoleFilter(WordFilter):
    """Those who are in a role today, among all roles that anybody has or had."""

    title = gettext_lazy("role")
    parameter_name = "role"
    field = "role"
    among = Term

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        running = Term.objects.current(today_of(request)).filter(role=self.value(), official=OuterRef("pk"))
        return queryset.filter(Exists(running)) if self.value() else queryset


class TermInline(PartInline, admin.TabularInline):
    model = Term
    fields = ("state", "office", "role", "area", "party", "start", "end", "phone", "contact_form")
    readonly_fields = ("state",)
    autocomplete_fields = ("area",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("area")

    @admin.display(description=gettext_lazy("state"))
    def state(self, term: Term) -> SafeString | str:
        """Say whether a term runs today, was, or is still to come."""
        if not term.pk:
            return NONE
        today = timezone.localdate()
        if term.runs_on(today):
            return _badge("live", _("in office"))
        return _badge("draft", _("ended") if term.start <= today else _("not begun"))


class OfficeInline(PartInline, admin.StackedInline):
    model = Office
    fields = (
        "identifier", ("name", "is_capital", "gone"), ("building", "suite"), "address", ("city", "region", "postcode"),
        ("phone", "fax"), "hours", ("latitude", "longitude"),
    )  # fmt: skip
    classes = ("collapse",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "address" and field is not None:
            field.widget.attrs["rows"] = 2
        return field


@admin.register(Official)
class OfficialAdmin(ListAdmin):
    list_display = ("full_name", "offices_now", "party_now", "state", "listed_as")
    list_filter = (InOfficeFilter, RoleFilter, TermCountryFilter, SchemeFilter)
    search_fields = ("full_name", "family_name", "=identifier", "=terms__area__code", "terms__area__name")
    search_help_text = gettext_lazy("Name, identifier, or area, such as CA-12")
    fieldsets = (
        (None, {"fields": ("full_name", ("given_name", "family_name"), "email", "web_address", "note")}),
        (gettext_lazy("Where the data comes from"), {"fields": (("scheme", "identifier"),)}),
    )
    inlines = (TermInline, OfficeInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Official]:
        """Load with each official the terms that run today, as the list shows them."""
        running = Term.objects.current(today_of(request)).select_related("area")
        found: QuerySet[Official] = super().get_queryset(request)
        return found.prefetch_related(Prefetch("terms", queryset=running, to_attr="running"))

    @admin.display(description=gettext_lazy("office"))
    def offices_now(self, official: Any) -> SafeString | str:
        return format_html_join(", ", "{}, {}", [(term.office, term.area.name) for term in official.running]) or NONE

    @admin.display(description=gettext_lazy("party"))
    def party_now(self, official: Any) -> str:
        return ", ".join(dict.fromkeys(term.party for term in official.running if term.party)) or NONE

    @admin.display(description=gettext_lazy("state"))
    def state(self, official: Any) -> SafeString:
        return _badge("live", _("in office")) if official.running else _badge("draft", _("not in office"))

    @admin.display(description=gettext_lazy("list"), ordering="scheme")
    def listed_as(self, official: Official) -> str:
        return f"{official.scheme} {official.identifier}"


@admin.register(Area)
class AreaAdmin(ListAdmin):
    list_display = ("name", "code", "kind", "country", "parent")
    list_filter = (CountryFilter, KindFilter)
    list_select_related = ("parent",)
    search_fields = ("name", "=code")
    fields = (("country", "kind", "code"), "name", "parent")
    autocomplete_fields = ("parent",)


@admin.register(PostcodeArea)
class PostcodeAreaAdmin(ListAdmin):
    list_display = ("postcode", "country", "area", "share")
    list_filter = (CountryFilter,)
    list_select_related = ("area",)
    search_fields = ("postcode__startswith", "=area__code")
    search_help_text = gettext_lazy("The beginning of a postcode, or the code of an area")
    fields = (("country", "postcode"), "area", "share")
    autocomplete_fields = ("area",)


@admin.register(DataImport)
class DataImportAdmin(RecordAdmin):
    """What was imported, to be read: by it staff see how old the data is."""

    list_display = ("dataset", "file", "as_of", "imported_at", "what_was_done")
    fields = ("dataset", "format", "file", "as_of", "imported_at", "counted", "reported")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataImport]:
        """Leave the reports in the database where a list is shown."""
        found: QuerySet[DataImport] = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and str(match.url_name).endswith("_changelist")
        return found.defer("report") if is_list else found

    @admin.display(description=gettext_lazy("what was done"))
    def what_was_done(self, record: DataImport) -> str:
        """Return the numbers of what did not stay as it was."""
        total: dict[str, int] = {}
        for counts in record.counts.values():
            for what, number in counts.items():
                total[what] = total.get(what, 0) + number
        changes = [f"{number} {_words(what)}" for what, number in total.items() if what != "unchanged"]
        return ", ".join(changes) or _("nothing changed")

    @admin.display(description=gettext_lazy("counts"))
    def counted(self, record: DataImport) -> SafeString:
        lines = (
            (kind, ", ".join(f"{number} {_words(what)}" for what, number in counts.items()))
            for kind, counts in record.counts.items()
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", lines))

    @admin.display(description=gettext_lazy("report"))
    def reported(self, record: DataImport) -> SafeString | str:
        """Return what was added, changed or ended, line by line; of a long report its beginning."""
        lines = [
            (_words(entry["what"]), entry["name"], f" ({', '.join(entry['fields'])})" if entry["fields"] else "")
            for entry in record.report[:NAMED_IN_REPORT]
        ]
        if not lines:
            return _("nothing changed")
        more = _("… and more") if len(record.report) > NAMED_IN_REPORT else ""
        return format_html("<ul>{}</ul>{}", format_html_join("", "<li>{}: {}{}</li>", lines), more)


WORDS = {
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "ended": gettext_lazy("ended"),
    "gone": gettext_lazy("gone"),
    "removed": gettext_lazy("removed"),
    "passed over": gettext_lazy("passed over"),
}


def _words(what: str) -> str:
    return str(WORDS.get(what, what))


def _badge(state: str, words: str) -> SafeString:
    return format_html('<span class="badge badge-{}">{}</span>', state, words)

"""The evidence desk: one page for all that is known of a source, and the list of them.

What belongs to one subject (copies, link, autofill, imports, merges) is a mixin in a module of its own, added here to the
bases of `SourceAdmin`. `sources.admin.sections` says how a mixin adds sections, addresses, fields and scripts.
"""

import json
from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.forms.widgets import Script
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing import search
from publishing.admin.content import time_of
from publishing.admin.fields import tag_names
from sources import csl, kinds, operations
from sources.admin.autofill import AutofillMixin
from sources.admin.citing import CitingMixin
from sources.admin.duplicates import DuplicatesMixin
from sources.admin.exporting import ExportingMixin
from sources.admin.form import SourceForm
from sources.admin.links import LinksMixin
from sources.admin.lists import ListsMixin
from sources.admin.merging import MergingMixin
from sources.admin.relations import RelationsMixin
from sources.admin.snapshots import SnapshotsMixin
from sources.models import Source

WHAT = ("type", "title", "authors_typed", "issued_as_typed", "language")
WHERE = ("url", "accessed_on", "doi")
READERS = ("summary", "visibility", "is_listed", "tags", "slug")
STAFF = ("note", "reliability_note")
WHEN = (("created_at", "created_by"), ("updated_at", "updated_by"))


@admin.register(Source)
class SourceAdmin(
    # One line for each subject, in alphabetical order.
    AutofillMixin,
    CitingMixin,
    DuplicatesMixin,
    ExportingMixin,
    LinksMixin,
    ListsMixin,
    MergingMixin,
    RelationsMixin,
    SnapshotsMixin,
):
    form = SourceForm
    change_form_template = "admin/sources/source/change_form.html"
    search_fields = ("title", "author_line", "publisher", "url", "doi", "isbn")
    search_help_text = _("Words of title, authors, publisher or address; a DOI or ISBN")
    ordering = ("-updated_at", "-pk")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("created_at", "created_by", "updated_at", "updated_by")
    fieldsets = (
        (_("What it is"), {"fields": WHAT}),
        (_("Where it appeared"), {"fields": kinds.POOL}),
        (_("Where to find it"), {"fields": WHERE}),
        (_("For readers"), {"fields": READERS}),
        (_("For staff"), {"fields": STAFF}),
        (_("Who and when"), {"classes": ("collapse",), "fields": WHEN}),
    )

    class Media:
        js = (Script("admin_site/tags.js", defer=True), Script("admin_site/sources.js", defer=True))
        css = {"all": ("admin_site/sources.css",)}

    # --- The form ------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show first what matters for the type of the source; leave out of a new one's form what it cannot have yet."""
        first, rest = kinds.sections(_kind(request, obj), _filled(obj) if obj else frozenset())
        what, _where, *others, when = self.fieldsets
        sections = [
            what,
            (_("Where it appeared"), {"classes": ("kind-fields",), "fields": first}),
            (_("More about it"), {"classes": ("collapse", "kind-rest"), "fields": rest}),
            *others,
        ]
        return [*sections, when] if obj else sections

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.now = time_of(request)
        return form

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["tag_names"] = tag_names()
        context["kinds_json"] = json.dumps(kinds.RELEVANT)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("Authors"))
    def authors_typed(self, source: Source) -> str:
        """Return the names for those who may only read."""
        return csl.format_names(source.authors)

    @admin.display(description=_("Editors"))
    def editors_typed(self, source: Source) -> str:
        return csl.format_names(source.editors)

    @admin.display(description=_("Translators"))
    def translators_typed(self, source: Source) -> str:
        return csl.format_names(source.translators)

    # --- Saving --------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Source, form: ModelForm, change: bool) -> None:
        operations.save(obj, user=request.user, now=time_of(request))  # type: ignore[arg-type]  # staff are signed in

    def after_change(self, request: HttpRequest, item: Source) -> None:
        operations.refresh(item, now=time_of(request))

    def before_delete(self, request: HttpRequest, item: Source) -> None:
        search.forget(item)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Lead to the public page while there is one."""
        # No slug: it was emptied, to be made anew, in a form that is shown again for another reason.
        is_visible = obj is not None and obj.pk and obj.slug and obj.is_visible(timezone.now())
        return obj.get_absolute_url() if is_visible else None


def _kind(request: HttpRequest, source: Source | None) -> str:
    """Return the type whose fields come first: what was sent, or is saved, or what a new source begins with."""
    if request.method == "POST" and "type" in request.POST:
        return request.POST["type"]
    default = Source._meta.get_field("type").get_default()
    return source.type if source else request.GET.get("type", default)


def _filled(source: Source) -> frozenset[str]:
    return frozenset(name for name in kinds.POOL if getattr(source, name.removesuffix("_typed")))

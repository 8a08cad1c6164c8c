"""The evidence desk: sources, and what cites them.

What belongs to one subject (copies, link, autofill, imports, merges) is a mixin in a module of its own, added here to the
bases of `SourceAdmin`. `sources.admin.sections` says how a mixin adds sections, addresses, fields and scripts.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.forms.widgets import Script
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from publishing import search
from publishing.admin.columns import TagFilter
from publishing.admin.content import time_of
from publishing.admin.fields import TagsField, tag_names
from publishing.admin.states import badge, state_of
from sources import csl, operations
from sources.admin.links import LinksMixin
from sources.admin.sections import DeskMixin
from sources.admin.snapshots import SnapshotsMixin
from sources.models import Source, citation_models

MOST_SHOWN = 100


class SourceForm(forms.ModelForm):
    """Form of a source in which authors are typed one a line."""

    authors_typed = forms.CharField(
        label=_("Authors"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_(
            "One a line. A person as “Family, Given”; an organisation without a comma, or in braces: "
            "{Ministry of Justice, Armenia}."
        ),
    )
    tags = TagsField()

    class Meta:
        model = Source
        exclude = ("authors",)  # noqa: DJ006 - all others, of which the admin shows those in its sections

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authors_typed"].initial = csl.format_names(self.instance.authors)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if "title" in self.fields:
            self.fields["title"].widget.attrs.pop("maxlength", None)

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_authors_typed(self) -> str:
        typed: str = self.cleaned_data["authors_typed"]
        try:
            self.instance.authors = csl.parse_names(typed)
        except csl.NamesNotUnderstood as error:
            raise ValidationError(str(error)) from error
        return typed


@admin.register(Source)
class SourceAdmin(
    # One line for each subject, in alphabetical order.
    LinksMixin,
    SnapshotsMixin,
    DeskMixin,
):
    form = SourceForm
    change_form_template = "admin/sources/source/change_form.html"
    list_display = ("title", "author_line", "publisher", "issued_as_typed", "type", "visibility", "updated_at")
    list_filter = ("type", "visibility", TagFilter)
    search_fields = ("title", "author_line", "publisher", "url")
    search_help_text = _("Words of title, authors, publisher or address")
    ordering = ("-updated_at", "-pk")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("cited_by", "created_at", "created_by", "updated_at", "updated_by")
    fieldsets = (
        (_("What it is"), {"fields": ("type", "title", "authors_typed", "issued_as_typed", "language")}),
        (
            _("Where it appeared"),
            {"fields": ("publisher", "publisher_place", "container_title", ("volume", "issue"), ("number", "pages"))},
        ),
        (_("Where to find it"), {"fields": ("url", "accessed_on", ("doi", "isbn"))}),
        (_("For readers"), {"fields": ("summary", "visibility", "is_listed", "tags", "slug")}),
        (_("For staff"), {"fields": ("note", "reliability_note")}),
        (_("Where it is cited"), {"fields": ("cited_by",)}),
        (
            _("Who and when"),
            {"classes": ("collapse",), "fields": (("created_at", "created_by"), ("updated_at", "updated_by"))},
        ),
    )

    class Media:
        js = (Script("admin_site/tags.js", defer=True),)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out of the form for a new source what it cannot have yet."""
        return super().get_fieldsets(request, obj) if obj else self.fieldsets[:5]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["tag_names"] = tag_names()
        return super().render_change_form(request, context, *args, **kwargs)

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

    @admin.display(description=_("cited by"))
    def cited_by(self, source: Source) -> SafeString | str:
        """List the items whose text cites the source, each with its state and a link to its form."""
        lines: list[tuple[str, str, SafeString]] = []
        now = timezone.now()
        for model in citation_models():
            citations = (
                model._default_manager.filter(source=source)
                .select_related("owner")  # type: ignore[misc]  # each child has its owner
                .order_by("-owner_id", "position")
            )
            for owner in dict.fromkeys(citation.owner for citation in citations[:MOST_SHOWN]):  # type: ignore[attr-defined]
                lines.append((self._address(owner), owner.title, badge(state_of(owner.status, owner.publish_at, now))))
        if not lines:
            return str(_("Nothing cites it yet."))
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a> {}</li>', lines))

    def _address(self, owner: Any) -> str:
        try:
            return reverse(
                f"{self.admin_site.name}:{owner._meta.app_label}_{owner._meta.model_name}_change", args=[owner.pk]
            )
        except NoReverseMatch:
            return str(owner.get_absolute_url())

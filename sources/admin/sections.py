"""The extension point of a source's form: what each subject of the desk adds to the one page of a source.

A subject is a mixin for `SourceAdmin` in a module of its own. It is added to the bases of `SourceAdmin` by one line, and
derives from `DeskMixin`::

    class SnapshotsMixin(DeskMixin):
        class Media:
            js = (Script("admin_site/snapshots.js", defer=True),)
            css = {"all": ("admin_site/snapshots.css",)}

        def get_urls(self):                       # own addresses, before the admin's
            return [path("<int:pk>/capture/", self.admin_site.admin_view(self.capture_view), name="…"), *super().get_urls()]

        def desk_sections(self, request, source):  # source is None in the form for a new one
            own = [DeskSection("copies", _("Archived copies"), "admin/sources/source/copies.html", {"copies": …}, 20)]
            return super().desk_sections(request, source) + (own if source else [])

The form itself gets fields through `fieldsets` of `SourceAdmin`; fields that belong to a subject alone go through
`get_fieldsets`, `get_readonly_fields` and `get_form` as everywhere in the admin. `save_model` writes the row,
`after_change` does what follows from the whole; both run in the transaction of the save.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from publishing.admin import PublicContentAdmin
from sources.models import Source


class Place(StrEnum):
    """Where a section stands: first inside the form, or below it."""

    TOP = "top"
    BELOW = "below"


@dataclass(frozen=True)
class DeskSection:
    """One part of the page of a source.

    `name` is its anchor and must be unique. The template is included with all that the form's page has (`original`,
    `may_change`, `request`, …), with `section`, and with `here`, which is `context`. Below the form a template may hold
    forms of its own (with `csrf_token`) that post to addresses of the mixin. At the top it stands inside the form of the
    source: buttons there have `formaction` or a `name` of their own, and there is no <form>. The scripts that a Django form
    needs, such as those of boxes that search, come along if it is called `form` in `context`.

    `order` sorts: 10 link, 20 copies, 30 passages, 40 citing items, 50 relations, 60 merges, 70 the rest.
    """

    name: str
    title: str | Promise
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 70
    place: Place = Place.BELOW


class DeskMixin(PublicContentAdmin):
    """Base of what subjects add to `SourceAdmin`."""

    def desk_sections(self, request: HttpRequest, source: Source | None) -> list[DeskSection]:
        """Return the parts of the page that this subject and those after it add, in any order; call super()."""
        return []

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the template its sections, sorted, by place."""
        source = kwargs.get("obj")
        found = sorted(self.desk_sections(request, source), key=lambda section: section.order)
        for place in Place:
            context[f"sections_{place}"] = [section for section in found if section.place == place]
        for section in found:
            if "form" in section.context and section.context["form"] is not None:
                context["media"] += section.context["form"].media
        context["may_change"] = (
            self.has_change_permission(request, source) if source else self.has_add_permission(request)
        )
        return super().render_change_form(request, context, *args, **kwargs)

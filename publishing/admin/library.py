"""What pictures and documents of the media library have in common in the admin."""

import contextlib
from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.files import File
from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from publishing import library, uploads, usage
from publishing.admin.columns import TagFilter
from publishing.admin.content import time_of
from publishing.admin.fields import TagsField, tag_names
from publishing.admin.replacing import ReplacingAdmin, Taken, change_address, described, take_first
from publishing.models import Document, Image, PendingUpload

LAYOUTS: Final = ("grid", "list")
LAYOUT: Final = "library_layout"


class LibraryForm(forms.ModelForm):
    """A library item with its words. What is wrong with a file is said beside its field; the words typed stay."""

    tags = TagsField()

    taken: Taken | ValidationError | None = None
    """What looking at the file found; set by the admin, which looks before its transaction begins."""

    @staticmethod
    def take(file: File) -> Taken:
        """Check the file; content types of the library name their function of `publishing.library`."""
        raise NotImplementedError

    def clean_file(self) -> File:
        file: File = self.cleaned_data["file"]
        if self.taken is None:
            self.taken = self.take(file)
        if isinstance(self.taken, ValidationError):
            raise self.taken
        return file

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors and self.taken is not None and "file" not in self.errors:
            self.add_error("file", _("The file is all right. Choose it once more: browsers do not keep it."))


class UseFilter(admin.SimpleListFilter):
    title = gettext_lazy("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return [("public", _("shown to readers")), ("used", _("in use")), ("unused", _("not in use"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        model: Any = queryset.model
        match self.value():
            case "public":
                return queryset.filter(usage.publicly_used(time_of(request), model=model))
            case "used":
                return queryset.filter(usage.used(model))
            case "unused":
                return queryset.filter(~usage.used(model))
            case _nothing:
                return queryset


class LibraryAdmin(ReplacingAdmin):
    """Grid and list, form, replacing and deleting of pictures or documents."""

    list_filter: ClassVar[Any] = (UseFilter, TagFilter)
    list_display_links = ("title",)
    list_per_page = 48
    ordering = ("-created_at", "-pk")
    change_list_template = "admin/publishing/library/change_list.html"
    change_form_template = "admin/publishing/library/change_form.html"
    # --- Lists ---------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the library as a grid, or as a list to those who chose that."""
        layout = request.session.get(LAYOUT)
        context = {
            "layout": layout if layout in LAYOUTS else LAYOUTS[0],
            "kinds": self._kinds(request),
            "layout_url": reverse(f"admin:publishing_{self.opts.model_name}_layout"),
            "may_change": self.has_change_permission(request),
            "may_upload": may_upload(request),
            "pending": pending_of(request).count() if may_upload(request) else 0,
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def _kinds(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the lists of the library that this person may see, with what was searched for and chosen."""
        kept = request.GET.copy()
        for name in set(kept) - {"q", "use", "tag"}:
            del kept[name]
        query = f"?{kept.urlencode()}" if kept else ""
        return [
            {
                "name": capfirst(str(model._meta.verbose_name_plural)),
                "url": reverse(f"admin:publishing_{model._meta.model_name}_changelist") + query,
                "is_current": model is self.model,
            }
            for model in (Image, Document)
            if self.admin_site.get_model_admin(model).has_view_or_change_permission(request)
        ]

    def layout_view(self, request: HttpRequest) -> HttpResponse:
        """Note whether this person wants a grid or a list, and lead back to where they were."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        layout = request.POST.get("layout", "")
        if layout not in LAYOUTS:
            raise BadRequest("The library is shown as a grid or a list.")
        request.session[LAYOUT] = layout
        here = reverse(f"admin:publishing_{self.opts.model_name}_changelist")
        query = request.POST.get("query", "")
        return HttpResponseRedirect(f"{here}?{query}" if query else here)

    def get_urls(self) -> list[URLPattern]:
        name, wrap = f"publishing_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("layout/", wrap(require_POST(self.layout_view)), name=f"{name}_layout"),
            *super().get_urls(),
        ]

    # --- The form ------------------------------------------------------------------------------

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Look at a new file before the transaction of the form begins: meanwhile others can write."""
        if request.method == "POST" and object_id is None and self.has_add_permission(request):
            request.taken = take_first(request, type(self).take)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.taken = getattr(request, "taken", None)
        return form

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        item = kwargs.get("obj")
        context["tag_names"] = tag_names()
        context["may_replace"] = item is not None and self.has_replace_permission(request, item)
        context["may_upload"] = may_upload(request)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("used by"))
    def where_used(self, item: Any) -> SafeString | str:
        uses = usage.uses(item)
        if not uses:
            return _("Nothing yet.")
        return format_html(
            '<ul class="uses">{}</ul>{} {}',
            format_html_join("", "<li>{}</li>", ((described(use),) for use in uses)),
            _("Further uses are not listed here.") if len(uses) >= usage.MOST_USES else "",
            _("While it is in use it cannot be deleted."),
        )

    # --- Deleting ------------------------------------------------------------------------------

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        library.remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for item in queryset:
            library.remove(item)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Say kindly that an item is in use, also where it came into use after the question was asked."""
        item: Any = self.get_object(request, object_id)
        uses = usage.uses(item) if item is not None and self.has_delete_permission(request, item) else []
        if not uses:
            with contextlib.suppress(ProtectedError):
                return super().delete_view(request, object_id, extra_context)
        places = ", ".join(str(use.owner) for use in usage.uses(item)[:5])
        messages.error(request, _("It is in use, so it was not deleted: %(places)s.") % {"places": places})
        return HttpResponseRedirect(change_address(item))


def may_upload(request: HttpRequest) -> bool:
    """Say whether this person may add pictures or documents."""
    return bool(addable(request))


def addable(request: HttpRequest) -> list[bool]:
    """Return the kinds of uploads, as `PendingUpload.is_picture` has them, that this person may add."""
    permissions = {True: "publishing.add_image", False: "publishing.add_document"}
    return [is_picture for is_picture, name in permissions.items() if request.user.has_perm(name)]


def pending_of(request: HttpRequest, *, of_all: bool = False) -> QuerySet[PendingUpload]:
    """Return the uploads that wait for their words: this person's own, or everybody's."""
    waiting = PendingUpload.objects.filter(is_picture__in=addable(request))
    return waiting if of_all else waiting.filter(created_by=request.user.pk)


def accepted_documents() -> str:
    """Return the `accept` attribute for documents."""
    suffixes = {suffix for kind, suffix in library.SUFFIXES.items() if not kind.startswith("image/")}
    return ",".join(sorted(suffixes | library.TABLES))


ACCEPTED: Final = f"{uploads.PICTURE_TYPES},{accepted_documents()}"
"""The `accept` attribute where both pictures and documents may come."""

"""Documents of the media library in the admin."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from publishing import library, media, uploads
from publishing.admin.content import time_of
from publishing.admin.library import LibraryAdmin, LibraryForm, accepted_documents
from publishing.models import Document


class DocumentForm(LibraryForm):
    """A document with its words."""

    take = staticmethod(library.take_document)

    class Meta:
        model = Document
        fields = ("title", "file", "description", "credit", "licence", "tags")
        widgets = {
            "file": forms.FileInput(attrs={"accept": accepted_documents()}),
            "description": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = document_help()


@admin.register(Document)
class DocumentAdmin(LibraryAdmin):
    form = DocumentForm
    list_display = ("tile", "title", "facts", "credit")
    search_fields = ("title", "description", "credit", "tags__name")
    search_help_text = gettext_lazy("Words of title, description, credit or tags")
    readonly_fields = ("file_facts", "where_used")
    accept = accepted_documents()
    words: tuple[Any, ...] = ((None, {"fields": ("description", "credit", "licence", "tags")}),)
    add_fieldsets: tuple[Any, ...] = ((None, {"fields": ("file", "title")}), *words)
    fieldsets = ((None, {"fields": ("title", "file_facts", "where_used")}), *words)

    take = staticmethod(library.take_document)
    replace_file = staticmethod(library.replace_document)

    class Media:
        js: ClassVar[Any] = (Script("admin_site/tags.js", defer=True),)
        css: ClassVar[Any] = {"all": ("admin_site/library.css",)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.file_view))
        return [path("<int:pk>/file/", view, name="publishing_document_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hand out the file, public or not, to those who may see the library."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = self.get_queryset(request).filter(pk=pk).first()
        if document is None:
            raise Http404
        return media.download(document, cache_control=media.FOR_STAFF)

    def save_model(self, request: HttpRequest, obj: Document, form: forms.ModelForm, change: bool) -> None:
        if change:
            library.change_document(obj, now=time_of(request))
            return
        taken: Any = form.taken if isinstance(form, DocumentForm) else None
        library.add_document(obj, user=request.user, now=time_of(request), taken=taken)  # type: ignore[arg-type]  # staff
        self.warn_of_doubles(request, obj)

    def said_after_replacing(self) -> str:
        return _("The file was replaced. Whoever downloads it now gets the new one, under the same address.")

    @admin.display(description=gettext_lazy("kind"))
    def tile(self, document: Document) -> SafeString:
        return format_html('<span class="thumb document-tile">{}</span>', document.kind_name)

    @admin.display(description=gettext_lazy("size"))
    def facts(self, document: Document) -> str:
        return filesizeformat(document.size)

    @admin.display(description=gettext_lazy("file"))
    def file_facts(self, document: Document) -> SafeString:
        added = _("added %(date)s") % {"date": date_format(localtime(document.created_at), "DATE_FORMAT")}
        return format_html(
            '{}, {} · {} · <a href="{}">{}</a><br>{}',
            document.kind_name,
            filesizeformat(document.size),
            added,
            reverse("admin:publishing_document_file", args=[document.pk]),
            _("download"),
            _("Readers get this very file: see that it names nobody whom it must not name, also in its properties."),
        )


def document_help() -> str:
    """Return what may be uploaded as a document, in words."""
    return _("PDF, Word, Excel, PowerPoint, OpenDocument or plain text, without macros, at most %(megabytes)s MB.") % {
        "megabytes": uploads.MAX_DOCUMENT_BYTES // uploads.MEGABYTE
    }

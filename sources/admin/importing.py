"""Importing files of references: upload, what would happen, go, and what happened."""

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from publishing.admin.content import KEY, ListAdmin, time_of
from sources import tasks
from sources.importing import problems, reading, reporting, running
from sources.importing.records import Unreadable
from sources.models import SourceImport

ROWS: Final = 100
REFRESH_SECONDS: Final = 3


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "BibTeX, RIS or CSL-JSON, as Zotero, EndNote, Mendeley, JabRef and libraries write them. At most 20 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".bib,.bibtex,.ris,.json,.txt"}),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[("", gettext_lazy("find out from the file")), *SourceImport.Format.choices],
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > reading.MAX_BYTES:
            message = problems.OF_FILES["too_large"] % {"value": reading.MAX_BYTES // (1024 * 1024)}
            raise ValidationError(message)
        return file


class StartForm(forms.Form):
    fill = forms.BooleanField(
        label=gettext_lazy("Fill empty fields of sources that are in the library already"),
        help_text=gettext_lazy("What stands there is never changed."),
        required=False,
    )
    with_tags = forms.BooleanField(label=gettext_lazy("Make tags of the keywords"), required=False)


@admin.register(SourceImport)
class SourceImportAdmin(ListAdmin):
    list_display = ("name", "format", "state", "done_of_total", "created_at", "created_by")
    list_filter = ("state", "format")
    list_select_related = ("created_by",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the files and reports in the database: a list shows neither."""
        return super().get_queryset(request).defer("content", "report")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = "sources_sourceimport"
        return [
            path("<int:pk>/start/", wrap(require_POST(self.start_view)), name=f"{name}_start"),
            path("<int:pk>/go-on/", wrap(require_POST(self.go_on_view)), name=f"{name}_go_on"),
            path("<int:pk>/report.csv", wrap(require_safe(self.report_view)), name=f"{name}_report"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let those import who may add sources one by one, too."""
        return super().has_add_permission(request) and request.user.has_perm("sources.add_source")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes what was brought in: an import is looked at, started, or deleted."""
        return False

    @admin.display(description=gettext_lazy("records done"))
    def done_of_total(self, found: SourceImport) -> str:
        return _("%(done)s of %(total)s") % {"done": found.done, "total": found.total}

    # --- Uploading -----------------------------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the page for uploading a file, or take one and show what is in it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            found = self._take(request, form)
            if found:
                return HttpResponseRedirect(reverse("admin:sources_sourceimport_change", args=[found.pk]))
        context = self._context(request, title=_("Import sources"), form=form)
        return TemplateResponse(request, "admin/sources/sourceimport/upload.html", context)

    def _take(self, request: HttpRequest, form: UploadForm) -> SourceImport | None:
        """Keep the file that was sent; None if it cannot be read, which the form then says."""
        file, chosen = form.cleaned_data["file"], form.cleaned_data["format"]
        try:
            with transaction.atomic():
                found = running.prepare(
                    file.read(), file.name, chosen=chosen, user=request.user, now=time_of(request)  # type: ignore[arg-type]  # staff are signed in
                )  # fmt: skip
                if not found.total:
                    transaction.on_commit(lambda: tasks.import_sources.enqueue(found.pk))
        except Unreadable as error:
            form.add_error("file", problems.words(error.problem))
            return None
        return found

    # --- One import ----------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show what is in a file, how far its import has come, and what came of it."""
        found = self._get(request, object_id)
        report = found.report
        show = request.GET.get("show", "")
        show = show if show in {*reporting.WHAT, reporting.WITH_PROBLEMS} else ""
        page = Paginator(reporting.chosen(report, show), ROWS).get_page(request.GET.get("p"))
        counts = reporting.counts(report)
        filters = [(key, label, counts[key]) for key, label in reporting.WHAT.items()]
        context = self._context(
            request,
            title=found.name,
            original=found,
            state="unread" if _is_unread(found) else found.state,
            is_under_way=found.state == SourceImport.State.RUNNING or _is_unread(found),
            refresh=REFRESH_SECONDS,
            counts=counts,
            told=[problems.words(stored) for stored in found.told],
            filters=[*filters, (reporting.WITH_PROBLEMS, _("with remarks"), counts[reporting.WITH_PROBLEMS])],
            show=show,
            page=page,
            lines=[reporting.line_of(number, entry) for number, entry in page.object_list],
            form=StartForm(),
            may_start=self.has_add_permission(request),
            may_fill=request.user.has_perm("sources.change_source"),
            may_open=request.user.has_perm("sources.view_source"),
        )
        return TemplateResponse(request, "admin/sources/sourceimport/import.html", context)

    def start_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start an import that was looked through; the worker does it."""
        found = self._get(request, str(pk))
        if not self.has_add_permission(request):
            raise PermissionDenied
        fill = "fill" in request.POST and request.user.has_perm("sources.change_source")
        with transaction.atomic():
            if running.start(found, fill=fill, with_tags="with_tags" in request.POST, user=request.user):  # type: ignore[arg-type]  # staff are signed in
                transaction.on_commit(lambda: tasks.import_sources.enqueue(pk))
            else:
                messages.info(request, _("This import has been started already."))
        return HttpResponseRedirect(reverse("admin:sources_sourceimport_change", args=[pk]))

    def go_on_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let an import go on that stopped on its way; each record is still written once."""
        found = self._get(request, str(pk))
        if not self.has_add_permission(request):
            raise PermissionDenied
        with transaction.atomic():
            if running.go_on(found):
                transaction.on_commit(lambda: tasks.import_sources.enqueue(pk))
        return HttpResponseRedirect(reverse("admin:sources_sourceimport_change", args=[pk]))

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hand out the report as a table."""
        found = self._get(request, str(pk))
        response = StreamingHttpResponse(reporting.as_csv(found), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{found.pk}.csv"'
        return response

    def _get(self, request: HttpRequest, key: str) -> SourceImport:
        """Return an import with its report; 403 for who may not see imports, 404 if there is none."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = SourceImport.objects.defer("content").filter(pk=key).first() if KEY.fullmatch(key) else None
        if found is None:
            raise Http404
        return found

    def _context(self, request: HttpRequest, **more: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **more}


def _is_unread(found: SourceImport) -> bool:
    """Say whether a large file still waits for the worker to look through it."""
    return not found.total and found.state == SourceImport.State.READ


def may_import(request: HttpRequest) -> bool:
    """Say whether the person may import files: the list of sources shows them the way."""
    return request.user.has_perms(["sources.add_source", "sources.add_sourceimport"])

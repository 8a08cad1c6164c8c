"""The archived copies of a source in the admin: see what there is, have one made, upload one, note one elsewhere."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q
from django.forms import Form
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from publishing.admin.content import time_of
from sources import archive, capturing, outside
from sources.admin.copies_base import Views, ask_or_answer, sent
from sources.admin.copy_forms import ElsewhereForm, UploadForm
from sources.admin.copy_pages import CopyPages
from sources.admin.sections import DeskSection
from sources.models import Capture, OutsideCopy, Passage, Snapshot, Source

MOST_SHOWN: Final = 30
LETTERS_SHOWN: Final = 30_000
VERIFIED: Final = Q(passages__status__in=[Passage.Status.EXACT, Passage.Status.NORMALISED])
TEXT_STATES: Final = {
    "no_text": gettext_lazy("no text: scanned"),
    "broken": gettext_lazy("no text: damaged file"),
    "encrypted": gettext_lazy("no text: locked with a password"),
    "unsupported": gettext_lazy("no text of this kind of file"),
    "cut": gettext_lazy("text cut at its end"),
}


class SnapshotsMixin(CopyPages):
    """Adds the section of archived copies to the form of a source."""

    class Media:
        js = (Script("admin_site/snapshots.js", defer=True),)
        css = {"all": ("admin_site/snapshots.css",)}

    def copy_routes(self) -> Views:
        return {
            "": (require_safe(self.copies_view), "copies"),
            "capture/": (require_POST(self.capture_view), "capture"),
            "upload/": (ask_or_answer(self.upload_view), "copy_upload"),
            "elsewhere/": (ask_or_answer(self.elsewhere_view), "copy_elsewhere"),
            "elsewhere/<int:copy>/remove/": (require_POST(self.forget_elsewhere_view), "copy_elsewhere_remove"),
            **super().copy_routes(),
        }

    def desk_sections(self, request: HttpRequest, source: Source | None) -> list[DeskSection]:
        found = super().desk_sections(request, source)
        if source is None:
            return found
        title, template = gettext_lazy("Archived copies"), "admin/sources/source/copies.html"
        return [*found, DeskSection("copies", title, template, self._copies(request, source), order=20)]

    # --- The list, and asking for more ----------------------------------------------------------------

    def copies_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the list alone, for a page that waits until a copy is made: static/admin_site/snapshots.js."""
        return self._list(request, self.source_of(request, pk))

    def _list(self, request: HttpRequest, source: Source) -> HttpResponse:
        context = {"original": source, "here": self._copies(request, source)}
        return render(request, "admin/sources/source/copies.html", context)

    def capture_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Have a copy made by the worker. The script that does not want to leave the page gets the list alone."""
        source = self.source_of(request, pk, may=self.may_capture)
        stays = request.headers.get("X-Requested-With") == "fetch"
        try:
            capturing.ask(source, user=request.user, now=time_of(request))  # type: ignore[arg-type]  # staff
        except capturing.NotPossible as refusal:
            if stays:
                return HttpResponse(status=409)  # it asks again as a page, which says why
            messages.warning(request, str(refusal))
        else:
            if stays:
                return self._list(request, source)
            messages.success(request, _("A copy is being made. It appears here in a moment."))
        return self.back_to_copies(source)

    def upload_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask for a file and keep it as a copy, marked as uploaded."""
        source = self.source_of(request, pk, may=self.may_capture)
        form = UploadForm(*sent(request, with_files=True))
        if request.method == "POST" and form.is_valid() and self._store(request, source, form):
            self.log_change(request, source, _("Copy uploaded."))
            messages.success(request, _("The copy is kept. What a file is, its content says and not its name."))
            return self.back_to_copies(source)
        return self.copies_page(request, source, "copy_upload", {"form": form, "title": _("Upload a copy")})

    def _store(self, request: HttpRequest, source: Source, form: Form) -> bool:
        """Keep what was uploaded; put into the form why that is not possible."""
        data = form.cleaned_data
        try:
            archive.store_upload(
                source,
                data["file"],
                url=data["url"],
                user=request.user,  # type: ignore[arg-type]  # staff are signed in
                now=time_of(request),
                note=data["note"],
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
        except archive.AlreadyKept as refusal:
            form.add_error("file", _already_kept(refusal.snapshot))
        return not form.errors

    def elsewhere_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask for the address of a copy in an outside archive and note it."""
        source = self.source_of(request, pk, may=self.may_capture)
        form = ElsewhereForm(*sent(request))
        if request.method == "POST" and form.is_valid():
            try:
                outside.add(source, **form.cleaned_data, user=request.user, now=time_of(request))  # type: ignore[arg-type]
            except ValidationError as refusal:
                form.add_error("url", refusal.messages)
            else:
                messages.success(request, _("The copy is noted."))
                return self.back_to_copies(source)
        return self.copies_page(request, source, "copy_elsewhere", {"form": form, "title": _("Note a copy elsewhere")})

    def forget_elsewhere_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
        """Forget a copy in an outside archive."""
        source = self.source_of(request, pk, may=self.may_capture)
        outside.remove(get_object_or_404(OutsideCopy, source=source, pk=copy), now=time_of(request))
        messages.success(request, _("The copy elsewhere is no longer noted."))
        return self.back_to_copies(source)

    def _copies(self, request: HttpRequest, source: Source) -> dict[str, Any]:
        """Return what the section shows: copies, the last attempt, copies elsewhere, and what this person may do."""
        rows = source.snapshots.defer("text", "timestamp_token", "headers", "page_starts").select_related("taken_by")
        last = source.captures.select_related("snapshot").first()
        return {
            "rows": [
                (row, TEXT_STATES.get(row.text_problem) or ("" if row.text_sha256 else _("no text")))
                for row in rows.annotate(found=Count("passages", filter=VERIFIED)).order_by("-taken_at", "-pk")[
                    :MOST_SHOWN
                ]
            ],
            "last": last,
            "is_busy": last is not None and last.state in (Capture.State.ASKED, Capture.State.RUNNING),
            "elsewhere": list(source.outside_copies.order_by(F("copied_on").desc(nulls_last=True), "-pk")[:MOST_SHOWN]),
            "may_capture": self.may_capture(request, source) and source.merged_into_id is None,
            "may_open": self.may_open(request, source),
        }


def _already_kept(snapshot: Snapshot) -> str:
    if snapshot.is_withdrawn:
        return _("This very file was kept as a copy, and was withdrawn.")
    return _("This very file is kept as a copy already.")

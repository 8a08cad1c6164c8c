"""Uploading many files at once, and the page on which they get their words.

Each file is a request of its own where there is JavaScript, and all come in one where there is none. Either way a file
is checked, stored, and waits as a `PendingUpload`; what is wrong is said file by file, and the others go on.
"""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from publishing import library, media, staging
from publishing.admin.content import KEY, time_of
from publishing.admin.fields import TagsField, tag_names
from publishing.admin.library import ACCEPTED, addable, may_upload, pending_of
from publishing.models import Document, Image, PendingUpload

ROWS: Final = 20
"""How many uploads get their words on one page."""

LACKING: Final = {
    "title": gettext_lazy("a title"),
    "alt_text": gettext_lazy("alternative text, or the mark “decorative”"),
    "credit": gettext_lazy("the credit"),
}


class CommonForm(forms.Form):
    """Words for all uploads on the page that have none of their own."""

    credit = forms.CharField(label=gettext_lazy("Credit"), max_length=200, required=False)
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=100, required=False)
    tags = TagsField()


class PendingForm(forms.ModelForm):
    """The words of one upload. Whatever was typed is saved, complete or not."""

    tag_words = TagsField()
    discard = forms.BooleanField(label=gettext_lazy("Discard this file"), required=False)

    class Meta:
        model = PendingUpload
        fields = ("title", "alt_text", "is_decorative", "caption", "credit", "licence", "tag_words")
        widgets = {"alt_text": forms.Textarea(attrs={"rows": 2}), "caption": forms.Textarea(attrs={"rows": 2})}

    instance: PendingUpload
    double: Image | Document | None = None
    """What the library has of the very same file."""

    def __init__(self, *args: Any, common: dict[str, Any] | None = None, **kwargs: Any) -> None:
        instance = kwargs["instance"]
        kwargs |= {"prefix": f"upload-{instance.pk}", "use_required_attribute": False}
        super().__init__(*args, **kwargs)
        self.common = common or {}
        if not instance.is_picture:
            del self.fields["alt_text"], self.fields["is_decorative"]
            self.fields["caption"].label = _("Description")

    def clean(self) -> dict[str, Any]:
        """Fill what is empty with the words for all."""
        cleaned = super().clean() or self.cleaned_data
        for own, common in (("credit", "credit"), ("licence", "licence"), ("tag_words", "tags")):
            if own in cleaned and not cleaned[own]:
                cleaned[own] = self.common.get(common, cleaned[own])
        self.tags = cleaned.get("tag_words", [])
        cleaned["tag_words"] = ", ".join(self.tags)
        if len(cleaned["tag_words"]) > 1000:
            self.add_error("tag_words", _("These are too many tags."))
        return cleaned

    def lacking(self) -> str:
        """Return in words what is still missing before the file can join the library."""
        return ", ".join(str(LACKING[name]) for name in staging.lacks(self.instance))


class UploadingMixin:
    """Adds the pages for many uploads to the admin of pictures."""

    admin_site: Any
    opts: Any
    media: Any

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        both = require_http_methods(["GET", "HEAD", "POST"])
        return [
            path("upload/", wrap(both(self.upload_view)), name="publishing_image_upload"),
            path("finish/", wrap(both(self.finish_view)), name="publishing_image_finish"),
            path("pending/<int:pk>/", wrap(require_safe(self.pending_view)), name="publishing_image_pending"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    # --- Uploading -----------------------------------------------------------------------------

    def upload_view(self, request: HttpRequest) -> HttpResponseBase:
        """Show the page for uploading, or take the files that it sends."""
        if not may_upload(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._upload_page(request)
        files = request.FILES.getlist("files")
        if request.accepts("text/html"):
            return self._take_many(request, files)
        if len(files) != 1:
            return JsonResponse({"problem": _("Choose a file.")}, status=422)
        try:
            upload = self._take(request, files[0])
        except ValidationError as refusal:
            return JsonResponse({"problem": " ".join(refusal.messages)}, status=422)
        row = render_to_string("admin/publishing/library/uploaded.html", {"upload": upload}, request)
        return JsonResponse({"row": row, "waiting": pending_of(request).count()}, status=201)

    def _take(self, request: HttpRequest, file: UploadedFile) -> PendingUpload:
        """Check and store one file; raises ValidationError where it is not accepted or not this person's to add."""
        taken = library.take(file)
        is_picture = isinstance(taken, library.TakenPicture)
        if is_picture not in addable(request):
            said = _("You may not add pictures.") if is_picture else _("You may not add documents.")
            raise ValidationError(said, code="forbidden")
        return staging.stage(file, user=request.user, now=time_of(request), taken=taken)  # type: ignore[arg-type]  # staff

    def _take_many(self, request: HttpRequest, files: Iterable[UploadedFile]) -> HttpResponse:
        problems, stored = [], 0
        for file in files:
            try:
                self._take(request, file)
                stored += 1
            except ValidationError as refusal:
                problems.append((file.name, " ".join(refusal.messages)))
        if not stored:
            return self._upload_page(request, problems or [("", _("Choose at least one file."))], status=422)
        for name, problem in problems:
            messages.error(request, f"“{name}”: {problem}")
        said = ngettext("%(count)s file was uploaded.", "%(count)s files were uploaded.", stored)
        messages.success(request, said % {"count": stored})
        return HttpResponseRedirect(reverse("admin:publishing_image_finish"))

    def _upload_page(
        self, request: HttpRequest, problems: Iterable[tuple[str | None, str]] = (), status: int = 200
    ) -> HttpResponse:
        context = {
            **self._frame(request, _("Upload pictures and documents")),
            "accepted": ACCEPTED,
            "problems": problems,
            "waiting": pending_of(request).count(),
        }
        return TemplateResponse(request, "admin/publishing/library/upload.html", context, status=status)

    def _frame(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "media": self.media}

    def pending_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Answer with the first rendition of a picture that waits for its words."""
        if not may_upload(request):
            raise PermissionDenied
        upload = pending_of(request, of_all=True).filter(pk=pk, is_picture=True).first()
        if upload is None:
            raise Http404
        return media.answer(request, media.first_of(upload), cache_control=media.FOR_STAFF)

    # --- Words for what was uploaded -----------------------------------------------------------

    def finish_view(self, request: HttpRequest) -> HttpResponseBase:
        """Show the uploads that wait for their words; save what was typed, and add those that lack nothing."""
        if not may_upload(request):
            raise PermissionDenied
        waiting = pending_of(request, of_all="all" in request.GET).select_related("created_by")
        if request.method != "POST":
            return self._finish_page(request, waiting, CommonForm(), [])
        common = CommonForm(request.POST)
        words = common.cleaned_data if common.is_valid() else {}
        rows = [PendingForm(request.POST, instance=one, common=words) for one in self._sent(request, waiting)]
        wrong = [row for row in rows if not self._save(row)]
        if not common.is_valid():
            return self._finish_page(request, waiting, common, rows, status=422)
        self._finish(request, [row for row in rows if row not in wrong])
        if wrong:
            return self._finish_page(request, waiting, common, wrong, status=422)
        return HttpResponseRedirect(request.get_full_path())

    def _sent(self, request: HttpRequest, waiting: QuerySet[PendingUpload]) -> list[PendingUpload]:
        """Return the uploads whose words were sent, as far as they still wait."""
        keys = request.POST.getlist("upload")
        if len(keys) > ROWS or not all(KEY.fullmatch(key) for key in keys):
            raise BadRequest("Uploads are named by their keys.")
        found = list(waiting.filter(pk__in=keys))
        if len(found) < len(set(keys)):
            messages.warning(request, _("Some of these files were finished or discarded meanwhile, in another window."))
        return found

    def _save(self, row: PendingForm) -> bool:
        """Save what was typed about one upload; say whether it is free of mistakes."""
        if not row.is_valid():
            return bool(row.cleaned_data.get("discard"))
        if not row.cleaned_data["discard"]:
            # Nothing comes back to life that somebody else finished or discarded this moment.
            values = {name: getattr(row.instance, name) for name in row._meta.fields or () if name in row.fields}
            PendingUpload.objects.filter(pk=row.instance.pk).update(**values)
        return True

    def _finish(self, request: HttpRequest, rows: Iterable[PendingForm]) -> None:
        """Make library items of the uploads that lack nothing, where that was asked for; discard those marked so."""
        added: list[Image | Document] = []
        discarded = waiting = 0
        for row in rows:
            try:
                if row.cleaned_data["discard"]:
                    staging.discard(row.instance)
                    discarded += 1
                elif "later" in request.POST or staging.lacks(row.instance):
                    waiting += 1
                else:
                    added.append(staging.finish(row.instance, tags=row.tags, now=time_of(request)))
            except staging.GoneError:
                messages.warning(request, _("“%(title)s” was finished in another window.") % {"title": row.instance})
        for item in added:
            self.log_addition(request, item, [{"added": {}}])  # type: ignore[attr-defined]
        self._say(request, len(added), discarded, waiting)

    def _say(self, request: HttpRequest, added: int, discarded: int, waiting: int) -> None:
        if added:
            said = ngettext("%(count)s file joined the library.", "%(count)s files joined the library.", added)
            messages.success(request, said % {"count": added})
        if discarded:
            said = ngettext("%(count)s file was discarded.", "%(count)s files were discarded.", discarded)
            messages.success(request, said % {"count": discarded})
        if waiting:
            said = ngettext(
                "%(count)s file still waits. What you typed is kept.",
                "%(count)s files still wait. What you typed is kept.",
                waiting,
            )
            messages.info(request, said % {"count": waiting})

    def _finish_page(
        self,
        request: HttpRequest,
        waiting: QuerySet[PendingUpload],
        common: CommonForm,
        rows: list[PendingForm],
        status: int = 200,
    ) -> HttpResponse:
        total = waiting.count()
        shown = rows or [PendingForm(instance=one) for one in waiting[:ROWS]]
        known = _known_files(row.instance for row in shown)
        for row in shown:
            row.double = known.get(row.instance.sha256)
        context = {
            **self._frame(request, _("Finish what you uploaded")),
            "rows": shown,
            "common": common,
            "total": total,
            "of_all": "all" in request.GET,
            "of_others": pending_of(request, of_all=True).count() - pending_of(request).count(),
            "tag_names": tag_names(),
            "days": staging.ABANDONED_AFTER.days,
        }
        return TemplateResponse(request, "admin/publishing/library/finish.html", context, status=status)


def _known_files(uploads: Iterable[PendingUpload]) -> dict[str, Image | Document]:
    """Return, by checksum, the library's items that have the very same file as one of the uploads. Two queries."""
    sums = [upload.sha256 for upload in uploads]
    items: list[Any] = [*Image.objects.filter(sha256__in=sums), *Document.objects.filter(sha256__in=sums)]
    return {item.sha256: item for item in items}

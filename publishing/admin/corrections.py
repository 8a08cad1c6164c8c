"""Corrections in the admin: the page of an item's statements to its readers, and what is asked where changes are applied."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import corrections
from publishing.admin import states
from publishing.admin.content import KEY, time_of
from publishing.corrections import LONGEST, CorrectionRefused
from publishing.models import Correction, Publication

NONE_NEEDED: Final = "none"
KINDS: Final = (
    (Correction.Kind.CORRECTION.value, gettext_lazy("Correction: something was wrong")),
    (Correction.Kind.CLARIFICATION.value, gettext_lazy("Clarification: something could be misunderstood")),
    (Correction.Kind.UPDATE.value, gettext_lazy("Update: something happened since")),
    (Correction.Kind.RETRACTION.value, gettext_lazy("Retraction: we take the whole back")),
)


class StatementField(forms.CharField):
    """The words of a statement to readers."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"rows": 3, "class": "vLargeTextField"}
        defaults: dict[str, Any] = {
            "label": gettext_lazy("What was changed, for readers"),
            "help_text": gettext_lazy(
                "One or two sentences that say what was wrong and what is right: "
                "“An earlier version said that the dam was built in 1978. It was built in 1987.”"
            ),
            "max_length": LONGEST,
            "widget": forms.Textarea(attrs=attributes),
        }
        super().__init__(**defaults | kwargs)


class CorrectionForm(forms.Form):
    """A statement on a live item: its kind and its words."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, widget=forms.RadioSelect)
    text = StatementField(error_messages={"required": gettext_lazy("Say to readers what was changed.")})


class RewordForm(forms.Form):
    """Other words for a statement that was made."""

    text = StatementField()


class AppliedCorrectionForm(forms.Form):
    """Asked where a substantive change of a live item is applied: a statement, or why none is needed.

    `details` is what `working_copies.schedule` keeps and `corrections.add_after_apply` takes; `note` goes into the log.
    """

    kind = forms.ChoiceField(
        label=gettext_lazy("What do readers learn of this change?"),
        choices=(*KINDS, (NONE_NEEDED, gettext_lazy("No correction needed"))),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one: the words of something public change.")},
    )
    text = StatementField(required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why no correction is needed"),
        help_text=gettext_lazy("For the log; readers do not see it."),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    prefix = "correction"

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the choice."""
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == NONE_NEEDED and not data.get("reason"):
            self.add_error("reason", _("Say why, for the log."))
        elif kind and kind != NONE_NEEDED and not data.get("text"):
            self.add_error("text", _("Say to readers what was changed."))
        return data

    @property
    def details(self) -> dict[str, Any]:
        if self.cleaned_data["kind"] == NONE_NEEDED:
            return {}
        return {"correction": {"kind": self.cleaned_data["kind"], "text": self.cleaned_data["text"]}}

    @property
    def note(self) -> str:
        """Return what the log says of the choice."""
        if self.cleaned_data["kind"] == NONE_NEEDED:
            return _("No correction needed: %(reason)s") % {"reason": self.cleaned_data["reason"]}
        return _("With a statement to readers.")


class CorrectionsMixin:
    """For PublicationAdmin: the page of statements of content types that have them, for those who may publish."""

    opts: Any
    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        urls: list[URLPattern] = super().get_urls()  # type: ignore[misc]
        if not corrections.has_corrections(self.opts.model):
            return urls
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        views = (
            ("corrections/", self.corrections_view, "corrections"),
            ("corrections/<int:correction_id>/", self.reword_correction_view, "correction"),
            ("corrections/<int:correction_id>/remove/", self.remove_correction_view, "remove_correction"),
        )
        wrap = self.admin_site.admin_view
        return [
            *(path(f"<path:object_id>/{end}", wrap(view), name=f"{stem}_{name}") for end, view, name in views),
            *urls,
        ]

    def corrections_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """List the statements on an item; make one on POST."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        item = self._corrected_item(request, object_id, reads=request.method != "POST")
        form = CorrectionForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and self._state(request, item, form):
            return HttpResponseRedirect(request.path)
        context = self._corrections_context(request, item) | {"form": form, "title": _("Corrections")}
        return TemplateResponse(request, "admin/publishing/publication/corrections.html", context)

    def reword_correction_view(self, request: HttpRequest, object_id: str, correction_id: int) -> HttpResponseBase:
        """Show the form for other words of a statement; write them on POST."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        item = self._corrected_item(request, object_id)
        found = get_object_or_404(_corrections(item), pk=correction_id)
        form = RewordForm(request.POST if request.method == "POST" else None, initial={"text": found.text})
        if request.method == "POST" and form.is_valid():
            self._reword(request, item, found, form.cleaned_data["text"])
            return HttpResponseRedirect(self.address(item, "corrections"))  # type: ignore[attr-defined]
        context = self._corrections_context(request, item) | {
            "form": form,
            "correction": found,
            "title": _("Reword a statement"),
        }
        return TemplateResponse(request, "admin/publishing/publication/correction_reword.html", context)

    def remove_correction_view(self, request: HttpRequest, object_id: str, correction_id: int) -> HttpResponseBase:
        """Remove a statement, on POST; for those who may delete statements, which are administrators."""
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        item = self._corrected_item(request, object_id)
        if not self._may_remove(request):
            raise PermissionDenied
        found = get_object_or_404(_corrections(item), pk=correction_id)
        with transaction.atomic():
            self._log_statement(request, item, _("Statement removed:"), found)
            corrections.remove(found, item, user=request.user, now=time_of(request))  # type: ignore[arg-type]
        self.message_user(request, _("The statement is removed."), messages.SUCCESS)  # type: ignore[attr-defined]
        return HttpResponseRedirect(self.address(item, "corrections"))  # type: ignore[attr-defined]

    def corrections_url(self, item: Publication) -> str | None:
        """Return the path of the page of statements, None for content without them; of a copy, that of its live item."""
        if not corrections.has_corrections(type(item)):
            return None
        return self.address(item.working_copy_of or item, "corrections")  # type: ignore[attr-defined]

    def _state(self, request: HttpRequest, item: Publication, form: CorrectionForm) -> bool:
        """Make the statement; put into the form why it is not possible."""
        data = form.cleaned_data
        try:
            with transaction.atomic():
                made = corrections.add(
                    item,
                    kind=data["kind"],
                    text=data["text"],
                    user=request.user,  # type: ignore[arg-type]  # staff are signed in
                    now=time_of(request),
                )
                self._log_statement(request, item, _("Stated to readers:"), made)
        except CorrectionRefused as error:
            form.add_error(None, str(error))
            return False
        self.message_user(request, _("Readers see the statement now, on the page and in the feed."), messages.SUCCESS)  # type: ignore[attr-defined]
        return True

    def _reword(self, request: HttpRequest, item: Publication, found: Correction, text: str) -> None:
        with transaction.atomic():
            self._log_statement(request, item, _("Statement reworded; it said:"), found)
            corrections.reword(found, item, text=text, user=request.user, now=time_of(request))  # type: ignore[arg-type]
        self.message_user(request, _("The statement is reworded. Its date and its kind stay."), messages.SUCCESS)  # type: ignore[attr-defined]

    def _log_statement(self, request: HttpRequest, item: Publication, what: str, found: Correction) -> None:
        self.log_change(request, item, f"{what} {states.moment(found.at)}, {found}")  # type: ignore[attr-defined]

    def _corrected_item(self, request: HttpRequest, object_id: str, *, reads: bool = False) -> Any:
        """Return the item, which is no working copy; those who may only read the item may read its statements."""
        key = unquote(object_id)
        rows = self.opts.model._default_manager.filter(working_copy_of__isnull=True)
        item = rows.filter(pk=key).first() if KEY.fullmatch(key) else None
        if item is None:
            raise Http404
        may_read = reads and self.has_view_or_change_permission(request, item)  # type: ignore[attr-defined]
        if not may_read and not self.has_publish_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        return item

    def _may_remove(self, request: HttpRequest) -> bool:
        owned = self.opts.model._meta.get_field("corrections").related_model._meta
        return request.user.has_perm(f"{owned.app_label}.delete_{owned.model_name}")

    def _corrections_context(self, request: HttpRequest, item: Publication) -> dict[str, Any]:
        may_state = self.has_publish_permission(request)  # type: ignore[attr-defined]
        stem = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        rows = [
            {
                "correction": found,
                "reword": reverse(f"{stem}_correction", args=[item.pk, found.pk]) if may_state else "",
                "remove": reverse(f"{stem}_remove_correction", args=[item.pk, found.pk]),
            }
            for found in _corrections(item).select_related("by")
        ]
        return self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": item,
            "rows": rows,
            "may_state": may_state,
            "may_remove": may_state and self._may_remove(request),
            "is_open": corrections.is_open(item, time_of(request)),
            "back": self.address(item, "change"),  # type: ignore[attr-defined]
            "list_url": self.address(item, "corrections"),  # type: ignore[attr-defined]
        }


def _corrections(item: Publication) -> Any:
    return item.corrections.all()  # type: ignore[attr-defined]

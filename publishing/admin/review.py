"""Comments on the fields of a publication's form: written by those who review it, marked as done by those who mend it."""

from collections import defaultdict
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import ModelForm
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import review, workflow
from publishing.admin.content import KEY, time_of
from publishing.findings import field_name
from publishing.models import Publication, ReviewComment, Status
from publishing.preflight.names import name_of

LOG_SHOWN = 50
UNPROCESSABLE = 422
# Statuses in which something was agreed to, with the buttons that save nothing then.
TRIALS = {Status.APPROVED: ("pane", "check"), Status.PUBLISHED: ("pane", "check", "preview")}


class CommentForm(forms.Form):
    """A comment on one field. `choices` are the fields of the item's form, names and labels."""

    field = forms.ChoiceField(label=gettext_lazy("About"))
    quoted = forms.CharField(
        label=gettext_lazy("Words commented on"),
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=review.LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("Write a comment.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "comment_%s"})
        self.fields["field"].choices = choices  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs.pop("maxlength", None)
        for field in self.fields.values():
            # The form stands elsewhere in the page: forms cannot stand in each other.
            field.widget.attrs["form"] = "comment-form"


class ReviewMixin:
    """For PublicationAdmin: comments beside their fields, the log of steps, approvals that lapse with a change."""

    opts: Any
    admin_site: Any

    # --- Addresses -----------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        add, done = (self.admin_site.admin_view(view) for view in (self.comment_view, self.comment_done_view))
        return [
            path("<path:object_id>/comments/", add, name=f"{stem}_comments"),
            path("<path:object_id>/comments/<int:comment_id>/done/", done, name=f"{stem}_comment_done"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def comment_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Add a comment to an item, on POST. A script gets the comments back, everybody else the form."""
        item = self._reviewed(request, object_id)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        form = CommentForm(request.POST, choices=self.comment_choices(request, item))
        if not form.is_valid():
            return self._comment_problem(request, item, form)
        review.comment(item, user=request.user, now=time_of(request), **form.cleaned_data)  # type: ignore[arg-type]
        return self._after_comment(request, item, _("The comment is added."))

    def comment_done_view(self, request: HttpRequest, object_id: str, comment_id: int) -> HttpResponseBase:
        """Mark a comment as done, on POST."""
        item = self._reviewed(request, object_id)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        found = get_object_or_404(review.comments_on(item), pk=comment_id)
        try:
            review.resolve(found, user=request.user, now=time_of(request))  # type: ignore[arg-type]
        except review.ResolvedAlready:
            return self._after_comment(request, item, _("Somebody has marked this comment as done already."))
        return self._after_comment(request, item, _("The comment is marked as done."))

    def _comment_problem(self, request: HttpRequest, item: Publication, form: CommentForm) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("Comment"),
            "opts": self.opts,
            "original": item,
            "comment_form": form,
            "comments_url": request.path,
            "back": self.address(item, "change"),  # type: ignore[attr-defined]
        }
        template = "admin/publishing/publication/comment_page.html"
        return TemplateResponse(request, template, context, status=UNPROCESSABLE)

    def _after_comment(self, request: HttpRequest, item: Publication, said: str) -> HttpResponse:
        if request.headers.get("X-Part") == "comments":
            context = self._comments_context(request, item) | {"said": said}
            return TemplateResponse(request, "admin/publishing/publication/comments_part.html", context)
        self.message_user(request, said, messages.SUCCESS)  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"{self.address(item, 'change')}#comments")  # type: ignore[attr-defined]

    def _reviewed(self, request: HttpRequest, object_id: str) -> Publication:
        """Return the item, for those who may change or publish it."""
        key = unquote(object_id)
        rows = self.opts.model._default_manager.select_related("working_copy_of")
        item: Publication | None = rows.filter(pk=key).first() if KEY.fullmatch(key) else None
        if item is None:
            raise Http404
        if not self.may_comment(request, item):
            raise PermissionDenied
        return item

    def may_comment(self, request: HttpRequest, item: Publication) -> bool:
        """Say whether the person may write comments on an item and mark them as done."""
        return self.has_publish_permission(request) or self.has_change_permission(request, item)  # type: ignore[attr-defined]

    def comment_choices(self, request: HttpRequest, item: Publication) -> list[tuple[str, str]]:
        """Return the fields and the inlines of the item's form that can be commented on."""
        fieldsets = super().get_fieldsets(request, item)  # type: ignore[misc]  # not as it is reduced for readers
        names = list(flatten_fieldsets(fieldsets))
        for inline in self.get_inline_instances(request):  # type: ignore[attr-defined]
            owner = _get_foreign_key(self.opts.model, inline.model, fk_name=inline.fk_name)
            names.append(owner.remote_field.get_accessor_name())
        return [(name, capfirst(field_name(item, name))) for name in names]

    # --- The form ------------------------------------------------------------------------------

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put comments beside their fields, and add the log."""
        item = kwargs.get("obj")
        if item is not None:
            added = self._comments_context(request, item)
            form = context["adminform"].form
            for name, comments in added["comments_by_field"].items():
                if name in form.fields:
                    beside = render_to_string("admin/publishing/publication/comments_beside.html", added | comments)
                    form[name].help_text = format_html("{}{}", form[name].help_text, beside)
            context |= added | {"transitions": log_of(item), "review_note": self._review_note(request, item)}
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return response

    def _review_note(self, request: HttpRequest, item: Publication) -> str:
        """Return what an editor ought to know before changing or publishing what is not public: "" for nothing."""
        if item.is_visible(time_of(request)) or not self.has_publish_permission(request):  # type: ignore[attr-defined]
            return ""
        if review.needs_somebody_else(item, request.user):  # type: ignore[arg-type]
            return str(workflow.NeedsSomebodyElse(review.deciders(type(item), but=[request.user])[:5]))  # type: ignore[list-item]
        if item.status not in (Status.APPROVED, Status.PUBLISHED):
            return ""
        if settings.REQUIRE_TWO_PEOPLE:
            return _(
                "This text is approved. Whoever changes it takes the approval back, and somebody else has to agree."
            )
        return _("This text is approved. A change of yours, as an editor, keeps the approval.")

    def _comments_context(self, request: HttpRequest, item: Publication) -> dict[str, Any]:
        comments = review.comments_of(item)
        may_comment = self.may_comment(request, item) and not item.is_visible(time_of(request))
        choices = self.comment_choices(request, item)
        labels = dict(choices)
        rows = [_row(one, labels, self._done_url(item, one)) for one in comments]
        by_field: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            if row["comment"].resolved_at is None:
                by_field[row["comment"].field].append(row)
        may_review = may_comment and self.has_publish_permission(request)  # type: ignore[attr-defined]
        shown = [name for name, _label in choices if may_review or name in by_field]
        return {
            "comments": rows,
            "open_count": sum(one.resolved_at is None for one in comments),
            "comments_by_field": {name: {"field_name": name, "beside": by_field[name]} for name in shown},
            "may_comment": may_comment,
            "may_review": may_review,
            "comment_form": CommentForm(choices=choices),
            "comments_url": self.address(item, "comments"),  # type: ignore[attr-defined]
        }

    def _done_url(self, item: Publication, found: ReviewComment) -> str:
        return f"{self.address(item, 'comments')}{found.pk}/done/"  # type: ignore[attr-defined]

    # --- Saving --------------------------------------------------------------------------------

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Take back what was agreed to where the text changed since."""
        before = form.instance.status
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        is_changed = form.has_changed() or any(formset.has_changed() for formset in formsets)
        # What is shown or checked and then undone takes nothing back.
        is_trial = request.POST.get("_step") in TRIALS[before] if before in TRIALS else True
        if not change or not is_changed or is_trial:
            return
        may_publish = self.has_publish_permission(request)  # type: ignore[attr-defined]
        now = time_of(request)
        if workflow.lapse(form.instance, user=request.user, may_publish=may_publish, now=now):  # type: ignore[arg-type]
            said = _(
                "The text was approved before you changed it. It is in review again: somebody else has to agree to it."
            )
            self.message_user(request, said, messages.WARNING)  # type: ignore[attr-defined]


def log_of(item: Publication) -> list[dict[str, Any]]:
    """Return the last steps of an item and of its working copies, newest first, with confirmed warnings in words."""
    owner = item.working_copy_of or item
    steps = owner.transitions.select_related("by")[:LOG_SHOWN]
    return [{"step": step, "warnings": [name_of(code) for code in step.warnings]} for step in steps]


def _row(found: ReviewComment, labels: dict[str, str], done_url: str) -> dict[str, Any]:
    label = labels.get(found.field, found.field)
    return {"comment": found, "label": label, "done_url": done_url}

"""Editing what is public: the same form writes a working copy, which is then applied, at once or at a time.

The form of a live item shows what readers see. Saving it leaves the live row alone: the copy is begun then, and the
form goes on with that. Nothing is written by opening a form.
"""

import re
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from publishing import workflow, working_copies
from publishing.admin import applying, states
from publishing.admin.content import time_of
from publishing.admin.preview import PREVIEWS
from publishing.models import Publication

NOT_FOR_COPIES: Final = frozenset({"publish", "schedule", "unschedule", "withdraw"})
APPLY: Final = "_apply"
NO_REVISION: Final = "0"
PART_KEY: Final = re.compile(r"(?P<prefix>[a-z_]+)-\d{1,4}-id")


class WorkingCopiesMixin:
    """For PublicationAdmin: leads saving of live items to their working copies; applies and discards these."""

    opts: Any
    admin_site: Any

    # --- Who may do what -----------------------------------------------------------------------

    def may_edit_copy_of(self, request: HttpRequest, live: Publication) -> bool:
        """Say whether the person may propose changes to a live item: editors to all, authors to their own."""
        return self.has_publish_permission(request) or live.created_by_id == request.user.pk  # type: ignore[attr-defined]

    # --- Lists ---------------------------------------------------------------------------------

    def copy_mark(self, item: Publication) -> SafeString | str:
        """Return a link to the changes of a live item that readers do not see yet; "" if it has none."""
        copy = getattr(item, "working_copy", None)
        return states.changes_mark(copy, self.address(copy, "change")) if copy is not None else ""  # type: ignore[attr-defined]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """Leave working copies out of what other forms can choose from."""
        return super().get_search_results(request, queryset.filter(working_copy_of__isnull=True), search_term)  # type: ignore[misc]

    # --- The form ------------------------------------------------------------------------------

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Lead what is done with a live item to its working copy; everything else goes on as it is."""
        item = self._item_or_none(object_id) if object_id else None
        if item is None:
            return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        if item.working_copy_of_id is not None and request.POST.get("_step") in NOT_FOR_COPIES:
            raise BadRequest("Changes to a live item are applied, not published.")
        if not item.is_visible(time_of(request)):
            return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        if request.method == "POST":
            return self._post_to_live(request, item, form_url, extra_context)
        copy = working_copies.find(item)
        if copy is not None and "live" not in request.GET:
            return HttpResponseRedirect(self.address(copy, "change"))  # type: ignore[attr-defined]
        if copy is not None:
            # The live row beside its changes is for reading and withdrawing.
            request.reads_live = True  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]

    def _post_to_live(self, request: HttpRequest, live: Publication, form_url: str, extra_context: Any) -> Any:
        if request.POST.get("_step") == "withdraw":
            return self._withdraw_live(request, live)
        if not self.has_change_permission(request, live):  # type: ignore[attr-defined]
            raise PermissionDenied
        with transaction.atomic():
            was_there = working_copies.find(live) is not None
            copy = working_copies.start(live, user=request.user, now=time_of(request))  # type: ignore[arg-type]
            request.POST = posted_for_copy(request.POST, live, copy, is_new=not was_there)  # type: ignore[assignment]
            request.is_trial = request.POST.get("_step") in PREVIEWS  # type: ignore[attr-defined]
            if not request.is_trial:  # type: ignore[attr-defined]
                # Where there is a mistake to mend, the form that comes back is already that of the copy.
                form_url = self.address(copy, "change")  # type: ignore[attr-defined]
            response = super().changeform_view(request, str(copy.pk), form_url, extra_context)  # type: ignore[misc]
            if request.is_trial:  # type: ignore[attr-defined]
                # A look at what is typed begins no copy.
                transaction.set_rollback(True)
            return response

    def _withdraw_live(self, request: HttpRequest, live: Publication) -> HttpResponse:
        """Withdraw without saving: what the form holds belongs to a working copy."""
        if not self.has_publish_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        note = request.POST.get("withdraw_note", "").strip()[:2000]
        try:
            workflow.withdraw(live, user=request.user, now=time_of(request), note=note)  # type: ignore[arg-type]
        except workflow.WorkflowError as error:
            self.message_user(request, str(error), messages.ERROR)  # type: ignore[attr-defined]
        else:
            said = _("Withdrawn. Readers do not find it any more; its address answers “not found”.")
            self.message_user(request, said, messages.SUCCESS)  # type: ignore[attr-defined]
        return HttpResponseRedirect(self.address(live, "change"))  # type: ignore[attr-defined]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say whether this is the live item or a working copy of it, and offer the buttons that lead on from there."""
        item: Publication | None = kwargs.get("obj")
        context |= self._copy_context(request, item) if item is not None else {}
        if item is not None and item.working_copy_of_id is not None:
            context["steps"] = [step for step in context["steps"] if step.name not in NOT_FOR_COPIES]
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return response

    def _copy_context(self, request: HttpRequest, item: Publication) -> dict[str, Any]:
        may_publish = self.has_publish_permission(request)  # type: ignore[attr-defined]
        live = item.working_copy_of
        if live is None:
            copy = working_copies.find(item) if getattr(request, "reads_live", False) else None
            return {
                "may_apply": may_publish and item.is_visible(time_of(request)) and copy is None,
                "copy_url": self.address(copy, "change") if copy else "",  # type: ignore[attr-defined]
            }
        return {
            "is_copy": True,
            "live": live,
            "live_url": f"{self.address(live, 'change')}?live",  # type: ignore[attr-defined]
            "discard_url": self.address(item, "discard"),  # type: ignore[attr-defined]
            "may_apply": may_publish,
            "apply_at": states.moment(item.apply_at) if item.apply_at else "",
            "unschedule_url": self.address(item, "unapply"),  # type: ignore[attr-defined]
        }

    def to_apply_page(self, request: HttpRequest, item: Publication) -> HttpResponse | None:
        """Lead on to the page where changes are applied, where that button was pressed."""
        if APPLY in request.POST and item.working_copy_of_id is not None:
            return HttpResponseRedirect(self.address(item, "apply"))  # type: ignore[attr-defined]
        return None

    # --- Pages of a working copy -------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        views = (("apply", self.apply_view), ("discard", self.discard_view), ("unapply", self.unapply_view))
        return [
            *(
                path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=f"{stem}_{name}")
                for name, view in views
            ),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def apply_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show what would change for readers, and apply it on POST: now or at a time."""
        copy = self._copy_or_404(request, object_id, needs_publish=True)
        page = applying.ApplyPage(self, request, copy, now=time_of(request))
        if request.method == "POST" and page.apply():
            return HttpResponseRedirect(page.next_address)
        return TemplateResponse(request, "admin/publishing/publication/apply.html", page.context())

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Ask, and remove the working copy on POST."""
        copy = self._copy_or_404(request, object_id)
        live = copy.working_copy_of
        assert live is not None
        if request.method == "POST":
            return self._discard(request, copy, live)
        context = self.admin_site.each_context(request) | {
            "title": _("Discard the changes?"),
            "opts": self.opts,
            "original": live,
            "copy": copy,
            "back": self.address(copy, "change"),  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/publishing/publication/discard.html", context)

    def _discard(self, request: HttpRequest, copy: Publication, live: Publication) -> HttpResponse:
        try:
            working_copies.discard(copy, user=request.user, now=time_of(request))  # type: ignore[arg-type]
        except workflow.WorkflowError as error:
            self.message_user(request, str(error), messages.ERROR)  # type: ignore[attr-defined]
        else:
            said = _("Discarded. Readers see what they saw before; the discarded text is among the versions.")
            self.message_user(request, said, messages.SUCCESS)  # type: ignore[attr-defined]
        return HttpResponseRedirect(self.address(live, "change"))  # type: ignore[attr-defined]

    def unapply_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Take scheduled changes off the schedule, on POST."""
        copy = self._copy_or_404(request, object_id, needs_publish=True)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        try:
            working_copies.unschedule(copy, user=request.user, now=time_of(request))  # type: ignore[arg-type]
        except workflow.WorkflowError as error:
            self.message_user(request, str(error), messages.ERROR)  # type: ignore[attr-defined]
        else:
            said = _("Taken off the schedule. Readers see what they saw before.")
            self.message_user(request, said, messages.SUCCESS)  # type: ignore[attr-defined]
        return HttpResponseRedirect(self.address(copy, "change"))  # type: ignore[attr-defined]

    def _copy_or_404(self, request: HttpRequest, object_id: str, *, needs_publish: bool = False) -> Publication:
        copy = self._item_or_none(object_id)
        if copy is None or copy.working_copy_of_id is None:
            raise Http404
        if request.method not in ("GET", "HEAD", "POST"):
            raise BadRequest("GET and POST only.")
        if not self.has_change_permission(request, copy):  # type: ignore[attr-defined]
            raise PermissionDenied
        if needs_publish and not self.has_publish_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        return copy

    def _item_or_none(self, object_id: str) -> Publication | None:
        key = unquote(object_id)
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            return None
        rows = self.opts.model._default_manager.select_related("working_copy_of")
        found: Publication | None = rows.filter(pk=key).first()
        return found


def posted_for_copy(posted: QueryDict, live: Publication, copy: Publication, *, is_new: bool) -> QueryDict:
    """Return what a live item's form sent, as its working copy's form would have sent it.

    The parts of a new copy have keys of their own. Where somebody else began the copy meanwhile, the form was opened
    on something else than it is written over: it carries a revision that no copy has, and so is compared first.
    """
    data = posted.copy()
    is_opened_on_this = is_new and posted.get("seen_revision", "") == str(live.revision)
    data["seen_revision"] = str(copy.revision) if is_opened_on_this else NO_REVISION
    keys = {
        name: dict(
            zip(
                (str(key) for key in getattr(live, name).values_list("pk", flat=True)),
                (str(key) for key in getattr(copy, name).values_list("pk", flat=True)),
                # Where somebody changed the copy's own list, the comparison shows both.
                strict=False,
            )
        )
        for name in live.parts
    }
    for field in list(data):
        match = PART_KEY.fullmatch(field)
        value = str(data[field])
        if match and match["prefix"] in keys:
            data[field] = keys[match["prefix"]].get(value, value)
        elif any(field.startswith(f"{name}-") for name in keys) and data[field] == str(live.pk):
            owner = field.rpartition("-")[2]
            if any(live._meta.get_field(name).field.name == owner for name in keys):  # type: ignore[union-attr]
                data[field] = str(copy.pk)
    return data

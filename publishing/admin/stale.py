"""A form that is sent after somebody else saved: nothing is overwritten, nothing that was typed is lost.

The answer is a page (409) that shows both and lets the person choose field by field. What it sends is saved on top of
what was shown; if that was changed again, the page comes again. What is refused is kept for its person besides, as
what is typed in an open form is.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, label_for_field, unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.translation import gettext as _

from publishing import editing, rendering
from publishing.admin import conflicts
from publishing.admin.conflicts import MINE, THEIRS, Difference
from publishing.admin.content import time_of
from publishing.admin.editing import (
    BESIDE,
    KEY,
    RESTORE,
    RESTORED_FROM,
    SEEN_FIELDS,
    SEEN_REVISION,
    EditingMixin,
    as_posted,
    content_of,
    posted_keys,
)
from publishing.admin.keeping import clock_time, user_of
from publishing.admin.states import LABELS, state_of
from publishing.admin.steps import STEPS
from publishing.editing import Place, Typed
from publishing.models import Publication

COMPARED: Final = "_compared"
OPENED_FIELDS: Final = "opened_fields"
STEP: Final = "compared_step"
CHOICE: Final = "choice-"
ADDED: Final = "added-"
OWN: Final = frozenset({COMPARED, f"_{BESIDE}", OPENED_FIELDS, STEP, SEEN_REVISION, SEEN_FIELDS})


class StaleFormMixin(EditingMixin):
    """For the admin of a publication: refuses forms that were opened on something else than what is saved now."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Compare before anything is saved; the item stays locked until it is."""
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            item = cast(Publication | None, self.get_object(request, unquote(object_id)))
            step = request.POST.get(STEP, "")
            refusal = self._refusal(request, item)
            if refusal is not None:
                return refusal
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if item is not None and response.status_code == 302 and step in STEPS:
                # The step was not taken; what was typed for it, such as a note, is still there when the form is.
                self._keep_step(request, item, step, request.step_data)  # type: ignore[attr-defined]
            return response

    def _refusal(self, request: HttpRequest, item: Publication | None) -> HttpResponse | None:
        """Return the page that says why a form cannot be saved as it was sent; None if it can."""
        if item is None:
            return self._gone(request)
        if not self.has_view_or_change_permission(request, item):
            return None
        if not self.has_change_permission(request, item):
            return self._not_theirs(request, item)
        if COMPARED in request.POST:
            return self._chosen(request, item)
        if request.POST.get(SEEN_REVISION) == str(item.revision):
            return None
        return self.conflict_page(request, item, request.POST, files=request.FILES)

    # --- The page ------------------------------------------------------------------------------------

    def conflict_page(
        self,
        request: HttpRequest,
        item: Publication,
        data: QueryDict,
        *,
        status: int = 409,
        files: MultiValueDict[str, Any] | None = None,
        is_incomplete: bool = False,
    ) -> HttpResponse:
        """Return the page that compares what was typed with what is saved, and keep what was typed."""
        typed = _without_choices(data)
        mine, theirs = self.filled(request, item, data, files), self.filled(request, item)
        opened = data.get(OPENED_FIELDS) or data.get(SEEN_FIELDS, "")
        found = conflicts.differences(item, mine, theirs, conflicts.read_digests(opened))
        laid, added, chosen_files = conflicts.laid_out(typed, mine, theirs)
        key = self._keep_refused(request, item, data) if request.method == "POST" else data[KEY]
        state = state_of(item.status, item.publish_at, time_of(request))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Somebody saved this meanwhile"),
            "original": item,
            "by": item.updated_by or _("somebody who has left"),
            "at": clock_time(item.updated_at, time_of(request)),
            "state": LABELS[state],
            "differences": [(one, _choice_of(data, one)) for one in found],
            "needs_choice": is_incomplete,
            "hidden": [(name, value) for name, values in laid.items() for value in values],
            "added": [(name, ",".join(map(str, numbers))) for name, numbers in added.items()],
            "files": list(chosen_files.items()),
            "key": key,
            "restored_from": data.get(RESTORED_FROM, ""),
            "revision": item.revision,
            "fields": json.dumps(theirs.digests()),
            "opened": opened,
            "step": step if (step := data.get("_step") or data.get(STEP, "")) in STEPS else "",
            "form_address": self._form_address(item),
        }
        return render(request, "admin/publishing/publication/conflict.html", context, status=status)

    def _keep_refused(self, request: HttpRequest, item: Publication | None, data: QueryDict, **changes: str) -> Any:
        """Keep what was sent for its person, as if the form was still open; return its key."""
        keys = posted_keys(data)
        key = keys[0] if keys else editing.new_key()
        marks = {name: changes.get(name, data.get(name, "")) for name in (SEEN_REVISION, SEEN_FIELDS)}
        typed = _without_choices(data) | {name: [mark] for name, mark in marks.items()}
        revision = marks[SEEN_REVISION]
        try:
            editing.keep(
                Place(self.model, item),
                key,
                user=user_of(request),
                now=time_of(request),
                revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0,
                typed=editing.storable(typed),
            )
        except editing.Refused:
            # The key is one of another form. What was typed is in the page all the same.
            key = editing.new_key()
        return key

    def _chosen(self, request: HttpRequest, item: Publication) -> HttpResponse | None:
        """Take the choices of the page: put what they make into the request and let it be saved, or show the page again."""
        data = request.POST
        if data.get(SEEN_REVISION) != str(item.revision):
            return self.conflict_page(request, item, data, files=request.FILES)
        mine, theirs = self.filled(request, item, data), self.filled(request, item)
        found = conflicts.differences(item, mine, theirs, conflicts.read_digests(data.get(OPENED_FIELDS, "")))
        choices = {one.name: _choice_of(data, one) for one in found}
        goes_beside = f"_{BESIDE}" in data
        if not all(choices.values()) and not goes_beside:
            return self.conflict_page(request, item, data, files=request.FILES, is_incomplete=True)
        added = {part.name: _numbers(data.get(ADDED + part.name, "")) for part in theirs.parts}
        choices = {name: choice or MINE for name, choice in choices.items()}
        whole = conflicts.merged(_without_choices(data), mine, theirs, choices, added)
        marks = {SEEN_REVISION: str(item.revision), SEEN_FIELDS: json.dumps(theirs.digests())}
        if goes_beside:
            posted = as_posted({**whole, KEY: [data.get(KEY, "")]})
            key = self._keep_refused(request, item, posted, **marks)
            return HttpResponseRedirect(f"{self._form_address(item)}?{RESTORE}={key}&{BESIDE}=1")
        for name in [name for name in request.FILES if choices.get(name.partition("-")[0]) == THEIRS]:
            del request.FILES[name]
        controls = {name: [data[name]] for name in (KEY, RESTORED_FROM) if name in data}
        request.POST = as_posted(
            {  # type: ignore[assignment]  # a WSGI request takes it
                **whole,
                **controls,
                **{name: [value] for name, value in marks.items()},
                "_save": ["1"],
            }
        )
        return None

    # --- What cannot be saved at all -----------------------------------------------------------------

    def _gone(self, request: HttpRequest) -> HttpResponse | None:
        """Keep what was typed for an item that is gone as the beginning of a new one, and say so."""
        if not self.has_add_permission(request) or not request.POST.get("title"):
            return None
        key = self._keep_refused(request, None, request.POST, **{SEEN_REVISION: "0", SEEN_FIELDS: ""})
        address = f"{self._form_address(None)}?{RESTORE}={key}"
        text = _(
            'This was applied, discarded or deleted meanwhile. What you typed is kept: <a href="{}">open it as a new draft</a>.'
        )
        messages.warning(request, format_html(text, address))
        return HttpResponseRedirect(self._editing_address("changelist", None, exact=True))

    def _not_theirs(self, request: HttpRequest, item: Publication) -> HttpResponse:
        """Refuse to save what the person may not change any more, and give back what they typed, to be copied."""
        self._keep_refused(request, item, request.POST)
        names = flatten_fieldsets(self.get_fieldsets(request, item))
        names = ["body" if name == "text_as_read" else name for name in names]
        texts = [
            (label_for_field(name, self.model, self), _readable(name, request.POST[name]))
            for name in names
            if request.POST.get(name)
        ]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("You may not change this any more"),
            "original": item,
            "state": LABELS[state_of(item.status, item.publish_at, time_of(request))],
            "texts": texts,
            "form_address": self._form_address(item),
        }
        return render(request, "admin/publishing/publication/conflict_no_right.html", context, status=403)


def _without_choices(data: QueryDict) -> Typed:
    """Return what was typed, without what the form and the page of the comparison say of themselves."""
    return {
        name: values
        for name, values in content_of(data).items()
        if name not in OWN and not name.startswith((CHOICE, ADDED))
    }


def _choice_of(data: Mapping[str, Any], one: Difference) -> str:
    choice = str(data.get(CHOICE + one.name, ""))
    return choice if choice in one.choices else one.proposed


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part.isascii() and part.isdigit() and len(part) < 6]


def _readable(name: str, text: str) -> str:
    if name != "body":
        return text
    try:
        return rendering.plain_text(rendering.clean(text))
    except rendering.BodyRefused:
        return text

"""Nothing typed is lost: the form of a publication says who else has it open, keeps what is typed, and gives it back.

The browser's side is static/admin_site/editing.js. Without JavaScript nobody is seen and nothing is kept while one
types; what is refused when it is saved is kept all the same (`publishing.admin.stale`).
"""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten_fieldsets
from django.forms import ModelForm
from django.forms.utils import ErrorDict
from django.forms.widgets import Script
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from publishing import editing
from publishing.admin import conflicts
from publishing.admin.content import time_of
from publishing.admin.keeping import KeepTypedMixin, clock_time, user_of
from publishing.admin.typed import Filled, Part
from publishing.admin.working_copies import posted_for_copy
from publishing.editing import Place, Typed
from publishing.models import EditingSession, Publication

RESTORE: Final = "restore"
BESIDE: Final = "beside"
KEY: Final = "editing_session"
RESTORED_FROM: Final = "restored_from"
SEEN_REVISION: Final = "seen_revision"
SEEN_FIELDS: Final = "seen_fields"

CONTROLS: Final = frozenset({"csrfmiddlewaretoken", "_save", "_step", "_continue", "_addanother", KEY, RESTORED_FROM})


@dataclass(frozen=True)
class Offer:
    """Something typed and not saved, which its person may have back."""

    key: uuid.UUID
    title: str
    at: str
    labels: list[str]
    is_older: bool
    is_open: bool


def as_posted(typed: Typed) -> QueryDict:
    """Return what was typed as the data of a form."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def content_of(data: QueryDict) -> Typed:
    """Return what was typed in a form that was sent, without buttons and tokens."""
    return {name: [str(value) for value in values] for name, values in data.lists() if name not in CONTROLS}


def posted_keys(data: QueryDict) -> list[uuid.UUID]:
    """Return the key of the form that was sent, and of the session from which it was restored."""
    keys = []
    for name in (KEY, RESTORED_FROM):
        try:
            keys.append(editing.read_key(data.get(name, "")))
        except editing.Refused:
            continue
    return keys


def is_older(session: EditingSession, item: Publication) -> bool:
    """Say whether what was typed begins from something else than what `item` is now."""
    return bool(session.item_id != item.pk or session.base_revision != item.revision)  # type: ignore[attr-defined]


class EditingMixin(KeepTypedMixin):
    """For the admin of a publication; `static/admin_site/editing.js` and two templates belong to it."""

    class Media:
        js = (Script("admin_site/editing.js", defer=True),)
        css = {"all": ("admin_site/editing.css",)}

    text_as_read: Callable[[Any], SafeString]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Give back with ?restore=<key> what was typed and not saved."""
        if request.method == "GET" and RESTORE in request.GET:
            answer = self._restore_typed(request, object_id)
            if answer is not None:
                return answer
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _restore_typed(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """Note in the request what the form is to be filled with; answer at once where it needs a comparison first."""
        place = self._place(request, object_id)
        try:
            key = editing.read_key(request.GET[RESTORE])
        except editing.Refused as error:
            raise Http404 from error
        session = editing.find(place, key, user=user_of(request))
        if session is None:
            messages.warning(request, _("There is nothing unsaved under this address any more."))
            return HttpResponseRedirect(self._form_address(place.item))
        data = as_posted(session.typed)
        live = place.item.working_copy_of if place.item is not None else None
        if live is not None and place.item is not None and session.item_id == live.pk:  # type: ignore[attr-defined]
            # Typed in the form of the live item, before somebody began this copy of it.
            data = posted_for_copy(data, live, place.item, is_new=False)
        if place.item is not None and is_older(session, place.item):
            data[KEY] = str(session.key)
            return self.conflict_page(request, place.item, data, status=200)
        mine, theirs = self.filled(request, place.item, data), self.filled(request, place.item)
        laid, added, _files = conflicts.laid_out(session.typed, mine, theirs)
        # Without a save, only what follows from other items can have changed: their rows stay.
        everything = {part.name: conflicts.BOTH for part in theirs.parts}
        request.restored = session  # type: ignore[attr-defined]
        request.restored_data = as_posted(  # type: ignore[attr-defined]
            conflicts.merged(laid, mine, theirs, everything, added)
        )
        return None

    def conflict_page(self, request: HttpRequest, item: Publication, data: QueryDict, *, status: int) -> HttpResponse:
        """Return the page that compares what was typed with what is saved; see `publishing.admin.stale`."""
        raise NotImplementedError

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        data = getattr(request, "restored_data", None)
        return form if data is None else _holding(form, data)

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Iterator[Any]:
        data = getattr(request, "restored_data", None)
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            yield (formset if data is None else _holding_rows(formset, data)), inline

    def filled(self, request: HttpRequest, item: Publication | None, data: Any = None, files: Any = None) -> Filled:
        """Return the form of an item and its inlines: with what is saved, or, with `data`, with what was typed."""
        names = flatten_fieldsets(self.get_fieldsets(request, item))
        form = self.get_form(request, item, change=item is not None, fields=names)(data, files, instance=item)
        parts: list[Part] = []
        taken: dict[str, int] = {}
        for rows, inline in self.get_formsets_with_inlines(request, item):
            prefix = rows.get_default_prefix()
            taken[prefix] = taken.get(prefix, 0) + 1
            if inline.has_change_permission(request, item):
                name = prefix if taken[prefix] == 1 else f"{prefix}-{taken[prefix]}"
                made = rows(data, files, instance=form.instance, prefix=name, queryset=inline.get_queryset(request))
                parts.append(Part(made, inline))
        return Filled(form, parts, frozenset(names))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add what the form says of itself to the server, who else is there, and what can be restored."""
        item = kwargs.get("obj")
        may = self.has_change_permission(request, item) if item else self.has_add_permission(request)
        if may:
            context["editing"] = self._editing_context(request, item, context)
        return super().render_change_form(request, context, *args, **kwargs)

    def _editing_context(self, request: HttpRequest, item: Publication | None, context: Any) -> dict[str, Any]:
        place, restored = Place(self.model, item), getattr(request, "restored", None)
        keys = posted_keys(request.POST)
        is_first = request.method != "POST" and restored is None
        is_popup = IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST
        beside = item if item is not None and restored is not None and BESIDE in request.GET else None
        return {
            "key": keys[0] if keys else uuid.uuid4(),
            "restored_from": restored.key if restored else request.POST.get(RESTORED_FROM, ""),
            "restored_at": clock_time(restored.typed_at, time_of(request)) if restored else "",
            "is_typed": not is_first,
            "revision": request.POST.get(SEEN_REVISION, "") or str(item.revision if item else 0),
            "fields": self._marks(request, restored, context),
            "url": self._editing_address("editing", item),
            "forget_url": self._editing_address("editing_forget" if item else "editing_new_forget", item, exact=True),
            "cookie": settings.CSRF_COOKIE_NAME,
            "others": self._others(request, place, None),
            "offers": list(self._offers(request, place)) if is_first and not is_popup else [],
            "login_url": f"{reverse(f'{self.admin_site.name}:login')}?next={reverse(f'{self.admin_site.name}:index')}",
            "beside_text": self.text_as_read(beside) if beside else "",
        }

    def _marks(self, request: HttpRequest, restored: EditingSession | None, context: Any) -> str:
        """Return the marks of what was saved when the form was opened, which stay the same while it is shown again."""
        kept: str = restored.typed.get(SEEN_FIELDS, [""])[0] if restored else request.POST.get(SEEN_FIELDS, "")
        if kept or request.method == "POST" or restored:
            return kept
        parts = [Part(one.formset, one.opts) for one in context["inline_admin_formsets"]]
        adminform = context["adminform"]
        return json.dumps(Filled(adminform.form, parts, frozenset(flatten_fieldsets(adminform.fieldsets))).digests())

    def _offers(self, request: HttpRequest, place: Place) -> Iterator[Offer]:
        """Go through what the person typed here and did not save, as far as it differs from what is saved."""
        now = time_of(request)
        for session in editing.unsaved(place, user=user_of(request)):
            labels: list[str] = []
            if place.item is not None:
                mine, theirs = (
                    self.filled(request, place.item, as_posted(session.typed)),
                    self.filled(request, place.item),
                )
                labels = [one.label for one in conflicts.differences(place.item, mine, theirs, {})]
                if not labels:
                    continue
            yield Offer(
                session.key,
                " ".join(" ".join(session.typed.get("title", [])).split())[:100],
                clock_time(session.typed_at, now) if session.typed_at else "",
                labels,
                is_older=place.item is not None and is_older(session, place.item),
                is_open=session.seen_at > now - editing.ACTIVE_FOR,
            )

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Forget, in the transaction of the save, what was kept of what is saved now."""
        super().save_related(request, form, formsets, change)
        editing.forget(self.model, posted_keys(request.POST), user=user_of(request))


def _holding(form: Any, data: Mapping[str, Any]) -> Any:
    """Return a form class whose forms hold `data` as if it was typed, and complain of nothing yet."""

    class Restored(form):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(data, *args, **kwargs)
            self._errors = ErrorDict()

    return Restored


def _holding_rows(formset: Any, data: Mapping[str, Any]) -> Any:
    """Return a class of formsets that hold `data` as if it was typed, and complain of nothing yet."""

    class Restored(formset):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(data, *args, **kwargs)

        def full_clean(self) -> None:
            self._non_form_errors = self.error_class()
            self._errors: Iterable[Any] = [ErrorDict() for _form in self.forms]

        def _construct_form(self, index: int, **kwargs: Any) -> Any:
            form = super()._construct_form(index, **kwargs)
            form._errors = ErrorDict()
            return form

    return Restored

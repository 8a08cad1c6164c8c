"""What the browser sends while somebody types in a publication's form, and what it is told: static/admin_site/editing.js."""

import uuid
from datetime import datetime
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from publishing import editing, working_copies
from publishing.admin.content import time_of
from publishing.admin.states import moment
from publishing.editing import Place
from publishing.models import EditingSession, Publication


def user_of(request: HttpRequest) -> User:
    """Return who is signed in."""
    return cast(User, request.user)  # the admin's views are for those who are signed in


def clock_time(at: datetime, now: datetime) -> str:
    """Return a time in the site's zone: of today the hour alone, "23:41 UTC"."""
    local = timezone.localtime(at)
    if local.date() != timezone.localtime(now).date():
        return moment(at)
    return f"{time_format(local, 'TIME_FORMAT')} {local.tzname()}"


class KeepTypedMixin(admin.ModelAdmin):
    """Takes the signs of life of open forms and what is typed in them, and forgets it where it is not wanted."""

    model: type[Publication]

    def get_urls(self) -> list[URLPattern]:
        views = {
            "editing/": (self.editing_view, "editing_new"),
            "editing/forget/": (self.forget_typed_view, "editing_new_forget"),
            "<path:object_id>/editing/": (self.editing_view, "editing"),
            "<path:object_id>/editing/forget/": (self.forget_typed_view, "editing_forget"),
        }
        start = f"{self.opts.app_label}_{self.opts.model_name}_"
        own = [
            path(route, self.admin_site.admin_view(view), name=start + name) for route, (view, name) in views.items()
        ]
        return [*own, *super().get_urls()]

    # --- What the browser sends while somebody types -----------------------------------------------

    def editing_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """Take a sign of life of a form, and what is typed in it; answer who else is there. POST only.

        `key` is the form's, `revision` the item's when it was opened, `typed` what is in it now as JSON, if that changed;
        `leaving` says that the form is being closed. The answer is JSON; `error` says why nothing was kept.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            place = self._place(request, object_id)
            key = editing.read_key(request.POST.get("key", ""))
            session = self._keep_sent(request, place, key, is_gone=bool(object_id and place.item is None))
        except PermissionDenied:
            return JsonResponse({"error": _("You may not change this any more. Copy what you need.")}, status=403)
        except editing.Refused as error:
            return JsonResponse({"error": str(error)}, status=error.status)
        if request.POST.get("leaving"):
            editing.leave(self.model, key, user=user_of(request), now=time_of(request))
        return JsonResponse(self._answer(request, place, session, is_gone=bool(object_id and place.item is None)))

    def _place(self, request: HttpRequest, object_id: str | None) -> Place:
        """Return what a form is for, if the person may change it; where the item is gone, one for a new one."""
        item = self.get_object(request, unquote(object_id)) if object_id is not None else None
        allowed = (
            self.has_change_permission(request, item) if object_id is not None else self.has_add_permission(request)
        )
        if not allowed:
            raise PermissionDenied
        return Place(self.model, cast(Publication | None, item))

    def _keep_sent(self, request: HttpRequest, place: Place, key: uuid.UUID, *, is_gone: bool) -> EditingSession:
        user, sent = user_of(request), request.POST
        if is_gone and not editing.sessions_of(self.model).filter(key=key, user=user).exists():
            raise editing.Gone(_("This is gone: it was applied, discarded or deleted. Copy what you need."))
        revision = sent.get("revision", "")
        return editing.keep(
            place,
            key,
            user=user,
            now=time_of(request),
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0,
            typed=editing.read_typed(sent["typed"]) if "typed" in sent else None,
            instead_of=editing.read_key(sent["instead_of"]) if sent.get("instead_of") else None,
        )

    def _answer(self, request: HttpRequest, place: Place, session: EditingSession, *, is_gone: bool) -> dict[str, Any]:
        now = time_of(request)
        return {
            "kept": clock_time(session.typed_at, now) if session.typed_at else "",
            "others": self._others(request, place, session.key),
            "moved": self._moved(request, place, session, is_gone=is_gone),
        }

    def _moved(self, request: HttpRequest, place: Place, session: EditingSession, *, is_gone: bool) -> str:
        """Return what became of the item since the form was opened, and what that means; "" if it is as it was."""
        if is_gone:
            return _("This was applied, discarded or deleted meanwhile. What you type is kept for you as a new draft.")
        item = place.item
        if item is None:
            return ""
        copy = working_copies.find(item) if item.is_visible(time_of(request)) else None
        saved = copy if copy is not None else item
        if copy is None and item.revision == session.base_revision:
            return ""
        text = _(
            "%(name)s saved this meanwhile (%(when)s). Go on; when you save, you see both and choose field by field."
        )
        return text % {
            "name": saved.updated_by or _("Somebody"),
            "when": clock_time(saved.updated_at, time_of(request)),
        }

    def _others(self, request: HttpRequest, place: Place, key: uuid.UUID | None) -> list[str]:
        """Return in a sentence each who else has the form open, since when, and whether they have something unsaved."""
        now = time_of(request)
        return [
            _sentence(one, since=clock_time(one.opened_at, now), is_self=one.user_id == request.user.pk)
            for one in editing.others(place, now=now, but=key)
        ]

    def forget_typed_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """Remove what the person typed under a key and does not want back; lead to the form. POST only."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        place = self._place(request, object_id)
        try:
            key = editing.read_key(request.POST.get("key", ""))
        except editing.Refused as error:
            raise Http404 from error
        if editing.forget(self.model, [key], user=user_of(request)):
            messages.success(request, _("What you had typed is discarded."))
        return HttpResponseRedirect(self._form_address(place.item))

    def _editing_address(self, view: str, item: Publication | None, *, exact: bool = False) -> str:
        name = view if item or exact else f"{view}_new"
        start = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_"
        return reverse(start + name, args=[item.pk] if item else [])

    def _form_address(self, item: Publication | None) -> str:
        return self._editing_address("change" if item else "add", item, exact=True)


def _sentence(session: EditingSession, *, since: str, is_self: bool) -> str:
    has_typed = session.typed_at is not None
    values = {"name": session.user, "since": since}
    if is_self:
        text = (
            _("You have this open in another tab since %(since)s, with changes that are not saved.")
            if has_typed
            else _("You have this open in another tab since %(since)s.")
        )
    else:
        text = (
            _("%(name)s has this open since %(since)s, with changes that are not saved.")
            if has_typed
            else _("%(name)s has this open since %(since)s.")
        )
    return text % values

"""The data officer's desk: finding one person, and all that is known of them on one page. Every look is logged."""

from datetime import datetime
from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaigns import dossier, erasing, me_changing
from campaigns.me_views import as_file
from publishing.admin import ReadingAdmin
from publishing.admin.content import time_of
from supporters import access, operations, suppression
from supporters.models import AccessLog, Supporter

What = AccessLog.What
DONE: Final = {
    "withdraw": _("The participation is withdrawn."),
    "consent": _("The consent is withdrawn."),
    "end": _("These messages have ended."),
}


@admin.register(Supporter)
class SupporterAdmin(ReadingAdmin):
    """People are found by their whole address. The list names nobody; their page does, and is logged."""

    list_display = ("number", "country", "language", "created_at")
    search_fields = ("=canonical_email",)
    search_help_text = _("A whole e-mail address")
    ordering = ("-pk",)
    fields = ("name", "email", "canonical_email", "country", "postcode", "language", "created_at")
    change_form_template = "admin/supporters/supporter/change_form.html"
    delete_confirmation_template = "admin/supporters/supporter/erase.html"

    @admin.display(description=_("person"), ordering="pk")
    def number(self, supporter: Supporter) -> str:
        return f"#{supporter.pk}"

    # --- Finding and seeing ----------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """List people by numbers, or lead to the one whose whole address was typed. Looking for somebody is logged."""
        typed = request.GET.get("q", "").strip()
        if typed and request.method == "GET" and self.has_view_permission(request):
            person = operations.find_typed(typed)
            self._note(request, What.FOUND, person, number=1 if person else 0)
            if person is not None:
                return HttpResponseRedirect(reverse("admin:supporters_supporter_change", args=[person.pk]))
            self.message_user(request, _now("Nobody is known by this address."), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:supporters_supporter_changelist"))
        return super().changelist_view(request, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show all that is known of one person, and note who looked."""
        person = self.get_object(request, unquote(object_id))
        if person is None or request.method not in ("GET", "HEAD") or not self.has_view_permission(request, person):
            return super().change_view(request, object_id, form_url, extra_context)
        self._note(request, What.VIEWED, person)
        return super().change_view(request, object_id, form_url, self._known(request, person) | (extra_context or {}))

    def _known(self, request: HttpRequest, person: Supporter) -> dict[str, Any]:
        held = dossier.collect(person)
        return {
            "title": _now("Person #%d") % person.pk,
            "held": held,
            "acts": dossier.acts(held, now=time_of(request)),
            "consents": dossier.consents(held),
            "subscriptions": dossier.subscriptions(held),
            "suppression": suppression.find(person.email),
            "may_withdraw": self.has_delete_permission(request, person),
            "may_export": self.has_export_permission(request),
        }

    # --- Taking out and withdrawing ---------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        views = (("export", self.export_view), ("withdraw", self.withdraw_view))
        own = [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=f"supporters_supporter_{name}")
            for name, view in views
        ]
        return [*own, *super().get_urls()]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Say whether somebody may take out personal data."""
        return self.has_view_permission(request) and bool(request.user.has_perm("campaigns.export_participation"))

    @method_decorator(require_POST)
    def export_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return all that is known of a person as a file, for somebody who asked by letter."""
        person = self._person_or_404(request, object_id, may=self.has_export_permission(request))
        self._note(request, What.EXPORTED, person)
        return as_file(person, now=time_of(request))

    @method_decorator(require_POST)
    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Do for a person what the buttons of their own page do."""
        person = self._person_or_404(request, object_id, may=self.has_delete_permission(request))
        do, now = request.POST.get("do", ""), time_of(request)
        if do not in me_changing.BUTTONS:
            raise BadRequest("No button of this page sends that.")
        try:
            with transaction.atomic():
                me_changing.press(do, request.POST.get("key", ""), person, now=now)
                self._note(request, What.WITHDREW, person, detail=do)
        except me_changing.UnknownButton as error:
            raise BadRequest("A key is a number.") from error
        self.message_user(request, str(DONE[do]), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:supporters_supporter_change", args=[person.pk]))

    def _person_or_404(self, request: HttpRequest, object_id: str, *, may: bool) -> Supporter:
        if not may:
            raise PermissionDenied
        person: Supporter | None = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        return person

    # --- Erasing: what the admin calls deleting -----------------------------------------------------

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Call it what it is."""
        return super().delete_view(request, object_id, {"title": _now("Erase"), **(extra_context or {})})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say what erasing does, in the place of the rows that a deletion in cascade would take."""
        people = list(objs)
        lines = [
            ngettext(
                "#%(person)d: %(acts)d participation stays in the totals without a name.",
                "#%(person)d: %(acts)d participations stay in the totals without a name.",
                acts,
            )
            % {"person": person.pk, "acts": acts}
            for person in people
            for acts in [person.participations.confirmed().count()]
        ]
        lacking = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return lines, {self.opts.verbose_name_plural: len(people)}, lacking, []

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Supporter) -> None:
        self._erase([obj], request.user, time_of(request))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Supporter]) -> None:
        self._erase(list(queryset), request.user, time_of(request))

    def _erase(self, people: list[Supporter], user: Any, now: datetime) -> None:
        for person in people:
            erasing.erase(person, now=now)
        access.note(user=user, what=What.ERASED, number=len(people), now=now)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Supporter]) -> list[LogEntry]:
        """Log that somebody was erased, and not who: the log must not remember whom we are to forget."""
        entries = super().log_deletions(request, queryset)
        for entry in entries:
            LogEntry.objects.filter(pk=entry.pk).update(object_repr=erasing.NOBODY)
        return entries

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Say that it is done, without the name."""
        return super().response_delete(request, f"#{obj_id}", obj_id)

    def _note(
        self, request: HttpRequest, what: AccessLog.What, person: Supporter | None, *, number: int = 1, detail: str = ""
    ) -> None:
        access.note(user=request.user, what=what, supporter=person, number=number, detail=detail, now=time_of(request))

"""Doubles: shown while one types, and a page with all of the library that may be the same."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from publishing.admin.content import KEY, BoundedPaginator, time_of
from sources import duplicates, relations
from sources.admin.form import date_echo
from sources.admin.sections import DeskMixin
from sources.duplicates import Double
from sources.models import Source, SourceRelation

A_PAGE: Final = 25
LONGEST_TYPED: Final = 1000


class DuplicatesMixin(DeskMixin):
    """Answers while a source is typed, and lists doubles."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("typed/", wrap(require_GET(self.typed_view)), name="sources_source_typed"),
            path("date/", wrap(require_GET(self.date_view)), name="sources_source_date"),
            path(
                "duplicates/",
                wrap(require_http_methods(["GET", "HEAD", "POST"])(self.duplicates_view)),
                name="sources_source_duplicates",
            ),
            *super().get_urls(),
        ]

    def typed_view(self, request: HttpRequest) -> JsonResponse:
        """Return the sources that may be what is typed: {"doubles": [{"title", "detail", "url", "why", "same"}]}."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        names = ("kind", "url", "doi", "isbn", "title", "issued")
        typed = {name: request.GET.get(name, "")[:LONGEST_TYPED] for name in names}
        but = request.GET.get("but", "")
        found = duplicates.find(duplicates.typed_keys(**typed), but=int(but) if KEY.fullmatch(but) else None)
        return JsonResponse({"doubles": [_as_json(double) for double in found]})

    def date_view(self, request: HttpRequest) -> JsonResponse:
        """Return how a typed date is understood: {"edtf", "words"}, {"problem"}, or {} for no date."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return JsonResponse(date_echo(request.GET.get("date", "")[:LONGEST_TYPED]))

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """List what may be the same; note that two are not (POST)."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._not_the_same(request)
        page = BoundedPaginator(duplicates.groups(), A_PAGE).get_page(request.GET.get("page"))
        firsts = list(page.object_list)
        doubles = duplicates.doubles_of(firsts)
        context = self.admin_site.each_context(request) | {
            "title": _("Possible duplicates"),
            "opts": self.opts,
            "page": page,
            "groups": [(source, doubles[source.pk]) for source in firsts],
            "may_change": self.has_change_permission(request),
            "may_merge": request.user.has_perm("sources.merge_source"),
        }
        return TemplateResponse(request, "admin/sources/source/duplicates.html", context)

    def _not_the_same(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        keys = [key for key in request.POST.getlist("source") if KEY.fullmatch(key)]
        found: QuerySet[Source] = Source.objects.standing().filter(pk__in=keys).order_by("pk")
        try:
            first, second = found
            relations.relate(
                first,
                second,
                kind=SourceRelation.Kind.RELATED,
                user=request.user,  # type: ignore[arg-type]  # staff are signed in
                now=time_of(request),
            )
        except ValueError:
            self.message_user(request, _("One of the two is gone, or was merged. Nothing was noted."), messages.ERROR)
        except relations.RelationError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            said = _("Noted that “%(first)s” and “%(second)s” are related, and not the same.")
            self.message_user(request, said % {"first": first.title, "second": second.title}, messages.SUCCESS)
        number = request.POST.get("page", "")
        query = f"?page={number}" if KEY.fullmatch(number) else ""
        return HttpResponseRedirect(reverse("admin:sources_source_duplicates") + query)


def _as_json(double: Double) -> dict[str, Any]:
    source = double.source
    return {
        "title": source.title,
        "detail": source.short_label,
        "url": reverse("admin:sources_source_change", args=[source.pk]),
        "why": ", ".join(str(reason) for reason in double.reasons),
        "same": double.why[0] is duplicates.Why.ADDRESS,
    }

"""The address of a source in the admin: how it does, the last looks at it, and what staff decide about it."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from publishing.admin.content import time_of
from sources import links
from sources.admin.sections import DeskMixin, DeskSection
from sources.linking import digest, tasks, words
from sources.models import Link, Source

LOOKS_SHOWN: Final = 8
BROKEN, DRIFTED = "broken", "drifted"
DECIDED: Final = (Link.State.DEAD, Link.State.SUSPECT, Link.State.MOVED)


class LinkFilter(admin.SimpleListFilter):
    """Sources by how their address does, and those of which quoted words have gone from the live page."""

    title = gettext_lazy("link")
    parameter_name = "link"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        broken, drifted = gettext_lazy("needs somebody"), gettext_lazy("quoted words gone")
        return [(BROKEN, broken), (DRIFTED, drifted), *Link.State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == BROKEN:
            return queryset.filter(Exists(Link.objects.broken().filter(source=OuterRef("pk"))))
        if value == DRIFTED:
            return queryset.filter(Exists(digest.missing().filter(source=OuterRef("pk"))))
        return queryset.filter(link__state=value) if value in Link.State.values else queryset


class LinksMixin(DeskMixin):
    """Adds the section of the link, its buttons and its filter. Who may change sources may use them."""

    class Media:
        css = {"all": ("admin_site/links.css",)}

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Callable[..., HttpResponseBase]] = {
            "check": self.check_link_view,
            "ignore": self.ignore_link_view,
            "move": self.move_link_view,
        }
        own = [
            path(
                f"<int:pk>/link/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"sources_source_link_{name}",
            )
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (*super().get_list_filter(request), LinkFilter)

    def desk_sections(self, request: HttpRequest, source: Source | None) -> list[DeskSection]:
        found = super().desk_sections(request, source)
        if source is None:
            return found
        template = "admin/sources/source/link.html"
        return [*found, DeskSection("link", gettext_lazy("Web address"), template, link_context(source), order=10)]

    def check_link_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Have the worker look at the address now."""
        source = self._source_of_link(request, pk)
        return self._decide(request, source, self._ask, _("The worker looks at the address. Come back in a moment."))

    def ignore_link_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Note that the link is fine as it is, in the state that the person saw."""
        source = self._source_of_link(request, pk)
        return self._decide(request, source, self._ignore, _("Noted: it is fine as it is, until its state changes."))

    def move_link_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give the source the address that its link has moved to, the one that the person saw."""
        source = self._source_of_link(request, pk)
        done = _("The source has the new address. The old one is noted with it.")
        return self._decide(request, source, self._move, done)

    def _ask(self, request: HttpRequest, source: Source) -> None:
        link = links.check_soon(source, now=time_of(request))
        tasks.check_link.enqueue(link.pk)

    def _ignore(self, request: HttpRequest, source: Source) -> None:
        links.ignore(source, state=request.POST.get("state", ""), now=time_of(request))

    def _move(self, request: HttpRequest, source: Source) -> None:
        url = request.POST.get("url", "")
        links.take_over(source, url=url, user=request.user, now=time_of(request))  # type: ignore[arg-type]  # staff
        self.log_change(request, source, _("Web address changed to %(address)s.") % {"address": url})

    def _decide(
        self, request: HttpRequest, source: Source, decision: Callable[[HttpRequest, Source], None], done: str
    ) -> HttpResponseBase:
        try:
            decision(request, source)
        except links.LinkHasChanged as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, done)
        return HttpResponseRedirect(f"{reverse('admin:sources_source_change', args=[source.pk])}#link")

    def _source_of_link(self, request: HttpRequest, pk: int) -> Source:
        source: Source = get_object_or_404(Source, pk=pk)
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        return source


def link_context(source: Source) -> dict[str, Any]:
    """Return what the section shows. Two queries."""
    link = Link.objects.filter(source=source).first()
    if link is None:
        return {"link": None}
    looks = [
        (look, words.outcome(look.outcome), words.problem(look.detail)) for look in link.checks.all()[:LOOKS_SHOWN]
    ]
    return {
        "link": link,
        "what": words.problem(link.problem),
        "looks": looks,
        "needs_somebody": link.state in DECIDED and link.ignored_at is None,
        "old_address": links.old_address(source),
    }

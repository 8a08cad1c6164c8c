"""What the admin's pages of archived copies share: who may do what, which copy an address means, how a page is made."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from sources.admin.sections import DeskMixin
from sources.models import Snapshot, Source

type Views = dict[str, tuple[Callable[..., HttpResponseBase], str]]
"""Route below `copies/` of a source → view, and the end of its name."""

ask_or_answer = require_http_methods(["GET", "HEAD", "POST"])


class CopiesBase(DeskMixin):
    """Rights over the copies of a source, and the frame of their pages.

    Who may see the source sees the list. Opening a copy takes `sources.view_snapshot`, and of a source on file the right to
    have copies made; that right, `sources.capture_source`, is also for uploads and copies elsewhere.
    """

    def copy_routes(self) -> Views:
        """Return the addresses below `copies/`; call super()."""
        return {}

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(f"<int:pk>/copies/{route}", self.admin_site.admin_view(view), name=f"sources_source_{name}")
            for route, (view, name) in self.copy_routes().items()
        ]
        return [*own, *super().get_urls()]

    def may_capture(self, request: HttpRequest, source: Source) -> bool:
        """Say whether this person may have copies made, upload them and note those elsewhere."""
        return request.user.has_perm("sources.capture_source") and self.has_view_permission(request, source)

    def may_withdraw(self, request: HttpRequest, source: Source) -> bool:
        return request.user.has_perm("sources.withdraw_snapshot") and self.may_open(request, source)

    def may_open(self, request: HttpRequest, source: Source) -> bool:
        """Say whether this person may see what is in the copies of a source: of testimony, only who looks after it."""
        if not (request.user.has_perm("sources.view_snapshot") and self.has_view_permission(request, source)):
            return False
        return not source.is_on_file or self.may_capture(request, source)

    def source_of(self, request: HttpRequest, pk: int, *, may: Any = None) -> Source:
        """Return the source of an address. Raises PermissionDenied for who may not see it, or not do what `may` says."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        source: Source = get_object_or_404(self.get_queryset(request), pk=pk)
        if may is not None and not may(request, source):
            raise PermissionDenied
        return source

    def copy_of(self, request: HttpRequest, pk: int, copy: int, *, may: Any = None) -> tuple[Source, Snapshot]:
        """Return the source and the copy of an address; by default for who may open copies."""
        source = self.source_of(request, pk, may=may or self.may_open)
        return source, get_object_or_404(source.snapshots.select_related("source", "taken_by"), pk=copy)

    def copies_page(self, request: HttpRequest, source: Source, name: str, context: dict[str, Any]) -> HttpResponse:
        """Return one of the pages; a form that was refused with 422."""
        common = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": source,
            "media": self.media,
            "back": back_address(source),
        }
        form = context.get("form")
        template = f"admin/sources/source/{name}.html"
        return TemplateResponse(request, template, common | context, status=422 if form and form.errors else 200)

    def back_to_copies(self, source: Source) -> HttpResponseRedirect:
        return HttpResponseRedirect(back_address(source))


def back_address(source: Source) -> str:
    """Return the path of the list of copies in the form of their source."""
    return f"{reverse('admin:sources_source_change', args=[source.pk])}#copies"


def sent(request: HttpRequest, *, with_files: bool = False) -> tuple[Any, ...]:
    """Return what a form is bound to: nothing while it is only looked at."""
    if request.method != "POST":
        return ()
    return (request.POST, request.FILES) if with_files else (request.POST,)

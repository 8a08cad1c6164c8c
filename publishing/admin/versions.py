"""The versions of an item in the admin: the list, any two compared, one looked at, one restored, one kept from readers."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from publishing import clock, comparing, restoration, version_texts, working_copies
from publishing.admin.columns import thumbnail
from publishing.admin.content import KEY, time_of
from publishing.models import Image, Publication, Version
from publishing.paging import by_number_or_404
from publishing.workflow import WorkflowError

PAGE: Final = 50
NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")
MODES: Final = ("side", "inline")


@dataclass(frozen=True)
class Mode:
    """One way of showing a comparison, and the address that shows it so."""

    name: str
    address: str
    is_current: bool


class VersionsMixin:
    """For PublicationAdmin: pages of an item's versions, those of its working copies among them."""

    opts: Any
    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        views = (
            ("versions/", self.versions_view, "versions"),
            ("versions/compare/", self.compare_view, "compare_versions"),
            ("versions/<int:number>/", self.version_view, "version"),
            ("versions/<int:number>/restore/", self.restore_view, "restore_version"),
            ("versions/<int:number>/withhold/", self.withhold_view, "withhold_version"),
        )
        wrap = self.admin_site.admin_view
        urls = [path(f"<path:object_id>/{end}", wrap(view), name=f"{stem}_{name}") for end, view, name in views]
        return [*urls, *super().get_urls()]  # type: ignore[misc]

    # --- The list ------------------------------------------------------------------------------

    def versions_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """List the versions, newest first, with a choice of two to compare."""
        item = self._versioned_item(request, object_id)
        if refused := _refuse_writing(request):
            return refused
        rows = item.versions.defer("content").select_related("by")
        page = by_number_or_404(rows, request.GET.get("page", ""), size=PAGE)
        latest = item.versions.values_list("number", flat=True).first()
        context = self._versions_context(request, item, _("Versions")) | {
            "page": page,
            "rows": [self._version_row(item, version) for version in page.items],
            "latest": latest,
            "left": page.items[1].number if len(page.items) > 1 else None,
            "right": page.items[0].number if page.items else None,
            "compare_url": self.address(item, "compare_versions"),  # type: ignore[attr-defined]
            "now": time_of(request),
        }
        return TemplateResponse(request, "admin/publishing/publication/versions.html", context)

    # --- Two versions ----------------------------------------------------------------------------

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Compare two versions by number; the newest with the one before it where none are named."""
        item = self._versioned_item(request, object_id)
        if refused := _refuse_writing(request):
            return refused
        mode = request.GET.get("mode", MODES[0])
        if mode not in MODES:
            raise BadRequest("A comparison is shown side by side or inline.")
        left, right = self._two_versions(request, item)
        comparison = comparing.compare_contents(left.content, right.content, type(item))
        context = self._versions_context(request, item, _("Compare versions")) | {
            "comparison": comparison,
            "words": comparison.changed_words,
            "left": left,
            "right": right,
            "left_name": _version_name(left),
            "right_name": _version_name(right),
            "modes": _modes(request, left, right, mode),
            "mode": mode,
            "pictures": _thumbnails(comparison),
        }
        return TemplateResponse(request, "admin/publishing/publication/versions_compare.html", context)

    def _two_versions(self, request: HttpRequest, item: Publication) -> tuple[Version, Version]:
        """Return the older and the newer of the versions that the address names. 400 for what is no number."""
        given = {name: request.GET.get(name, "") for name in ("left", "right")}
        if any(value and not NUMBER.fullmatch(value) for value in given.values()):
            raise BadRequest("Versions are named by their numbers.")
        numbers = {int(value) for value in given.values() if value}
        rows = item.versions.select_related("by")
        if len(numbers) < 2:
            newest = list(
                item.versions.exclude(number__in=numbers).values_list("number", flat=True)[: 2 - len(numbers)]
            )
            numbers |= set(newest)
        found: list[Version] = list(rows.filter(number__in=numbers).order_by("number"))
        if not found or len(found) < len(numbers):
            raise Http404
        return found[0], found[-1]

    # --- One version -----------------------------------------------------------------------------

    def version_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponseBase:
        """Show one version as its readers had it, or would have, with all its fields."""
        item = self._versioned_item(request, object_id)
        if refused := _refuse_writing(request):
            return refused
        version = self._version_or_404(item, number)
        context = self._versions_context(request, item, _version_name(version)) | {
            "version": version,
            "row": self._version_row(item, version),
            "shown": version_texts.read(item, version.content, now=time_of(request)),
            "fields": comparing.compare_contents({}, version.content, type(item)),
        }
        return TemplateResponse(request, "admin/publishing/publication/version.html", context)

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponseBase:
        """Write a version into the item or its working copy, on POST, and lead to the form; say what is gone."""
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        item = self._versioned_item(request, object_id)
        # Changes of something live may lie with the editors by now.
        for changed in filter(None, [item, working_copies.find(item)]):
            if not self.has_change_permission(request, changed):  # type: ignore[attr-defined]
                raise PermissionDenied
        version = self._version_or_404(item, number)
        try:
            restored = restoration.restore(
                item,
                version,
                user=request.user,  # type: ignore[arg-type]  # staff are signed in
                may_publish=self.has_publish_permission(request),  # type: ignore[attr-defined]
                now=time_of(request),
            )
        except WorkflowError as error:
            self.message_user(request, str(error), messages.ERROR)  # type: ignore[attr-defined]
            return HttpResponseRedirect(self.address(item, "versions"))  # type: ignore[attr-defined]
        self._say_restored(request, version, restored)
        return HttpResponseRedirect(self.address(restored.target, "change"))  # type: ignore[attr-defined]

    def _say_restored(self, request: HttpRequest, version: Version, restored: restoration.Restored) -> None:
        said = _("Version %(number)d is restored as a new version.") % {"number": version.number}
        if restored.target.working_copy_of_id is not None:
            said += " " + _("It is among the changes that readers do not see yet; apply them to publish it.")
        self.message_user(request, said, messages.SUCCESS)  # type: ignore[attr-defined]
        for loss in restored.losses:
            left_out = _("Left out, since it is gone or taken: %(name)s (%(field)s).")
            self.message_user(  # type: ignore[attr-defined]
                request, left_out % {"name": loss.name or _("without a name"), "field": loss.field}, messages.WARNING
            )

    def withhold_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponseBase:
        """Keep a public version out of the history that readers see, or give it back, on POST."""
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        item = self._versioned_item(request, object_id)
        if not self.has_publish_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        version = self._version_or_404(item, number)
        withheld = request.POST.get("withhold") == "1"
        what = (
            _("Version %(number)d is kept from readers.") if withheld else _("Version %(number)d is shown to readers.")
        )
        said = what % {"number": version.number}
        with transaction.atomic():
            item.versions.filter(pk=version.pk).update(is_withheld=withheld)
            clock.bump(time_of(request))
            self.log_change(request, item, said)  # type: ignore[attr-defined]
        self.message_user(request, said, messages.SUCCESS)  # type: ignore[attr-defined]
        return HttpResponseRedirect(self.address(item, "versions"))  # type: ignore[attr-defined]

    # --- What the pages share --------------------------------------------------------------------

    def versions_url(self, item: Publication) -> str:
        """Return the path of the list of versions; of a working copy, that of its live item."""
        return self.address(item.working_copy_of or item, "versions")  # type: ignore[attr-defined]

    def _versioned_item(self, request: HttpRequest, object_id: str) -> Publication:
        """Return the item that versions belong to, also for its working copy, to those who may see it."""
        key = unquote(object_id)
        rows = self.opts.model._default_manager.select_related("working_copy_of")
        found: Publication | None = rows.filter(pk=key).first() if KEY.fullmatch(key) else None
        if found is None:
            raise Http404
        if not self.has_view_or_change_permission(request, found):  # type: ignore[attr-defined]
            raise PermissionDenied
        return found.working_copy_of or found

    def _version_or_404(self, item: Publication, number: int) -> Version:
        version: Version | None = item.versions.select_related("by").filter(number=number).first()
        if version is None:
            raise Http404
        return version

    def _version_row(self, item: Publication, version: Version) -> dict[str, Any]:
        """Return a version with the addresses of what can be done with it."""
        stem = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        views = {"look": "version", "restore": "restore_version", "withhold": "withhold_version"}
        addresses = {name: reverse(f"{stem}_{view}", args=[item.pk, version.number]) for name, view in views.items()}
        return {"version": version, **addresses}

    def _versions_context(self, request: HttpRequest, item: Publication, title: str) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "original": item,
            "back": self.address(item, "change"),  # type: ignore[attr-defined]
            "list_url": self.address(item, "versions"),  # type: ignore[attr-defined]
            "may_restore": self.has_change_permission(request, item),  # type: ignore[attr-defined]
            "may_withhold": self.has_publish_permission(request),  # type: ignore[attr-defined]
            "has_history": hasattr(item, "corrections"),
            "text_direction": "rtl" if get_language_info(item.language)["bidi"] else "ltr",
        }


def _refuse_writing(request: HttpRequest) -> HttpResponse | None:
    return None if request.method in ("GET", "HEAD") else HttpResponse(status=405, headers={"Allow": "GET, HEAD"})


def _version_name(version: Version) -> str:
    return _("Version %(number)d") % {"number": version.number}


def _modes(request: HttpRequest, left: Version, right: Version, current: str) -> list[Mode]:
    return [
        Mode(name, f"{request.path}?left={left.number}&right={right.number}&mode={name}", name == current)
        for name in MODES
    ]


def _thumbnails(comparison: comparing.Comparison) -> dict[int, SafeString]:
    """Return small pictures of those that a comparison names and that are still there. Two queries at most."""
    pictured = [found for found in comparison.fields if found.is_picture]
    keys = {key for found in pictured for key in (found.left_key, found.right_key) if key is not None}
    if not keys:
        return {}
    found = Image.objects.filter(pk__in=keys).prefetch_related("renditions")
    return {image.pk: thumbnail(image) for image in found}

"""Pages of the history of a release: the list of its public versions, one of them, and what differs between two."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, get_language_info

from press import history
from press.models import PressRelease
from publishing import editions
from publishing.stored import PublicRequest, stored


@stored()
def release_history(request: PublicRequest, slug: str) -> HttpResponse:
    """List the versions of a visible release that readers had, with what was said of each."""
    release = _release_or_404(request, slug)
    if release.language != get_language():
        return _in_its_edition("press:release-history", release)
    return render(request, "press/history.html", _context(release) | {"history": history.of(release, request.now)})


@stored()
def release_version(request: PublicRequest, slug: str, ordinal: int) -> HttpResponse:
    """Show the words of one public version; 404 for what readers never had, or may not read any more."""
    release = _release_or_404(request, slug)
    if release.language != get_language():
        return _in_its_edition("press:release-version", release, ordinal=ordinal)
    versions = history.of(release, request.now)
    version = _or_404(versions.find(ordinal))
    context = _context(release) | {
        "version": version,
        "shown": history.text_of(release, version, request.now),
    }
    return render(request, "press/history_version.html", context)


@stored()
def release_comparison(request: PublicRequest, slug: str, old: int, new: int) -> HttpResponse:
    """Show what differs between an older and a newer public version, in one text."""
    release = _release_or_404(request, slug)
    if release.language != get_language():
        return _in_its_edition("press:release-comparison", release, old=old, new=new)
    versions = history.of(release, request.now)
    pair = _or_404(versions.find(old)), _or_404(versions.find(new))
    if old >= new:
        raise Http404
    context = _context(release) | {
        "old": pair[0],
        "new": pair[1],
        "comparison": history.compare(release, *pair),
        "text_direction": "rtl" if get_language_info(release.language)["bidi"] else "ltr",
    }
    return render(request, "press/history_comparison.html", context)


def _release_or_404(request: PublicRequest, slug: str) -> PressRelease:
    visible = PressRelease.objects.published(request.now).defer("body", "body_html", "notes_html", "boilerplate")
    release: PressRelease = editions.find_or_404(visible, slug)
    return release


def _or_404(version: history.PublicVersion | None) -> history.PublicVersion:
    if version is None:
        raise Http404
    return version


def _in_its_edition(name: str, release: PressRelease, **arguments: int) -> HttpResponse:
    with translation.override(release.language):
        return redirect(reverse(name, kwargs={"slug": release.slug, **arguments}))


def _context(release: PressRelease) -> dict[str, Any]:
    return {"release": release}

"""Pages for machines: health, robots, security contact, sitemaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.models import Action, Campaign
from pages.models import SiteSettings, StandingPage
from press.archive import HEAVY
from press.models import PressRelease
from publishing.models import Publication
from publishing.paging import NUMBER
from publishing.stored import PublicRequest, stored
from publishing.structured import absolute
from sources.models import Source

SITEMAP_SIZE: Final = 10_000
NEWS_AGE: Final = timedelta(days=2)
OF_ITEMS: Final = ("slug", "language", "translation_group", "updated_at")


@dataclass(frozen=True)
class SitemapEntry:
    """One address of a sitemap, when it last changed, and the same content in other languages (language → address)."""

    location: str
    modified: datetime | None
    alternates: dict[str, str]


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the site can serve pages and 503 when it cannot, with what was found for each part.

    Without its cache it can, though slowly: "degraded", 200. Who takes machines out by this page would else take all.
    """
    parts = {"database": _database_answers(), "cache": _cache_answers()}
    states = {name: "ok" if fine else "failing" for name, fine in parts.items()}
    if not parts["database"]:
        return JsonResponse({"status": "failing", **states}, status=503)
    return JsonResponse({"status": "ok" if parts["cache"] else "degraded", **states})


@stored()
def robots(request: PublicRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "Disallow: /search/", "Disallow: /go/", ""]
    lines += [f"Sitemap: {absolute(reverse('sitemap'))}", f"Sitemap: {absolute(reverse('news-sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@stored(seconds=24 * 3600)
def security_txt(request: PublicRequest) -> HttpResponse:
    """Name the contact for reports of weaknesses, as RFC 9116 has it; 404 while the site settings hold no address."""
    contact = SiteSettings.objects.filter(pk=1).values_list("contact_email", flat=True).first()
    if not contact:
        raise Http404
    expires = (request.now + timedelta(days=180)).astimezone(UTC).strftime("%Y-%m-%dT00:00:00Z")
    lines = [f"Contact: mailto:{contact}", f"Expires: {expires}", f"Canonical: {absolute(reverse('security-txt'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@stored(query=("page",))
def sitemap(request: PublicRequest) -> HttpResponse:
    """List every public address; beyond SITEMAP_SIZE of them, list the pages of the list instead."""
    sections = [(section, section.count()) for section in _sections(request.now)]
    total = sum(size for _section, size in sections)
    if total <= SITEMAP_SIZE and "page" not in request.GET:
        return _xml(request, "site/sitemap.xml", {"entries": [*_lists(), *_entries(sections, 0)]})
    pages = -(-total // SITEMAP_SIZE)
    if "page" not in request.GET:
        locations = [f"{absolute(reverse('sitemap'))}?page={number}" for number in range(1, pages + 1)]
        return _xml(request, "site/sitemap_index.xml", {"locations": locations})
    page = request.GET["page"]
    if not NUMBER.fullmatch(page) or int(page) > pages:
        raise Http404
    return _xml(request, "site/sitemap.xml", {"entries": list(_entries(sections, (int(page) - 1) * SITEMAP_SIZE))})


@stored(seconds=600)
def news_sitemap(request: PublicRequest) -> HttpResponse:
    """List the releases of the last two days, as news search engines ask for."""
    since = request.now - NEWS_AGE
    releases = (
        PressRelease.objects.published(request.now).filter(publish_at__gt=since).latest_first().defer(*HEAVY)[:1000]
    )
    name = SiteSettings.objects.filter(pk=1).values_list("name", flat=True).first() or request.get_host()
    entries = [(absolute(release.get_absolute_url()), release) for release in releases]
    return _xml(request, "site/news_sitemap.xml", {"entries": entries, "publisher": name})


def _sections(now: datetime) -> list[QuerySet[Any]]:
    # Thousands of rows at once: without their texts.
    return [
        PressRelease.objects.published(now).latest_first().only(*OF_ITEMS),
        Campaign.objects.published(now).latest_first().only(*OF_ITEMS),
        Action.objects.published(now)
        .select_related("campaign")
        .only("slug", "campaign__slug", "campaign__language")
        .order_by("pk"),
        StandingPage.objects.published(now).latest_first().only(*OF_ITEMS),
        Source.objects.published(now).order_by("pk").only("slug", "updated_at"),
    ]


def _lists() -> list[SitemapEntry]:
    names = ["home", "press:release-list", "campaigns:campaign-list", "sources:source-list", "tags:tag-list"]
    return [SitemapEntry(absolute(reverse(name)), None, {}) for name in names]


def _entries(sections: list[tuple[QuerySet[Any], int]], offset: int) -> Iterator[SitemapEntry]:
    """Return up to SITEMAP_SIZE entries of all sections, given with their sizes, taken as one list, from `offset` on."""
    wanted = SITEMAP_SIZE
    for section, size in sections:
        rows = section[offset : min(offset + wanted, size)] if offset < size else section.none()
        others = _translations(section) if issubclass(section.model, Publication) else {}
        for row in rows:
            alternates = others.get(getattr(row, "translation_group", None), {})
            yield SitemapEntry(absolute(row.get_absolute_url()), getattr(row, "updated_at", None), alternates)
        wanted -= max(0, min(size - offset, wanted))
        offset = max(0, offset - size)


def _translations(section: QuerySet[Any]) -> dict[Any, dict[str, str]]:
    """Return the public translations by group, only of groups that have some beyond the default language."""
    groups = section.exclude(language=settings.LANGUAGE_CODE).order_by().values("translation_group")
    found: dict[Any, dict[str, str]] = {}
    for item in section.filter(translation_group__in=groups).order_by("language"):
        found.setdefault(item.translation_group, {})[item.language] = absolute(item.get_absolute_url())
    return {group: items | {"x-default": _default(items)} for group, items in found.items() if len(items) > 1}


def _default(addresses: dict[str, str]) -> str:
    """Return the address for readers of all other languages: of the default edition, or the first one that there is."""
    return next(addresses[code] for code, _name in settings.LANGUAGES if code in addresses)


def _xml(request: PublicRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, content_type="application/xml; charset=utf-8")


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache_answers() -> bool:
    """Try the cache as the site uses it. A server that is away shows as an OSError or as the client's own error."""
    cache = caches["pages"]
    try:
        if hasattr(cache, "ping"):  # a SharedCache, which answers from memory while its server does not
            cache.ping()
        cache.set("health", timezone.now().isoformat(), timeout=10)
        return cache.get("health") is not None
    except Exception:  # noqa: BLE001 - each cache client has errors of its own, and all mean the same here
        return False

"""Feeds of releases and campaigns, of everything and by tag: RSS 2.0, Atom 1.0, JSON Feed 1.1."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocacy_site import vocabulary
from campaigns.models import Campaign
from pages.models import SiteSettings
from press.models import PressRelease
from publishing import placements, rendering
from publishing.models import Publication, PublicationQuerySet, Tag
from publishing.stored import PublicRequest, stored
from publishing.structured import absolute

LENGTH: Final = 20
MEDIA_TYPES: Final = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
MODELS: Final[dict[str, type[Publication]]] = {"press": PressRelease, "campaigns": Campaign}


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself, and its items, newest first. Addresses are absolute."""

    title: str
    description: str
    page: str
    address: str
    language: str
    items: list[Publication]
    now: datetime


@stored()
def index(request: PublicRequest) -> HttpResponse:
    """List the feeds for people, with a word on what a feed is."""
    return render(request, "site/feeds.html", {"tags": vocabulary.tags_in_use(request.now)})


@stored()
def feed(request: PublicRequest, name: str, extension: str) -> HttpResponse:
    """Answer with the feed of all releases or of all campaigns."""
    if name not in MODELS or extension not in MEDIA_TYPES:
        raise Http404
    page = {"press": "press:release-list", "campaigns": "campaigns:campaign-list"}[name]
    title = {"press": _("Press releases"), "campaigns": _("Campaigns")}[name]
    items = _newest(MODELS[name], request.now)
    return _answer(_feed(request, title, reverse(page), items), extension)


@stored()
def tag_feed(request: PublicRequest, slug: str, extension: str) -> HttpResponse:
    """Answer with the feed of all that carries one tag."""
    if extension not in MEDIA_TYPES:
        raise Http404
    tag = get_object_or_404(Tag, slug=slug)
    found = [item for model in MODELS.values() for item in _newest(model, request.now, tags=tag)]
    if not found:
        raise Http404  # a tag that only hidden items carry gives nothing away
    items = sorted(found, key=attrgetter("publish_at"), reverse=True)[:LENGTH]
    return _answer(_feed(request, tag.name, tag.get_absolute_url(), items), extension)


def _newest(model: type[Publication], now: datetime, **conditions: Any) -> list[Publication]:
    manager: PublicationQuerySet = model._default_manager.published(now)
    language = get_language() or settings.LANGUAGE_CODE
    return list(manager.filter(**conditions).in_edition(language, now).latest_first().prefetch_related("tags")[:LENGTH])


def _feed(request: PublicRequest, title: str, path: str, items: list[Publication]) -> Feed:
    group = SiteSettings.objects.filter(pk=1).values_list("name", "tagline").first() or (request.get_host(), "")
    return Feed(
        title=f"{group[0]}: {title}",
        description=group[1] or title,
        page=absolute(path),
        address=absolute(request.path),
        language=get_language() or settings.LANGUAGE_CODE,
        items=items,
        now=request.now,
    )


def _answer(feed: Feed, extension: str) -> HttpResponse:
    if extension == "json":
        text = json.dumps(_json_feed(feed), ensure_ascii=False)
    else:
        generator = {"rss": feedgenerator.Rss201rev2Feed, "atom": feedgenerator.Atom1Feed}[extension]
        text = _syndicate(generator, feed)
    return HttpResponse(text, content_type=MEDIA_TYPES[extension])


def _syndicate(generator: type[feedgenerator.SyndicationFeed], feed: Feed) -> str:
    document = generator(
        title=feed.title, link=feed.page, description=feed.description, language=feed.language, feed_url=feed.address
    )
    for item, address, content in _contents(feed):
        document.add_item(
            title=item.title,
            link=address,
            description=content,
            unique_id=address,
            pubdate=item.publish_at,
            updateddate=max(item.updated_at, item.publish_at) if item.publish_at else item.updated_at,
            categories=[tag.name for tag in item.tags.all()],
        )
    return document.writeString("utf-8")


def _json_feed(feed: Feed) -> dict[str, Any]:
    """Return a feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "items": [
            {
                "id": address,
                "url": address,
                "title": item.title,
                "summary": item.summary,
                "content_html": content,
                "date_published": item.publish_at.isoformat() if item.publish_at else "",
                "date_modified": item.updated_at.isoformat(),
                "language": item.language,
                "tags": [tag.name for tag in item.tags.all()],
            }
            for item, address, content in _contents(feed)
        ],
    }


def _contents(feed: Feed) -> Iterable[tuple[Publication, str, str]]:
    """Return each item with its address and its whole text, notes at the end."""
    shown = placements.texts(feed.items, placements.Showing(feed.now, plain=True))
    for item, text in zip(feed.items, shown, strict=True):
        address = absolute(item.get_absolute_url())
        yield item, address, rendering.for_feed(text, getattr(item, "notes_html", ""), address)

"""Feeds of releases and campaigns, of everything and by tag: RSS 2.0, Atom 1.0, JSON Feed 1.1."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.html import linebreaks
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocacy_site import vocabulary
from campaigns.models import Campaign
from pages.frame import frame
from press.models import Attachment, PressRelease, ReleaseCorrection
from publishing import pictures, placements, rendering
from publishing.models import Publication, PublicationQuerySet, Tag
from publishing.stored import PublicRequest, stored
from publishing.structured import absolute

LENGTH: Final = 20
MEDIA_TYPES: Final = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
CORRECTIONS: Final = "corrections"
MODELS: Final[dict[str, type[Publication]]] = {"press": PressRelease, "campaigns": Campaign}


@dataclass(frozen=True)
class File:
    """A file that goes with an entry. `address` is absolute; `size` is in bytes."""

    address: str
    media_type: str
    size: int
    title: str


@dataclass(frozen=True)
class Entry:
    """One entry of a feed. `content` is safe HTML, `tags` are names; `address` is absolute and names the entry.

    `files` are the lead picture and the documents, in this order.
    """

    title: str
    address: str
    summary: str
    content: str
    published: datetime | None
    updated: datetime
    language: str
    tags: list[str]
    files: list[File]


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself, and its entries, newest first. Addresses are absolute."""

    title: str
    description: str
    page: str
    address: str
    language: str
    entries: list[Entry]


@stored()
def index(request: PublicRequest) -> HttpResponse:
    """List the feeds for people, with a word on what a feed is."""
    return render(request, "site/feeds.html", {"tags": vocabulary.tags_in_use(request.now)})


@stored()
def feed(request: PublicRequest, name: str, extension: str) -> HttpResponse:
    """Answer with the feed of all releases, of all campaigns, or of all corrections."""
    if name not in (*MODELS, CORRECTIONS) or extension not in MEDIA_TYPES:
        raise Http404
    page = "campaigns:campaign-list" if name == "campaigns" else "press:release-list"
    title = {"press": _("Press releases"), "campaigns": _("Campaigns"), CORRECTIONS: _("Corrections")}[name]
    now = request.now
    entries = _corrections(now) if name == CORRECTIONS else _entries(_newest(MODELS[name], now), now)
    return _answer(_feed(request, title, reverse(page), entries), extension)


@stored()
def tag_feed(request: PublicRequest, slug: str, extension: str) -> HttpResponse:
    """Answer with the feed of all that carries one tag."""
    if extension not in MEDIA_TYPES:
        raise Http404
    found = [item for model in MODELS.values() for item in _newest(model, request.now, tags__slug=slug)]
    if not found:
        raise Http404  # a tag that only hidden items carry gives nothing away
    tag: Tag = next(tag for tag in found[0].tags.all() if tag.slug == slug)
    items = sorted(found, key=attrgetter("publish_at"), reverse=True)[:LENGTH]
    return _answer(_feed(request, tag.name, tag.get_absolute_url(), _entries(items, request.now)), extension)


def _newest(model: type[Publication], now: datetime, **conditions: Any) -> list[Publication]:
    manager: PublicationQuerySet = model._default_manager.published(now)
    language = get_language() or settings.LANGUAGE_CODE
    found = manager.filter(**conditions).in_edition(language, now).latest_first().select_related("lead_image")
    return list(found.prefetch_related("tags")[:LENGTH])


def _feed(request: PublicRequest, title: str, path: str, entries: list[Entry]) -> Feed:
    site = frame(request).site
    return Feed(
        title=f"{site.name}: {title}",
        description=site.tagline or title,
        page=absolute(path),
        address=absolute(request.path),
        language=get_language() or settings.LANGUAGE_CODE,
        entries=entries,
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
    # RSS has room for one enclosure, by its profile; readers show it as the picture.
    most = 1 if generator is feedgenerator.Rss201rev2Feed else None
    for entry in feed.entries:
        document.add_item(
            title=entry.title,
            link=entry.address,
            description=entry.content,
            unique_id=entry.address,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=entry.tags,
            enclosures=[
                feedgenerator.Enclosure(file.address, str(file.size), file.media_type) for file in entry.files[:most]
            ],
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
                "id": entry.address,
                "url": entry.address,
                "title": entry.title,
                "summary": entry.summary,
                "content_html": entry.content,
                "date_published": entry.published.isoformat() if entry.published else "",
                "date_modified": entry.updated.isoformat(),
                "language": entry.language,
                "tags": entry.tags,
                "attachments": [
                    {
                        "url": file.address,
                        "mime_type": file.media_type,
                        "size_in_bytes": file.size,
                        "title": file.title,
                    }
                    for file in entry.files
                ],
            }
            for entry in feed.entries
        ],
    }


def _entries(items: list[Publication], now: datetime) -> list[Entry]:
    """Return items as entries with their whole texts, notes at the end, and files."""
    releases = [item for item in items if isinstance(item, PressRelease)]
    prefetch_related_objects(releases, Prefetch("attachments", Attachment.objects.select_related("document")))
    shown = placements.texts(
        items, placements.Showing(now, plain=True, lead_images=[item.lead_image for item in items])
    )
    return [_entry(item, text) for item, text in zip(items, shown, strict=True)]


def _entry(item: Publication, text: str) -> Entry:
    address = absolute(item.get_absolute_url())
    return Entry(
        title=item.title,
        address=address,
        summary=item.summary,
        content=rendering.for_feed(text, getattr(item, "notes_html", ""), address),
        published=item.publish_at,
        updated=max(filter(None, [item.updated_at, item.publish_at])),
        language=item.language,
        tags=[tag.name for tag in item.tags.all()],
        files=list(_files(item)),
    )


def _files(item: Publication) -> Iterator[File]:
    """Yield the files of an item that is visible, and so are they."""
    picture = pictures.plain_file(item.lead_image) if item.lead_image is not None else None
    if item.lead_image is not None and picture is not None:
        yield File(absolute(pictures.address(picture)), picture.media_type, picture.size, item.lead_image.caption)
    if isinstance(item, PressRelease):
        for document in (attachment.document for attachment in item.attachments.all()):
            yield File(absolute(item.address_of(document)), document.media_type, document.size, document.title)


def _corrections(now: datetime) -> list[Entry]:
    """Return the newest statements on visible releases of the active edition. One query."""
    language = get_language() or settings.LANGUAGE_CODE
    releases = PressRelease.objects.published(now).in_edition(language, now)
    statements = (
        ReleaseCorrection.objects.filter(item__in=releases.order_by().values("pk"))
        .select_related("item")
        .only("kind", "text", "at", "item__title", "item__slug", "item__language")
    )
    return [_statement(statement) for statement in statements[:LENGTH]]


def _statement(statement: ReleaseCorrection) -> Entry:
    release = statement.item
    return Entry(
        title=f"{capfirst(statement.get_kind_display())}: {release.title}",
        address=f"{absolute(release.get_absolute_url())}#correction-{statement.pk}",
        summary=statement.text,
        content=linebreaks(statement.text, autoescape=True),
        published=statement.at,
        updated=statement.at,
        language=release.language,
        tags=[],
        files=[],
    )

"""A small public site, and beside it items that the public may not see, full of a secret word and tied to it at every end."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.models import Campaign, CampaignLink
from officials.models import Official
from pages.models import MenuItem
from press.models import Attachment
from publishing import library
from publishing.models import Document, Image, PreviewLink, Publication, Redirect, Status, Tag
from sources.models import Source
from tests.factories import cite, make_campaign, make_image, make_page, make_petition, make_release, make_source
from tests.sources.copies import make_copy

SECRET = "Xylophonium"
MARKS = (SECRET, SECRET.lower(), "hidden-")
"""What no public answer may hold: the secret word in texts, and the stem of hidden addresses."""

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EDITIONS = ("en", "hy")
KINDS = ("release", "campaign", "page")

type State = dict[str, Any]
"""Fields of a publication that decide whether readers see it."""


@dataclass
class World:
    """What belongs to all items of one world: a picture, a document, a source and a tag that nothing else uses."""

    image: Image
    document: Document
    source: Source
    tag: Tag
    addresses: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """Paths by edition, state and name of the URL."""
    links: list[PreviewLink] = field(default_factory=list)

    def add(self, language: str, state: str, name: str, /, **arguments: Any) -> None:
        self.addresses[language, state, name] = path_of(language, name, **arguments)


@dataclass(frozen=True)
class Items:
    """One item of each kind, of one state and edition."""

    release: Any
    campaign: Any
    page: Any
    petition: Any


@dataclass(frozen=True)
class OpenSite:
    """The public site: its world, its items by edition, and further public items by edition and kind, to have copies."""

    world: World
    items: dict[str, Items]
    live: dict[str, dict[str, Publication]]


def paths_of_live(site: OpenSite) -> list[str]:
    """Return the addresses of the items that have working copies, those of their public history among them."""
    paths = [item.get_absolute_url() for kinds in site.live.values() for item in kinds.values()]
    histories = [f"{path}versions/" for path in paths if "/press/" in path]
    return paths + [path + end for path in histories for end in ("", "1/", "2/", "1-2/")]


def path_of(language: str, name: str, /, **arguments: Any) -> str:
    with translation.override(language):
        return reverse(name, kwargs=arguments)


def make_document(title: str) -> Document:
    document = Document(title=title, file=ContentFile(PDF, name="letter.pdf"))
    library.add_document(document, user=None, now=timezone.now())
    return document


def make_world(word: str, stem: str) -> World:
    """Make what the items of a world share, named by `word` and with addresses that begin with `stem`."""
    image = make_image(title=word, alt_text=word, caption=word, credit=word)
    source = make_source(title=f"{word} report", slug=f"{stem}report", url=f"https://example.org/{stem}", tags=(word,))
    text = f"<!doctype html><title>{word}</title><p>{word} words.</p>".encode()
    copy = make_copy(source, text, now=timezone.now())
    world = World(image, make_document(word), source, Tag.objects.get(name=word))
    for edition in EDITIONS:
        world.add(edition, "", "sources:source-detail", slug=source.slug)
        for name in ("detail", "download", "warc"):
            world.add(edition, "", f"sources:snapshot-{name}", slug=source.slug, sha256=copy.sha256)
        world.add(edition, "", "tags:tag-detail", slug=world.tag.slug)
        for extension in ("bib", "ris", "json"):
            world.add(edition, extension, "sources:source-export", slug=source.slug, extension=extension)
        world.add(edition, "", "tags:tag-sources", slug=world.tag.slug, extension="json")
        for extension in ("rss", "atom", "json"):
            world.add(edition, extension, "tags:tag-feed", slug=world.tag.slug, extension=extension)
    for rendition in image.renditions.all():
        world.add("en", str(rendition.pk), "media", name=rendition.file.name)
    return world


def add_items(world: World, word: str, stem: str, *, language: str, state: str, fields: dict[str, State]) -> Items:
    """Make a release, a campaign and a page of one state in one edition; `fields` has the state of each, by its kind."""
    mine = f"{stem}{state}-"
    texts = {
        "title": f"{word} title",
        "summary": f"{word} summary",
        "lead_image": world.image,
        "tags": (word, "rivers"),
        "language": language,
    }
    figure = f'<figure data-picture="{world.image.pk}" data-caption="{word}"></figure>'
    body = f"<p>{word} text{cite(world.source, passage=word)}</p>{figure}"
    release = make_release(**texts, slug=f"{mine}release", body=body, subhead=word, **fields["release"])
    Attachment.objects.create(release=release, document=world.document)
    release.corrections.create(kind="correction", text=f"{word} statement", at=timezone.now())
    campaign = make_campaign(**texts, slug=f"{mine}campaign", body=body, **fields["campaign"])
    campaign.demands.create(text=f"{word} demand", legal_basis=world.source)
    campaign.release_links.create(release=release)
    official = Official.objects.create(scheme="own", identifier=f"{mine}{language}", full_name=f"{word} official")
    campaign.targets.create(official=official, stance="committed", source=world.source)
    campaign.timeline.create(kind="update", on=date(2026, 3, 1), title=f"{word} entry", source=world.source)
    campaign.coverage.create(
        outlet=word, title=word, web_address=f"https://example.org/{stem}", published_on=date(2026, 3, 1)
    )
    petition = make_petition(campaign, slug=f"{mine}petition", title=word, text=word)
    event, link = (
        make_petition(campaign, kind=kind, slug=f"{mine}{kind}", title=word, text=word, details=details)
        for kind, details in (
            ("event", {"starts": "2040-05-01T18:00", "zone": "UTC", "place": word}),
            ("link", {"address": f"https://example.org/{stem}", "button": word}),
        )
    )
    code = f"{mine}{language}".replace("-", "")[:20]
    CampaignLink.objects.create(campaign=campaign, action=petition, code=code, channel=word)
    page = make_page(**texts, slug=f"{mine}page", body=f"<p>{word}</p>{figure}", **fields["page"])
    MenuItem.objects.create(menu=MenuItem.Menu.FOOTER, label=f"{word} menu", page=page)
    action = {"campaign_slug": campaign.slug, "slug": petition.slug}
    for name, arguments in {
        "press:release-detail": {"slug": release.slug},
        "press:release-sources": {"slug": release.slug, "extension": "json"},
        "press:attachment": {"slug": release.slug, "pk": world.document.pk},
        "press:release-history": {"slug": release.slug},
        "press:release-version": {"slug": release.slug, "ordinal": 1},
        "press:release-comparison": {"slug": release.slug, "old": 1, "new": 2},
        "campaigns:campaign-detail": {"slug": campaign.slug},
        "campaigns:decision-makers": {"slug": campaign.slug},
        "campaigns:campaign-sources": {"slug": campaign.slug, "extension": "json"},
        "campaigns:action-detail": action,
        "campaigns:action-thanks": action,
        "campaigns:action-count": action,
        "campaigns:action-calendar": action | {"slug": event.slug},
        "campaigns:action-go": action | {"slug": link.slug},
        "campaigns:action-badge": action,
        "campaigns:action-embed": action,
        "campaigns:action-embed-thanks": action,
        "links:link-go": {"code": code},
        "links:link-qr-svg": {"code": code},
        "links:link-qr-png": {"code": code},
        "pages:page-detail": {"slug": page.slug},
    }.items():
        world.add(language, state, name, **arguments)
    return Items(release, campaign, page, petition)


def make_open_site(now: datetime) -> OpenSite:
    """Make the public site: in each edition items of each kind, with a word of its own."""
    world = make_world("Openness", "open-")
    earlier = {"publish_at": now - timedelta(hours=2)}
    fields = dict.fromkeys(KINDS, earlier)
    items = {
        edition: add_items(world, "Openness", "open-", language=edition, state=edition, fields=fields)
        for edition in EDITIONS
    }
    live = {
        edition: {
            f"{which}{kind}": make(language=edition, slug=f"open-{which.strip()}{kind}-{edition}", **earlier)
            for which in ("", "other ")
            for kind, make in (("release", make_release), ("campaign", make_campaign), ("page", make_page))
        }
        for edition in EDITIONS
    }
    return OpenSite(world, items, live)


def hidden_states(now: datetime, live: dict[str, Publication]) -> dict[str, dict[str, State]]:
    """Return by its name each state that hides; `live` are public items of one edition, by kind, without working copies."""
    draft = {"status": Status.DRAFT, "publish_at": None}
    same: dict[str, State] = {
        "scheduled": {"publish_at": now + timedelta(minutes=5)},
        "draft": draft,
        "review": {"status": Status.IN_REVIEW, "publish_at": None},
        "approved": {"status": Status.APPROVED, "publish_at": None},
        "withdrawn": {"status": Status.WITHDRAWN},
    }
    states = {name: dict.fromkeys(KINDS, state) for name, state in same.items()}
    states["copy"] = {kind: {**draft, "working_copy_of": live[kind]} for kind in KINDS}
    applying = {"status": Status.APPROVED, "publish_at": None, "apply_at": now + timedelta(minutes=5)}
    return states | {"applying": {kind: {**applying, "working_copy_of": live[f"other {kind}"]} for kind in KINDS}}


def tie_to_open_items(hidden: Items, open_items: Items, *, position: int) -> None:
    """Let what is public refer to what is not, by every relation that there is."""
    open_items.release.read_also.create(related=hidden.release, position=position)
    open_items.campaign.release_links.create(release=hidden.release, position=position)
    Campaign.objects.filter(pk=open_items.campaign.pk).update(successor=hidden.campaign)
    hidden.campaign.release_links.create(release=open_items.release)
    Redirect.objects.create(
        from_path=f"/press/older-{hidden.release.slug}-{hidden.release.language}/",
        to_path=hidden.release.get_absolute_url(),
        created_at=timezone.now(),
    )


def editions_of(path: str) -> list[str]:
    """Return a path of the default edition in the editions that are walked."""
    return [path if code == settings.LANGUAGE_CODE else f"/{code}{path}" for code in EDITIONS]

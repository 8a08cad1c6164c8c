"""Loading the sample content, through the same operations that staff use, as if it had been written day by day.

Everything is found again by a key made from its name here, so that loading again makes no doubles and leaves what
somebody has changed since as it is.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from advocacy_site.demo import documents, group, markup, officials, pictures, signing, story
from advocacy_site.demo.campaigns import CAMPAIGNS
from advocacy_site.demo.pages import PAGES
from advocacy_site.demo.releases import RELEASES
from advocacy_site.demo.shapes import CampaignText, ReleaseText, SourceText
from advocacy_site.demo.sources import SOURCES
from campaigns.models import Action, Campaign, Demand
from officials.models import Official
from pages.models import MenuItem, SiteSettings, SocialLink, StandingPage
from press.models import MediaContact, PressRelease
from publishing import clock, library, operations, renditions, versions, workflow
from publishing.models import Document, Image, Publication, Tag
from sources import archive
from sources import operations as source_operations
from sources.addresses import canonical_address
from sources.models import Source

NAMESPACE: Final = uuid.UUID("6d0a2f1e-6f0b-4f5e-9a53-7c1f0e0a5b11")
HOUR: Final = time(9, 30)
COPIED: Final = 7
"""How many days ago copies were made: after what they are copies of appeared, before the release that quotes it."""

CREDIT: Final = "Drawn by code for this sample"


@dataclass
class Loading:
    """One run: its time, the sample editor, and what is there by key. `made` counts what this run added, by kind.

    `files` are the files that it wrote.
    """

    now: datetime
    user: Any = None
    sources: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, Image] = field(default_factory=dict)
    releases: dict[str, PressRelease] = field(default_factory=dict)
    officials: dict[str, Official] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    pages: dict[tuple[str, str], StandingPage] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def at(self, days: int) -> datetime:
        """Return the morning of the day that is `days` before today."""
        return datetime.combine((self.now - timedelta(days=days)).date(), HOUR, tzinfo=self.now.tzinfo)

    def count(self, kind: str) -> None:
        """Note that something was added."""
        self.made[kind] = self.made.get(kind, 0) + 1


def load(now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """Add what is missing of the sample and return how much of each kind that was: nothing the second time.

    All of it is added or nothing; with `dry_run` nothing.
    """
    run = Loading(now)
    try:
        with transaction.atomic():
            _add_everything(run)
            transaction.set_rollback(dry_run)
    except BaseException:
        renditions.remove_files(run.files)
        raise
    if dry_run:
        renditions.remove_files(run.files)
    return run.made


def _add_everything(run: Loading) -> None:
    run.user = _editor()
    _add_tags(run)
    _add_settings(run)
    for source in SOURCES:
        _add_source(run, source)
    for landscape in pictures.LANDSCAPES:
        _add_picture(run, landscape)
    contact, _created = MediaContact.objects.get_or_create(email=group.CONTACT["email"], defaults=group.CONTACT)
    for release in sorted(RELEASES, key=lambda text: -(text.days or 0)):
        _add_release(run, release, contact)
    for document in documents.DOCUMENTS:
        _add_document(run, document)
    run.officials = officials.add_officials(run)
    for campaign in CAMPAIGNS:
        _add_campaign(run, campaign)
    _add_pages(run)
    _add_menus(run)
    story.finish(run)
    if run.made:
        # The steps above told the clock of times long past.
        clock.bump(run.now)


def _editor() -> Any:
    users = get_user_model()._default_manager
    user = users.filter(username=group.EDITOR["username"]).first()
    # Without a usable password and not active: nobody signs in as them.
    return user or users.create_user(**group.EDITOR, is_active=False)


def _add_tags(run: Loading) -> None:
    for slug, (name, description) in group.TAGS.items():
        _tag, created = Tag.objects.get_or_create(slug=slug, defaults={"name": name, "description": description})
        if created:
            run.count("tags")


def _tags(slugs: Iterable[str]) -> list[Tag]:
    return list(Tag.objects.filter(slug__in=slugs))


def _add_settings(run: Loading) -> None:
    """Introduce the group, unless the site has a name of its own already."""
    settings, created = SiteSettings.objects.get_or_create(pk=1, defaults=group.SETTINGS)
    if created:
        for position, (name, url) in enumerate(group.SOCIAL):
            SocialLink.objects.create(settings=settings, name=name, url=url, position=position)
        run.count("site settings")


def _add_source(run: Loading, text: SourceText) -> None:
    same = {"canonical_url": canonical_address(text.url)} if text.url else {"title": text.title}
    known = Source.objects.filter(**same).first()
    if known is None:
        at = run.at(730)
        known = Source(
            type=text.type,
            title=text.title,
            authors=[{"literal": text.author}] if text.author else [],
            publisher=text.publisher,
            publisher_place=text.publisher_place,
            container_title=text.container,
            volume=text.volume,
            number=text.number,
            pages=text.pages,
            issued_as_typed=text.issued,
            url=text.url,
            isbn=text.isbn,
            doi=text.doi,
            language="en",
            summary=text.summary,
        )
        known.full_clean(exclude=["slug", "authors"])
        source_operations.save(known, user=run.user, now=at)
        known.tags.set(_tags(text.tags))
        source_operations.refresh(known, now=at)
        run.count("sources")
        if text.copy:
            file = ContentFile(text.copy.encode(), name=f"{text.key}.txt")
            archive.store_upload(known, file, url="", user=run.user, now=run.at(COPIED))
    run.sources[text.key] = known.pk


def _add_picture(run: Loading, landscape: pictures.Landscape) -> None:
    image = Image.objects.filter(title=landscape.title, credit=CREDIT).first()
    if image is None:
        upload = SimpleUploadedFile(f"{landscape.key}.jpg", pictures.draw(landscape), "image/jpeg")
        image = Image(title=landscape.title, alt_text=landscape.alt, credit=CREDIT, licence="CC0 1.0", file=upload)
        library.add(image, user=run.user, now=run.now)
        run.files += [str(image.file.name), *renditions.names_of(image.renditions.all())]
        run.count("pictures")
    run.pictures[landscape.key] = image


def _add_document(run: Loading, text: documents.DocumentText) -> None:
    """Add a document and attach it to its release."""
    if Document.objects.filter(title=text.title, credit=CREDIT).exists():
        return
    upload = SimpleUploadedFile("table.txt", documents.written(text), "text/plain")
    document = Document(title=text.title, description=text.description, credit=CREDIT, licence="CC0 1.0", file=upload)
    library.add_document(document, user=run.user, now=run.now)
    document.tags.set(_tags(text.tags))
    run.files.append(str(document.file.name))
    run.releases[text.release].attachments.get_or_create(document=document)
    run.count("documents")


def _find[P: Publication](model: type[P], key: str, language: str) -> tuple[uuid.UUID, P | None]:
    """Return the translation group that belongs to a key, and the item if it is there already."""
    translation_group = uuid.uuid5(NAMESPACE, f"{model._meta.label_lower}:{key}")
    manager: Any = model._default_manager
    found: P | None = manager.filter(translation_group=translation_group, language=language).first()
    return translation_group, found


def _original(model: type[Publication], translation_group: uuid.UUID, language: str) -> dict[str, Any]:
    """Return the fields by which a translation knows the item that it follows; nothing for an original."""
    original = model._default_manager.filter(
        translation_group=translation_group, language=settings.LANGUAGE_CODE, working_copy_of__isnull=True
    ).first()
    if original is None or language == settings.LANGUAGE_CODE:
        return {}
    followed = versions.current(original)
    return {"translated_from": original, "translated_version": followed.number if followed else None}


def _add_release(run: Loading, text: ReleaseText, contact: MediaContact) -> None:
    translation_group, release = _find(PressRelease, text.key, text.language)
    if release is None:
        release = PressRelease(
            translation_group=translation_group,
            language=text.language,
            slug=text.slug or text.key,
            kind=text.kind,
            title=text.title,
            subhead=text.subhead,
            summary=text.summary,
            body=markup.as_html(text.body, run.sources),
            dateline_place=text.place,
            contact=contact,
            lead_image=run.pictures.get(text.picture),
            **_original(PressRelease, translation_group, text.language),
        )
        written = run.at(max(text.days or 0, 0) + 2)
        operations.save(release, user=run.user, now=written)
        release.tags.set(_tags(text.tags))
        for position, key in enumerate(text.read_also):
            release.read_also.create(related=run.releases[key], position=position)
        operations.refresh(release, now=written)
        if text.days is not None:
            _publish(run, release, text.days, written)
        run.count("releases")
    if text.language == "en":
        run.releases[text.key] = release


def _publish(run: Loading, item: Publication, days: int, written: datetime) -> None:
    """Take an item through the workflow, as of the days before it appeared."""
    workflow.submit(item, user=run.user, now=written + timedelta(hours=2))
    workflow.approve(item, user=run.user, now=written + timedelta(hours=6))
    decided = min(run.at(days), run.now)
    workflow.publish(item, user=run.user, now=decided, publish_at=run.at(days))


def _add_campaign(run: Loading, text: CampaignText) -> None:
    translation_group, campaign = _find(Campaign, text.key, "en")
    if campaign is not None:
        run.campaigns[text.key] = campaign
        return
    began = run.at(text.days)
    campaign = Campaign(
        translation_group=translation_group,
        slug=text.key,
        title=text.title,
        summary=text.summary,
        body=markup.as_html(text.body, run.sources),
        lead_image=run.pictures.get(text.picture),
    )
    operations.save(campaign, user=run.user, now=began - timedelta(days=2))
    campaign.tags.set(_tags(text.tags))
    _add_demands(run, campaign, text)
    story.add_parts(run, campaign, text)
    for position, key in enumerate(text.releases):
        campaign.release_links.create(release=run.releases[key], position=position)
    operations.refresh(campaign, now=began - timedelta(days=2))
    _publish(run, campaign, text.days, began - timedelta(days=2))
    _add_petition(run, campaign, text)
    story.add_actions(run, campaign, text)
    story.add_happenings(run, campaign, text)
    if text.ended is not None:
        campaign.outcome = text.outcome
        campaign.successor = run.campaigns.get(text.successor)
        operations.store(campaign, user=run.user, now=run.at(text.ended))
    run.campaigns[text.key] = campaign
    run.count("campaigns")


def _add_demands(run: Loading, campaign: Campaign, text: CampaignText) -> None:
    for position, demand in enumerate(text.demands):
        met = demand.met_days_ago
        campaign.demands.create(
            text=demand.text,
            legal_basis_id=run.sources.get(demand.basis),
            state=Demand.State.OPEN if met is None else Demand.State.MET,
            state_since=None if met is None else run.at(met).date(),
            position=position,
        )


def _add_petition(run: Loading, campaign: Campaign, text: CampaignText) -> None:
    """Add the petition with its signatures, and the links that led to it."""
    action = None
    if text.petition:
        petition = text.petition
        action = Action.objects.create(
            campaign=campaign,
            title=petition.title,
            slug=petition.slug,
            text=petition.text,
            addressee=petition.addressee,
            goal=petition.goal,
            opens_at=run.at(petition.days),
            closes_at=None if petition.closed is None else run.at(petition.closed),
            thanks=petition.thanks,
        )
    links = story.add_links(campaign, action, text)
    if action and text.petition:
        until = run.now if text.petition.closed is None else run.at(text.petition.closed)
        signing.sign_and_confirm(action, text.petition.signatures, links, since=run.at(text.petition.days), until=until)


def _add_pages(run: Loading) -> None:
    for text in PAGES:
        translation_group, page = _find(StandingPage, text.key, text.language)
        if page is None:
            page = StandingPage(
                translation_group=translation_group,
                language=text.language,
                slug=text.slug,
                title=text.title,
                summary=text.summary,
                body=markup.as_html(text.body, run.sources),
                **_original(StandingPage, translation_group, text.language),
            )
            operations.store(page, user=run.user, now=run.at(722))
            _publish(run, page, 720, run.at(722))
            run.count("pages")
        run.pages[text.key, text.language] = page


def _add_menus(run: Loading) -> None:
    """Fill the menus, unless somebody has begun to."""
    if MenuItem.objects.exists():
        return
    for position, (menu, language, label, target) in enumerate(group.MENUS):
        where: Mapping[str, Any] = (
            {"address": target} if target.startswith("/") else {"page": run.pages[target, language]}
        )
        MenuItem.objects.create(menu=menu, language=language, label=label, position=position, **where)
        run.count("menu entries")

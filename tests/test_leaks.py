"""Unpublished means 404 on every surface: one walk over every public address, for every status that hides."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse

from campaigns.models import CampaignLink
from press.models import Attachment
from publishing.models import Status, Tag
from tests.addresses import all_addresses
from tests.factories import (
    cite,
    make_campaign,
    make_image,
    make_page,
    make_petition,
    make_release,
    make_source,
)

pytestmark = pytest.mark.django_db

SECRET = "Xylophonium"
STAFF_ONLY = ("admin:", "account_", "mfa_", "cite:")
HIDDEN_STATES = {
    "scheduled": lambda now: {"publish_at": now + timedelta(minutes=5)},
    "draft": lambda now: {"status": Status.DRAFT, "publish_at": None},
    "in review": lambda now: {"status": Status.IN_REVIEW, "publish_at": None},
    "approved": lambda now: {"status": Status.APPROVED, "publish_at": None},
    "withdrawn": lambda now: {"status": Status.WITHDRAWN},
}


@pytest.fixture
def secrets(now, request):
    """Return the arguments of every address of one hidden item of each kind, all full of the secret word."""
    return make_secrets(HIDDEN_STATES[getattr(request, "param", "scheduled")](now))


def make_secrets(state):
    image = make_image(title=SECRET, alt_text=SECRET, credit=SECRET)
    rendition = image.renditions.get()
    source = make_source(
        title=f"{SECRET} report", slug="hidden-report", url="https://example.org/hidden", tags=(SECRET,)
    )
    texts = {"title": f"{SECRET} title", "summary": f"{SECRET} summary", "lead_image": image, "tags": (SECRET,)} | state
    body = f"<p>{SECRET} text{cite(source, passage=SECRET)}</p>"
    release = make_release(slug="hidden-release", body=body, subhead=SECRET, **texts)
    attachment = Attachment.objects.create(
        release=release, title=SECRET, file=ContentFile(b"%PDF-1.4", name="x.pdf"), media_type="application/pdf", size=8
    )
    campaign = make_campaign(slug="hidden-campaign", body=body, **texts)
    campaign.demands.create(text=f"{SECRET} demand")
    petition = make_petition(campaign, slug="hidden-petition", title=SECRET, text=SECRET)
    link = CampaignLink.objects.create(campaign=campaign, action=petition, code="hidden", channel=SECRET)
    page = make_page(slug="hidden-page", body=f"<p>{SECRET}</p>", **texts)
    # Visible neighbours, which must show nothing of the hidden ones they refer to.
    neighbour = make_release(slug="open-release")
    neighbour.read_also.create(related=release)
    open_campaign = make_campaign(slug="open-campaign")
    open_campaign.release_links.create(release=release)
    open_campaign.demands.create(text="Clean water", legal_basis=source)
    campaign.release_links.create(release=neighbour)
    action = {"campaign_slug": campaign.slug, "slug": petition.slug}
    return {
        "press:release-detail": {"slug": release.slug},
        "press:attachment": {"slug": release.slug, "pk": attachment.pk},
        "campaigns:campaign-detail": {"slug": campaign.slug},
        "campaigns:action-detail": action,
        "campaigns:action-thanks": action,
        "campaigns:action-count": action,
        "campaigns:participation-confirm": action | {"token": "forged"},
        "links:link-go": {"code": link.code},
        "links:link-qr-svg": {"code": link.code},
        "links:link-qr-png": {"code": link.code},
        "sources:source-detail": {"slug": source.slug},
        "sources:source-export": {"slug": source.slug, "extension": "bib"},
        "pages:page-detail": {"slug": page.slug},
        "media": {"name": rendition.file.name},
        "tags:tag-detail": {"slug": Tag.objects.get(name=SECRET).slug},
        "tags:tag-feed": {"slug": Tag.objects.get(name=SECRET).slug, "extension": "json"},
    }


def lists(now):
    """Return the arguments of every public address that lists things, or belongs to a visible neighbour."""
    month = {"year": now.year, "month": now.month}
    plain = ["home", "search", "robots", "security-txt", "theme", "health", "sitemap", "news-sitemap", "feeds:index"]
    plain += ["press:release-list", "campaigns:campaign-list", "sources:source-list", "tags:tag-list"]
    return [
        *((name, {}) for name in plain),
        *(
            ("feeds:feed", {"name": name, "extension": kind})
            for name in ("press", "campaigns")
            for kind in ("rss", "json")
        ),
        ("press:release-year", {"year": now.year}),
        ("press:release-month", month),
        ("press:release-detail", {"slug": "open-release"}),
        ("campaigns:campaign-detail", {"slug": "open-campaign"}),
    ]


def status_of(response):
    close_files(response)
    return response.status_code


def text_of(response):
    parts = list(response.streaming_content) if response.streaming else [response.content]
    close_files(response)
    return b"".join(parts).decode("utf-8", "replace")


def close_files(response):
    """Close what an answer streams from; `close` itself would end the test's database connection too."""
    for close in response._resource_closers:
        close()


def test_every_public_address_is_walked(secrets, now):
    walked = secrets.keys() | {name for name, _arguments in lists(now)}
    public = {address.name for address in all_addresses() if address.name and not address.name.startswith(STAFF_ONLY)}
    assert public == walked


@pytest.mark.parametrize("secrets", HIDDEN_STATES, indirect=True)
def test_nothing_of_a_hidden_item_is_anywhere(secrets, now, reader):
    hidden = [reverse(name, kwargs=arguments) for name, arguments in secrets.items()]
    listing = [reverse(name, kwargs=arguments) for name, arguments in lists(now)]
    for path in hidden:
        response = reader.get(path)
        assert response.status_code == 404, path
        assert SECRET not in text_of(response), path
    for path in listing:
        for address in (path, f"{path}?q={SECRET[:5]}", f"/hy{path}"):
            content = text_of(reader.get(address))
            assert SECRET not in content, address
            assert "hidden-" not in content, address


def test_everything_appears_on_the_second(now, reader):
    """The counterpart: the same walk finds all of it once the time has come, with full caches and no job running."""
    at = now.replace(microsecond=0) + timedelta(minutes=5)
    secrets = make_secrets({"publish_at": at})
    del secrets["campaigns:participation-confirm"]
    hidden = [reverse(name, kwargs=arguments) for name, arguments in secrets.items()]
    listing = ("/", "/press/", "/campaigns/", "/sources/", "/sitemap.xml", "/feeds/press.json", "/tags/")
    with time_machine.travel(at - timedelta(milliseconds=1), tick=False):
        for path in hidden:
            assert status_of(reader.get(path)) == 404, path
        for path in listing:
            assert SECRET not in text_of(reader.get(path)), path
    with time_machine.travel(at, tick=False):
        for path in hidden:
            assert status_of(reader.get(path)) in (200, 302), path
        for path in listing:
            content = text_of(reader.get(path))
            assert SECRET in content or "hidden-" in content, path

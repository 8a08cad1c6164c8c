"""What a page may cost: queries at two sizes of the site, bytes over the wire."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import CampaignRelease
from press.models import PressRelease, ReleaseCitation, TaggedRelease
from publishing import clock, operations
from publishing.models import SearchDocument, Status, Tag
from tests.factories import cite, make_campaign, make_image, make_page, make_petition, make_release, make_source

pytestmark = pytest.mark.django_db

SMALL, LARGE = 10, 10_000
NOT_STORED, STORED = 8, 1
# Searching and the map of the whole site are not stored for a single page, and ask each content type.
DEARER = {"/search/?q=headline": 12, "/sitemap.xml": 16}
SEARCHED = {path for path in DEARER if path.startswith("/search/")}
HEAVIEST = 60 * 1024


@pytest.fixture
def paths(now):
    """Return the paths of every kind of public page, each with everything on it that a page can have."""
    image, source = make_image(), make_source(url="https://example.org/report", tags=("Rivers",))
    petition = make_petition(make_campaign(slug="elsewhere"))
    placed = (
        f'<figure data-picture="{make_image().pk}"></figure><div data-action="{petition.pk}"></div>'
        '<figure data-video="https://vimeo.com/76979871" data-title="A film"></figure>'
    )
    body = "".join(f"<p>Text {number}{cite(source, locator=str(number))}</p>" for number in range(5)) + placed
    release = make_release(slug="full", body=body, lead_image=image, tags=("Rivers", "Water"), publish_at=now)
    release.corrections.create(kind="correction", text="It was another river.", at=now, version=1)
    release.title = "Headline of another river"
    operations.store(release, user=None, now=now)
    translated = make_release(language="hy", translation_group=release.translation_group, tags=("Rivers",))
    campaign = make_campaign(slug="rivers", body=body, lead_image=image, tags=("Rivers",))
    petition = make_petition(campaign, slug="sign", goal=100)
    campaign.demands.create(text="Clean water", legal_basis=source)
    for _ in range(5):
        other = make_release(lead_image=make_image())
        release.read_also.create(related=other)
        campaign.release_links.create(release=other)
    campaign.release_links.create(release=release)
    page = make_page(body=placed, lead_image=image)
    return [
        *(
            "/",
            "/press/",
            f"/press/{now.year}/",
            f"/press/{now.year}/{now.month:02}/",
            "/campaigns/",
            "/sources/",
            "/tags/",
        ),
        *(f"{release.get_absolute_url()}versions/{end}" for end in ("", "1/", "1-2/")),
        *("/feeds/corrections.rss", "/feeds/corrections.json"),
        *("/tags/rivers/", "/feeds/", "/feeds/press.rss", "/tags/rivers/feed.json", "/hy/", "/hy/press/", *DEARER),
        *(item.get_absolute_url() for item in (release, translated, campaign, petition, page, source)),
        *("/sources/all.bib", "/tags/rivers/sources.ris", f"{source.get_absolute_url().rstrip('/')}.json"),
        *(f"{item.get_absolute_url()}sources.json" for item in (release, campaign)),
        "/campaigns/rivers/sign/thanks/",
        "/campaigns/rivers/sign/count.json",
        "/campaigns/rivers/sign/badge.svg",
        "/theme.css",
    ]


def queries_of(reader, path):
    with CaptureQueriesContext(connection) as queries:
        response = reader.get(path)
    assert response.status_code == 200, path
    return len(queries)


def grow(now, size):
    """Fill the site up to `size` releases, each with a citation, a tag, a campaign and a search document."""
    source, tag, campaign = make_source(), Tag.objects.get(name="Rivers"), make_campaign()
    releases = PressRelease.objects.bulk_create(
        PressRelease(
            title=f"Headline of old {number}",
            slug=f"old-{number}",
            body="<p>x</p>",
            body_html="<p>x</p>",
            dateline_place="RIVERTON",
            status=Status.PUBLISHED,
            publish_at=now - timedelta(hours=number),
            created_at=now,
            updated_at=now,
        )
        for number in range(PressRelease.objects.count() + 1, size + 1)
    )
    ReleaseCitation.objects.bulk_create(
        ReleaseCitation(owner=item, source=source, seen_in=source, position=1) for item in releases
    )
    TaggedRelease.objects.bulk_create(TaggedRelease(content_object=item, tag=tag) for item in releases)
    CampaignRelease.objects.bulk_create(CampaignRelease(campaign=campaign, release=item) for item in releases[:200])
    SearchDocument.objects.bulk_create(
        SearchDocument(
            kind="press.pressrelease", object_id=item.pk, language="en", title=item.title, path=f"/press/{item.slug}/"
        )
        for item in releases
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # both databases keep their statistics by themselves, but not within a test
    clock.bump(now)


def test_a_page_costs_the_same_at_ten_and_at_ten_thousand_releases(paths, reader, now):
    grow(now, SMALL)
    small = {path: queries_of(reader, path) for path in paths}
    grow(now, LARGE)
    large = {path: queries_of(reader, path) for path in paths}
    assert PressRelease.objects.count() == LARGE
    assert {path: count for path, count in large.items() if count > max(small[path], DEARER.get(path, 0))} == {}
    assert {path: count for path, count in large.items() if count > DEARER.get(path, NOT_STORED)} == {}
    # Asked twice in a row, since pages with numbers that move are stored for seconds only.
    stored = {path: min(queries_of(reader, path), queries_of(reader, path)) for path in paths if path not in SEARCHED}
    assert {path: count for path, count in stored.items() if count != STORED} == {}


def test_no_page_is_heavier_than_a_slow_line_can_bear(reader, now):
    source = make_source(title="A long report on the state of rivers " * 3, url="https://example.org/" + "r" * 60)
    sentence = "The river carries what the towns upstream let into it, and the towns downstream drink it. "
    body = "".join(f"<p>{sentence * 6}{cite(source, locator=str(number))}</p>" for number in range(30))
    release = make_release(body=body, lead_image=make_image(), tags=("Rivers",))
    response = reader.get(release.get_absolute_url(), headers={"Accept-Encoding": "gzip"})
    parts = {"page": len(response.content)}
    for path in linked_files(gzip.decompress(response.content).decode()):
        parts[path] = len(gzip.compress(read_file(reader, path)))
    assert sum(parts.values()) <= HEAVIEST, parts


def linked_files(html):
    """Return the paths of style sheets and scripts of a page; data inside the page is part of the page."""
    return set(re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', html)) | set(
        re.findall(r'<script[^>]+src="([^"]+)"', html)
    )


def read_file(reader, path):
    if path.startswith("/static/"):
        return Path(finders.find(path.removeprefix("/static/"))).read_bytes()
    return reader.get(path).content

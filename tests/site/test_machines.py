"""What machines ask the site: is it well, what is there, whom to tell."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocacy_site import machines
from pages.models import SiteSettings
from publishing import clock
from publishing.models import Status
from tests.factories import make_campaign, make_page, make_petition, make_release, make_source

pytestmark = pytest.mark.django_db

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(response):
    return [element.text for element in ET.fromstring(response.content).iter(f"{MAP}loc")]


def test_the_sitemap_lists_all_that_is_public(reader):
    public = [make_release(), make_campaign(), make_page(), make_source(is_listed=True), make_petition()]
    found = locations(reader.get("/sitemap.xml"))
    assert {f"http://testserver{item.get_absolute_url()}" for item in public} < set(found)
    assert "http://testserver/" in found
    assert len(found) == len(set(found))


def test_the_sitemap_lists_nothing_hidden(reader, now):
    hidden = [
        make_release(publish_at=now + timedelta(hours=1)),
        make_release(status=Status.WITHDRAWN),
        make_petition(make_campaign(status=Status.DRAFT)),
        make_source(),
    ]
    found = locations(reader.get("/sitemap.xml"))
    assert not {f"http://testserver{item.get_absolute_url()}" for item in hidden} & set(found)


def test_the_sitemap_names_translations(reader):
    original = make_release()
    armenian = make_release(language="hy", translation_group=original.translation_group)
    text = reader.get("/sitemap.xml").content.decode()
    for item in (original, armenian):
        link = f'<xhtml:link rel="alternate" hreflang="{item.language}" href="http://testserver{item.get_absolute_url()}"/>'
        assert text.count(link) == 2


def test_a_large_site_has_a_list_of_sitemaps_that_together_hold_each_address_once(reader, monkeypatch):
    monkeypatch.setattr(machines, "SITEMAP_SIZE", 3)
    items = [*(make_release() for _ in range(4)), *(make_campaign() for _ in range(3)), make_page()]
    pages = locations(reader.get("/sitemap.xml"))
    assert pages == [f"http://testserver/sitemap.xml?page={number}" for number in (1, 2, 3)]
    found = [address for page in pages for address in locations(reader.get(page))]
    assert sorted(found) == sorted(f"http://testserver{item.get_absolute_url()}" for item in items)


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "٣", "9" * 400, ""])
def test_an_unknown_page_of_the_sitemap_is_404(reader, page):
    make_release()
    assert reader.get("/sitemap.xml", {"page": page}).status_code == 404


def test_the_sitemap_costs_the_same_at_two_sizes(reader, now, django_assert_max_num_queries):
    for _ in range(30):
        make_release(body="<p>x</p>")
    clock.bump(now)
    with django_assert_max_num_queries(12):
        reader.get("/sitemap.xml")


def test_the_news_sitemap_holds_two_days(reader, now):
    fresh = make_release(title="Fresh & new")
    make_release(publish_at=now - timedelta(days=2, minutes=1))
    response = reader.get("/news-sitemap.xml")
    assert locations(response) == [f"http://testserver{fresh.get_absolute_url()}"]
    assert "<news:title>Fresh &amp; new</news:title>" in response.content.decode()


def test_robots_are_shown_the_sitemaps_and_kept_from_the_admin(reader):
    text = reader.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_security_contact_follows_the_site_settings(reader, now):
    assert reader.get("/.well-known/security.txt").status_code == 404
    SiteSettings.objects.create(pk=1, contact_email="safe@example.org")
    clock.bump(now)
    text = reader.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:safe@example.org" in text
    assert f"Expires: {(now + timedelta(days=180)):%Y-%m-%d}T00:00:00Z" in text


def test_health_says_what_works(reader):
    response = reader.get("/health/")
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_health_tells_when_the_cache_is_away_and_takes_no_machine_out(reader, monkeypatch):
    def away(*args, **kwargs):
        raise OSError("connection refused")

    monkeypatch.setattr(type(caches["pages"]), "set", away)
    response = reader.get("/health/")
    assert response.status_code == 200
    assert response.json() == {"status": "degraded", "database": "ok", "cache": "failing"}


def test_health_fails_loudly_when_the_database_is_away(reader, monkeypatch):
    monkeypatch.setattr(machines, "_database_answers", lambda: False)
    response = reader.get("/health/")
    assert response.status_code == 503
    assert response.json() == {"status": "failing", "database": "failing", "cache": "ok"}


@pytest.mark.parametrize("path", ["/health/", "/robots.txt", "/sitemap.xml", "/news-sitemap.xml"])
def test_machine_pages_refuse_to_be_posted_to(reader, path):
    assert reader.post(path).status_code == 405


def test_the_sitemaps_leave_long_texts_in_the_database(reader):
    make_release(body="<p>Long.</p>"), make_campaign(), make_page(), make_petition()
    for path in ("/sitemap.xml", "/news-sitemap.xml"):
        with CaptureQueriesContext(connection) as queries:
            reader.get(path)
        assert not [query["sql"] for query in queries if "body_html" in query["sql"]], path


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000])
def test_a_page_of_the_sitemap_that_is_none_is_not_found(reader, page):
    assert reader.get(f"/sitemap.xml?page={page}").status_code == 404

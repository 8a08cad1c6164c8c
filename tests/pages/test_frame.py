"""What frames every page: name, menus and foot, from the settings."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pages.models import MenuItem, SiteSettings, SocialLink
from publishing import clock
from publishing.models import Status
from tests.factories import make_page

pytestmark = pytest.mark.django_db


def test_a_fresh_site_has_a_frame_and_reading_it_writes_no_settings(reader):
    page = reader.get("/").content.decode()
    assert "Our group" in page
    assert f'href="{reverse("press:release-list")}"' in page
    assert not SiteSettings.objects.exists()


@pytest.mark.parametrize(
    "path", ["/", "/press/", "/campaigns/", "/sources/", "/tags/", "/search/", "/feeds/", "/nothing/"]
)
def test_the_settings_are_followed_everywhere(reader, path):
    site = SiteSettings.objects.create(
        pk=1,
        name="River <Watch>",
        tagline="Clean & clear",
        footer="An invented group.",
        address="12 Mill Lane",
        contact_email="us@example.org",
    )
    SocialLink.objects.create(settings=site, name="Mastodon", url="https://social.example/@us")
    page = reader.get(path).content.decode()
    for words in (
        "River &lt;Watch&gt;",
        "Clean &amp; clear",
        "An invented group.",
        "12 Mill Lane",
        "us@example.org",
        "https://social.example/@us",
    ):
        assert words in page


def test_menus_show_visible_pages_of_the_edition_in_order(reader, now):
    MenuItem.objects.create(label="Third", address="https://elsewhere.example/", position=3)
    MenuItem.objects.create(label="First", page=make_page(slug="about"), position=1)
    MenuItem.objects.create(label="Hidden", page=make_page(status=Status.DRAFT, publish_at=None), position=2)
    MenuItem.objects.create(label="Later", page=make_page(publish_at=now + timedelta(days=1)), position=2)
    MenuItem.objects.create(label="Armenian only", address="/tags/", language="hy", position=2)
    menu = reader.get("/").context["menus"].main
    assert [(link.label, link.url) for link in menu] == [("First", "/about/"), ("Third", "https://elsewhere.example/")]
    armenian = reader.get("/hy/").context["menus"].main
    assert [(link.label, link.url) for link in armenian][1] == ("Armenian only", "/hy/tags/")


def test_the_menu_says_where_the_reader_is(reader):
    MenuItem.objects.create(label="Press room", address="/press/")
    assert 'href="/press/" aria-current="page"' in reader.get("/press/").content.decode()
    assert "aria-current" not in reader.get("/").content.decode()


def test_the_frame_costs_no_query_on_the_pages_after_the_first(reader):
    site = SiteSettings.objects.create(pk=1, name="River Watch")
    SocialLink.objects.create(settings=site, name="Mastodon", url="https://social.example/@us")
    reader.get("/tags/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert reader.get("/campaigns/").status_code == 200
    assert not any("pages_" in query["sql"] for query in queries)


def test_changed_settings_show_with_the_next_state_of_the_content(reader, now):
    SiteSettings.objects.create(pk=1, name="Old name")
    assert "Old name" in reader.get("/").content.decode()
    SiteSettings.objects.update(name="New name")
    clock.bump(now)
    assert "New name" in reader.get("/").content.decode()

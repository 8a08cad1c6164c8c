"""The home page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.models import SiteSettings
from publishing.models import Status
from tests.factories import make_campaign, make_image, make_petition, make_release
from tests.html import read, select, words

pytestmark = pytest.mark.django_db


def test_a_fresh_site_says_that_nothing_is_published_yet(reader):
    page = read(reader.get("/"))
    assert "Nothing has been published yet." in words(page)
    assert len(select(page, "h1")) == 1


def test_the_latest_release_leads_and_the_others_follow(reader, now):
    make_release(title="Older", publish_at=now - timedelta(days=2))
    make_release(title="Lead", summary="The story.", publish_at=now - timedelta(days=1))
    make_release(title="Tomorrow", publish_at=now + timedelta(days=1))
    make_release(title="Draft", status=Status.DRAFT, publish_at=None)
    page = read(reader.get("/"))
    assert [words(title) for title in select(page, "h1")] == ["Lead"]
    assert [words(title) for title in select(page, "h3.ledger-title")] == ["Older"]
    assert "The story." in words(select(page, ".lead")[0])


def test_running_campaigns_show_their_next_open_action(reader, now):
    running = make_campaign(title="Running")
    make_petition(running, title="Over", closes_at=now - timedelta(days=1), position=0)
    petition = make_petition(running, title="Sign now", position=1)
    make_campaign(title="Won", outcome="won")
    make_campaign(title="Hidden", status=Status.DRAFT, publish_at=None)
    page = read(reader.get("/"))
    (call,) = select(page, ".call")
    assert "Running" in words(call)
    assert [(words(a), a.get("href")) for a in select(call, "a.button")] == [("Sign now", petition.get_absolute_url())]


def test_every_edition_has_its_own_home(reader):
    english = make_release(title="English")
    make_release(title="عربي", slug="عربي", language="ar", translation_group=english.translation_group)
    page = read(reader.get("/ar/"))
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert words(select(page, "h1")[0]) == "عربي"
    assert {a.get("href") for a in select(page, ".languages a")} == {"/", "/hy/"}


def test_the_home_page_costs_the_same_on_a_large_site(reader, now):
    SiteSettings.objects.create(pk=1)
    counts = []
    for number in (2, 12):
        for _item in range(number):
            make_release(lead_image=make_image())
            make_petition(make_campaign(lead_image=make_image()))
        with CaptureQueriesContext(connection) as queries:
            assert reader.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
    with CaptureQueriesContext(connection) as queries:
        reader.get("/")
    assert len(queries) == 1


def test_pages_set_no_cookie_and_ask_no_third_party(reader):
    make_release(lead_image=make_image())
    response = reader.get("/")
    assert not response.cookies
    page = read(response)
    loaded = [
        element.get("src") or element.get("href")
        for element in select(page, "link[href]") + select(page, "img[src]")
        if element.get("rel") not in ("canonical", "alternate")
    ]
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    assert not select(page, "script")
    assert not select(page, "style")

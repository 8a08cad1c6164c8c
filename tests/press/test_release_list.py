"""The list of releases and its archives."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from press.models import PressRelease
from publishing import clock
from publishing.models import Status
from tests.factories import make_release
from tests.html import read, select, words

pytestmark = pytest.mark.django_db


def titles(response):
    return [words(title) for title in select(read(response), ".ledger-title")]


def link(response, rel):
    """Return where the link to the next (older) or previous (newer) page leads; None without one."""
    return next((a.get("href") for a in select(read(response), ".pagination a") if a.get("rel") == rel), None)


def follow(reader, response, rel):
    return reader.get(f"/press/{link(response, rel)}")


def make_many(number, *, at=None, **fields):
    """Write releases straight into the table, all published at the same time."""
    at = at or timezone.now() - timedelta(days=1)
    PressRelease.objects.bulk_create(
        PressRelease(
            title=f"Many {n}",
            slug=f"many-{at:%s}-{n}",
            status=Status.PUBLISHED,
            publish_at=at,
            created_at=at,
            updated_at=at,
            **fields,
        )
        for n in range(number)
    )
    clock.bump(timezone.now())


def test_the_newest_release_comes_first_and_hidden_ones_never(reader, now):
    make_release(title="Older", publish_at=now - timedelta(days=2))
    make_release(title="Newer", publish_at=now - timedelta(days=1))
    make_release(title="Draft", status=Status.DRAFT, publish_at=None)
    make_release(title="Scheduled", publish_at=now + timedelta(hours=1))
    make_release(title="Withdrawn", status=Status.WITHDRAWN)
    assert titles(reader.get("/press/")) == ["Newer", "Older"]


def test_a_fresh_list_says_that_nothing_is_there_yet(reader):
    response = reader.get("/press/")
    assert response.status_code == 200
    assert "Nothing has been published yet." in response.content.decode()


def test_pages_lead_through_all_releases_once_and_back_even_if_all_appeared_at_once(reader):
    make_many(45)
    response = reader.get("/press/")
    seen = titles(response)
    assert link(response, "prev") is None
    for number in (20, 5):
        response = follow(reader, response, "next")
        assert len(titles(response)) == number
        seen += titles(response)
    assert link(response, "next") is None
    assert len(set(seen)) == 45
    middle = follow(reader, response, "prev")
    assert titles(middle) == seen[20:40]
    first = follow(reader, middle, "prev")
    assert titles(first) == seen[:20]
    assert link(first, "prev") == "?"


def test_a_page_stays_where_it_is_while_new_releases_appear(reader):
    make_many(30)
    second = link(reader.get("/press/"), "next")
    before = titles(reader.get(f"/press/{second}"))
    assert len(before) == 10
    make_release(title="Just now", publish_at=timezone.now())
    assert titles(reader.get(f"/press/{second}")) == before


@pytest.mark.parametrize(
    "place",
    [
        "0", "2", "-1", "abc", "older", "older-1", "older-1-", "older--1-1", "older-1-1-1", "newer-x-1", "sideways-1-1", "\x00",
        "older-999999999999999999-1", "older-1717000000000000-99999999999999999999", "older-١٢٣-١", "older-1-1", "1; DROP TABLE", "9" * 5000,
    ],
)  # fmt: skip
def test_a_page_that_does_not_exist_is_not_found(reader, place):
    make_release()
    assert reader.get("/press/", {"page": place}).status_code == 404


def test_years_and_months_show_what_appeared_in_them(reader):
    make_release(title="New Year", publish_at=datetime(2024, 1, 1, 0, 0, tzinfo=UTC))
    make_release(title="Last second", publish_at=datetime(2024, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
    make_release(title="Year before", publish_at=datetime(2022, 12, 31, 23, 59, tzinfo=UTC))
    year = reader.get("/press/2024/")
    assert titles(year) == ["Last second", "New Year"]
    assert year.context["years"] == [2024, 2022]
    assert [month.month for month in year.context["months"]] == [1, 12]
    assert titles(reader.get("/press/2024/12/")) == ["Last second"]
    assert titles(reader.get("/press/2024/01/")) == ["New Year"]


def test_an_archive_follows_the_sites_clocks(reader, settings):
    settings.TIME_ZONE = "Asia/Yerevan"
    timezone.get_default_timezone.cache_clear()
    try:
        make_release(title="After midnight in Yerevan", publish_at=datetime(2023, 12, 31, 21, 0, tzinfo=UTC))
        assert titles(reader.get("/press/2024/01/")) == ["After midnight in Yerevan"]
        assert reader.get("/press/2023/").status_code == 404
    finally:
        timezone.get_default_timezone.cache_clear()


@pytest.mark.parametrize(
    "path",
    [
        "/press/1999/",
        "/press/2999/",
        "/press/2024/02/",
        "/press/2024/13/",
        "/press/2024/00/",
        "/press/2024/1/",
        "/press/0000/",
    ],
)
def test_a_time_without_releases_is_not_found(reader, path):
    make_release(publish_at=datetime(2024, 1, 5, tzinfo=UTC))
    make_release(status=Status.DRAFT, publish_at=datetime(2024, 2, 5, tzinfo=UTC))
    assert reader.get(path).status_code == 404


def test_long_archives_have_pages_too(reader):
    make_many(25, at=datetime(2024, 5, 1, tzinfo=UTC))
    first = reader.get("/press/2024/05/")
    assert len(titles(first)) == 20
    assert len(titles(reader.get(f"/press/2024/05/{link(first, 'next')}"))) == 5
    assert reader.get("/press/2024/05/", {"page": "2"}).status_code == 404


def test_an_edition_lists_its_own_and_what_is_not_translated(reader):
    translated = make_release(title="Translated", slug="translated")
    make_release(title="Թարգմանված", slug="թարգմանված", language="hy", translation_group=translated.translation_group)
    make_release(title="English only")
    make_release(title="عربي", slug="عربي", language="ar")
    assert set(titles(reader.get("/press/"))) == {"Translated", "English only"}
    armenian = reader.get("/hy/press/")
    assert set(titles(armenian)) == {"Թարգմանված", "English only"}
    assert 'lang="en" dir="ltr"' in armenian.content.decode()


@pytest.mark.parametrize("path", ["/press/", "/press/2024/", "/press/2024/05/"])
def test_the_number_of_queries_does_not_grow_with_the_site(reader, path):
    counts = []
    for number in (10, 500):
        make_many(number, at=datetime(2024, 5, number % 9 + 1, tzinfo=UTC))
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
    with CaptureQueriesContext(connection) as queries:
        reader.get(path)
    assert len(queries) == 1


def test_lists_do_not_read_the_long_texts(reader):
    make_release()
    with CaptureQueriesContext(connection) as queries:
        reader.get("/press/")
    assert not any('"press_pressrelease"."body"' in query["sql"] for query in queries)

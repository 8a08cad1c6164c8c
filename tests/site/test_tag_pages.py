"""Tags over everything."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocacy_site import vocabulary
from publishing.models import Status, Tag
from tests.factories import make_campaign, make_release, make_source
from tests.html import read, select, words

pytestmark = pytest.mark.django_db


def index(reader, path="/tags/"):
    return {
        words(select(row, "span.name")[0]): words(select(row, "span.count")[0])[-1]
        for row in select(read(reader.get(path)), "ul.tag-index li")
    }


def test_tags_count_what_is_visible(reader):
    make_release(tags=("water", "law"))
    make_campaign(tags=("water",))
    make_source(tags=("water",), is_listed=True)
    make_source(tags=("water", "unseen"))
    make_release(tags=("secret", "law"), status=Status.DRAFT, publish_at=None)
    Tag.objects.create(name="unused", slug="unused")
    assert index(reader) == {"law": "1", "water": "3"}


def test_a_site_without_tags_says_so(reader):
    assert "No tag is in use yet." in reader.get("/tags/").content.decode()


def test_counts_are_those_of_the_edition(reader):
    english = make_release(tags=("water",))
    make_release(slug="գետ", language="hy", translation_group=english.translation_group, tags=("ջուր",))
    assert index(reader) == {"water": "1"}
    assert index(reader, "/hy/tags/") == {"ջուր": "1"}


def test_a_tag_page_shows_campaigns_releases_and_sources(reader):
    make_release(title="A release", tags=("water",))
    make_campaign(title="A campaign", tags=("water",))
    make_source(title="A source", tags=("water",), is_listed=True)
    make_release(title="A draft", tags=("water",), status=Status.DRAFT, publish_at=None)
    make_release(title="Another", tags=("law",))
    Tag.objects.filter(name="water").update(description="All that flows.")
    page = read(reader.get("/tags/water/"))
    assert [words(title) for title in select(page, "h3")] == ["A campaign", "A release", "A source"]
    assert "All that flows." in words(page)


@pytest.mark.parametrize(
    "path", ["/tags/nothing/", "/tags/unused/", "/tags/secret/", "/tags/water/?page=2", "/tags/water/?page=%00"]
)
def test_a_tag_that_nothing_visible_carries_is_not_found(reader, path):
    make_release(tags=("water",))
    make_release(tags=("secret",), status=Status.DRAFT, publish_at=None)
    Tag.objects.create(name="unused", slug="unused")
    assert reader.get(path).status_code == 404


def test_tags_in_any_script_have_a_page(reader):
    make_release(tags=("ջուր",))
    (link,) = select(read(reader.get("/tags/")), "ul.tag-index a")
    assert words(select(read(reader.get(link.get("href"))), "h1")[0]) == "ջուր"


def test_long_lists_of_releases_have_pages(reader):
    for number in range(21):
        make_release(title=f"Release {number}", tags=("water",))
    make_source(tags=("water",), is_listed=True)
    first = read(reader.get("/tags/water/"))
    (onward,) = select(first, ".pagination a")
    second = read(reader.get(f"/tags/water/{onward.get('href')}"))
    assert len(select(second, ".ledger-title")) == 1
    assert not select(second, "#sources")


def test_pages_of_tags_cost_the_same_on_a_large_site(reader):
    counts = []
    for number in (2, 25):
        for _item in range(number):
            make_release(tags=("water",))
            make_campaign(tags=("water",))
            make_source(tags=("water",), is_listed=True)
        for path in ("/tags/", "/tags/water/"):
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(path).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 8


def test_the_list_of_tags_reads_each_table_once_however_many_tags_there_are(reader):
    """Asked for each tag anew, 5,000 tags of 30,000 releases took seven minutes."""
    (
        make_release(tags=("rivers", "fish")),
        make_source(is_listed=True, tags=("rivers",)),
        make_campaign(tags=("rivers",)),
    )
    with CaptureQueriesContext(connection) as queries:
        assert {tag.name: tag.total for tag in vocabulary.tags_in_use(timezone.now())} == {"rivers": 3, "fish": 1}
    assert len(queries) == 2
    assert "GROUP BY" in queries[0]["sql"]

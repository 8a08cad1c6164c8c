"""The source library, a source's page and its bibliographic files."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.models import Status
from sources.models import Visibility
from tests.factories import cite, make_campaign, make_release, make_source
from tests.html import read, select, words

pytestmark = pytest.mark.django_db


def listed(reader, **query):
    return [words(title) for title in select(read(reader.get("/sources/", query)), "h2.entry-title")]


def test_the_library_lists_what_is_cited_in_public_or_listed_by_staff(reader):
    make_release(body=f"<p>Text{cite(make_source(title='Cited'))}.</p>")
    make_release(body=f"<p>Text{cite(make_source(title='In a draft'))}.</p>", status=Status.DRAFT, publish_at=None)
    make_release(
        body=f"<p>Text{cite(make_source(title='Embargoed'))}.</p>", publish_at=timezone.now() + timedelta(hours=1)
    )
    make_source(title="By staff", is_listed=True)
    make_source(title="Nowhere")
    on_file = make_source(title="Witness", visibility=Visibility.ON_FILE, is_listed=True)
    make_release(body=f"<p>Text{cite(on_file)}.</p>")
    assert listed(reader) == ["By staff", "Cited"]


def test_an_empty_library_says_so(reader):
    assert "No source has been cited yet." in reader.get("/sources/").content.decode()


def test_the_library_is_filtered_by_type_and_tag_and_put_in_order(reader):
    make_source(title="Zebra law", type="legislation", issued_as_typed="2025", tags=("water",), is_listed=True)
    make_source(title="Apple report", issued_as_typed="1999", tags=("water",), is_listed=True)
    make_source(title="Middle report", issued_as_typed="", is_listed=True)
    assert listed(reader) == ["Apple report", "Middle report", "Zebra law"]
    assert listed(reader, order="recent") == ["Zebra law", "Apple report", "Middle report"]
    assert listed(reader, type="legislation") == ["Zebra law"]
    assert listed(reader, tag="water", type="report") == ["Apple report"]
    page = read(reader.get("/sources/", {"tag": "water", "type": "report", "order": "recent"}))
    assert [option.get("value") for option in select(page, "select option[selected]")] == ["report", "water", "recent"]


@pytest.mark.parametrize(
    "query",
    [
        {"type": "nonsense"}, {"tag": "nonsense"}, {"order": "nonsense"}, {"page": "0"}, {"page": "2"}, {"page": "-1"},
        {"page": "99999999999999"}, {"page": "\x00"}, {"page": "١"}, {"type": "\x00"}, {"tag": "x" * 5000},
    ],
)  # fmt: skip
def test_what_the_library_does_not_have_is_not_found(reader, query):
    make_source(is_listed=True, tags=("water",))
    assert reader.get("/sources/", query).status_code == 404


def test_a_tag_of_hidden_sources_alone_cannot_be_asked_for(reader):
    make_source(is_listed=True, tags=("water",))
    make_source(tags=("secret",))
    assert "secret" not in reader.get("/sources/").content.decode()
    assert reader.get("/sources/", {"tag": "secret"}).status_code == 404


def test_a_long_library_has_pages_that_keep_the_filter(reader):
    for _number in range(31):
        make_source(is_listed=True, type="book")
    first = read(reader.get("/sources/", {"type": "book"}))
    (onward,) = select(first, ".pagination a")
    assert onward.get("href") == "?type=book&page=2"
    second = read(reader.get("/sources/?type=book&page=2"))
    assert len(select(second, "h2.entry-title")) == 1
    assert [back.get("href") for back in select(second, ".pagination a")] == ["?type=book&"]


def test_a_source_page_shows_the_record_and_where_it_is_cited_with_the_passages(reader):
    source = make_source(
        title="Rivers & <fish>",
        authors=[{"family": "Okafor", "given": "Ada"}],
        issued_as_typed="5 June 2024",
        url="https://reports.example.org/rivers",
        summary="What was measured.",
        reliability_note="Doubtful, say staff.",
        note="For staff.",
        tags=("water",),
    )
    release = make_release(
        title="Our release", body=f"<p>“Fish died”{cite(source, locator='4', label='page', passage='Fish died')}.</p>"
    )
    campaign = make_campaign(title="Our campaign", body=f"<p>See{cite(source)}.</p>")
    make_release(
        title="A draft",
        body=f"<p>Text{cite(source, passage='secret words')}.</p>",
        status=Status.DRAFT,
        publish_at=None,
    )
    page = read(reader.get(source.get_absolute_url()))
    text = words(page)
    assert words(select(page, "h1")[0]) == "Rivers & <fish>"
    for shown in (
        "River Watch",
        "5 June 2024",
        "What was measured.",
        "https://reports.example.org/rivers",
        "Our campaign",
    ):
        assert shown in text
    for hidden in ("Doubtful", "For staff.", "A draft", "secret words"):
        assert hidden not in reader.get(source.get_absolute_url()).content.decode()
    assert {a.get("href") for a in select(page, "h3.entry-title a")} == {
        release.get_absolute_url(),
        campaign.get_absolute_url(),
    }
    assert [words(quote) for quote in select(page, "blockquote.passage")] == ["Fish died p. 4"]


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.EXCERPT])
def test_a_source_shown_in_excerpts_says_so(reader, visibility):
    source = make_source(visibility=visibility, is_listed=True)
    said = "We show excerpts of this source only" in reader.get(source.get_absolute_url()).content.decode()
    assert said == (visibility == Visibility.EXCERPT)


def test_a_source_that_is_kept_on_file_has_no_page_and_no_files_even_where_cited(reader):
    source = make_source(title="Witness", visibility=Visibility.ON_FILE, is_listed=True)
    make_release(body=f"<p>Text{cite(source)}.</p>")
    for path in (source.get_absolute_url(), f"/sources/{source.slug}.json", f"/sources/{source.slug}.bib"):
        assert reader.get(path).status_code == 404


def test_a_source_appears_with_the_release_that_cites_it(reader):
    source = make_source()
    assert reader.get(source.get_absolute_url()).status_code == 404
    make_release(body=f"<p>Text{cite(source)}.</p>")
    assert reader.get(source.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("extension", "media_type", "beginning"),
    [
        ("bib", "application/x-bibtex", "@"),
        ("ris", "application/x-research-info-systems", "TY  - "),
        ("json", "application/vnd.citationstyles.csl+json", "["),
    ],
)
def test_the_record_comes_as_a_file(reader, extension, media_type, beginning):
    source = make_source(title="Rivers", slug="rivers", is_listed=True)
    response = reader.get(f"/sources/rivers.{extension}")
    assert response["Content-Type"].startswith(media_type)
    assert response["Content-Disposition"].startswith("attachment")
    assert response.content.decode().startswith(beginning)
    assert "Rivers" in response.content.decode()
    if extension == "json":
        assert json.loads(response.content)[0]["title"] == source.title


@pytest.mark.parametrize(
    "path", ["/sources/rivers.exe", "/sources/rivers.", "/sources/nothing.bib", "/sources/nothing/"]
)
def test_other_files_and_sources_are_not_found(reader, path):
    make_source(slug="rivers", is_listed=True)
    assert reader.get(path).status_code == 404


def test_a_source_belongs_to_every_edition(reader):
    make_source(slug="rivers", is_listed=True)
    page = read(reader.get("/hy/sources/rivers/"))
    assert page.get("lang") == "hy"
    assert {a.get("lang") for a in select(page, ".languages a")} == {"en", "ar"}


def test_pages_of_sources_cost_the_same_on_a_large_site(reader):
    source = make_source(tags=("water",))
    counts = []
    for number in (3, 40):
        for _release in range(number):
            make_release(body=f"<p>Text{cite(source, passage='words')}{cite(make_source(tags=('water',)))}.</p>")
        for path in ("/sources/", source.get_absolute_url()):
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(path).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 8


def test_post_is_refused(reader):
    make_source(slug="rivers", is_listed=True)
    for path in ("/sources/", "/sources/rivers/", "/sources/rivers.bib"):
        assert reader.post(path).status_code == 405

"""The search page."""

import pytest

from publishing.models import Status
from tests.factories import make_campaign, make_page, make_release, make_source
from tests.html import read, select, words

pytestmark = pytest.mark.django_db


def find(reader, **query):
    return read(reader.get("/search/", query))


def test_without_words_it_is_a_form(reader):
    page = find(reader)
    assert select(page, "input#q")
    assert not select(page, "li.entry")


def test_it_finds_all_kinds_marks_the_words_and_hides_what_is_hidden(reader):
    release = make_release(title="Clean rivers", body="<p>Nitrate in the <strong>water</strong>.</p>")
    campaign = make_campaign(title="Nitrate out")
    source = make_source(title="Nitrate directive", is_listed=True)
    make_page(title="About nitrate", slug="about-nitrate")
    make_release(title="Secret nitrate", status=Status.DRAFT, publish_at=None)
    page = find(reader, q="nitrate")
    found = {a.get("href") for a in select(page, "h2.entry-title a")}
    assert found == {
        release.get_absolute_url(),
        campaign.get_absolute_url(),
        source.get_absolute_url(),
        "/about-nitrate/",
    }
    assert {words(mark).lower() for mark in select(page, "mark")} == {"nitrate"}
    assert [words(choice) for choice in select(page, "ul.choices a")] == [
        "Everything 4", "Press releases 1", "Campaigns 1", "Sources 1", "Pages 1",
    ]  # fmt: skip
    only = find(reader, q="nitrate", kind="campaigns")
    assert [words(title) for title in select(only, "h2.entry-title")] == ["Nitrate out"]


def test_what_is_typed_stays_in_the_form_and_is_no_html(reader):
    typed = '"><script>alert(1)</script> & rivers'
    response = reader.get("/search/", {"q": typed})
    assert select(read(response), "input#q")[0].get("value") == typed
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "' OR 1=1 --",
        "AND OR NOT",
        "NEAR(",
        "*",
        "%",
        "\\",
        "\x00",
        "a" * 5000,
        "🙂",
        "(((((",
        "- - -",
        "ա",
        "café:*",
    ],
)
def test_nothing_that_can_be_typed_breaks_it(reader, typed):
    make_release()
    assert reader.get("/search/", {"q": typed}).status_code == 200


def test_nothing_found_is_said_with_a_hint(reader):
    text = words(find(reader, q="zebra"))
    assert "Nothing found for “zebra”." in text
    assert "Try fewer words" in text


@pytest.mark.parametrize(
    "query", [{"kind": "nonsense"}, {"page": "0"}, {"page": "x"}, {"page": "2"}, {"page": "-1"}, {"page": "999"}]
)
def test_pages_and_kinds_that_do_not_exist_are_not_found(reader, query):
    make_release(title="Rivers")
    assert reader.get("/search/", {"q": "rivers"} | query).status_code == 404


def test_many_results_have_pages_that_keep_the_words(reader):
    for number in range(21):
        make_release(title=f"Rivers & lakes {number}")
    first = find(reader, q="rivers & lakes", kind="press")
    (onward,) = select(first, ".pagination a")
    assert onward.get("href") == "?q=rivers+%26+lakes&kind=press&page=2"
    assert len(select(find(reader, q="rivers & lakes", kind="press", page="2"), "li.entry")) == 1


def test_results_are_kept_by_no_one_else(reader):
    response = reader.get("/search/", {"q": "rivers"})
    assert response["Cache-Control"].startswith("private")
    assert not response.cookies


def test_post_is_refused(reader):
    assert reader.post("/search/", {"q": "rivers"}).status_code == 405

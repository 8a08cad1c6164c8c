"""What pages, PDFs and the services for DOIs and ISBNs say of a source; what is filled in and what is left alone."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.autofill import AutofillError, Proposal, fill, from_doi, from_isbn, from_page, from_url, identify, look_up
from sources.autofill.filling import offers
from sources.autofill.moments import typed_date
from sources.autofill.names import name_of
from sources.autofill.origins import words
from sources.autofill.placing import without_site
from sources.models import Source
from tests.factories import make_source
from tests.sources.pdfs import make_pdf

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PAGES = Path(__file__).parent / "pages"
HERE = "https://www.herald.test/2024/rivers?utm_source=x"
JSON = {"Content-Type": "application/json"}


def page(name, url=HERE):
    return from_page((PAGES / f"{name}.html").read_bytes(), "text/html", "utf-8", url)


def read(html, url=HERE):
    return values(from_page(html.encode(), "text/html", "utf-8", url))


def values(proposal):
    return {variable: found.value for variable, found in proposal.values.items()}


def said_by(proposal):
    return {variable: found.said_by for variable, found in proposal.values.items()}


# Pages


def test_highwire_tags_tell_a_journal_article():
    proposal = page("highwire")
    assert values(proposal) == {
        "type": "article-journal",
        "title": "Rivers of the south: a survey",
        "author": [
            {"family": "Sargsyan", "given": "Ani"},
            {"family": "van der Berg", "given": "Ludwig"},
            {"literal": "Médecins Sans Frontières"},
            {"literal": "World Water Council"},
        ],
        "issued": "2023-06",
        "container-title": "Journal of River Studies",
        "volume": "12",
        "issue": "3",
        "page": "101–118",
        "DOI": "doi:10.5555/rivers.12.3",
        "ISSN": "1234-5679",
        "publisher": "Water Press",
        "language": "en",
        "URL": "https://www.herald.test/articles/rivers-of-the-south",
    }
    assert said_by(proposal)["author"] == "citation_author"
    assert said_by(proposal)["issued"] == "citation_publication_date"
    assert proposal.values["title"].address == HERE


def test_json_ld_tells_a_news_article_with_its_authors():
    proposal = page("news")
    assert values(proposal) == {
        "type": "article-newspaper",
        "title": "Ministry admits rivers ran dry, “for years”",
        "author": [
            {"family": "Sargsyan", "given": "Ani"},
            {"literal": "Agency, Inc"},
            {"literal": "Staff writers"},
            {"family": "O’Li", "given": "Bo", "suffix": "Jr."},
        ],
        "issued": "2024-06-06",
        "container-title": "Example Herald",
        "language": "en-GB",
        "URL": HERE,
    }
    assert said_by(proposal)["title"] == "JSON-LD headline"
    assert said_by(proposal)["container-title"] == "og:site_name"


def test_dublin_core_tells_a_report_in_any_spelling_of_its_tags():
    found = values(page("dublin_core"))
    assert found["type"] == "report"
    assert found["title"] == "Annual report 2022"
    assert found["author"] == [{"literal": "Water Office of the South"}, {"family": "Poe", "given": "Ann"}]
    assert (found["issued"], found["publisher"], found["language"]) == ("2023", "Water Office", "hy")
    assert found["DOI"] == "doi:10.5555/annual"


def test_a_page_without_tags_gives_its_title_and_no_year_that_it_does_not_say():
    found = values(page("plain", "https://exemple.test/rapport"))
    assert found == {
        "title": "Rapport sur les rivières",
        "author": [{"literal": "Ani Sargsyan"}],
        "issued": "5 June",
        "language": "fr",
        "URL": "https://exemple.test/rapport",
    }
    source = Source()
    fill(source, page("plain", "https://exemple.test/rapport"), now=NOW)
    source.derive()
    assert source.issued == "XXXX-06-05"


JSON_LD = {
    '{"@type": "Report", "name": "A &amp; B", "author": {"@type": "Organization", "name": "Freedom House"}, "publisher": "FH"}': {
        "type": "report",
        "title": "A & B",
        "author": [{"literal": "Freedom House"}],
        "publisher": "FH",
    },
    '[{"@type": "http://schema.org/Book", "name": "B", "isbn": "9780306406157", "author": ["Poe, Ann"], "datePublished": 1999}]': {
        "type": "book",
        "title": "B",
        "ISBN": "9780306406157",
        "author": [{"family": "Poe", "given": "Ann"}],
        "issued": "1999",
    },
    '{"@type": "WebPage", "mainEntity": {"@type": "ScholarlyArticle", "headline": "S", "author": {"@type": "Person", "givenName": "Ann", "familyName": "Poe"}}}': {
        "type": "article-journal",
        "title": "S",
        "author": [{"family": "Poe", "given": "Ann"}],
    },
    '<!-- {"@type": "NewsArticle", "headline": {"@value": "N"}, "datePublished": "someday", "author": null} -->;': {
        "type": "article-newspaper",
        "title": "N",
    },
    '{"@type": ["Nothing", 5, null], "headline": "no"}': {},
    '"text"': {},
    "[" * 100_000: {},
    '{"a": ' * 5_000 + "1" + "}" * 5_000: {},
    f'{{"@type": "Report", "name": {"9" * 6000}}}': {},
}


@pytest.mark.parametrize("script", JSON_LD, ids=range(len(JSON_LD)))
def test_json_ld_is_read_in_all_the_ways_in_which_it_is_written(script):
    found = read(f"<script type='application/ld+json'>{script}</script>")
    assert {name: value for name, value in found.items() if name != "URL"} == JSON_LD[script]


def test_a_page_full_of_nodes_costs_no_more_than_a_moment():
    nodes = ",".join('{"@type": "Report", "name": "x", "author": [{"@id": "#a"}]}' for _ in range(8_000))
    html = f"<script type='application/ld+json'>{{'@graph': [{nodes}]}}</script>".replace("'@graph'", '"@graph"') * 3
    tags = "<meta name=citation_author content='Poe, Ann'>" * 20_000
    began = time.process_time()
    found = read(tags + html)
    assert time.process_time() - began < 5
    assert found["author"] == [{"family": "Poe", "given": "Ann"}]


@pytest.mark.parametrize(
    ("canonical", "kept"),
    [
        ("/2024/rivers", "https://www.herald.test/2024/rivers"),
        ("https://herald.test/2024/rivers", "https://herald.test/2024/rivers"),
        ("https://evil.test/", HERE),
        ("/", HERE),
        ("javascript:alert(1)", HERE),
        ("http://[", HERE),
    ],
)
def test_a_page_may_name_its_own_address_on_its_own_site_alone(canonical, kept):
    assert read(f"<title>x</title><link rel='canonical' href='{canonical}'>")["URL"] == kept


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Rivers run dry | The Example Herald", "Rivers run dry"),
        ("Rivers run dry – World - Example Herald", "Rivers run dry – World"),
        ("Example Herald: rivers run dry", "Example Herald: rivers run dry"),
        ("Example Herald | Rivers", "Rivers"),
        ("North-South rivers", "North-South rivers"),
        ("Example Herald", "Example Herald"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_title(title, kept):
    assert without_site(title, ["Example Herald"]) == kept


NAMES = {
    "Sargsyan, Ani": {"family": "Sargsyan", "given": "Ani"},
    "King, Martin Luther, Jr.": {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
    "By Ani Sargsyan": {"family": "Sargsyan", "given": "Ani"},
    "Սարգսյան, Անի": {"family": "Սարգսյան", "given": "Անի"},
    "Անի Սարգսյան": {"family": "Սարգսյան", "given": "Անի"},
    "Ludwig van Beethoven": {"family": "van Beethoven", "given": "Ludwig"},
    "J. R. R. Tolkien": {"family": "Tolkien", "given": "J. R. R."},
    "Human Rights Watch": {"literal": "Human Rights Watch"},
    "Ministry of Justice, Armenia": {"literal": "Ministry of Justice, Armenia"},
    "Smith & Sons": {"literal": "Smith & Sons"},
    "Reuters": {"literal": "Reuters"},
    "Ann Poe and Bo Li": {"literal": "Ann Poe and Bo Li"},
    "https://example.org/ani": None,
    "@ani": None,
    " ": None,
}


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_split_where_that_is_certain(text):
    assert name_of(text, is_person=True) == NAMES[text]


def test_a_name_that_nobody_calls_a_persons_is_kept_whole():
    assert name_of("Ani Sargsyan") == {"literal": "Ani Sargsyan"}


DATES = {
    "2024-06-05T23:30:00-08:00": "2024-06-05",
    "2024-06-05 10:00": "2024-06-05",
    "2024/6/5": "2024-06-05",
    "2024/06": "2024-06",
    "20240605": "2024-06-05",
    "2024": "2024",
    2024: "2024",
    "Wed, 05 Jun 2024 10:00:00 GMT": "05 Jun 2024",
    "June 2009": "June 2009",
    "c2009": "2009",
    "5 June": "5 June",
    "202406": "",
    "2024-13-45": "",
    "yesterday": "",
    "1717581600": "",
    "0000-00-00": "",
    None: "",
}


@pytest.mark.parametrize("value", DATES)
def test_a_date_is_as_precise_as_it_is_said(value):
    assert typed_date(value) == DATES[value]


def test_a_pdf_says_what_its_maker_wrote_and_the_doi_that_is_printed_on_it():
    pdf = make_pdf(
        ["Rivers. https://doi.org/10.5555/printed."], info={"Title": "Microsoft Word - draft.docx", "Author": "user"}
    )
    found = values(from_page(pdf, "application/pdf", "", "https://a.test/r.pdf"))
    assert found == {"DOI": "10.5555/printed", "URL": "https://a.test/r.pdf"}
    xmp = (
        "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Rivers</rdf:li></rdf:Alt></dc:title>"
        "<dc:creator><rdf:Seq><rdf:li>Poe, Ann</rdf:li><rdf:li>Water Office</rdf:li></rdf:Seq></dc:creator>"
        "<dc:date><rdf:Seq><rdf:li>2024-06</rdf:li></rdf:Seq></dc:date><prism:doi>10.5555/inside</prism:doi>"
    )
    proposal = from_page(make_pdf(["x"], xmp=xmp, language="hy"), "application/pdf", "", "https://a.test/r.pdf")
    assert values(proposal) == {
        "title": "Rivers",
        "author": [{"family": "Poe", "given": "Ann"}, {"literal": "Water Office"}],
        "issued": "2024-06",
        "language": "hy",
        "DOI": "10.5555/inside",
        "URL": "https://a.test/r.pdf",
    }
    assert words(said_by(proposal)["title"]) == "from what the PDF says of itself (title)"


@settings(max_examples=40)
@given(st.binary(max_size=200), st.sampled_from(["title", "citation_author", "DC.date", "og:title", "citation_doi", "citation_firstpage"]), st.text(max_size=60))  # fmt: skip
def test_any_page_gives_a_proposal_that_a_source_can_hold(body, tag, content):
    html = f'<meta name="{tag}" content="{content}">'.encode(errors="replace") + body
    if b"%PDF-" not in html:
        source = Source()
        fill(source, from_page(html, "text/html", "", HERE), now=NOW)
        source.clean_fields(exclude=["slug", "title", "created_at", "updated_at", "canonical_url", "merged_into", "created_by", "updated_by"])  # fmt: skip
        source.derive()


# What was typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://doi.org/10.1000/ABC(1)", ("doi", "10.1000/ABC(1)")),
        ("doi: 10.1000/182", ("doi", "10.1000/182")),
        ("10.1000/182", ("doi", "10.1000/182")),
        ("dx.doi.org/10.1000/182", ("doi", "10.1000/182")),
        ("ISBN 0-306-40615-2", ("isbn", "9780306406157")),
        ("978 0 306 40615 7", ("isbn", "9780306406157")),
        ("example.org/report", ("url", "https://example.org/report")),
        (" http://example.org/a\n", ("url", "http://example.org/a")),
        ("(10.1000/182)."[1:], ("doi", "10.1000/182")),
    ],
)
def test_what_was_typed_is_recognised(typed, meant):
    assert identify(typed) == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "nothing"),
        ("rivers", "unknown"),
        ("978-0-306-40615-8", "wrong_isbn"),
        ("0306406153", "wrong_isbn"),
        ("a b c", "unknown"),
    ],
)
def test_what_is_neither_address_nor_doi_nor_isbn_is_refused_in_words(typed, code):
    with pytest.raises(AutofillError) as error:
        identify(typed)
    assert error.value.code == code
    assert str(error.value)


def test_the_form_refuses_a_doi_or_an_isbn_that_cannot_be_one():
    with pytest.raises(ValidationError) as error:
        Source(title="x", doi="rivers", isbn="978-0-306-40615-8").clean()
    assert set(error.value.message_dict) == {"doi", "isbn"}
    source = Source(title="x", doi="https://doi.org/10.1000/ABC", isbn="0-306-40615-2")
    source.clean()
    assert (source.doi, source.isbn) == ("10.1000/ABC", "0-306-40615-2")


# Services


RECORD = {
    "type": "journal-article",
    "title": "Rivers <i>of</i> the <scp>South</scp> &amp; <mml:math><mml:mi>x</mml:mi></mml:math> <1 %",
    "author": [
        {"family": "Sargsyan", "given": "Ani", "sequence": "first", "affiliation": [{"name": "X"}], "ORCID": "y"},
        {"name": "Water Office", "sequence": "additional"},
        "junk",
    ],
    "container-title": ["Journal of River Studies"],
    "issued": {"date-parts": [[2023, 6]]},
    "ISSN": ["1234-5679", "1"],
    "page": "101-118",
    "publisher-location": "Yerevan",
    "publisher": "Water Press",
    "volume": 12,
    "language": "en",
    "URL": "http://dx.doi.org/10.5555/rivers",
    "reference": [{"key": "x"}] * 5,
}


@pytest.fixture
def services(web, settings):
    """Stand-ins for doi.org and Open Library."""
    settings.DOI_URL, settings.ISBN_URL = web.url("/doi/"), web.url("/isbn")
    web.at("/doi/10.5555/rivers.12.3", json.dumps(RECORD), headers=JSON)
    return web


def test_the_record_of_a_doi_is_asked_for_as_csl_json(services):
    proposal = from_doi("10.5555/rivers.12.3")
    assert values(proposal) == {
        "type": "article-journal",
        "title": "Rivers of the South & x <1 %",
        "author": [{"family": "Sargsyan", "given": "Ani"}, {"literal": "Water Office"}],
        "container-title": "Journal of River Studies",
        "issued": "2023-06",
        "ISSN": "1234-5679",
        "page": "101-118",
        "publisher-place": "Yerevan",
        "publisher": "Water Press",
        "volume": "12",
        "language": "en",
        "DOI": "10.5555/rivers.12.3",
        "URL": "https://doi.org/10.5555/rivers.12.3",
    }
    assert services.requests[0].headers["Accept"] == "application/vnd.citationstyles.csl+json"
    assert proposal.values["title"].address == "https://doi.org/10.5555/rivers.12.3"


def test_a_date_of_a_record_without_a_year_is_none(services):
    for issued in ({"date-parts": [[None]]}, {"date-parts": [[]]}, {"raw": "x"}, {"date-parts": [["2023", "0"]]}, 5):
        services.at("/doi/10.1/x", json.dumps({"title": "x", "issued": issued}), headers=JSON)
        assert values(from_doi("10.1/x")).get("issued") == ("2023" if "2023" in str(issued) else None)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"status": 404}, "no_doi"),
        ({"status": 500}, "no_answer"),
        ({"status": 429}, "blocked"),
        ({"body": "<p>Sign in"}, "bad_record"),
        ({"body": "[1]"}, "bad_record"),
        ({"body": "[" * 200_000}, "bad_record"),
        ({"body": "{}"}, "bad_record"),
        ({"silent": True}, "service"),
    ],
)
def test_a_service_that_does_not_answer_well_is_told_in_words(services, answer, code):
    services.at("/doi/10.5555/x", **answer)
    with pytest.raises(AutofillError) as error:
        from_doi("10.5555/x")
    assert error.value.code == code


def test_the_record_of_an_isbn_is_that_of_its_thirteen_digits(services):
    book = {
        "title": "Rivers",
        "subtitle": "A history",
        "authors": [{"name": "Ann Poe", "url": "x"}, {"name": "Water Office"}, {}],
        "publishers": [{"name": "Water Press"}],
        "publish_places": [{"name": "Yerevan"}],
        "publish_date": "June 2009",
    }
    query = "bibkeys=ISBN%3A9780306406157&format=json&jscmd=data"
    services.at(f"/isbn?{query}", json.dumps({"ISBN:9780306406157": book}), headers=JSON)
    assert values(from_isbn("0-306-40615-2")) == {
        "type": "book",
        "title": "Rivers: A history",
        "author": [{"family": "Poe", "given": "Ann"}, {"literal": "Water Office"}],
        "publisher": "Water Press",
        "publisher-place": "Yerevan",
        "issued": "June 2009",
        "ISBN": "0-306-40615-2",
    }
    services.at(f"/isbn?{query}", "{}", headers=JSON)
    with pytest.raises(AutofillError, match="no book"):
        from_isbn("9780306406157")


def test_a_service_that_is_switched_off_is_not_asked(settings):
    settings.DOI_URL = settings.ISBN_URL = ""
    for ask, value in ((from_doi, "10.1000/182"), (from_isbn, "9780306406157")):
        with pytest.raises(AutofillError, match="switched off"):
            ask(value)


# Addresses


def test_the_record_of_the_doi_that_a_page_names_stands_above_the_page(services):
    services.at("/article", (PAGES / "highwire.html").read_bytes())
    proposal = from_url(services.url("/article"))
    assert said_by(proposal)["title"] == "DOI"
    assert values(proposal)["issue"] == "3"
    assert proposal.values["URL"].said_by == "link canonical"


def test_a_page_is_enough_where_the_service_fails(services):
    services.at("/doi/10.5555/rivers.12.3", status=503)
    services.at("/article", (PAGES / "highwire.html").read_bytes())
    proposal = from_url(services.url("/article"))
    assert said_by(proposal)["title"] == "citation_title"
    assert len(proposal.remarks) == 1


@pytest.mark.parametrize(
    ("path", "answer", "code"),
    [
        ("/404", {"status": 404}, "not_found"),
        ("/403", {"status": 403}, "blocked"),
        ("/503", {"status": 503}, "no_answer"),
        ("/png", {"body": b"\x89PNG\r\n", "headers": {"Content-Type": "image/png"}}, "unreadable"),
        ("/empty", {"body": "<p>x"}, "empty"),
        ("/silent", {"silent": True}, "fetch"),
    ],
)
def test_an_address_that_gives_nothing_says_why(web, path, answer, code):
    web.at(path, **answer)
    with pytest.raises(AutofillError) as error:
        from_url(web.url(path))
    assert error.value.code == code


def test_a_refused_address_is_not_asked_and_says_so():
    with pytest.raises(AutofillError) as error:
        from_url("http://192.168.0.1/")
    assert error.value.code == "fetch"


def test_all_that_is_given_is_asked_and_what_fails_is_a_remark(services):
    services.at(
        "/page",
        "<title>Title of the page</title><meta name=author content='Poe, Ann'><meta property=og:site_name content=S>",
    )
    proposal = look_up(url=services.url("/page"), doi="10.5555/rivers.12.3", isbn="9780306406157")
    assert said_by(proposal)["title"] == "DOI"
    assert [str(remark) for remark in proposal.remarks] == [
        "There is no such page: the site answers “not found” (404)."
    ]
    with pytest.raises(AutofillError, match="first"):
        look_up()


# Filling


def test_what_a_person_typed_is_never_changed_and_the_rest_says_where_it_came_from():
    source = Source(title="Typed", type="report", provenance={"url": {"from": "redirect"}})
    filled = fill(source, page("highwire"), now=NOW)
    assert (source.title, source.type) == ("Typed", "report")
    assert {"title", "type"}.isdisjoint(filled)
    assert source.authors[0] == {"family": "Sargsyan", "given": "Ani"}
    assert (source.doi, source.pages, source.issued_as_typed) == ("10.5555/rivers.12.3", "101–118", "2023-06")
    assert source.provenance["authors"] == {
        "from": "citation_author",
        "address": HERE,
        "at": "2026-03-01T12:00:00+00:00",
    }
    assert set(source.provenance) == {*filled, "url"}
    assert fill(source, page("news"), now=NOW) == []


def test_values_fit_into_the_fields_or_are_left_out():
    proposal = Proposal(HERE)
    proposal.offer("title", "long " * 400, "title")
    proposal.offer("language", "Klingon and others", "html lang")
    proposal.offer("DOI", "rivers", "citation_doi")
    proposal.offer("URL", "javascript:alert(1)", "address")
    found = offers(proposal)
    assert set(found) == {"title"}
    assert len(found["title"].value) <= 500


@pytest.mark.django_db
def test_a_filled_source_can_be_saved():
    source = make_source(title="x", type="report")
    fill(source, page("news"), now=NOW)
    source.full_clean()
    source.save()
    source.refresh_from_db()
    assert source.provenance["container_title"]["from"] == "og:site_name"
    assert source.language == "en-GB"

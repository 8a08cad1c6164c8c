"""COinS: what reference managers read from a page."""

import re
from html import unescape
from urllib.parse import parse_qsl

import pytest

from sources import coins, dates
from sources.models import Visibility
from tests.factories import cite, make_release, make_source

ARTICLE = {
    "type": "article-journal",
    "title": 'Inclusion & "Work" <b>',
    "author": [{"family": "Gaulle", "given": "Charles", "non-dropping-particle": "de"}, {"literal": "Freedom House"}],
    "container-title": "American Journal of Sociology",
    "volume": "127",
    "issue": "6",
    "page": "1818–59",
    "ISSN": "0002-9602",
    "DOI": "10.1086/720277",
    "URL": "https://example.org/?a=1&b=2",
    "issued": dates.csl_date("2022-05"),
    "language": "en",
}


def pairs_of(span):
    title = re.fullmatch(r'<span class="Z3988" title="([^"<>]*)"></span>', span)
    assert title, span
    return parse_qsl(unescape(title[1]), strict_parsing=True)


def test_an_article_is_described_in_the_format_of_journals():
    assert pairs_of(coins.span(ARTICLE)) == [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"),
        ("rft.genre", "article"),
        ("rft.atitle", 'Inclusion & "Work" <b>'),
        ("rft.jtitle", "American Journal of Sociology"),
        ("rft.volume", "127"),
        ("rft.issue", "6"),
        ("rft.pages", "1818–59"),
        ("rft.issn", "0002-9602"),
        ("rft.date", "2022-05"),
        ("rft.aulast", "de Gaulle"),
        ("rft.aufirst", "Charles"),
        ("rft.au", "Charles de Gaulle"),
        ("rft.au", "Freedom House"),
        ("rft.language", "en"),
        ("rft_id", "info:doi/10.1086/720277"),
        ("rft_id", "https://example.org/?a=1&b=2"),
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"type": "report", "title": "R", "publisher": "P"}, {"rft.genre": "report", "rft.btitle": "R", "rft.pub": "P"}),
        ({"type": "chapter", "title": "C", "container-title": "B"}, {"rft.genre": "bookitem", "rft.atitle": "C", "rft.btitle": "B"}),
        ({"type": "thesis", "title": "T", "publisher": "U"}, {"rft.title": "T", "rft.inst": "U"}),
        ({"type": "webpage", "title": "W", "URL": "https://x.org"}, {"rft.type": "webpage", "rft.identifier": "https://x.org"}),
        ({"type": "report", "title": "R", "author": [{"literal": "A & B"}]}, {"rft.aucorp": "A & B"}),
    ],
)  # fmt: skip
def test_other_works_are_described_in_theirs(item, expected):
    found = dict(pairs_of(coins.span(item)))
    assert expected.items() <= found.items()


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2024", "2024"), ("2024-06-05", "2024-06-05"), ("2020/2023", "2020/2023"), ("2024-21", "2024"), ("2019~", ""),
        ("XXXX-06-05", ""), ("199X", ""), ("2020/..", ""), ("2019?", ""),
    ],
)  # fmt: skip
def test_a_date_is_only_as_precise_as_it_is_known(edtf, said):
    assert coins.publication_date(dates.csl_date(edtf)) == said


def test_whatever_a_field_holds_the_span_is_one_span():
    wild = "\"'><script>\x00\ud800&amp;%0A\n"
    names = [{"family": wild, "given": wild}] * 50
    span = coins.span({"type": "book", "title": wild, "author": names, "URL": wild, "issued": {"literal": wild}})
    assert len([key for key, _value in pairs_of(span) if key == "rft.au"]) == coins.MOST_NAMES


@pytest.mark.django_db
def test_the_notes_of_a_page_hold_their_sources_and_none_that_is_on_file(reader):
    shown, hidden = make_source(title="Shown report"), make_source(title="Secret person", visibility=Visibility.ON_FILE)
    page = reader.get(make_release(body=f"<p>a{cite(shown)} b{cite(hidden)}</p>").get_absolute_url()).content.decode()
    spans = re.findall(r'<span class="Z3988"[^>]*>', page)
    assert len(spans) == 1
    assert "Shown%20report" in spans[0]

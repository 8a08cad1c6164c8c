"""The words of documents: pages, PDFs and plain texts, well-meant and hostile."""

import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.extraction import PROBLEMS, Extracted, extract, pdf
from sources.extraction.charsets import decode
from sources.extraction.markup import tokens
from sources.extraction.pdf import read_pdf
from tests.sources.pdfs import assemble, encrypt, make_pdf, stream

BOOK = make_pdf(["Ten percent of (all) rivers\nrun dry.", "Page two, é."], info={"Title": "Rivers"}, language="en-GB")


def words(page, media_type="text/html", charset=""):
    """Return the text of a page."""
    page = page.encode() if isinstance(page, str) else page
    return extract(page, media_type, charset).text


# Pages


WORDS_OF_PAGES = {
    "<p>One <b>A</b>cted, inclu<i>ding</i></p>": "One Acted, including",
    "<p>abuse<sup>12</sup>. Then<sup><a href=#n>[<b>3</b>]</a></sup> 10 km<sup>2</sup>": "abuse¹². Then [3] 10 km²",
    "a word<sup> 1, <a>2</a> </sup>and<sup></sup> more<sup>*</sup>, last<sup>a</sup>": "a word ¹,² and more *, last a",
    "1<sup>st</sup> M<sup>me</sup> XX<sup>e</sup> 10<sup>6</sup> CO<sub>2</sub>": "1st Mme XXe 10⁶ CO2",
    "<p>long<sup>never closed<p>b": "long never closed\n\nb",
    "soft&shy;ly un<wbr>break&nbsp;able &hellip; &#8220;x&#x201D; &nosuch; AT&T": "softly unbreak\xa0able … “x” &nosuch; AT&T",
    "<p>a<br>b<p>c<div>d</div>e": "a\nb\n\nc\nd\ne",
    "<ul><li>one<li>two</ul>after": "one\ntwo\n\nafter",
    "<table><tr><th>a<th>b<tr><td>1</td> <td>2</td></table>": "a\tb\n1\t2",
    "<pre>a\n  b</pre>c": "a\n  b\n\nc",
    "<p>He said <q>no</q>.": "He said “no”.",
    "<p>5 < 6 and <3 a<b": "5 < 6 and <3 a",
    "one <!-- two --> three <!--> four <!--- > five --!> six": "one three four six",
    "<script>if (a<b) 'words'</script>a<style>b</style><template>c</template><iframe>d</iframe>e": "ae",
    "<select><option>a<option>b</select><textarea>c <b>d</b></textarea>": "a\nb\nc <b>d</b>",
    "<noscript>a <b>b</b></noscript>": "a b",
    "<span aria-hidden=true>T</span>he": "The",
    "<p hidden>secret<p>seen": "seen",
    "<div hidden><div>a</div>b</div>c": "c",
    "<ul><li hidden>a<li>b</ul><table><tr><td hidden>c<td>d</table>": "b\n\nd",
    "<ul><li hidden>a</ul>b": "b",
    "<div hidden=until-found>a</div><p title='hidden'>b": "a\n\nb",
    "<b><div hidden>a</b>b</div>c": "c",
    "<svg><title>a</title><text>b</text></svg><svg/>c": "bc",
    "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字</ruby>": "漢字",
    "<p title='a > b' data-x=\"<p>\" x=y'z>c": "c",
    "<details><summary>a</summary>b</details>": "a\n\nb",
    "<p>a\x00b\x07c\x85d\u202ee\ufefff</p>": "abc\ndef",
    "<p>&#0;&#xD800;&#99999999999999999999;&#x110000;&#128;</p>": "\ufffd\ufffd\ufffd\ufffd€",
}


@pytest.mark.parametrize("page", WORDS_OF_PAGES)
def test_a_page_gives_the_words_that_a_reader_sees(page):
    assert words(page) == WORDS_OF_PAGES[page]


def test_title_and_language_of_a_page_are_told():
    page = b"<!DOCTYPE html><html lang='hy-AM'><head><title> A &amp;\n B </title><svg><title>x</title></svg><body><p>c"
    assert extract(page, "text/html") == Extracted(text="c", title="A & B", language="hy-AM", extractor="html 1")


def test_a_language_that_is_none_is_not_told():
    assert extract(b"<html lang='\"><script>'><p>a", "text/html").language == ""


def test_xhtml_and_feeds_are_read_as_xml():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><html><title/><p>&b; w<![CDATA[<o>]]>rds</p></html>'
    feed = "<rss><channel><item><title>A</title><link>B</link><description>C <i>d</i>e</description></item></channel></rss>"
    assert words(bomb, "application/xhtml+xml") == "&b; w<o>rds"
    assert words(feed, "application/rss+xml") == "B\nC de"


# Characters


ARMENIAN = "Հայաստան"
RUSSIAN = "Права человека в России. Доклад"
CHARSETS = {
    "mark": ("\ufeffé".encode(), "iso-8859-1", "é"),
    "mark of UTF-16": ("\ufeffé".encode("utf-16-le"), "utf-8", "é"),
    "big end first": ("\ufeffé".encode("utf-16-be"), "", "é"),
    "UTF-16 without a mark": ("<p>é".encode("utf-16-le"), "", "<p>é"),
    "of the server": (RUSSIAN.encode("cp1251"), "windows-1251", RUSSIAN),
    "of the page": (f"<meta charset='koi8-r'>{RUSSIAN}".encode("koi8-r"), "", f"<meta charset='koi8-r'>{RUSSIAN}"),
    "old meta": (
        b'<meta http-equiv=Content-Type content="text/html; charset=windows-1251">\xcf',
        "",
        '<meta http-equiv=Content-Type content="text/html; charset=windows-1251">П',
    ),
    "of the XML": (
        b"<?xml version='1.0' encoding='ISO-8859-2'?>\xb1",
        "",
        "<?xml version='1.0' encoding='ISO-8859-2'?>ą",
    ),
    "Latin-1 means Windows": (b"\x93a\x94 \x80", "ISO-8859-1", "“a” €"),
    "UTF-8 that is called Latin-1": (ARMENIAN.encode(), "iso-8859-1", ARMENIAN),
    "server wrong, page right": (
        f"<meta charset=windows-1251>{RUSSIAN}".encode("cp1251"),
        "utf-8",
        f"<meta charset=windows-1251>{RUSSIAN}",
    ),
    "UTF-8 that is called UTF-16": (b"<p>abc", "utf-16", "<p>abc"),
    "not known": (b"caf\xe9", "x-klingon", "café"),
    "one wrong byte": ("naïve café".encode() + b"\xff", "utf-8", "naïve café\ufffd"),
    "dangerous": (b"+ADw-", "utf-7", "+ADw-"),
    "Japanese": ("日本".encode("cp932"), "Shift_JIS", "日本"),
    "Chinese": ("中国人权".encode("gb18030"), "GB2312", "中国人权"),
    "Armenian": (b"\xd0\xb3\xdb \xa7a\xa6", "armscii-8", "Հայ «a»"),
}


@pytest.mark.parametrize("case", CHARSETS)
def test_bytes_become_the_letters_that_were_meant(case):
    body, charset, text = CHARSETS[case]
    assert decode(body, charset) == text


# What a document is


TYPES = {
    "HTML as text": (b"<!doctype html><p>a</p>", "text/plain", "html 1"),
    "HTML as a PDF": (b"\n<html><p>a", "application/pdf", "html 1"),
    "HTML without a type": (b"<p>a", "", "html 1"),
    "text of code": (b"<p>a", "text/plain", "plain 1"),
    "text without a type": (b"a < b", "application/octet-stream", "plain 1"),
    "parameters and case": (b"a", "Text/HTML; charset=utf-8", "html 1"),
    "markdown": (b"# a", "text/markdown", "plain 1"),
    "PDF as HTML": (BOOK, "text/html", pdf.EXTRACTOR),
}


@pytest.mark.parametrize("case", TYPES)
def test_a_document_is_known_by_its_first_bytes(case):
    body, media_type, extractor = TYPES[case]
    result = extract(body, media_type)
    assert (result.extractor, result.problem) == (extractor, "")


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"PK\x03\x04 word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04", "text/html"),
        (b"\x89PNG\r\n", "application/octet-stream"),
        (b"\x00\x01\x02", ""),
        (b'{"a": 1}', "application/json"),
        (b"<svg/>", "image/svg+xml"),
    ],
)
def test_what_cannot_be_read_says_so(body, media_type):
    assert extract(body, media_type) == Extracted(problem="unsupported")
    assert "PDF" in str(PROBLEMS["unsupported"])


def test_plain_text_keeps_its_lines():
    text = "First line \r\nsecond\r\n\r\n\r\n\r\nnew paragraph\x00"
    assert words(text, "text/plain") == "First line\nsecond\n\nnew paragraph"


# Hostile pages: each of these is quick because no character is looked at more than a few times


HOSTILE = {
    "nested": b"<div>" * 25_000 + b"deep" + b"</div>" * 25_000,
    "never closed": b"<b><i><p>x" * 7_500,
    "misnested": b"<b><div>" + b"<i>" * 12_500 + b"</b>" * 12_500,
    "paragraphs in blocks": b"<p><div>" * 12_500,
    "tables": b"<table><tr><td>" * 7_500,
    "attributes": b"<p " + b"".join(b"a%d=1 " % number for number in range(200_000)) + b">x",
    "a long attribute": b'<p a="' + b"x" * 3_000_000 + b'">y',
    "one line": b"<p>" + b"word " * 100_000,
    "quotes to the end": b'<a b=">" ' * 25_000,
    "open comments": b"<!-- a <" * 75_000,
    "signs": b"<" * 2_000_000,
    "open tags": b"<a " * 125_000,
    "end tags": b"</" * 1_000_000 + b"</p>" * 25_000,
    "titles": b"<title>" * 75_000,
    "scripts": b"<script>" * 75_000,
    "references": b"&#9999999999" * 25_000 + b"&" * 125_000 + b"&#" * 50_000 + b"&#x" + b"0" * 125_000,
    "doctypes": b"<!DOCTYPE x [" * 50_000,
    "sections": b"<![CDATA[" * 50_000,
    "junk": bytes(range(256)) * 1_250,
}


@pytest.mark.parametrize("media_type", ["text/html", "application/xml"])
def test_a_hostile_page_takes_seconds_at_most(media_type):
    for name, page in HOSTILE.items():
        began = time.process_time()
        result = extract(page, media_type)
        assert time.process_time() - began < 6, name
        assert result.problem in ("", "cut"), name
        assert "\x00" not in result.text, name


def test_words_below_any_depth_are_read():
    assert words(HOSTILE["nested"]) == "deep"
    assert words(HOSTILE["quotes to the end"] + b"words").endswith("words")


def test_a_page_beyond_a_limit_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr("sources.extraction.html.MOST_BYTES", 1000)
    assert extract(b"<p>" + b"word " * 1000, "text/html").problem == "cut"
    monkeypatch.undo()
    monkeypatch.setattr("sources.extraction.html.MOST_TOKENS", 100)
    assert extract(b"<p>word</p>" * 100, "text/html").problem == "cut"
    monkeypatch.undo()
    for module in ("html", "plain"):
        monkeypatch.setattr(f"sources.extraction.{module}.LONGEST_TEXT", 1000)
    for media_type in ("text/html", "text/plain"):
        result = extract("words é ".encode() * 1000, media_type)
        assert (result.problem, len(result.text)) == ("cut", 1000)


def test_a_fault_of_a_reader_stops_nothing(monkeypatch):
    def fail(*arguments, **options):
        raise RecursionError

    monkeypatch.setattr("sources.extraction.extracting.extract_html", fail)
    assert extract(b"<p>a", "text/html") == Extracted(problem="broken")


@settings(max_examples=60)
@given(
    st.binary(max_size=300), st.sampled_from(["text/html", "text/plain", "application/xml", ""]), st.text(max_size=12)
)
def test_any_bytes_give_a_text_that_can_be_stored(body, media_type, charset):
    if b"%PDF-" not in body:
        result = extract(body, media_type, charset)
        assert "\x00" not in result.text
        assert result.text.encode() is not None


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["<p", "<b>", "</b>", ">", "'", '"', "=", " hidden", "<!--", "-->", "<div>", "</div>", "a", " ", "<li>", "</ul>", "<script>", "</script>", "&amp", "<![CDATA["]), max_size=30))  # fmt: skip
def test_any_order_of_tags_is_read_to_its_end(parts):
    page = "".join(parts)
    assert extract(page.encode(), "text/html").problem == ""
    assert all(token.name or token.data for token in tokens(page))


# PDF


def test_the_pages_of_a_pdf_are_read_and_their_places_kept():
    result = extract(BOOK, "application/pdf")
    assert result.text == "Ten percent of (all) rivers\nrun dry.\n\nPage two, é."
    assert [result.text[start:][:4] for start in result.page_starts] == ["Ten ", "Page"]
    assert (result.title, result.language, result.problem) == ("Rivers", "en-GB", "")
    assert result.extractor.startswith("pypdf 7")


def test_a_scanned_pdf_says_that_it_has_no_text():
    result = extract(make_pdf([None, None]), "application/pdf")
    assert (result.text, result.page_starts, result.problem) == ("", (), "no_text")
    assert "OCR" in str(PROBLEMS["no_text"])


def test_a_pdf_with_a_password_says_so_and_one_that_everybody_may_open_is_read():
    assert extract(encrypt(BOOK, "secret"), "application/pdf").problem == "encrypted"
    assert extract(encrypt(BOOK, ""), "application/pdf").text.startswith("Ten percent")


LOOP = assemble(
    [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9999999 >>", b"<< >>"]
)
DEEP = b"%PDF-1.4\n1 0 obj\n" + b"[" * 500_000 + b"\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF"


@pytest.mark.parametrize(
    "body", [b"%PDF-1.4 nothing", BOOK[: len(BOOK) // 2], LOOP, DEEP], ids=["empty", "half", "loop", "deep"]
)
def test_a_broken_pdf_says_so(body):
    assert extract(body, "application/pdf") == Extracted(extractor=pdf.EXTRACTOR, problem="broken")


@settings(max_examples=4)
@given(st.lists(st.tuples(st.integers(9, len(BOOK) - 1), st.integers(0, 255)), min_size=1, max_size=30))
def test_a_pdf_with_wrong_bytes_in_it_gives_what_can_be_read(changes):
    body = bytearray(BOOK)
    for place, byte in changes:
        body[place] = byte
    result = extract(bytes(body), "application/pdf")
    assert result.problem in ("", *PROBLEMS)
    assert "\x00" not in result.text
    assert len(result.page_starts) in (0, 1, 2)


PAGE = (Path(__file__).parent / "pages" / "news.html").read_bytes()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(PAGE) - 1), st.binary(max_size=3)), min_size=1, max_size=30))
def test_a_page_with_wrong_bytes_in_it_is_read(changes):
    body = PAGE
    for place, junk in changes:
        body = body[:place] + junk + body[place + 1 :]
    assert extract(body, "text/html").problem == ""


def one_page(content, entries):
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    pages = b"<< /Type /Pages /Kids [4 0 R 4 0 R] /Count 2 >>"
    return assemble([b"<< /Type /Catalog /Pages 2 0 R >>", pages, font, page, stream(content, entries), b"<< >>"])


def test_a_pdf_that_unpacks_to_very_much_is_refused():
    bomb = zlib.compress(b"BT /F1 12 Tf (" + bytes(80_000_000) + b") Tj ET", 1)
    assert extract(one_page(bomb, "/Filter /FlateDecode"), "application/pdf").problem == "broken"


def test_a_pdf_that_takes_too_long_is_stopped_and_what_was_read_is_kept(monkeypatch):
    """The second page draws one word two hundred thousand times; a second of CPU is the limit."""
    monkeypatch.setattr(pdf, "MOST_SECONDS", 1)
    slow = b"BT /F1 12 Tf " + b"(word) Tj 1 0 Td " * 200_000 + b"ET"
    body = make_pdf(["First page.", "second"]).replace(b"(second) Tj", b"(second) Tj " + slow)
    result = extract(body, "application/pdf")
    assert (result.text, result.problem) == ("First page.", "cut")


def test_a_pdf_that_takes_all_memory_is_stopped(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_MEMORY", 30 * 1024 * 1024)
    assert extract(BOOK, "application/pdf").problem == "broken"


def test_a_pdf_beyond_a_limit_is_cut(monkeypatch):
    monkeypatch.setattr(pdf, "LONGEST_TEXT", 45)
    result = extract(BOOK, "application/pdf")
    assert (result.problem, result.page_starts) == ("cut", (0,))
    assert read_pdf(BOOK, most_pages=1).page_count == 2


def test_the_reader_of_pdfs_knows_nothing_of_the_site(monkeypatch):
    """It sees no secret of the site: neither its modules nor its environment."""
    assert "django" not in pdf.CHILD.read_text(encoding="utf-8")
    seen = {}

    def popen(command, **options):
        seen.update(options, command=command)
        raise OSError("not started")

    monkeypatch.setattr(pdf.subprocess, "Popen", popen)
    assert extract(BOOK, "application/pdf").problem == "broken"
    assert "-I" in seen["command"]
    assert seen["env"] == {}

"""Files of references as programs write them, and as nobody should: what is read, what is told, and that nothing is lost."""

import json
import re
import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sources import csl, dates
from sources.formats import EXPORTS
from sources.importing import bibtex, identifiers, mapping, problems, reading, running
from sources.importing.bibtex_names import read_names
from sources.importing.latex import to_text
from sources.importing.records import Problem, Record, Unreadable
from sources.models import Source
from tests.factories import make_source

FILES = Path(__file__).parent / "references"


def mapped_of(name):
    data = (FILES / name).read_bytes()
    _text, read = reading.read_file(data, name)
    return read, [mapping.map_record(record) for record in read.records]


def codes(mapped):
    return [problem.code for problem in mapped.problems]


def of(item):
    return mapping.map_record(Record(1, item=item))


# --- BibTeX ---


def test_a_bibtex_file_as_programs_write_it():
    read, rows = mapped_of("zotero.bib")
    assert [(record.line, record.key) for record in read.records] == [
        (6, "kwon2022"), (21, "chapter"), (27, "whole"), (33, "thesis"), (34, ""), (35, "page"), (36, "undated"), (37, "page"),
    ]  # fmt: skip
    article = rows[0].fields
    assert article["title"] == "Inclusion Work: Children of Immigrants, Claims and “Rights”"
    assert article["authors"] == [
        {"family": "Kwon", "given": "Hyeyoung"},
        {"family": "King, Jr.", "given": "Martin Luther"},
        {"literal": "Freedom House and Partners"},
        {"family": "Cruz", "given": "Ana", "non-dropping-particle": "de la"},
        {"family": "Müller", "given": "Émile"},
    ]
    assert (article["container_title"], article["issue"], article["pages"]) == (
        "American Journal of Sociology", "6", "1818–59",
    )  # fmt: skip
    assert (article["issued_as_typed"], article["accessed_on"], article["language"]) == (
        "2022-05",
        date(2024, 1, 2),
        "en",
    )
    assert (article["doi"], article["type"]) == ("10.1086/720277", "article-journal")
    assert article["url"] == "https://www.journals.example/doi/10.1086%2F720277?a=1&b=2"
    assert article["csl_extra"]["custom"] == {"file": "/home/somebody/Zotero/kwon.pdf", "annotation": "Check p. 3"}
    assert rows[0].tags == ["immigration", "work"]
    assert "and_others" in codes(rows[0])


def test_what_a_bibtex_entry_inherits_and_what_it_does_not():
    _read, rows = mapped_of("zotero.bib")
    chapter = rows[1].fields
    assert (chapter["title"], chapter["container_title"]) == ("The Chapter", "The Whole: A Book")
    assert (chapter["publisher"], chapter["publisher_place"]) == ("Simon & Schuster", "New York")
    assert chapter["editors"] == [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}]
    assert (chapter["issued_as_typed"], chapter["pages"]) == ("c. 2019", "3–9")
    assert rows[2].fields["isbn"] == "978-3-16-148410-0"


def test_a_broken_bibtex_entry_is_named_and_the_others_are_read():
    read, rows = mapped_of("zotero.bib")
    broken = rows[4]
    assert (broken.is_bad, codes(broken)) == (True, ["broken_entry"])
    assert "An entry that does not end" in problems.words(read.records[4].problems[0])
    assert rows[5].fields["title"] == "A <script>alert(1)</script> Page"
    assert rows[5].fields["issued_as_typed"] == "2020/2023"
    assert (rows[6].fields["issued_as_typed"], rows[6].fields["url"]) == ("5 June", "https://example.org/june_5")
    assert rows[7].fields["issued_as_typed"] == "199X"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (r"\"{u}ber \'e {\ss}en Erd\H{o}s {\v{S}}koda na{\"\i}ve", "über é ßen Erdős Škoda naïve"),
        (r"a \textendash{} b --- c -- d", "a – b — c – d"),
        (r"\emph{Foo \textbf{Bar}} \unknown{x}", r"Foo Bar \unknownx"),
        (r"CO$_2$ for $5 and $6", "CO₂ for $5 and $6"),
        (r"\enquote{a {b}} \href{http://x}{y}", "“a b” http://x y"),
        (r"O'Neil~Jr. \& Co. 5\%", "O'Neil Jr. & Co. 5%"),
        ("{" * 5000 + "a" + "}" * 5000, "a"),
        ("}}a{{", "a"),
        ("\\", "\\"),
    ],
)
def test_latex_becomes_text(typed, text):
    assert to_text(typed) == text


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Plato", [{"family": "Plato"}]),
        ("Ludwig van Beethoven", [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}]),
        ("King, Jr., Martin Luther", [{"family": "King", "suffix": "Jr.", "given": "Martin Luther"}]),
        ("{Ministry of Justice, Armenia} and A and B", [{"literal": "Ministry of Justice, Armenia"}, {"family": "A"}, {"family": "B"}]),
        ("family=Gaulle, given=Charles, prefix=de, useprefix=false", [{"family": "Gaulle", "given": "Charles", "dropping-particle": "de"}]),
        ("{}", []),
        ("Alexander and Anderson, And", [{"family": "Alexander"}, {"family": "Anderson", "given": "And"}]),
    ],
)  # fmt: skip
def test_names_in_bibtex(typed, names):
    assert read_names(typed)[0] == names


def test_strings_made_of_each_other_do_not_explode():
    rows = [f"@string{{a{n} = {' # '.join([f'a{n - 1}'] * 10)}}}" for n in range(1, 40)]
    text = "\n".join(["@string{a0 = {aaaaaaaaaa}}", *rows, "@book{x, title = a39}"])
    assert len(bibtex.read(text).records[0].item["title"]) <= bibtex.LONGEST_VALUE


# --- RIS ---


def test_a_ris_file_as_publishers_write_it():
    read, rows = mapped_of("publisher.ris")
    assert [(record.line, record.key) for record in read.records] == [(2, "kwon"), (28, ""), (34, "")]
    assert [problem.code for problem in read.told] == ["stray_lines"]
    article = rows[0].fields
    assert article["title"] == "Inclusion Work"
    assert article["authors"] == [
        {"family": "Kwon", "given": "Hyeyoung"},
        {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
        {"literal": "Freedom House"},
    ]
    assert (article["pages"], article["issn"], article["url"]) == ("1818–59", "0002-9602", "https://example.org/1")
    assert (article["issued_as_typed"], article["note"]) == ("May 2022", "First note\nSecond note")
    assert article["csl_extra"]["custom"] == {
        "RIS DA": "2022/05//Spring",
        "RIS UR": "https://example.org/2",
        "RIS C1": "Something of its own",
        "RIS ZZ": "Unheard of",
    }
    assert rows[0].tags == ["work", "immigration"]


def test_ris_without_ends_years_and_known_types():
    _read, rows = mapped_of("publisher.ris")
    chapter, hymn = rows[1:]
    assert (chapter.fields["issued_as_typed"], chapter.fields["accessed_on"]) == ("5 June", date(2024, 1, 2))
    assert (chapter.fields["container_title"], chapter.fields["isbn"]) == ("A Book", "978-3-16-148410-0")
    assert codes(chapter) == ["no_end"]
    assert (hymn.fields["type"], hymn.fields["title"]) == ("document", "A hymn with a line separator")
    assert hymn.fields["issued_as_typed"] == "2020–2023"
    assert hymn.fields["csl_extra"]["custom"]["RIS TY"] == "HYMN"
    assert codes(hymn) == ["no_end", "unknown_type"]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_kind_of_line_end_ends_a_line_of_ris(end):
    text = end.join(["TY - BOOK", "TI  - A", "PY  -", "AU  - B, C", "ER  -"])
    [record] = reading.read(text, "ris").records
    assert record.item == {"type": "book", "title": "A", "author": [{"family": "B", "given": "C"}]}


# --- CSL-JSON ---


def test_a_csl_json_file_as_zotero_writes_it():
    read, rows = mapped_of("better.json")
    assert [record.line for record in read.records] == [2, 20, 21, 22, 23]
    article = rows[0].fields
    assert (article["title"], article["volume"], article["pages"]) == ("Inclusion Work", "127", "1818–59")
    assert article["authors"][2] == {"family": "Gaulle", "given": "Charles", "non-dropping-particle": "de"}
    assert (article["issued_as_typed"], article["accessed_on"]) == ("May 2022", date(2024, 1, 2))
    assert article["note"] == "My own remark"
    assert article["csl_extra"] == {
        "abstract": "In short.",
        "source": "Crossref",
        "custom": {"local": True, "citation-key": "kwon2022", "x-odd": [1, 2]},
    }
    assert (rows[1].fields["type"], codes(rows[1])) == ("chapter", ["other_type", "no_date"])
    assert rows[1].fields["csl_extra"]["custom"] == {"type": "paper-conference", "issued": "Hanukkah 5780"}
    assert rows[2].fields["issued_as_typed"] == "June 5"
    assert rows[2].fields["authors"] == [{"literal": "A string"}]
    assert codes(rows[2]) == ["wrong_names", "no_address"]
    assert (rows[3].is_bad, codes(rows[3])) == (True, ["no_title"])
    assert (rows[4].is_bad, codes(rows[4])) == (True, ["no_item"])


def test_one_item_alone_and_items_in_a_wrapper_are_read():
    assert len(reading.read('{"title": "A"}', "json").records) == 1
    assert len(reading.read('{"items": [{"title": "A"}, {"title": "B"}]}', "json").records) == 2


# --- What a source takes ---


def test_what_is_too_long_is_shortened_and_kept_whole_aside():
    row = of({"title": "T" * 600, "publisher": "P" * 301, "abstract": "a" * 30_000})
    assert (len(row.fields["title"]), row.fields["title"][-2:]) == (500, "T…")
    custom = row.fields["csl_extra"]["custom"]
    assert (custom["title"], custom["publisher"]) == ("T" * 600, "P" * 301)
    assert len(row.fields["csl_extra"]["abstract"]) == 20_000
    assert codes(row) == ["cut_for_good", "shortened", "shortened"]


def test_letters_that_no_database_takes_are_left_out():
    row = of({"title": "A\x00\ud800B\x1b[0m", "x\x00": "\ud800", "author": [{"family": "\x00K"}]})
    assert row.fields["title"] == "A B [0m"
    json.dumps(row.fields, ensure_ascii=False).encode()
    assert "\\u0000" not in json.dumps(row.fields)


@pytest.mark.parametrize(
    ("issued", "typed", "told"),
    [
        ({"date-parts": [[2020, 5, 6]]}, "May 6, 2020", []),
        ({"date-parts": [[2020], [2022]]}, "2020–2022", []),
        ({"date-parts": [[2020]], "circa": True}, "c. 2020", []),
        ({"date-parts": [[2020, 13]]}, None, ["no_date"]),
        ({"date-parts": [[None]]}, None, []),
        ({"date-parts": [[-100]]}, None, ["no_date"]),
        ({"raw": "2020-05"}, "2020-05", []),
        ({"literal": "n.d."}, None, []),
        ("June 5", "June 5", []),
        (2020, "2020", []),
        ([2020], None, ["no_date"]),
        ({"date-parts": [[10**30]]}, None, ["no_date"]),
    ],
)
def test_dates_are_what_was_said_and_no_year_is_made_up(issued, typed, told):
    row = of({"title": "A title", "issued": issued})
    assert (row.fields.get("issued_as_typed"), codes(row)) == (typed, told)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("978-3-16-148410-0", "9783161484100"),
        ("0-306-40615-2", "9780306406157"),
        ("978-3-16-148410-1", ""),
        ("12345", ""),
    ],
)
def test_isbn_is_checked_by_its_last_figure(typed, found):
    assert identifiers.isbn13(typed) == found


# --- Files ---


def test_files_in_other_codings_are_read():
    text = "@book{a, title = {Über}, year = 2020}"
    assert reading.decode(text.encode("utf-16"))[0] == text
    assert reading.decode(text.encode("utf-8-sig"))[0] == text
    decoded, told = reading.decode(text.encode("cp1252"))
    assert (decoded, [problem.code for problem in told]) == (text, ["not_utf8"])


def test_a_file_of_too_many_records_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_RECORDS", 3)
    for text, chosen in (("@a{b,}\n" * 8, "bib"), ("TY  - BOOK\nTI  - A\n" * 4, "ris"), ("[{},{},{},{}]", "json")):
        with pytest.raises(Unreadable) as refused:
            reading.read(text, chosen)
        assert "more than 3 records" in problems.words(refused.value.problem)


@pytest.mark.parametrize("junk", ["@" * 9999, "@a{" * 999, "{" * 9999, '"' * 9999, "@a{b,c={" + "\\'" * 9999, "TY  - \n" * 999, "\0" * 99])  # fmt: skip
@pytest.mark.parametrize("chosen", ["bib", "ris", "json"])
def test_junk_is_told_and_never_raises_anything_else(junk, chosen):
    with suppress(Unreadable):
        for record in reading.read(junk, chosen).records:
            mapping.map_record(record)


def test_every_problem_has_words():
    code = r'(?:Problem|_tell|_aside)\(\s*"([a-z_0-9]+)"'
    package = Path(mapping.__file__).parent
    used = {found for path in package.glob("*.py") for found in re.findall(code, path.read_text())}
    assert used - problems.WORDS.keys() == set()
    assert all(problems.words(Problem(code, "f", "v", 3)) for code in problems.WORDS)


# --- Round trip ---

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(lambda text: unicodedata.normalize("NFC", " ".join(text.split()))).filter(bool)  # fmt: skip
tricky = st.sampled_from(
    ["{", "}", "\\", "a -- b", "``x''", "?`", "~^_$#%&", "@book{x,", "ER -", "de la Cruz", "A, B", "and", "others", "$x^2$",
     "csl-type: book", "<i>x</i>", "1-2", "http://a/{b}", "c. 2019", "հունիս", "X and Y", "a~b", "jan", "--", "\\'e"]
)  # fmt: skip
texts = words | tricky
names = st.lists(
    st.fixed_dictionaries({"literal": texts})
    | st.fixed_dictionaries({"family": texts}, optional={"given": texts, "suffix": st.just("Jr."), "non-dropping-particle": texts}),
    min_size=1, max_size=2,
)  # fmt: skip
edtf = st.sampled_from(
    ["2024", "2024-06", "2024-06-05", "XXXX-06-05", "2020/2023", "2019~", "199X", "2020/..", "../2020", "2024-21", "2024-05-06/2024-05-08"]
)  # fmt: skip
TEXTS = [
    "title-short", "publisher", "publisher-place", "container-title", "collection-title", "edition", "volume", "issue",
    "number", "section", "genre", "authority", "event-title", "event-place", "archive", "URL", "DOI", "ISBN", "ISSN",
    "language", "abstract", "note", "keyword", "medium", "call-number", "archive_location", "PMID",
]  # fmt: skip
items = st.fixed_dictionaries(
    {"type": st.sampled_from([key for key, _label in csl.TYPES]), "title": texts},
    optional={
        **dict.fromkeys(TEXTS, texts),
        "URL": st.sampled_from(["https://example.org/a_b?c=%20d&e=~f#g--h", "http://example.org/%7Bx%7D"]),
        **dict.fromkeys(("author", "editor", "translator", "director"), names),
        "page": st.sampled_from(["1", "1–9", "A1", "12–15, 18"]),
        "issued": edtf.map(dates.csl_date),
        "accessed": st.just(dates.csl_date("2024-01-02")),
        "original-date": edtf.map(dates.csl_date),
    },
)


@hypothesis_settings(max_examples=40)
@given(st.lists(items, min_size=1, max_size=2))
def test_what_is_written_is_read_back_as_the_same_items(given_items):
    for extension, export in EXPORTS.items():
        text = export.write(given_items)
        read = reading.read(text, extension)
        assert [settled(record.item) for record in read.records] == given_items, (extension, text)


def settled(item):
    """Return an item as read with its dates as CSL has them."""
    return {name: settled_date(value) if isinstance(value, dict) else value for name, value in item.items()}


def settled_date(value):
    return dates.csl_date(dates.parse_typed(value["raw"])) if "raw" in value else value


@pytest.mark.django_db
def test_sources_that_are_exported_and_imported_again_are_the_same(now):
    fields = {
        "title": "A title – with “all” {things}", "type": "chapter", "issued_as_typed": "c. 2019", "accessed_on": date(2024, 1, 2),
        "authors": [{"literal": "Org, Inc."}, {"family": "de la Cruz", "given": "Ana"}], "editors": [{"family": "E", "given": "F."}],
        "container_title": "The Book", "collection_title": "Series", "publisher": "A and B", "edition": "2nd", "pages": "1–9",
        "url": "https://example.org/a_b?c=%20d", "doi": "10.1234/x_y", "isbn": "978-3-16-148410-0", "language": "hy",
        "csl_extra": {"abstract": "In short", "medium": "DVD", "original-date": {"date-parts": [[1999]]}},
    }  # fmt: skip
    source = make_source(**fields)
    before = source.as_csl()
    for extension, export in EXPORTS.items():
        [record] = reading.read(export.write([source.as_csl()]), extension).records
        again = mapping.map_record(record)
        assert again.problems == [], extension
        copy = again.source()
        copy.slug = source.slug
        copy.derive()
        assert copy.as_csl() == before, extension


# --- Finding what is there, and the command ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("item", "by"),
    [
        ({"title": "Another title", "URL": "http://www.example.org/r?utm_source=x"}, "address"),
        ({"title": "Another title", "DOI": "https://doi.org/10.1234/ABC"}, "doi"),
        ({"title": "Another title", "ISBN": "3-16-148410-X"}, "isbn"),
        ({"title": "the report, on rivers!", "issued": "5 June 2024", "author": [{"family": "RIVER"}]}, "title"),
        ({"title": "The Report on Rivers", "issued": "2023", "author": [{"family": "River"}]}, None),
        (
            {
                "title": "The Report on Rivers",
                "issued": "2024",
                "author": [{"family": "River"}],
                "DOI": "10.1234/other",
            },
            None,
        ),
        ({"title": "A chapter of it", "type": "chapter", "ISBN": "3-16-148410-X"}, None),
    ],
)
def test_sources_that_are_there_are_found(item, by):
    make_source(
        title="The Report on Rivers", url="https://example.org/r", doi="10.1234/abc", isbn="978-3-16-148410-0",
        authors=[{"family": "River", "given": "A."}], issued_as_typed="2024", type="book",
    )  # fmt: skip
    found = running.prepare(json.dumps([item]).encode(), "a.json", user=None, now=timezone.now())
    [entry] = found.report
    assert (entry["what"], entry.get("by")) == (("same", by) if by else ("new", None))


@pytest.mark.django_db
def test_a_record_that_comes_twice_in_a_file_is_made_once():
    item = {"title": "A report on rivers", "issued": "2024"}
    found = running.prepare(json.dumps([item, item]).encode(), "a.json", user=None, now=timezone.now())
    assert [(entry["what"], entry.get("of")) for entry in found.report] == [("new", None), ("double", 1)]
    running.start(found, fill=False, with_tags=False, user=None)
    running.run(found.pk, now=timezone.now())
    assert Source.objects.count() == 1


@pytest.mark.django_db
def test_the_command_imports_all_or_nothing(tmp_path, capsys):
    file = tmp_path / "refs.bib"
    file.write_text("@book{a, title = {One}, year = 2020}\n@book{b, publisher = {Nobody}}\n@book{c, title = {Two}}\n")
    with pytest.raises(CommandError, match=r"refs\.bib:2: b: It has no title"):
        call_command("import_sources", file)
    assert not Source.objects.exists()
    call_command("import_sources", file, dry_run=True)
    assert not Source.objects.exists()
    assert "new 2, in the library already 0, double in the file 0, cannot be imported 1" in capsys.readouterr().out
    call_command("import_sources", file, skip_bad=True)
    assert set(Source.objects.values_list("title", flat=True)) == {"One", "Two"}
    assert "imported 2" in capsys.readouterr().out
    call_command("import_sources", file, skip_bad=True)
    assert Source.objects.count() == 2


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_with_a_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_sources", tmp_path / "nothing.bib")
    file = tmp_path / "refs.json"
    file.write_text('[{"title": "A",}]')
    with pytest.raises(CommandError, match="line 1, column 15"):
        call_command("import_sources", file)


@pytest.mark.django_db
def test_the_command_exports_all_that_staff_have(tmp_path, capsys):
    make_source(title="Tagged", tags=("rivers",))
    make_source(title="Other")
    call_command("export_sources", format="json", tag="rivers")
    assert [item["title"] for item in json.loads(capsys.readouterr().out)] == ["Tagged"]
    call_command("export_sources", format="bib")
    assert capsys.readouterr().out.count("@techreport") == 2
    with pytest.raises(CommandError, match="no tag"):
        call_command("export_sources", format="json", tag="nothing")

"""Bibliographic files: what is written is read back by strict readers of the formats, whatever a field holds."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import dates
from sources.csl import TYPES
from sources.formats import EXPORTS, to_bibtex, to_csl_json, to_ris

REPORT = {
    "id": "why-are-there-no-armenians",
    "type": "report",
    "title": "Why Are There No Armenians in Nagorno-Karabakh?",
    "author": [{"literal": "Freedom House"}, {"family": "Hamparian", "given": "Aram"}],
    "publisher": "Freedom House",
    "publisher-place": "Washington, DC",
    "number": "12",
    "issued": dates.csl_date("2024-11-11"),
    "accessed": dates.csl_date("2025-08-20"),
    "URL": "https://freedomhouse.org/report_1?a=1&b=50%25#x{y}",
    "language": "en",
}
ARTICLE = {
    "type": "article-journal",
    "title": "Inclusion Work",
    "author": [
        {"family": "Kwon", "given": "Hyeyoung"},
        {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
        {"family": "Gaulle", "given": "Charles", "non-dropping-particle": "de"},
    ],
    "container-title": "American Journal of Sociology",
    "volume": "127",
    "issue": "6",
    "page": "1818–59",
    "DOI": "10.1086/720277",
    "issued": {"date-parts": [[2022]]},
}


def read_bibtex(text):
    """Return (type, key, {field: raw value}) for each entry; a small strict reader that only knows how braces nest."""
    entries, position = [], 0
    while text[position:].strip():
        head = re.compile(r"\s*@([a-z]+)\{([A-Za-z0-9:-]+),\s*").match(text, position)
        assert head, text[position : position + 80]
        position, fields = head.end(), {}
        while text[position] != "}":
            name = re.compile(r"([a-z-]+) = ").match(text, position)
            assert name, text[position : position + 80]
            position = name.end()
            if text[position] == "{":
                start, depth = position + 1, 0
                while True:
                    # BibTeX counts every brace, escaped or not.
                    depth += {"{": 1, "}": -1}.get(text[position], 0)
                    position += 1
                    if depth == 0:
                        break
                value = text[start : position - 1]
            else:
                value = re.compile(r"[a-z]+").match(text, position)[0]
                position += len(value)
            assert name[1] not in fields
            fields[name[1]] = value
            position = re.compile(r",\s*").match(text, position).end()
        entries.append((head[1], head[2], fields))
        position += 1
    return entries


def unescape(value):
    """Return what LaTeX would print for a value of ours."""
    names = {
        "textbackslash": "\\",
        "textbraceleft": "{",
        "textbraceright": "}",
        "textasciitilde": "~",
        "textasciicircum": "^",
        "textasciigrave": "`",
    }
    sign = re.compile(r"\\(?:([a-z]+)\{\}|([&%$#_]))|\{\}")
    return sign.sub(lambda match: names[match[1]] if match[1] else match[2] or "", value)


def read_ris(text):
    """Return the records as lists of (tag, value); every line must be a tag line, as the specification has it."""
    records = []
    for line in text.split("\r\n"):
        if not line:
            continue
        match = re.fullmatch(r"([A-Z][A-Z0-9])  - ([^\x00-\x1f\x7f\x85\u2028\u2029]*)", line)
        assert match, line
        if match[1] == "TY":
            records.append([])
        records[-1].append((match[1], match[2]))
    assert all(record[0][0] == "TY" and record[-1] == ("ER", "") for record in records)
    assert all([tag for tag, _value in record].count("ER") == 1 for record in records)
    return records


def test_bibtex_of_a_report():
    [(kind, key, fields)] = read_bibtex(to_bibtex([REPORT]))
    assert (kind, key) == ("techreport", "freedom-house-2024")
    assert fields == {
        "author": "{Freedom House} and Hamparian, Aram",
        "title": "{Why Are There No Armenians in Nagorno-Karabakh?}",
        "institution": "Freedom House",
        "address": "Washington, DC",
        "number": "12",
        "language": "en",
        "date": "2024-11-11",
        "year": "2024",
        "month": "nov",
        "urldate": "2025-08-20",
        "url": "https://freedomhouse.org/report_1?a=1&b=50%25#x%7By%7D",
    }


def test_bibtex_of_an_article():
    [(kind, key, fields)] = read_bibtex(to_bibtex([ARTICLE]))
    assert (kind, key) == ("article", "kwon-2022")
    assert fields["author"] == "Kwon, Hyeyoung and King, Jr., Martin Luther and de Gaulle, Charles"
    assert fields["journal"] == "American Journal of Sociology"
    assert (fields["volume"], fields["number"], fields["pages"]) == ("127", "6", "1818--59")
    assert (fields["doi"], fields["year"], "month" in fields) == ("10.1086/720277", "2022", False)


def test_bibtex_keys_are_unique_and_ascii():
    armenian = {"type": "report", "title": "Հաշվետվություն", "author": [{"family": "Համբարյան"}]}
    keys = [key for _kind, key, _fields in read_bibtex(to_bibtex([REPORT, REPORT, armenian, armenian, ARTICLE]))]
    assert keys == ["freedom-house-2024", "freedom-house-2024-2", "source-nd", "source-nd-2", "kwon-2022"]


def test_names_that_bibtex_would_take_apart_are_kept_whole():
    authors = [{"literal": "Society for Law and Order"}, {"family": "Smith and Sons", "given": "J."}]
    [(_kind, _key, fields)] = read_bibtex(to_bibtex([{"type": "book", "title": "T", "author": authors}]))
    assert fields["author"] == "{Society for Law and Order} and {Smith and Sons}, J."


def test_ris_of_a_report():
    [record] = read_ris(to_ris([REPORT]))
    assert record == [
        ("TY", "RPRT"),
        ("AU", "Freedom House"),
        ("AU", "Hamparian, Aram"),
        ("TI", "Why Are There No Armenians in Nagorno-Karabakh?"),
        ("PB", "Freedom House"),
        ("CY", "Washington, DC"),
        ("M1", "12"),
        ("UR", "https://freedomhouse.org/report_1?a=1&b=50%25#x{y}"),
        ("LA", "en"),
        ("PY", "2024"),
        ("DA", "2024/11/11/"),
        ("Y2", "2025/08/20/"),
        ("ER", ""),
    ]


def test_ris_of_an_article():
    [record] = read_ris(to_ris([ARTICLE]))
    fields = dict(record)
    assert [value for tag, value in record if tag == "AU"] == [
        "Kwon, Hyeyoung",
        "King, Martin Luther, Jr.",
        "de Gaulle, Charles",
    ]
    assert (fields["T2"], fields["VL"], fields["IS"]) == ("American Journal of Sociology", "127", "6")
    assert (fields["SP"], fields["EP"], fields["DO"]) == ("1818", "59", "10.1086/720277")


@pytest.mark.parametrize(
    ("edtf", "bibtex", "ris"),
    [
        ("2024-09", {"date": "2024-09", "year": "2024", "month": "sep"}, [("PY", "2024"), ("DA", "2024/09//")]),
        ("2020/2023", {"date": "2020/2023", "year": "2020"}, [("PY", "2020"), ("DA", "2020///2020–2023")]),
        ("2019~", {"date": "2019~", "year": "2019"}, [("PY", "2019"), ("DA", "2019///c. 2019")]),
        ("XXXX-06-05", {"month": "jun", "day": "5"}, [("DA", "/06/05/June 5")]),
        ("199X", {"date": "199X"}, [("DA", "///1990s")]),
    ],
)
def test_exports_say_no_more_of_a_date_than_is_known(edtf, bibtex, ris):
    item = {"type": "book", "title": "T", "issued": dates.csl_date(edtf)}
    [(_kind, _key, fields)] = read_bibtex(to_bibtex([item]))
    assert {name: value for name, value in fields.items() if name != "title"} == bibtex
    [record] = read_ris(to_ris([item]))
    assert record[2:-1] == ris


def test_csl_json_keeps_everything_in_its_order_and_letters():
    text = to_csl_json([REPORT, ARTICLE])
    assert json.loads(text) == [REPORT, ARTICLE]
    assert "1818–59" in text


def test_no_items_make_an_empty_file_of_each_kind():
    assert [export.write([]).strip() for export in EXPORTS.values()] == ["", "", "[]"]


def test_exports_are_offered_by_extension_and_media_type():
    assert {extension: export.media_type.split(";")[0] for extension, export in EXPORTS.items()} == {
        "bib": "application/x-bibtex",
        "ris": "application/x-research-info-systems",
        "json": "application/vnd.citationstyles.csl+json",
    }


def test_a_title_cannot_start_another_record():
    title = "T\r\nER  - \r\n\r\nTY  - JOUR\u2028TI  - false}, url = {https://evil.example/}}\n@book{x,"
    item = {"type": "report", "title": title, "author": [{"literal": "A\nAU  - B"}]}
    [record] = read_ris(to_ris([item]))
    assert record[0] == ("TY", "RPRT")
    [(kind, _key, fields)] = read_bibtex(to_bibtex([item]))
    assert kind == "techreport"
    assert set(fields) == {"title", "author"}
    assert unescape(fields["title"][1:-1]) == " ".join(title.split())


values = st.text(st.characters(exclude_categories=["Cs"]), max_size=25) | st.sampled_from(
    ["{", "}", "\\", "}\\{", "%", "a & b", "\n@book{x,", "\r\nER  - ", "~^_$#", "Հայ", "and"]
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"type": st.sampled_from([name for name, _label in TYPES]), "title": values},
            optional={
                "author": st.lists(st.fixed_dictionaries({"literal": values}), max_size=2),
                "editor": st.lists(st.fixed_dictionaries({"family": values, "given": values}), max_size=2),
                **dict.fromkeys(("container-title", "publisher", "URL", "DOI", "page", "edition", "note"), values),
                "issued": st.builds(lambda words: {"literal": words}, values),
            },
        ),
        max_size=3,
    )
)
def test_any_items_are_read_back_field_by_field(items):
    def printable(text):
        kept = "".join(letter for letter in " ".join(text.split()) if letter.isprintable() or ord(letter) > 0x9F)
        return " ".join(kept.split())

    entries = read_bibtex(to_bibtex(items))
    records = read_ris(to_ris(items))
    assert len(entries) == len(records) == len(items)
    for item, (_kind, _key, fields), record in zip(items, entries, records, strict=True):
        assert unescape(fields["title"][1:-1]) == printable(item["title"])
        assert [value for tag, value in record if tag == "TI"] == [printable(item["title"])] * bool(
            printable(item["title"])
        )
        assert [value for tag, value in record if tag == "N1"] == [printable(item.get("note", ""))] * bool(
            printable(item.get("note", ""))
        )
    assert json.loads(to_csl_json(items)) == items

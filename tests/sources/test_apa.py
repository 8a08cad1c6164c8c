"""Notes by APA, 7th edition, against what its manual and site print."""

import pytest
from django.utils import translation

from sources.csl import TYPES, parse_names
from sources.locators import read_locator
from sources.styles import apa, entry, note, short_note
from tests.sources.examples import apa as published
from tests.sources.examples import item
from tests.sources.examples.reading import with_marks

REPORT = item("report", "Nations in transit", "Freedom House", "November 11, 2024", publisher="Freedom House")


@pytest.mark.parametrize("example", published.EXAMPLES, ids=lambda example: example.item["title"][:40])
def test_entries_are_as_apa_prints_them(example):
    assert with_marks(entry(example.item, style="apa")) == example.text
    assert with_marks(note(example.item, style="apa")) == example.text
    if example.short:
        assert with_marks(short_note(example.item, style="apa")) == example.short


def test_every_type_that_staff_may_choose_has_its_form():
    assert set(apa.FORMS) == {name for name, _label in TYPES}


@pytest.mark.parametrize(
    ("locator", "full", "short"),
    [
        ("4", "(p. 4)", "p. 4"),
        ("4-6", "(pp. 4–6)", "pp. 4–6"),
        ("para. 12", "(para. 12)", "para. 12"),
        ("chap. 3", "(Chapter 3)", "Chapter 3"),
        ("at 1:02", "(1:02)", "1:02"),
        ("inside cover", "(inside cover)", "inside cover"),
    ],
)
def test_the_cited_place_stands_behind_the_entry_and_beside_the_year(locator, full, short):
    place = read_locator(locator)
    assert with_marks(note(REPORT, place, style="apa")) == (
        f"Freedom House. (2024, November 11). <Nations in transit>. {full}"
    )
    assert with_marks(short_note(REPORT, place, style="apa")) == f"Freedom House, 2024, {short}."


def test_nothing_follows_an_address_but_the_cited_place():
    linked = {**REPORT, "URL": "https://freedomhouse.org/report"}
    assert with_marks(note(linked, read_locator("4"), style="apa")).endswith("https://freedomhouse.org/report (p. 4)")
    assert with_marks(note(linked, style="apa")).endswith("<Nations in transit>. https://freedomhouse.org/report")


def test_what_was_not_seen_itself_is_cited_in_what_was():
    """The short form is the Manual's own example (8.6)."""
    primary = item("book", "Ageing", "Rabbitt, P.", "1982", publisher="Plenum")
    secondary = item("article-journal", "The brain", "Lyon, A.\nOther, B.\nThird, C.", "2014", container_title="J")
    via = {"style": "apa", "via": [secondary], "via_locator": read_locator("38")}
    assert with_marks(short_note(primary, **via)) == "Rabbitt, 1982, as cited in Lyon et al., 2014, p. 38."
    assert with_marks(note(primary, **via)) == (
        "Rabbitt, P. (1982). <Ageing>. Plenum. As cited in Lyon, A., Other, B., & Third, C. (2014). The brain. <J>. (p. 38)"
    )


@pytest.mark.parametrize(
    ("cited", "written"),
    [
        (item("report", "R", "A, B", "June 5"), "A, B. (June 5). <R>."),
        (item("report", "R", "A, B", "c. 2019"), "A, B. (c. 2019). <R>."),
        (item("report", "R", "A, B", "2020–2023"), "A, B. (2020–2023). <R>."),
        (item("report", "R", "A, B", "2024-05"), "A, B. (2024, May). <R>."),
        (item("report", "R", "A, B", "May–June 2024"), "A, B. (2024, May–June). <R>."),
        (item("report", "R", "A, B"), "A, B. (n.d.). <R>."),
        (item("report", "R?", issued="2024"), "<R?> (2024)."),
        (item("report", "Կանոններ", "Հակոբյան, Արամ", "2024"), "Հակոբյան, Ա. (2024). <Կանոններ>."),
        (item("report", "R", "محفوظ, نجيب", "2024"), "محفوظ, نجيب. (2024). <R>."),
        (item("report", "R", "King, Martin Luther, Jr.", "1963"), "King, M. L., Jr. (1963). <R>."),
        (
            item("personal_communication", "Letter", "Gomez, Sam", "August 1, 2024"),
            "S. Gomez, personal communication, August 1, 2024.",
        ),
        (
            item(
                "legislation",
                "FREEDOM Support Act",
                issued="1992",
                number="Pub. L. No. 102-511",
                volume="106",
                container_title="Stat.",
                page="3320",
                URL="https://www.congress.gov/",
            ),
            "FREEDOM Support Act, Pub. L. No. 102-511, 106 Stat. 3320 (1992). https://www.congress.gov/",
        ),
        (
            item(
                "legal_case",
                "Citizens United v. Federal Election Commission",
                issued="2010",
                volume="558",
                container_title="U.S.",
                page="310",
            ),
            "Citizens United v. Federal Election Commission, 558 U.S. 310 (2010).",
        ),
        (
            item(
                "broadcast",
                "Lemons",
                "Barris, Kenya",
                "January 11, 2017",
                container_title="Black-ish",
                publisher="ABC",
                genre="TV series episode",
            ),
            "Barris, K. (2017, January 11). Lemons [TV series episode]. In <Black-ish>. ABC.",
        ),
    ],
)
def test_what_groups_like_ours_cite_is_in_the_manner_of_apa(cited, written):
    assert with_marks(note(cited, style="apa")) == written


def test_of_more_than_twenty_authors_nineteen_and_the_last_are_named():
    several = item("report", "R", issued="2024")
    several["author"] = parse_names("\n".join(f"A{number}, B" for number in range(1, 22)))
    written = with_marks(note(several, style="apa"))
    assert "A19, B., . . . A21, B. (2024)" in written
    assert "A20" not in written
    several["author"].pop()
    assert "A19, B., & A20, B. (2024)" in with_marks(note(several, style="apa"))


def test_a_short_note_without_author_has_the_title_as_the_list_has_it():
    assert with_marks(short_note(item("report", "The Report", issued="2024"), style="apa")) == "<Report>, 2024."
    article = item("article-newspaper", "The News", issued="May 1, 2024", container_title="Paper")
    assert with_marks(short_note(article, style="apa")) == "“News,” 2024."


def test_dates_are_in_the_language_of_the_page():
    with translation.override("fr"):
        assert with_marks(note(REPORT, style="apa")) == "Freedom House. (2024, 11 novembre). <Nations in transit>."

"""Notes by The Chicago Manual of Style. What is cited is real; its facts are those of the Manual's public examples."""

import re

import pytest
from django.utils import translation

from sources.csl import TYPES, parse_names
from sources.locators import read_locator
from sources.styles import chicago_note, chicago_short_note, entry, note, plain_note, plain_short_note, short_note
from sources.styles.chicago import FORMS
from tests.sources.examples import chicago as published
from tests.sources.examples import item
from tests.sources.examples.reading import with_marks

# What an advocacy group cites every day, in the Manual's manner.
OURS = [
    (
        item(
            "report",
            "Why Are There No Armenians in Nagorno-Karabakh?",
            "Freedom House",
            "November 11, 2024",
            publisher="Freedom House",
            URL="https://freedomhouse.org/report",
        ),
        "pp. 4-6",
        "Freedom House, <Why Are There No Armenians in Nagorno-Karabakh?> (Freedom House, November 11, 2024), 4–6, "
        "https://freedomhouse.org/report.",
        "Freedom House, <Why Are There No…>, 4–6.",
    ),
    (
        item("report", "Concluding Observations", "{UN Committee against Torture}", "June 5", number="CAT/C/AZE/CO/5"),
        "para. 12",
        "UN Committee against Torture, <Concluding Observations>, CAT/C/AZE/CO/5 (June 5), para. 12.",
        "UN Committee against Torture, <Concluding Observations>, para. 12.",
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
        ),
        "§ 907",
        "FREEDOM Support Act, Pub. L. No. 102-511, § 907, 106 Stat. 3320 (1992).",
        "FREEDOM Support Act, § 907.",
    ),
    (
        item(
            "legal_case",
            "Makuchyan and Minasyan v. Azerbaijan and Hungary",
            issued="May 26, 2020",
            number="17247/13",
            authority="European Court of Human Rights",
        ),
        "¶¶ 50-52",
        "<Makuchyan and Minasyan v. Azerbaijan and Hungary>, no. 17247/13 (European Court of Human Rights, "
        "May 26, 2020), paras. 50–52.",
        "<Makuchyan and Minasyan v. Azerbaijan and Hungary>, paras. 50–52.",
    ),
    (
        item("report", "Annual Report", "First, A.\nSecond, B.\nThird, C.", "2020–2023"),
        "",
        "A. First et al., <Annual Report> (2020–2023).",
        "First et al., <Annual Report>.",
    ),
    (
        item("book", "Pamphlet", publisher="Printer"),
        "",
        "<Pamphlet> (Printer, n.d.).",
        "<Pamphlet>.",
    ),
    (
        item("book", "Essays", issued="2019-03/2020-05", editor="Marks, P. J. M."),
        "",
        "P. J. M. Marks, ed., <Essays> (2019–2020).",
        "Marks, <Essays>.",
    ),
    (
        item("webpage", "Contact", "Freedom House", container_title="FREEDOM HOUSE", publisher="Freedom House"),
        "",
        "Freedom House, “Contact,” n.d.",
        "Freedom House, “Contact.”",
    ),
    (
        item("webpage", "Page", issued="c. 2019", URL="javascript:alert(1)"),
        "",
        "“Page,” c. 2019, javascript:alert(1).",
        "“Page.”",
    ),
]


@pytest.mark.parametrize("example", published.EXAMPLES, ids=lambda example: example.item["title"][:40])
def test_notes_are_as_the_manual_prints_them(example):
    place = read_locator(example.locator)
    assert with_marks(chicago_note(example.item, place)) == example.text
    assert with_marks(note(example.item, place, style="chicago")) == example.text
    if example.short:
        assert with_marks(chicago_short_note(example.item, place)) == example.short
    if example.entry:
        assert with_marks(entry(example.item, style="chicago")) == example.entry


@pytest.mark.parametrize(("cited", "locator", "full", "short"), OURS)
def test_what_groups_like_ours_cite_is_in_the_manner_of_the_manual(cited, locator, full, short):
    place = read_locator(locator)
    assert with_marks(note(cited, place, style="chicago")) == full
    assert with_marks(short_note(cited, place, style="chicago")) == short
    assert plain_note(cited, place) == re.sub("[<>]", "", full)
    assert plain_short_note(cited, place) == re.sub("[<>]", "", short)


def test_every_type_that_staff_may_choose_has_its_form():
    assert set(FORMS) == {name for name, _label in TYPES}


def test_a_link_shows_its_site_and_a_doi_itself():
    note = chicago_note(item("webpage", "Page", issued="2024", URL="https://www.example.org/a?b=1&c=2"))
    assert note == '“Page,” 2024, <a href="https://www.example.org/a?b=1&amp;c=2">example.org</a>.'
    note = chicago_note(item("report", "Page", issued="2024", DOI='10.1000/1"2', URL="https://example.org/"))
    assert note.endswith('<a href="https://doi.org/10.1000/1%222">doi.org/10.1000/1&quot;2</a>.')


def test_an_entry_names_six_authors_and_of_more_the_first_three():
    several = item("book", "B", issued="2024", publisher="P")
    several["author"] = parse_names("A, Ann\nB, Ben\nC, Cy\nD, Di\nE, Ed\nF, Flo")
    assert with_marks(entry(several, style="chicago")) == ("A, Ann, Ben B, Cy C, Di D, Ed E, and Flo F. <B>. P, 2024.")
    several["author"] += parse_names("G, Gus")
    assert with_marks(entry(several, style="chicago")) == "A, Ann, Ben B, Cy C, et al. <B>. P, 2024."


@pytest.mark.parametrize(
    ("cited", "written"),
    [
        (item("webpage", "Contact", "Freedom House", publisher="Freedom House"), "Freedom House. “Contact.” n.d."),
        (item("report", "R", "A, B", "June 5", number="CAT/C/5", publisher="P"), "A, B. <R>. CAT/C/5. P, June 5."),
        (
            item("interview", "A Place", "Buolamwini, Joy", "2023", interviewer="Mosley, Tonya", container_title="Air"),
            "Buolamwini, Joy. “A Place.” Interview by Tonya Mosley. <Air>, 2023.",
        ),
        (
            item("motion_picture", "Crumb", issued="1994", director="Z, T", publisher="P"),
            "<Crumb>. Directed by T Z. P, 1994.",
        ),
        (
            item("thesis", "King Lear", "Rutz, C", "2013", genre="PhD diss.", publisher="U"),
            "Rutz, C. “King Lear.” PhD diss., U, 2013.",
        ),
        (
            item("legal_case", "A v. B", issued="2010", volume="558", container_title="U.S.", page="310"),
            "<A v. B>, 558 U.S. 310 (2010).",
        ),
        (
            item("personal_communication", "Letter", "Gomez, S", "2024", recipient="X, Y"),
            "Gomez, S. Letter to Y X, 2024.",
        ),
        (
            item("speech", "Talk", "Hong, V", "April 30, 2015", event_place="Chicago"),
            "Hong, V. “Talk.” Speech, Chicago, April 30, 2015.",
        ),
    ],
)
def test_entries_of_other_kinds_are_in_the_manner_of_the_manual(cited, written):
    assert with_marks(entry(cited, style="chicago")) == written


def test_what_was_not_seen_itself_is_quoted_in_what_was():
    first = item("report", "A", "X", "2020", publisher="X")
    second, third = item("report", "B", "Y", "2021", publisher="Y"), item("book", "C", "Z, Q", "2022", publisher="P")
    via = {"style": "chicago", "via": [second, third], "via_locator": read_locator("38")}
    assert with_marks(note(first, read_locator("4"), **via)) == (
        "X, <A> (X, 2020), 4, quoted in Y, <B> (Y, 2021), quoted in Q Z, <C> (P, 2022), 38."
    )
    assert with_marks(short_note(first, **via)) == "X, <A>, quoted in Y, <B>, quoted in Z, <C>, 38."
    assert ", cited in Y" in with_marks(note(first, **via, quoted=False))


def test_the_words_of_a_note_are_in_the_language_of_the_page():
    cited = item("report", "Rapport", "A, B", "June 5, 2024", publisher="P")
    with translation.override("fr"):
        assert plain_note(cited) == "B A, Rapport (P, 5 juin 2024)."

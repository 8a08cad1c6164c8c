"""Notes by MLA, 9th edition, against what its Style Center and Purdue's Online Writing Lab print."""

import re

import pytest
from django.utils import translation

from sources.csl import TYPES
from sources.locators import read_locator
from sources.styles import entry, mla, note, short_note
from tests.sources.examples import item
from tests.sources.examples import mla as published
from tests.sources.examples.reading import with_marks

BOOK = item("book", "Interior Chinatown", "Yu, Charles", "2020", publisher="Pantheon Books")


def without_protocol(text):
    return re.sub(r"https?://(?!doi\.org)", "", text)


@pytest.mark.parametrize("example", published.EXAMPLES, ids=lambda example: example.item["title"][:40])
def test_entries_are_as_the_handbook_has_them(example):
    assert without_protocol(with_marks(entry(example.item, style="mla"))) == example.text
    assert without_protocol(with_marks(note(example.item, style="mla"))) == example.text


def test_every_type_that_staff_may_choose_has_its_form():
    assert set(mla.FORMS) == {name for name, _label in TYPES}


@pytest.mark.parametrize(
    ("locator", "full", "short"),
    [
        ("45", ", p. 45.", " 45."),
        ("45-6", ", pp. 45–6.", " 45–6."),
        ("para. 12", ", par. 12.", ", par. 12."),
        ("chap. 3", ", ch. 3.", ", ch. 3."),
        ("at 1:02", ", 1:02.", ", 1:02."),
    ],
)
def test_the_cited_place_stands_where_mla_has_the_place_of_a_work(locator, full, short):
    place = read_locator(locator)
    assert (
        with_marks(note(BOOK, place, style="mla")) == f"Yu, Charles. <Interior Chinatown>. Pantheon Books, 2020{full}"
    )
    assert with_marks(short_note(BOOK, place, style="mla")) == f"Yu, <Interior Chinatown>{short}"


def test_what_was_not_seen_itself_is_quoted_in_what_was():
    boswell = item("book", "The Life of Johnson", "Boswell, James", "1934", publisher="Oxford UP", volume="2")
    johnson = item("document", "Remarks", "Johnson, Samuel")
    via = {"style": "mla", "via": [boswell], "via_locator": read_locator("450")}
    assert with_marks(short_note(johnson, **via)) == "Johnson, <Remarks>, qtd. in Boswell, <Life of Johnson> 450."
    assert with_marks(note(johnson, **via)) == (
        "Johnson, Samuel. <Remarks>. Qtd. in Boswell, James. <The Life of Johnson>. Vol. 2, Oxford UP, 1934, p. 450."
    )
    assert ", cited in Boswell" in with_marks(short_note(johnson, **via, quoted=False))


@pytest.mark.parametrize(
    ("cited", "written", "short"),
    [
        (
            item("report", "Nations in Transit", "Freedom House", "November 11, 2024", publisher="Freedom House"),
            "<Nations in Transit>. Freedom House, 11 Nov. 2024.",
            "<Nations in Transit>.",
        ),
        (
            item("report", "Annual Report", "First, A.\nSecond, B.\nThird, C.", "2020–2023"),
            "First, A., et al. <Annual Report>. 2020–2023.",
            "First et al., <Annual Report>.",
        ),
        (item("report", "R", "A, B", "June 5"), "A, B. <R>. 5 June.", "A, <R>."),
        (item("report", "R", "A, B", "c. 2019"), "A, B. <R>. c. 2019.", "A, <R>."),
        (item("report", "R", "A, B", "May 6–8, 2024"), "A, B. <R>. 6–8 May 2024.", "A, <R>."),
        (item("report", "R", "A, B", "January–March 2024"), "A, B. <R>. Jan.–Mar. 2024.", "A, <R>."),
        (item("report", "R", "A, B", "2019-03/2020-05"), "A, B. <R>. Mar. 2019 – May 2020.", "A, <R>."),
        (
            item("book", "Essays", issued="2019", editor="Marks, P.\nParkin, S."),
            "Marks, P., and S. Parkin, editors. <Essays>. 2019.",
            "Marks and Parkin, <Essays>.",
        ),
        (
            item(
                "thesis",
                "King Lear and Its Folktale Analogues",
                "Rutz, Cynthia Lillian",
                "2013",
                genre="PhD dissertation",
                publisher="University of Chicago",
            ),
            "Rutz, Cynthia Lillian. <King Lear and Its Folktale Analogues>. 2013. University of Chicago, PhD dissertation.",
            "Rutz, <King Lear…>",
        ),
        (
            item(
                "speech",
                "Censorship",
                "Hong, Viviana",
                "April 30, 2015",
                genre="lecture",
                event_title="University of Chicago",
                event_place="Chicago",
            ),
            "Hong, Viviana. “Censorship.” University of Chicago, 30 Apr. 2015, Chicago. Lecture.",
            "Hong, “Censorship.”",
        ),
        (
            item(
                "interview",
                "A Place",
                "Buolamwini, Joy",
                "November 28, 2023",
                interviewer="Mosley, Tonya",
                container_title="Fresh Air",
                publisher="NPR",
            ),
            "Buolamwini, Joy. “A Place.” Interview by Tonya Mosley. <Fresh Air>, NPR, 28 Nov. 2023.",
            "Buolamwini, “Place.”",
        ),
        (
            item("motion_picture", "Crumb", issued="1994", director="Zwigoff, Terry", publisher="Superior Pictures"),
            "<Crumb>. Directed by Terry Zwigoff, Superior Pictures, 1994.",
            "<Crumb>.",
        ),
        (
            item(
                "legal_case",
                "Makuchyan and Minasyan v. Azerbaijan and Hungary",
                issued="May 26, 2020",
                number="17247/13",
                authority="European Court of Human Rights",
            ),
            "European Court of Human Rights. <Makuchyan and Minasyan v. Azerbaijan and Hungary>. 26 May 2020. 17247/13.",
            "<Makuchyan and Minasyan v. Azerbaijan and Hungary>.",
        ),
    ],
)
def test_what_groups_like_ours_cite_is_in_the_manner_of_mla(cited, written, short):
    assert with_marks(note(cited, style="mla")) == written
    assert with_marks(short_note(cited, style="mla")) == short


def test_months_are_abbreviated_in_english_alone():
    report = item("report", "Rapport", "A, B", "November 11, 2024")
    with translation.override("fr"):
        assert with_marks(note(report, style="mla")) == "A, B. <Rapport>. 11 novembre 2024."

"""Notes by APA, 7th edition, against what its manual and site print."""

import pytest
from django.utils import translation

from sources.csl import TYPES, parse_names
from sources.locators import read_locator
from sources.styles import apa, entry, note, short_note, told_apart
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


def test_a_season_is_as_the_language_of_the_page_has_it():
    spring = item("report", "R", "A, B", "spring 2021")
    assert with_marks(note(spring, style="apa")) == "A, B. (2021, Spring). <R>."
    with translation.override("hy"):
        assert with_marks(note(spring, style="apa")) == "A, B. (2021 թ. գարուն). <R>."


def test_dates_are_in_the_language_of_the_page():
    with translation.override("fr"):
        assert with_marks(note(REPORT, style="apa")) == "Freedom House. (2024, 11 novembre). <Nations in transit>."


# --- Works of one author and year ---


def letters(*works, style="apa"):
    """Return the dates that short notes of works have that one text cites, in their order."""
    told = told_apart(dict(enumerate(works)), style=style)
    return [with_marks(short_note(told[number], style=style)).split(", ", 1)[1].rstrip(".") for number in told]


def by(title, date="2024", kind="report", author="River Watch"):
    return item(kind, title, author, date)


def test_works_of_one_author_and_year_have_letters_by_their_titles_in_full_and_short_notes_and_entries():
    told = told_apart({1: by("The weir"), 2: by("A dam", "2024"), 3: by("Fish", "2023")}, style="apa")
    assert with_marks(note(told[1], style="apa")) == "River Watch. (2024b). <The weir>."
    assert with_marks(note(told[2], style="apa")) == "River Watch. (2024a). <A dam>."
    assert with_marks(note(told[3], style="apa")) == "River Watch. (2023). <Fish>."
    assert with_marks(short_note(told[1], read_locator("4"), style="apa")) == "River Watch, 2024b, p. 4."
    via = with_marks(short_note(told[3], style="apa", via=[told[2]]))
    assert via == "River Watch, 2023, as cited in River Watch, 2024a."


def test_a_year_alone_comes_before_exact_dates_and_these_go_as_time_does():
    """The Manual's order (9.47). Of kinds whose entries have the year alone, a day that is known counts for nothing."""
    works = (by("A", "May 2, 2024"), by("B", "March 5, 2024"), by("Z"), by("Y", "January 1, 2024", "book"))
    assert letters(*works) == ["2024d", "2024c", "2024b", "2024a"]
    told = told_apart(dict(enumerate(works)), style="apa")
    assert with_marks(note(told[1], style="apa")) == "River Watch. (2024c, March 5). <B>."


@pytest.mark.parametrize(
    ("date", "first"),
    [
        ("", "n.d.-a"),
        ("c. 2019", "c. 2019a"),
        ("2020–2023", "2020–2023a"),
        ("1990s", "1990s-a"),
        ("June 5", "June 5-a"),
    ],
)
def test_a_letter_stands_behind_the_year_and_behind_a_hyphen_where_there_is_none(date, first):
    assert letters(by("A", date), by("B", date)) == [first, f"{first[:-1]}b"]
    told = told_apart({1: by("A", date), 2: by("B", date)}, style="apa")
    assert f"({first})" in with_marks(note(told[1], style="apa"))


def test_only_works_that_would_be_cited_alike_have_letters():
    other = by("C", author="Arda, N.")
    law, letter = by("Law", kind="legislation"), by("Mail", kind="personal_communication")
    assert letters(by("A"), other) == ["2024", "2024"]
    assert letters(law, {**law, "title": "Law, again"})[0].endswith("2024")
    assert letters(letter, letter) == ["personal communication, 2024"] * 2
    edited = item("book", "D", issued="2024")
    edited["editor"] = other["author"]
    assert letters(other, edited) == ["2024a", "2024b"]


def test_other_styles_need_no_letters_and_a_letter_of_another_list_is_nowhere():
    assert with_marks(short_note(told_apart({1: by("A"), 2: by("B")}, style="mla")[1], style="mla")).startswith("River")
    brought = {**by("A"), "year-suffix": "c"}
    for style in ("apa", "chicago", "mla"):
        assert "2024c" not in with_marks(entry(brought, style=style))
    assert letters(brought) == ["2024"]


def test_after_z_come_two_letters():
    found = letters(*(by(f"Report {number:02}") for number in range(28)))
    assert (found[0], found[25], found[26], found[27]) == ("2024a", "2024z", "2024aa", "2024ab")


def test_a_short_note_has_the_name_that_the_entry_begins_with():
    film = item("motion_picture", "One flew over the cuckoo’s nest", issued="1975", publisher="United Artists")
    film["director"] = parse_names("Forman, M.")
    assert with_marks(short_note(film, style="apa")) == "Forman, 1975."
    chapter = item("chapter", "Fish", issued="2024", container_title="Rivers")
    chapter["editor"] = parse_names("Arda, N.")
    assert with_marks(short_note(chapter, style="apa")) == "“Fish,” 2024."

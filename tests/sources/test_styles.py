"""Notes by The Chicago Manual of Style. What is cited is real; its facts are those of the Manual's public examples."""

import html
import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sources import dates, formats
from sources.csl import TYPES, NameVariable, TextVariable, parse_names
from sources.locators import LOCATOR_KINDS, LOCATORS, Locator
from sources.styles import (
    chicago_note,
    chicago_short_note,
    locator_text,
    plain_note,
    plain_short_note,
    read_locator,
)
from sources.styles.chicago import FORMS


def item(kind, title, authors="", issued="", **rest):
    """Return a CSL item; underscores in names stand for hyphens, names of people are typed one a line."""
    made = {"id": "x", "type": kind, "title": title, "author": parse_names(authors)}
    made["issued"] = dates.csl_date(dates.parse_typed(issued))
    for name, value in rest.items():
        is_names = name in {"editor", "translator", "director", "interviewer", "recipient"}
        made[name.replace("_", "-")] = parse_names(value) if is_names else value
    return {name: value for name, value in made.items() if value}


# Item, locator as typed, full note, short note. Notes are plain text, titles in <> where they are italic.
PUBLISHED = [
    (
        item(
            "book", "Interior Chinatown", "Yu, Charles", "2020", publisher="Pantheon Books", publisher_place="New York"
        ),
        "45",
        "Charles Yu, <Interior Chinatown> (Pantheon Books, 2020), 45.",
        "Yu, <Interior Chinatown>, 45.",
    ),
    (
        item(
            "book",
            "The Channels of Student Activism: "
            "How the Left and Right Are Winning (and Losing) in Campus Politics Today",
            "Binder, Amy J.\nKidder, Jeffrey L.",
            "2022",
            publisher="University of Chicago Press",
        ),
        "117-18",
        "Amy J. Binder and Jeffrey L. Kidder, <The Channels of Student Activism: How the Left and Right Are Winning "
        "(and Losing) in Campus Politics Today> (University of Chicago Press, 2022), 117–18.",
        "Binder and Kidder, <Channels of Student Activism>, 117–18.",
    ),
    (
        item(
            "chapter",
            "The Queen Mary Psalter",
            "Doyle, Kathleen",
            "2023",
            container_title="The Book by Design: The Remarkable Story of the World’s Greatest Invention",
            editor="Marks, P. J. M.\nParkin, Stephen",
            publisher="University of Chicago Press",
        ),
        "p. 64",
        "Kathleen Doyle, “The Queen Mary Psalter,” in <The Book by Design: The Remarkable Story of the World’s "
        "Greatest Invention>, ed. P. J. M. Marks and Stephen Parkin (University of Chicago Press, 2023), 64.",
        "Doyle, “Queen Mary Psalter,” 64.",
    ),
    (
        item(
            "book", "The Wedding Party", "{Liu Xinwu}", "2021", translator="Tiang, Jeremy", publisher="Amazon Crossing"
        ),
        "279",
        "Liu Xinwu, <The Wedding Party>, trans. Jeremy Tiang (Amazon Crossing, 2021), 279.",
        "Liu Xinwu, <Wedding Party>, 279.",
    ),
    (
        item(
            "book",
            "Moby-Dick; or, The Whale",
            "Melville, Herman",
            "1851",
            publisher="Harper & Brothers",
            URL="https://melville.electroniclibrary.org/moby-dick-side-by-side",
        ),
        "627",
        "Herman Melville, <Moby-Dick; or, The Whale> (Harper & Brothers, 1851), 627, "
        "https://melville.electroniclibrary.org/moby-dick-side-by-side.",
        "Melville, <Moby-Dick>, 627.",
    ),
    (
        item(
            "book",
            "The Chicago Guide to Fact-Checking",
            "Borel, Brooke",
            "2023",
            edition="2",
            publisher="University of Chicago Press",
        ),
        "92",
        "Brooke Borel, <The Chicago Guide to Fact-Checking>, 2nd ed. (University of Chicago Press, 2023), 92.",
        "Borel, <Chicago Guide to Fact-Checking>, 92.",
    ),
    (
        item(
            "article-journal",
            "Inclusion Work: Children of Immigrants Claiming Membership in Everyday Life",
            "Kwon, Hyeyoung",
            "2022",
            container_title="American Journal of Sociology",
            volume="127",
            issue="6",
            page="1818-59",
            DOI="https://doi.org/10.1086/720277",
        ),
        "1842–43",
        "Hyeyoung Kwon, “Inclusion Work: Children of Immigrants Claiming Membership in Everyday Life,” "
        "<American Journal of Sociology> 127, no. 6 (2022): 1842–43, https://doi.org/10.1086/720277.",
        "Kwon, “Inclusion Work,” 1842–43.",
    ),
    (
        item(
            "article-newspaper",
            "Are Flax Seeds All That?",
            "Blum, Dani",
            "December 13, 2023",
            container_title="New York Times",
            URL="https://www.nytimes.com/2023/12/13/well/eat/flax-seeds-benefits.html",
        ),
        "",
        "Dani Blum, “Are Flax Seeds All That?,” <New York Times>, December 13, 2023, "
        "https://www.nytimes.com/2023/12/13/well/eat/flax-seeds-benefits.html.",
        "Blum, “Are Flax Seeds All That?”",
    ),
    (
        item(
            "article-magazine",
            "The Prophet of Dystopia",
            "Mead, Rebecca",
            "April 17, 2017",
            container_title="New Yorker",
        ),
        "43",
        "Rebecca Mead, “The Prophet of Dystopia,” <New Yorker>, April 17, 2017, 43.",
        "Mead, “Prophet of Dystopia,” 43.",
    ),
    (
        item(
            "interview",
            "“If You Have a Face, You Have a Place in the Conversation About AI,” Expert Says",
            "Buolamwini, Joy",
            "November 28, 2023",
            interviewer="Mosley, Tonya",
            container_title="Fresh Air",
            publisher="NPR",
            medium="audio",
        ),
        "at 37:58",
        "Joy Buolamwini, “‘If You Have a Face, You Have a Place in the Conversation About AI,’ Expert Says,” "
        "interview by Tonya Mosley, <Fresh Air>, NPR, November 28, 2023, audio, at 37:58.",
        "Buolamwini, “If You Have…,” at 37:58.",
    ),
    (
        item(
            "thesis",
            "King Lear and Its Folktale Analogues",
            "Rutz, Cynthia Lillian",
            "2013",
            genre="PhD diss.",
            publisher="University of Chicago",
        ),
        "99-100",
        "Cynthia Lillian Rutz, “King Lear and Its Folktale Analogues” (PhD diss., University of Chicago, 2013), "
        "99–100.",
        "Rutz, “King Lear…,” 99–100.",
    ),
    (
        item(
            "webpage",
            "About Yale: Yale Facts",
            publisher="Yale University",
            accessed={"date-parts": [[2022, 3, 8]]},
            URL="https://www.yale.edu/about-yale/yale-facts",
        ),
        "",
        "“About Yale: Yale Facts,” Yale University, accessed March 8, 2022, https://www.yale.edu/about-yale/yale-facts.",
        "“About Yale.”",
    ),
    (
        item(
            "post",
            "In honor of Earth Day, I’m recycling my tweets",
            "Conan O’Brien (@ConanOBrien)",
            "April 22, 2015",
            container_title="Twitter",
            URL="https://twitter.com/ConanOBrien/status/590940792967016448",
        ),
        "",
        "Conan O’Brien (@ConanOBrien), “In honor of Earth Day, I’m recycling my tweets,” Twitter, April 22, 2015, "
        "https://twitter.com/ConanOBrien/status/590940792967016448.",
        "Conan O’Brien (@ConanOBrien), “In honor of Earth…”",
    ),
    (
        item("personal_communication", "Facebook direct message to author", "Gomez, Sam", "August 1, 2024"),
        "",
        "Sam Gomez, Facebook direct message to author, August 1, 2024.",
        "Gomez, Facebook direct message to author.",
    ),
    (
        item(
            "speech",
            "Censorship in Children’s Literature during Argentina’s Dirty War (1976–1983)",
            "Hong, Viviana",
            "April 30, 2015",
            genre="lecture",
            event_title="University of Chicago",
            event_place="Chicago, IL",
        ),
        "",
        "Viviana Hong, “Censorship in Children’s Literature during Argentina’s Dirty War (1976–1983)” "
        "(lecture, University of Chicago, Chicago, IL, April 30, 2015).",
        "Hong, “Censorship in Children’s Literature…”",
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
        "322",
        "<Citizens United v. Federal Election Commission>, 558 U.S. 310, 322 (2010).",
        "<Citizens United v. Federal Election Commission>, 322.",
    ),
    (
        item("bill", "Homeland Security Act of 2002", issued="2002", number="H.R. 5005", container_title="107th Cong."),
        "",
        "Homeland Security Act of 2002, H.R. 5005, 107th Cong. (2002).",
        "Homeland Security Act of 2002.",
    ),
    (
        item(
            "treaty",
            "Treaty Banning Nuclear Weapon Tests in the Atmosphere, in Outer Space and Under Water",
            issued="August 5, 1963",
            volume="14",
            container_title="U.S.T.",
            page="1313",
        ),
        "",
        "Treaty Banning Nuclear Weapon Tests in the Atmosphere, in Outer Space and Under Water, August 5, 1963, "
        "14 U.S.T. 1313.",
        "Treaty Banning Nuclear Weapon…",
    ),
    (
        item("motion_picture", "Crumb", issued="1994", director="Zwigoff, Terry", publisher="Superior Pictures"),
        "",
        "<Crumb>, directed by Terry Zwigoff (Superior Pictures, 1994).",
        "<Crumb>.",
    ),
]

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


def with_marks(note):
    """Return a note's HTML as text with <> around titles and addresses in full."""
    text = re.sub(r'<a href="([^"]*)">[^<]*</a>', r"\1", str(note))
    return html.unescape(text.replace("<cite>", "\0").replace("</cite>", "\1")).replace("\0", "<").replace("\1", ">")


@pytest.mark.parametrize(("cited", "locator", "full", "short"), PUBLISHED + OURS)
def test_notes_are_as_the_manual_writes_them(cited, locator, full, short):
    place = read_locator(locator)
    assert with_marks(chicago_note(cited, place)) == full
    assert with_marks(chicago_short_note(cited, place)) == short
    assert plain_note(cited, place) == re.sub("[<>]", "", full)
    assert plain_short_note(cited, place) == re.sub("[<>]", "", short)


def test_every_type_that_staff_may_choose_has_its_form():
    assert set(FORMS) == {name for name, _label in TYPES}


def test_a_link_shows_its_site_and_a_doi_itself():
    note = chicago_note(item("webpage", "Page", issued="2024", URL="https://www.example.org/a?b=1&c=2"))
    assert note == '“Page,” 2024, <a href="https://www.example.org/a?b=1&amp;c=2">example.org</a>.'
    note = chicago_note(item("report", "Page", issued="2024", DOI='10.1000/1"2', URL="https://example.org/"))
    assert note.endswith('<a href="https://doi.org/10.1000/1%222">doi.org/10.1000/1&quot;2</a>.')


HOSTILE = '<script>alert("1")</script> & <b onclick=x>'


@pytest.mark.parametrize("kind", [name for name, _label in TYPES])
def test_no_field_lets_markup_through(kind):
    names = [{"family": HOSTILE, "given": HOSTILE}]
    cited = dict.fromkeys(TextVariable.__args__, HOSTILE)
    people = dict.fromkeys(NameVariable.__args__, names)
    cited |= people | {"type": kind, "issued": {"literal": HOSTILE}, "accessed": {"literal": HOSTILE}}
    for make in (chicago_note, chicago_short_note):
        note = make(cited, Locator("section", HOSTILE))
        assert HOSTILE in with_marks(note)
        assert not re.sub(r"</?cite>|<a href=\"https://doi\.org/[^\"<>]*\">|</a>", "", note).count("<")


text = st.text(max_size=20)


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from([name for name, _label in TYPES]), "title": text.filter(str.strip)},
        optional={name: text for name in TextVariable.__args__ if name != "title"},
    ),
    text,
)
def test_any_item_becomes_one_line_that_ends_like_a_sentence(cited, locator):
    for note in (plain_note(cited, read_locator(locator)), plain_short_note(cited, read_locator(locator))):
        assert note == " ".join(note.split())
        assert note.rstrip("”").endswith((".", "?", "!", "…", "։"))


def test_the_words_of_a_note_are_in_the_language_of_the_page():
    cited = item("report", "Rapport", "A, B", "June 5, 2024", publisher="P")
    with translation.override("fr"):
        assert plain_note(cited) == "B A, Rapport (P, 5 juin 2024)."


@pytest.mark.parametrize(
    ("typed", "label", "locator", "written"),
    [
        ("4", "page", ("page", "4"), "p. 4"),
        ("p. 4", "page", ("page", "4"), "p. 4"),
        ("p4", "", ("page", "4"), "p. 4"),
        ("4-6", "page", ("page", "4–6"), "pp. 4–6"),
        ("pp. 4 – 6", "page", ("page", "4–6"), "pp. 4–6"),
        ("iv-xii", "page", ("page", "iv–xii"), "pp. iv–xii"),
        ("4, 9", "page", ("page", "4, 9"), "pp. 4, 9"),
        ("4 and 9", "page", ("page", "4 and 9"), "pp. 4 and 9"),
        ("A-12", "page", ("page", "A-12"), "p. A-12"),
        ("12", "paragraph", ("paragraph", "12"), "para. 12"),
        ("para. 12", "page", ("paragraph", "12"), "para. 12"),
        ("¶¶ 12-14", "", ("paragraph", "12–14"), "paras. 12–14"),
        ("§ 907(b)", "", ("section", "907(b)"), "sec. 907(b)"),
        ("Chapter IV", "", ("chapter", "IV"), "chap. IV"),
        ("1:02:03", "timestamp", ("timestamp", "1:02:03"), "at 1:02:03"),
        ("art. 3", "", ("article-locator", "3"), "art. 3"),
        ("inside cover", "page", ("page", "inside cover"), "inside cover"),
        ("part of the annex", "page", ("page", "part of the annex"), "part of the annex"),
        ("B", "appendix", ("appendix", "B"), "app. B"),
        ("7", "no such label", ("page", "7"), "p. 7"),
    ],
)
def test_locators_are_read_as_typed(typed, label, locator, written):
    read = read_locator(typed, label)
    assert read == locator
    assert locator_text(read) == written
    assert read_locator(written, read.label) == read


def test_an_empty_locator_is_none():
    assert read_locator("") is read_locator("  ", "page") is None


def test_every_kind_of_locator_is_offered_and_read_back():
    assert [label for label, _name in LOCATORS] == list(LOCATOR_KINDS)
    for label in LOCATOR_KINDS:
        for value in ("7", "7–9"):
            assert read_locator(locator_text(Locator(label, value))) == (label, value)


def test_notes_and_exports_tell_the_same_date():
    cited = item("report", "R", "A, B", "June 5")
    assert "June 5" in plain_note(cited)
    assert "2024" not in plain_note(cited) + formats.to_bibtex([cited]) + formats.to_ris([cited])

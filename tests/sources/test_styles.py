"""What all note styles share: safety, direction, quotation marks, places in a source."""

import re

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import formats
from sources.csl import TYPES, NameVariable, TextVariable
from sources.locators import LOCATOR_KINDS, LOCATORS, Locator
from sources.models import NoteStyle
from sources.styles import entry, locator_text, note, plain_note, read_locator, short_note, via
from tests.sources.examples import apa, chicago, item, mla
from tests.sources.examples.reading import with_marks

HOSTILE = '<script>alert("1")</script> & <b onclick=x>'


STYLES = pytest.mark.parametrize("style", NoteStyle.values)


def test_enough_published_examples_are_checked():
    """More than the forty that were asked for; where they are printed is said with each."""
    examples = [*apa.EXAMPLES, *chicago.EXAMPLES, *mla.EXAMPLES]
    assert len(examples) > 70
    assert all(example.published for example in examples)


@STYLES
@pytest.mark.parametrize("kind", [name for name, _label in TYPES])
def test_no_field_lets_markup_through(kind, style):
    names = [{"family": HOSTILE, "given": HOSTILE}]
    cited = dict.fromkeys(TextVariable.__args__, HOSTILE)
    people = dict.fromkeys(NameVariable.__args__, names)
    cited |= people | {"type": kind, "issued": {"literal": HOSTILE}, "accessed": {"literal": HOSTILE}}
    place = Locator("section", HOSTILE)
    for made in (
        note(cited, place, style=style, via=[cited], via_locator=place),
        short_note(cited, place, style=style, via=[cited], via_locator=place),
        entry(cited, style=style),
    ):
        assert HOSTILE.replace('"', "") in with_marks(made).translate(dict.fromkeys(map(ord, '"“”‘’')))
        assert not re.sub(r"</?(?:cite|em)>|<a href=\"https://doi\.org/[^\"<>]*\">|</a>", "", made).count("<")


text = st.text(max_size=20)


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from([name for name, _label in TYPES]), "title": text.filter(str.strip)},
        optional={name: text for name in TextVariable.__args__ if name != "title"},
    ),
    text,
    st.sampled_from(NoteStyle.values),
)
def test_any_item_becomes_one_line_that_ends_like_a_sentence(cited, locator, style):
    place = read_locator(locator)
    made = [via.note(cited, place, style, (), None, short=short) for short in (False, True)]
    made.append(via.entry(cited, style))
    for written in (one.as_text() for one in made):
        assert written == " ".join(written.split())
        assert written.rstrip("”’»").endswith((".", "?", "!", "…", "։", *([")"] if style == "apa" else []))) or (
            style == "apa" and "://" in written
        )


@STYLES
def test_titles_of_another_language_and_direction_say_so(style):
    arabic = item("report", "تقرير", "منظمة", "2024", publisher="P", language="ar")
    assert '<cite lang="ar" dir="rtl">تقرير</cite>' in note(arabic, style=style)
    assert '<bdi dir="rtl">منظمة' in note(arabic, style=style)
    armenian = item("article-newspaper", "Լուր", issued="2024", container_title="Թերթ", language="hy")
    assert 'lang="hy"' in note(armenian, style=style)
    with translation.override("hy"):
        assert "lang=" not in note(armenian, style=style)
    with translation.override("ar"):
        assert '<cite lang="en" dir="ltr">R</cite>' in note(item("report", "R", language="en"), style=style)
        assert "lang=" not in entry(arabic, style=style)


@STYLES
def test_names_with_nothing_in_them_are_passed_over(style):
    cited = item("report", "R", "A, B", "2024")
    empty = {**cited, "author": [{}, *cited["author"], {"literal": " "}, {"family": ""}]}
    for make in (note, short_note, entry):
        assert make(empty, style=style) == make(cited, style=style)


def test_what_is_no_language_tag_is_no_attribute():
    assert note(item("report", "R", language='"><b>'), style="chicago") == "<cite>R</cite> (n.d.)."


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "A, “What ‘B’ Said,” C, 2024."),
        ("hy", "A, «What “B” Said», C, 2024."),
        ("ar", "A, «What “B” Said», C, 2024."),
        ("sv", "A, “What ‘B’ Said”, C, 2024."),
    ],
)
def test_quotation_marks_are_those_of_the_page_and_take_commas_in_in_english_alone(language, written):
    cited = item("webpage", "What “B” Said", "A", "2024", publisher="C")
    with translation.override(language):
        assert plain_note(cited) == written


def test_a_title_that_ends_in_a_question_or_a_quotation_keeps_one_mark():
    for style, written in (
        ("chicago", "“Who Said ‘No’?,” 2024."),
        ("apa", "<Who Said “No”?> (2024)."),
        ("mla", "“Who Said ‘No’?” 2024."),
    ):
        assert with_marks(note(item("webpage", "Who Said “No”?", issued="2024"), style=style)) == written


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
        ("Annex V", "page", ("page", "Annex V"), "Annex V"),
        ("xii", "page", ("page", "xii"), "p. xii"),
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

"""Comparing versions: never wrong, in words rather than letters, with citations, formatting and relations seen."""

import random
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from campaigns.models import Campaign
from press.models import PressRelease
from publishing.comparing import Change, Names, compare_bodies, compare_contents, compare_plain, has_changes
from publishing.comparing.drawing import Skipped, inline, kind_change, left_side, with_context
from publishing.comparing.reading import body_blocks, plain_blocks
from publishing.sequences import matches

NAMES = Names(cited={"3": "House 2024", "4": "Watch 2020"}, pictures={"7": "River at dawn", "8": "Dam"})


def compared(left, right):
    return compare_bodies(left, right, NAMES, NAMES)


def told(rows):
    """Return rows as one text: [-gone-], {+come+}, <other marks>."""
    forms = {"equal": "{}", "removed": "[-{}-]", "added": "{{+{}+}}", "restyled": "<{}>"}
    return "\n".join("".join(forms[s.change].format(s.text) for s in row.segments) for row in rows)


def cite(key, locator="", passage=""):
    return f'<sup data-cite="{key}" data-locator="{locator}" data-label="" data-passage="{passage}"></sup>'


# --- Never wrong -----------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["river", "the", "the", "dam", "of", ",", ".", "—", "«", "2,5", "don't", "ինչպե՞ս", "نهر", "川は", "Խ", " "]
)
SPACES = st.sampled_from([" ", "", "\u00a0", "  "])
INLINE = st.sampled_from(
    [
        "{}",
        "{}",
        "{}",
        "<strong>{}</strong>",
        '<a href="/press/">{}</a>',
        "<em>{}</em>",
        cite(3, "p. 4") + "{}",
        "{}<br>",
    ]
)
BLOCKS = st.sampled_from(
    [
        "<p>{}</p>",
        "<p>{}</p>",
        "<h2>{}</h2>",
        "<ul><li><p>{}</p></li></ul>",
        "<blockquote><p>{}</p></blockquote>",
        "<table><tbody><tr><td>{}</td><td>x</td></tr></tbody></table>",
        '<p>{}</p><figure data-picture="7" data-caption="Dawn"></figure>',
        "<p>{}</p><hr>",
    ]
)


@st.composite
def bodies(draw):
    return "".join(
        draw(BLOCKS).format(
            "".join(draw(INLINE).format(draw(WORDS)) + draw(SPACES) for _ in range(draw(st.integers(0, 8))))
        )
        for _ in range(draw(st.integers(0, 6)))
    )


def assert_true(rows, left_blocks, right_blocks):
    """The left text is what was removed and what stayed, the right one what was added and what stayed; in order."""
    assert [row.left_text for row in rows if row.left] == [block.text for block in left_blocks]
    assert [row.right_text for row in rows if row.right] == [block.text for block in right_blocks]
    assert [(row.left.kind, row.left.level) for row in rows if row.left] == [(b.kind, b.level) for b in left_blocks]
    assert all(row.left_text == "" for row in rows if row.left is None)


@given(bodies(), bodies())
@hypothesis_settings(max_examples=60)
def test_both_texts_can_be_read_back_from_the_comparison(left, right):
    assert_true(compared(left, right), body_blocks(left, NAMES), body_blocks(right, NAMES))


@given(bodies(), bodies())
@hypothesis_settings(max_examples=60)
def test_a_comparison_is_empty_exactly_if_both_read_the_same(left, right):
    read_left, read_right = body_blocks(left, NAMES), body_blocks(right, NAMES)
    same = [block.identity for block in read_left] == [block.identity for block in read_right]
    assert has_changes(compared(left, right)) is not same
    assert not has_changes(compared(left, left))


@given(st.text(), st.text())
def test_any_two_plain_texts_can_be_read_back(left, right):
    rows = compare_plain(left, right)
    assert_true(rows, plain_blocks(left), plain_blocks(right))
    assert "\n".join(row.left_text for row in rows if row.left) == left.replace("\r\n", "\n")
    assert "\n".join(row.right_text for row in rows if row.right) == right.replace("\r\n", "\n")


def longest(left, right):
    """The textbook's table, for small cases."""
    table = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, one in enumerate(left, 1):
        for j, other in enumerate(right, 1):
            table[i][j] = table[i - 1][j - 1] + 1 if one == other else max(table[i - 1][j], table[i][j - 1])
    return table[-1][-1]


@given(st.lists(st.integers(0, 4), max_size=20), st.lists(st.integers(0, 4), max_size=20))
def test_as_much_stays_as_can_stay(left, right):
    found = matches(left, right)
    assert len(found) == longest(left, right)
    assert all(left[match.left] == right[match.right] for match in found)
    assert all(a.left < b.left and a.right < b.right for a, b in pairwise(found))


def test_beyond_its_bound_it_is_coarser_and_still_true(monkeypatch):
    monkeypatch.setattr("publishing.sequences.MOST_CELLS", 10)
    left, right = "<p>a b c d e f</p><p>g h i j</p>", "<p>a x c y e f</p><p>k l i m</p>"
    assert_true(compared(left, right), body_blocks(left, NAMES), body_blocks(right, NAMES))


@pytest.mark.parametrize("words_in_a_paragraph", [5, 80, 10_000])
def test_two_texts_of_ten_thousand_words_are_compared_in_no_time_even_if_all_changed(words_in_a_paragraph):
    chance = random.Random(1)  # noqa: S311
    vocabulary = [f"w{int(chance.paretovariate(0.6))}" for _ in range(20_000)]

    def body():
        words = chance.choices(vocabulary, k=10_000)
        starts = range(0, len(words), words_in_a_paragraph)
        return "".join(f"<p>{' '.join(words[start : start + words_in_a_paragraph])}.</p>" for start in starts)

    left, right = body(), body()
    start = time.process_time()
    rows = compared(left, right)
    # Within a second on an idle core, which `make bench` checks; here whatever grows with the square would take minutes.
    assert time.process_time() - start < 5
    assert_true(rows, body_blocks(left, NAMES), body_blocks(right, NAMES))


# --- As people read it -----------------------------------------------------------------------------


def test_words_are_compared_and_not_letters():
    assert (
        told(compared("<p>The dams were built.</p>", "<p>The dam was built.</p>"))
        == "The[- dams were-]{+ dam was+} built."
    )


def test_a_sentence_written_anew_is_not_torn_to_pieces_by_small_words():
    old = "<p>The ministry said on Friday that the lake would be emptied by the end of the year.</p>"
    new = "<p>Nobody at the regional office could name the day on which work was to begin.</p>"
    [row] = compared(old, new)
    assert [segment.change for segment in row.segments][:2] == [Change.REMOVED, Change.ADDED]
    assert len(row.segments) <= 3


def test_a_paragraph_that_was_put_in_leaves_its_neighbours_alone():
    rows = compared("<p>One.</p><p>Two of them.</p>", "<p>One.</p><p>Between.</p><p>Two of those.</p>")
    assert [row.change for row in rows] == ["equal", "added", "changed"]
    assert told(rows[2:]) == "Two of[- them-]{+ those+}."


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("Այսօր ինչպե՞ս պահպանել գետը։", "Այսօր ինչպե՞ս փրկել գետը։", "Այսօր ինչպե՞ս[- պահպանել-]{+ փրկել+} գետը։"),
        ("النهر ملك للجميع.", "الماء ملك للجميع.", "[-النهر-]{+الماء+} ملك للجميع."),
        ("新しい川は美しい。", "新しい山は美しい。", "新しい[-川-]{+山+}は美しい。"),
        ("It costs 1,000.50 now", "It costs 1,000.60 now", "It costs[- 1,000.50-]{+ 1,000.60+} now"),
        ("a\u00a0b", "a b", "a[-\u00a0-]{+ +}b"),
    ],
)
def test_words_of_other_scripts_and_numbers_are_whole(old, new, seen):
    assert told(compared(f"<p>{old}</p>", f"<p>{new}</p>")) == seen


def test_a_citation_is_one_thing_with_its_place_and_its_passage():
    old, new = f"<p>Words{cite(3, 'p. 4')}.</p>", f"<p>Words{cite(3, 'p. 5')}.</p>"
    assert told(compared(old, new)) == "Words[-[House 2024, p. 4]-]{+[House 2024, p. 5]+}."
    [row] = compared(f"<p>Words{cite(3, '', 'was dry')}.</p>", f"<p>Words{cite(3, '', 'is dry')}.</p>")
    assert "“was dry”" in left_side(row)
    assert "“is dry”" in inline(row)
    assert (
        told(compared(old, f"<p>Words{cite(4, 'p. 4')}.</p>")) == "Words[-[House 2024, p. 4]-]{+[Watch 2020, p. 4]+}."
    )


def test_the_work_that_something_was_read_in_is_part_of_a_citation_and_secret_where_it_is():
    through = '<sup data-cite="3" data-via="4" data-via-locator="38" data-via-label="page"></sup>'
    said = told(compared(f"<p>Words{cite(3)}.</p>", f"<p>Words{through}.</p>"))
    assert said == "Words[-[House 2024]-]{+[House 2024, Watch 2020, 38]+}."
    secret = replace(NAMES, unsaid=["4"])
    [row] = compare_bodies(f"<p>W{cite(3)}</p>", f"<p>W{through}</p>", secret, secret)
    assert "38" not in str(row)
    moved = through.replace("38", "39")
    assert not has_changes(compare_bodies(f"<p>W{through}</p>", f"<p>W{moved}</p>", secret, secret))


def test_formatting_and_where_a_link_leads_are_seen_and_said():
    old, new = '<p>Read <a href="/a/">this</a> now</p>', '<p>Read <a href="/b/">this</a> <strong>now</strong></p>'
    [row] = compared(old, new)
    assert row.change is Change.RESTYLED
    assert told([row]) == "Read <this> <now>"
    drawn = inline(row)
    assert "link changed from /a/ to /b/" in drawn
    assert "now bold" in drawn
    [row] = compared("<p>One two three four</p>", "<p>One <strong>two three</strong> <em>four</em></p>")
    assert told([row]) == "One <two three> <four>"
    [row] = compared("<p>unbelievable</p>", "<p>un<strong>believ</strong>able</p>")
    assert told([row]) == "<unbelievable>"
    assert "now partly bold" in inline(row)


def test_a_heading_of_another_level_is_seen_and_said():
    [row] = compared("<h2>Water</h2>", "<h3>Water</h3>")
    assert row.change is Change.RESTYLED
    assert kind_change(row) == "Heading became Subheading"


def test_pictures_videos_actions_and_table_cells_are_seen():
    figure = '<figure data-picture="{}" data-caption="{}"></figure>'
    assert (
        told(compared(figure.format(7, "At dawn"), figure.format(7, "At dusk")))
        == "[River at dawn] At[- dawn-]{+ dusk+}"
    )
    assert told(compared(figure.format(7, "x"), figure.format(8, "x"))) == "[-[River at dawn]-]{+[Dam]+} x"
    assert told(compared('<div data-action="5"></div>', '<div data-action="6"></div>')) == "[-[#5]-]{+[#6]+}"
    video = '<figure data-video="https://vimeo.com/{}" data-title="Dam"></figure>'
    assert has_changes(compared(video.format(1), video.format(2)))
    row = "<table><tbody><tr><td>a</td><td>{}</td></tr></tbody></table>"
    assert told(compared(row.format("b"), row.format("c"))) == "a |[- b-]{+ c+}"


def test_what_is_drawn_is_escaped_and_names_each_change_for_those_who_hear_it():
    [row] = compared("<p>a &lt;b&gt; c</p>", "<p>a &lt;i onclick=x&gt; c</p>")
    drawn = inline(row)
    assert "<i onclick" not in drawn
    assert "<del>" in drawn
    assert '<span class="visually-hidden"> [removed: </span>' in drawn
    assert '<span class="visually-hidden"> [added: </span>' in drawn


def test_long_stretches_without_changes_are_folded():
    old = "".join(f"<p>Paragraph {number}.</p>" for number in range(20))
    shown = with_context(compared(old, old.replace("Paragraph 10", "Section 10")))
    assert [type(row) is Skipped for row in shown] == [True, False, False, False, True]
    assert (shown[0].count, shown[-1].count) == (9, 8)


# --- Whole contents --------------------------------------------------------------------------------


def content(**fields):
    extra = {name: fields.pop(name) for name in ("names", "tags", "parts", "cited", "pictures") if name in fields}
    return {"fields": {"title": "Title", "body": ""} | fields} | extra


def test_fields_are_named_as_in_the_form_and_in_its_order():
    found = compare_contents(
        content(title="The old dam", kind="memo"), content(title="The new dam", kind="statement"), PressRelease
    )
    assert [difference.label for difference in found.fields] == ["Headline", "Kind"]
    assert told(found.fields[0].rows) == "The[- old-]{+ new+} dam"
    assert told(found.fields[1].rows) == "[-memo-]{+statement+}"
    assert found.changed_names == {"title", "kind"}
    assert found.changed_words == (2, 2)
    assert compare_contents(content(), content(), PressRelease).is_empty


def test_relations_are_told_by_the_names_that_the_versions_kept():
    old = content(contact=1, lead_image=7, names={"contact": "Ani", "lead_image": "Dam"})
    new = content(contact=2, lead_image=None, names={"contact": "Aram"})
    found = {difference.name: difference for difference in compare_contents(old, new, PressRelease).fields}
    assert told(found["contact"].rows) == "[-Ani-]{+Aram+}"
    assert told(found["lead_image"].rows) == "[-Dam-]"
    assert (found["lead_image"].is_picture, found["lead_image"].left_key) == (True, 7)


def test_tags_and_sources_that_came_or_went_are_listed():
    old = content(tags=["Rivers", "Water"], body=f"<p>x{cite(3, 'p. 4')}</p>", cited={"3": "House 2024"})
    new = content(
        tags=["Dams", "Water"], body=f"<p>x{cite(3, 'p. 5')} y{cite(4)}</p>", cited={"3": "House 2024", "4": "Watch"}
    )
    lists = {
        one.name: [(e.change.value, e.words) for e in one.entries]
        for one in compare_contents(old, new, PressRelease).lists
    }
    assert lists == {
        "tags": [("removed", "Rivers"), ("added", "Dams")],
        "cited": [("added", "Watch"), ("changed", "House 2024: p. 5")],
    }


def test_parts_that_came_went_changed_or_moved_are_listed():
    def entry(key, position):
        return {"related": key, "position": position, "names": {"related": f"Release {key}"}}

    old = content(parts={"read_also": [entry(1, 0), entry(2, 1), entry(3, 2)]})
    new = content(parts={"read_also": [entry(3, 0), entry(2, 1), entry(4, 2)]})
    [found] = compare_contents(old, new, PressRelease).lists
    assert found.label == "Read also"
    assert [(e.change.value, e.words, e.is_moved) for e in found.entries][:2] == [
        ("removed", "Release 1", False),
        ("added", "Release 4", False),
    ]
    assert [(e.change.value, e.is_moved) for e in found.entries[2:]] == [("equal", True)]


def test_a_demand_whose_words_changed_is_an_entry_that_went_and_one_that_came():
    old = content(parts={"demands": [{"text": "Clean water", "legal_basis": None, "position": 0, "names": {}}]})
    new = content(parts={"demands": [{"text": "Clean rivers", "legal_basis": None, "position": 0, "names": {}}]})
    [found] = compare_contents(old, new, Campaign).lists
    assert [(e.change.value, e.words) for e in found.entries] == [("removed", "Clean water"), ("added", "Clean rivers")]


def test_fields_and_parts_that_the_model_does_not_have_any_more_are_shown_by_name():
    old = content(gone_field="x", parts={"gone_parts": [{"text": "a", "names": {}}]})
    found = compare_contents(old, content(), PressRelease)
    assert found.changed_names == {"gone_field", "gone_parts"}

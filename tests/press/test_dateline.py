"""The dateline at the start of a release's text, once."""

import pytest

from press import reading
from press.models import PressRelease


def shown(place, body_html):
    return reading.with_dateline(PressRelease(dateline_place=place, body_html=body_html))


def test_the_dateline_stands_at_the_start_of_the_first_paragraph():
    assert shown("RIVERTON", "<p>Words.</p>") == '<p><span class="dateline">RIVERTON –</span> Words.</p>'
    assert shown("RIVERTON", "<h2>Head</h2>") == '<p><span class="dateline">RIVERTON –</span> </p><h2>Head</h2>'
    assert shown("", "<p>Words.</p>") == "<p>Words.</p>"


def test_a_picture_above_the_first_paragraph_stays_above_it():
    above = '<figure data-picture="7" data-caption="A &quot;dam&quot; > 3 m"></figure><div data-action="3"></div>'
    shown_html = shown("RIVERTON", f"{above}<p>Words.</p>")
    assert shown_html == f'{above}<p><span class="dateline">RIVERTON –</span> Words.</p>'
    assert shown("RIVERTON", f"{above}<p>Riverton — Words.</p>").startswith(
        f'{above}<p><span class="dateline">Riverton —'
    )


@pytest.mark.parametrize("typed", ["RIVERTON –", "Riverton —", "RIVERTON -", "RIVERTON  –"])
def test_a_dateline_that_was_pasted_with_the_text_is_not_doubled_and_not_changed(typed):
    assert shown("RIVERTON", f"<p>{typed} Words.</p>") == f'<p><span class="dateline">{typed}</span> Words.</p>'


def test_a_place_with_signs_of_html_or_of_patterns_is_found_and_stays_text():
    place = "A & <b>B</b>.* (N.Y.)"
    escaped = "A &amp; &lt;b&gt;B&lt;/b&gt;.* (N.Y.)"
    assert shown(place, f"<p>{escaped} – Words.</p>") == f'<p><span class="dateline">{escaped} –</span> Words.</p>'
    assert shown(place, "<p>Words.</p>") == f'<p><span class="dateline">{escaped} –</span> Words.</p>'


def test_words_that_merely_begin_like_the_place_get_the_dateline():
    assert shown("RIVERTON", "<p>Riverton-based groups say.</p>").startswith(
        '<p><span class="dateline">RIVERTON –</span>'
    )
    assert shown("RIVERTON", "<p>Riverton says.</p>").startswith('<p><span class="dateline">RIVERTON –</span>')

"""Whatever colour the group chooses, its links and buttons can be read."""

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages import colours

hex_colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def hls(colour):
    return colorsys.rgb_to_hls(*(int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#767676", "#ffffff", 4.54), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert colours.contrast(other, one) == colours.contrast(one, other)


@given(hex_colours, st.sampled_from([colours.PAPER_LIGHT, colours.PAPER_DARK]))
def test_every_colour_becomes_readable_on_both_papers_and_so_does_text_on_it(colour, paper):
    found = colours.readable(colour, paper)
    assert colours.contrast(found, paper) >= 4.5
    assert colours.contrast(colours.text_on(found), found) >= 4.5


@given(hex_colours)
def test_a_colour_that_is_readable_stays_as_it_is(colour):
    if colours.contrast(colour, colours.PAPER_LIGHT) >= 4.5:
        assert colours.readable(colour, colours.PAPER_LIGHT) == colour


@pytest.mark.parametrize("colour", ["#ffcc00", "#1a5e63", "#c02020"])
def test_a_colour_keeps_its_hue(colour):
    for paper in (colours.PAPER_LIGHT, colours.PAPER_DARK):
        assert hls(colours.readable(colour, paper))[0] == pytest.approx(hls(colour)[0], abs=0.02)


def test_a_contrast_that_no_colour_has_is_refused():
    with pytest.raises(ValueError, match="No colour"):
        colours.readable("#123456", "#808080", minimum=10)

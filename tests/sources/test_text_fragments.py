"""Addresses that lead to words on a page."""

import pytest

from sources.text_fragments import text_directive, with_text


@pytest.mark.parametrize(
    ("words", "directive"),
    [
        ("so few words", "text=so%20few%20words"),
        ("well-known, & 100% so", "text=well%2Dknown%2C%20%26%20100%25%20so"),
        (
            "one two three four five six seven eight nine",
            "text=one%20two%20three%20four,six%20seven%20eight%20nine",
        ),
        ("the first line\nand the second one", "text=the%20first%20line,and%20the%20second%20one"),
        ("cut at the end of this hyphen-\nated line", "text=cut%20at%20the%20end,ated%20line"),
        ("a hyphen-\nated line", "text=a,ated%20line"),
        ("\n ریور \n", "text=%D8%B1%DB%8C%D9%88%D8%B1"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_words_are_named_whole_or_by_both_ends(words, directive):
    assert text_directive(words) == directive


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.example/b", "https://a.example/b#:~:text=x"),
        ("https://a.example/b#c", "https://a.example/b#c:~:text=x"),
    ],
)
def test_a_place_that_the_address_has_stays(url, address):
    assert with_text(url, "x") == address
    assert with_text(url, " ") == url

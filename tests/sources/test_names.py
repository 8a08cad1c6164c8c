"""Authors as staff type them, one a line."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sources.csl import NamesNotUnderstood, family_name, format_names, full_name, parse_names


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Hamparian, Aram", [{"family": "Hamparian", "given": "Aram"}]),
        ("Freedom House", [{"literal": "Freedom House"}]),
        ("{UN Committee against Torture}", [{"literal": "UN Committee against Torture"}]),
        ("{Ministry of Justice, Armenia}", [{"literal": "Ministry of Justice, Armenia"}]),
        ("Bureau of Democracy, Human Rights, and Labor", [{"literal": "Bureau of Democracy, Human Rights, and Labor"}]),
        ("King, Martin Luther, Jr.", [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}]),
        ("Plato,", [{"family": "Plato"}]),
        ("", []),
        (
            "  Yu,   Charles \r\n\n Freedom House\n",
            [{"family": "Yu", "given": "Charles"}, {"literal": "Freedom House"}],
        ),
    ],
)
def test_a_comma_makes_a_person_and_braces_an_organisation(typed, names):
    assert parse_names(typed) == names
    assert parse_names(format_names(names)) == names


@pytest.mark.parametrize("typed", [", Aram", "{}", "{ }", "Freedom House\n,"])
def test_a_line_without_a_name_is_refused(typed):
    with pytest.raises(NamesNotUnderstood, match="name"):
        parse_names(typed)


words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=12)
phrases = st.lists(words, min_size=1, max_size=4).map(" ".join)
name_parts = phrases.filter(lambda text: "," not in text and not text.startswith("{"))
people = st.fixed_dictionaries({"family": name_parts}, optional={"given": name_parts})
organisations = st.fixed_dictionaries({"literal": phrases})


@given(st.lists(people | organisations, max_size=5))
def test_any_names_are_read_again_as_they_were_written(names):
    assert parse_names(format_names(names)) == names


@given(st.text(max_size=60))
def test_what_was_read_once_is_read_the_same_again(text):
    try:
        names = parse_names(text)
    except NamesNotUnderstood:
        assume(False)
    assert parse_names(format_names(names)) == names


def test_particles_and_suffixes_have_their_place():
    beethoven = {"family": "Beethoven", "given": "Ludwig", "dropping-particle": "van"}
    gaulle = {"family": "Gaulle", "given": "Charles", "non-dropping-particle": "de"}
    king = {"family": "King", "given": "Martin Luther", "suffix": "Jr."}
    assert [full_name(name) for name in (beethoven, gaulle, king)] == [
        "Ludwig van Beethoven",
        "Charles de Gaulle",
        "Martin Luther King Jr.",
    ]
    assert [family_name(name) for name in (beethoven, gaulle, king)] == ["Beethoven", "de Gaulle", "King"]
    assert format_names([gaulle]) == "de Gaulle, Charles"

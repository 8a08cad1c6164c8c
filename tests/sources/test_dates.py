"""Dates of sources: what is typed, what is kept, what readers and other programs get."""

import contextlib
import io
import subprocess
import sys
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sources import dates
from sources.dates import DateNotUnderstood

TYPED = {
    "2024": "2024",
    " 2024. ": "2024",
    "2024-06-05": "2024-06-05",
    "2024-06": "2024-06",
    "2024/06/05": "2024-06-05",
    "2024/6": "2024-06",
    "2024-06-05T10:00:00Z": "2024-06-05",
    "5 June 2024": "2024-06-05",
    "June 5, 2024": "2024-06-05",
    "June 5th, 2024": "2024-06-05",
    "the 5th of June, 2024": "2024-06-05",
    "Wednesday, June 5, 2024": "2024-06-05",
    "2024 June 5": "2024-06-05",
    "JUNE 5 2024": "2024-06-05",
    "25/12/2024": "2024-12-25",
    "12/25/2024": "2024-12-25",
    "5/5/2024": "2024-05-05",
    "06.05.2024": "2024-05-06",
    "September 2024": "2024-09",
    "Sept. 2024": "2024-09",
    "spring 2024": "2024-21",
    "Fall 2024": "2024-23",
    "1990s": "199X",
    "199X": "199X",
    # No year, none invented.
    "June 5": "XXXX-06-05",
    "5 June": "XXXX-06-05",
    "June 5th": "XXXX-06-05",
    "February 29": "XXXX-02-29",
    "June": "XXXX-06",
    "June 5-8": "XXXX-06-05/XXXX-06-08",
    # Less than EDTF could say would be an invention.
    "early 2024": "2024",
    "mid-2024": "2024",
    "late June 2024": "2024-06",
    # Ranges, each end saying what the other leaves out.
    "2020–2023": "2020/2023",
    "2020-2023": "2020/2023",
    "2020 - 2023": "2020/2023",
    "2020–23": "2020/2023",
    "2020-25": "2020/2025",
    "2020/2023": "2020/2023",
    "from 2020 to 2023": "2020/2023",
    "May 6-8, 2024": "2024-05-06/2024-05-08",
    "6–8 May 2024": "2024-05-06/2024-05-08",
    "May 30–June 2, 2024": "2024-05-30/2024-06-02",
    "May–June 2024": "2024-05/2024-06",
    "Spring–Summer 2024": "2024-21/2024-22",
    "2024-05-06 - 2024-05-08": "2024-05-06/2024-05-08",
    "since 2020": "2020/..",
    "2020–": "2020/..",
    "2020 to present": "2020/..",
    "until 2020": "../2020",
    # About, perhaps.
    "c. 2019": "2019~",
    "ca. 2019": "2019~",
    "circa June 2019": "2019-06~",
    "2019?": "2019?",
    "c. 2019?": "2019%",
    "c. 2020–2023": "2020~/2023",
    # No date.
    "": "",
    "n.d.": "",
    "No date": "",
    # The site's other languages.
    "5 հունիսի 2024": "2024-06-05",
    "2024 թ. հունիսի 5-ին": "2024-06-05",
    "٥ يونيو ٢٠٢٤": "2024-06-05",
}

REFUSED = {
    "05/06/2024": "Type the month as a word",
    "2020-21": "two years or a season",
    "2000s": "ten years or a hundred",
    "31 February 2024": "does not exist",
    "February 30": "does not exist",
    "2023-02-29": "does not exist",
    "February 29, 2023": "does not exist",
    "2024-13": "no month",
    "2024-13-01": "no month",
    "2023/2020": "ends before it begins",
    "December 30–January 2, 2025": "ends before it begins",
    "5 June 24": "not understood",
    "6/5/24": "not understood",
    "may be": "not understood",
    "first of May or so": "not understood",
    "banana": "not understood",
    "spring": "not understood",
    "5": "not understood",
    "5–8": "not understood",
    "–": "not understood",
    "?": "not understood",
    "0000-01-01": "not understood",
    "{2020,2021}": "not understood",
    "June 5, 2024 at noon": "not understood",
    "2" * 200: "too long",
}


@pytest.mark.parametrize(("typed", "edtf"), TYPED.items())
def test_what_is_typed_becomes_edtf(typed, edtf):
    assert dates.parse_typed(typed) == edtf


@pytest.mark.parametrize(("typed", "words"), REFUSED.items())
def test_what_is_doubtful_or_wrong_is_refused_with_a_way_to_type_it(typed, words):
    with pytest.raises(DateNotUnderstood) as refusal:
        dates.parse_typed(typed)
    assert words in str(refusal.value)
    assert "Type " in str(refusal.value) or "too long" in str(refusal.value)


def test_a_date_means_the_same_in_every_interface_language():
    for language in ("en", "hy", "ar"):
        with translation.override(language):
            assert dates.parse_typed("5 հունիսի 2024") == dates.parse_typed("June 5, 2024") == "2024-06-05"


# Seasons are left out: "2024-21", typed, may mean two years, and is asked for.
@pytest.mark.parametrize("edtf", sorted({edtf for edtf in TYPED.values() if edtf not in {"", "2024-21", "2024-23"}}))
def test_edtf_typed_as_such_stays_as_it_is(edtf):
    assert dates.parse_typed(edtf) == edtf


@given(st.dates(min_value=date(1000, 1, 1)))
def test_any_day_comes_back_from_what_readers_see(day):
    shown = dates.display(day.isoformat(), "en")
    assert dates.parse_typed(shown) == day.isoformat()
    assert dates.earliest(day.isoformat()) == day


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2000, 12, 31)))
def test_no_year_is_invented_for_a_day_without_one(day):
    edtf = dates.parse_typed(f"{day:%B} {day.day}")
    assert edtf == f"XXXX-{day:%m-%d}"
    assert dates.year(edtf) is None
    assert dates.earliest(edtf) is None
    assert not any(character.isdigit() for character in dates.display(edtf, "en").replace(str(day.day), "", 1))
    assert set(dates.csl_date(edtf)) == {"literal"}


@given(
    st.text(max_size=30)
    | st.lists(st.sampled_from(["2024", "June", "5", "–", "-", "/", "c.", "?", "1990s", "to", ","]), max_size=8).map(
        " ".join
    )
)
def test_anything_typed_is_a_date_or_a_clear_refusal(text):
    try:
        edtf = dates.parse_typed(text)
    except DateNotUnderstood as refusal:
        assert str(refusal)  # noqa: PT017 - either outcome is right, a crash is not
    else:
        assert dates.display(edtf, "en") or not edtf
        dates.csl_date(edtf)


YEARS = st.sampled_from(["2024", "199X", "19XX", "1XXX", "XXXX", "0000", "00XX"])
SIDES = st.builds(
    lambda year, month, day, mark: f"{year}{month}{day if month else ''}{mark}",
    YEARS,
    st.sampled_from(["", "-06", "-21", "-XX", "-13", "-1X"]),
    st.sampled_from(["", "-05", "-31", "-XX"]),
    st.sampled_from(["", "~", "?", "%"]),
)


@given(st.lists(SIDES | st.just("..") | st.just(""), min_size=1, max_size=3).map("/".join))
def test_anything_like_edtf_is_read_or_refused_without_a_word_on_the_console(edtf):
    # edtf 5.0.2 raises AttributeError and prints for some ranges, were they given to it.
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            moment = dates.read(edtf)
        except DateNotUnderstood:
            return
    assert output.getvalue() == ""
    assert dates.display(edtf, "en")
    if moment.year:
        assert dates.year(dates.from_csl(dates.csl_date(edtf))) == moment.year


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("", ""),
        ("2024", "2024"),
        ("2024-09", "September 2024"),
        ("2024-06-05", "June 5, 2024"),
        ("2024-09-27", "September 27, 2024"),
        ("XXXX-06-05", "June 5"),
        ("XXXX-06", "June"),
        ("2024-21", "spring 2024"),
        ("199X", "1990s"),
        ("19XX", "1900–1999"),
        ("2020/2023", "2020–2023"),
        ("2024-05-06/2024-05-08", "May 6–8, 2024"),
        ("2024-05-30/2024-06-02", "May 30, 2024 – June 2, 2024"),
        ("2024-05/2024-06", "May–June 2024"),
        ("2020/..", "from 2020"),
        ("../2020", "until 2020"),
        ("2019~", "c. 2019"),
        ("2019?", "2019?"),
        ("2019%", "c. 2019?"),
    ],
)
def test_dates_are_shown_in_words(edtf, shown):
    assert dates.display(edtf, "en") == shown


def test_dates_are_shown_in_the_order_and_words_of_the_language():
    assert dates.display("2024-06-05", "fr") == "5 juin 2024"
    assert dates.display("2024-06-05", "es") == "5 de junio de 2024"
    assert dates.display("2024-05-06/2024-05-08", "es") == "6–8 de mayo de 2024"
    assert dates.display("2024-05/2024-06", "es") == "mayo de 2024 – junio de 2024"
    assert dates.display("XXXX-06-05", "ar") == "5 يونيو"
    with translation.override("fr"):
        assert dates.display("2024-09") == "septembre 2024"


@pytest.mark.parametrize(
    ("edtf", "first_day", "year"),
    [
        ("2024", date(2024, 1, 1), 2024),
        ("2024-09", date(2024, 9, 1), 2024),
        ("2024-09-27", date(2024, 9, 27), 2024),
        ("2024-22", date(2024, 6, 1), 2024),
        ("2020/2023", date(2020, 1, 1), 2020),
        ("2019~", date(2019, 1, 1), 2019),
        ("2020/..", date(2020, 1, 1), 2020),
        ("../2020", None, None),
        ("199X", date(1990, 1, 1), None),
        ("00XX", date(1, 1, 1), None),
        ("XXXX-06-05", None, None),
        ("", None, None),
    ],
)
def test_sources_sort_by_the_first_day_that_their_date_may_mean(edtf, first_day, year):
    assert dates.earliest(edtf) == first_day
    assert dates.year(edtf) == year


@pytest.mark.parametrize(
    "edtf", ["2024-06-05T10:00:00Z", "[2020,2021]", "Y17E7", "-0044", "2024-1", "June", "2024-02-30", "199X-07", "XXXX"]
)
def test_edtf_of_another_kind_is_refused(edtf):
    with pytest.raises(DateNotUnderstood):
        dates.read(edtf)


@pytest.mark.parametrize(
    ("edtf", "csl"),
    [
        ("2024-06-05", {"date-parts": [[2024, 6, 5]]}),
        ("2024-09", {"date-parts": [[2024, 9]]}),
        ("2020/2023", {"date-parts": [[2020], [2023]]}),
        ("2019~", {"date-parts": [[2019]], "circa": True}),
        ("2024-22", {"date-parts": [[2024]], "season": 2}),
        ("XXXX-06-05", {"literal": "June 5"}),
        ("199X", {"literal": "1990s"}),
        ("2020/..", {"literal": "from 2020"}),
        ("", {}),
    ],
)
def test_dates_become_csl_json_and_come_back(edtf, csl):
    with translation.override("hy"):
        assert dates.csl_date(edtf) == csl
        assert dates.from_csl(csl) == edtf


@pytest.mark.parametrize(
    ("csl", "edtf"),
    [
        ({"date-parts": [["2024", "6", 5]]}, "2024-06-05"),
        ({"date-parts": [[2020], [0]]}, "2020/.."),
        ({"date-parts": [[]]}, ""),
        ({"literal": "June 5"}, "XXXX-06-05"),
    ],
)
def test_csl_dates_of_other_programs_are_read(csl, edtf):
    assert dates.from_csl(csl) == edtf


@pytest.mark.parametrize(
    "csl",
    [
        {"date-parts": [["x"]]},
        {"date-parts": [None, 3]},
        {"date-parts": 7},
        {"date-parts": [[2024, 14]]},
        {"date-parts": [[-44]]},
    ],
)
def test_a_broken_csl_date_is_refused(csl):
    with pytest.raises(DateNotUnderstood):
        dates.from_csl(csl)


def test_the_edtf_library_is_imported_without_warnings():
    code = "import sources.edtf_dates as d; print(d.read('2019~').earliest)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("2019-01-01", "")

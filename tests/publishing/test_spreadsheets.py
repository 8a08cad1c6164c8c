"""Tables for spreadsheets: nothing in them is taken for a formula, and a long one is never held whole."""

import csv
import io
from datetime import UTC, datetime

import pytest

from publishing import spreadsheets


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=cmd|' /C calc'!A0"]
)
def test_what_could_begin_a_formula_is_text(typed):
    assert spreadsheets.guarded(typed) == f"'{typed}"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("Anahit-Maria", "Anahit-Maria"),
        ("a\0b", "ab"),
        ("", ""),
        (None, ""),
        (True, "yes"),
        (-3, -3),
        (datetime(2026, 3, 4, 12, tzinfo=UTC), "2026-03-04 12:00:00"),
    ],
)
def test_everything_else_stays_what_it_is(value, cell):
    assert spreadsheets.guarded(value) == cell


def test_a_table_is_written_in_blocks_that_read_back_as_it_was():
    drawn = 0

    def rows():
        nonlocal drawn
        for drawn in range(1, 1201):
            yield (drawn, 'a "quoted"\nname, with a comma')

    blocks = spreadsheets.as_csv(["number", "name"], rows())
    first = next(blocks)
    assert drawn == 500
    assert first.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO((first + b"".join(blocks)).decode("utf-8-sig"), newline="")))
    assert table[0] == ["number", "name"]
    assert table[1200] == ["1200", 'a "quoted"\nname, with a comma']

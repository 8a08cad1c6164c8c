"""What two sequences have in common, as their longest common subsequence.

Compared on 10,000 words against 10,000 words, as prose repeats them, everything changed / a third changed:

==================== ========= ========= ======================================================
this                    64 ms     82 ms  the most that can stay (4,740 / 7,936 words)
rapidfuzz (C++)         14 ms     21 ms  the same answer by the same method; 3 MB for 30 lines
difflib                 18 s      23 s   less stays; with its “autojunk” fast, and poor on prose
cdifflib (C)            11 s      12 s   as difflib
patiencediff            11 ms     15 ms  finds 131 of 4,740: made for lines of code
==================== ========= ========= ======================================================

Ready-made comparisons of HTML (htmldiff2, lxml.html.diff, redlines) stand on difflib, and do not see attributes, in which
citations and links live. diff-match-patch compares characters and gives another answer when its time is up.
"""

from collections.abc import Hashable, Sequence
from typing import Final, NamedTuple

MOST_CELLS: Final = 500_000_000
"""Length times length up to which the best answer is looked for: 20,000 words against 20,000, about 60 MB for half a second."""


class Match(NamedTuple):
    """The place of something common in the left sequence and in the right one."""

    left: int
    right: int


def matches(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Match]:
    """Return the places of a longest common subsequence, in order.

    Beyond MOST_CELLS nothing but the common beginning and end is found: always true, only coarser.
    """
    start = _common(left, right)
    end = _common(left[start:][::-1], right[start:][::-1])
    inner_left, inner_right = left[start : len(left) - end], right[start : len(right) - end]
    found = [Match(place, place) for place in range(start)]
    if len(inner_left) * len(inner_right) <= MOST_CELLS:
        found += [Match(match.left + start, match.right + start) for match in _longest(inner_left, inner_right)]
    found += [Match(len(left) - back, len(right) - back) for back in range(end, 0, -1)]
    return found


def _common(left: Sequence[Hashable], right: Sequence[Hashable]) -> int:
    """Return how many elements two sequences begin with in common."""
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return place
    return min(len(left), len(right))


def _longest(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Match]:
    """Return a longest common subsequence, with the bits of long integers as the columns of the usual table.

    Method: H. Hyyrö, Bit-parallel LCS-length computation revisited (2004). A zero in a row's bit says that the
    column adds one to the length; keeping all rows lets us walk back through the table.
    """
    columns: dict[Hashable, int] = {}
    for place, element in enumerate(left):
        columns[element] = columns.get(element, 0) | 1 << place
    ones = (1 << len(left)) - 1
    row = ones
    rows = []
    for element in right:
        hits = row & columns.get(element, 0)
        row = ((row + hits) | (row - hits)) & ones
        rows.append(row)
    return _walk_back(rows, len(left))


def _walk_back(rows: list[int], width: int) -> list[Match]:
    found = []
    column, line = width, len(rows)
    while column and line:
        if rows[line - 1] >> (column - 1) & 1:
            column -= 1
            continue
        line -= 1
        if line == 0 or rows[line - 1] >> (column - 1) & 1:
            column -= 1
            found.append(Match(column, line))
    return found[::-1]

"""Comparing versions: two plain texts, two bodies, or two whole contents, word by word.

`compare_plain` and `compare_bodies` give rows, `compare_contents` all that differs between two versions. Templates draw
them with the tags of `comparing`, side by side or inline.
"""

from publishing.comparing.contents import (
    Comparison,
    Entry,
    FieldDifference,
    ListDifference,
    compare_contents,
    names_of,
    words_of,
)
from publishing.comparing.reading import Names
from publishing.comparing.texts import Change, Row, Segment, compare_bodies, compare_plain, has_changes

__all__ = [
    "Change",
    "Comparison",
    "Entry",
    "FieldDifference",
    "ListDifference",
    "Names",
    "Row",
    "Segment",
    "compare_bodies",
    "compare_contents",
    "compare_plain",
    "has_changes",
    "names_of",
    "words_of",
]

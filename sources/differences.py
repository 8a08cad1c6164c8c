"""How a passage differs from what a copy has, in words."""

from collections.abc import Sequence
from typing import Final

from sources.quotes import Op

BESIDE: Final = 4
"""So many words stay on each side of a difference."""

type Diff = Sequence[tuple[Op, str]]


def in_words(diff: Diff) -> str:
    """Return a diff on one line: "flooded [ten → twelve] villages …". What only one side has stands against "–"."""
    pieces: list[str] = []
    ours = theirs = ""
    for number, (kind, words) in enumerate(diff):
        if kind == Op.PASSAGE:
            ours = f"{ours} {words}".strip()
        elif kind == Op.TEXT:
            theirs = f"{theirs} {words}".strip()
        else:
            pieces += [*_change(ours, theirs), _shortened(words, is_first=number == 0, is_last=number == len(diff) - 1)]
            ours = theirs = ""
    return " ".join([*pieces, *_change(ours, theirs)])


def _change(ours: str, theirs: str) -> list[str]:
    return [f"[{ours or '–'} → {theirs or '–'}]"] if ours or theirs else []


def _shortened(words: str, *, is_first: bool, is_last: bool) -> str:
    """Return what both have with only the words beside a difference."""
    all_words = words.split()
    start = [] if is_first else all_words[:BESIDE]
    rest = all_words[len(start) :]
    end = [] if is_last else rest[-BESIDE:]
    left_out = len(all_words) > len(start) + len(end)
    return " ".join([*start, *(["…"] if left_out else []), *end])

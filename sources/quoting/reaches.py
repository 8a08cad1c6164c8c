"""How far apart the segments of a passage may stand in the text."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from sources.quoting.marked import Kind, Segment
from sources.quoting.texts import Prepared

ELLIPSIS_REACH: Final = 2_000
"""Characters of the text that an ellipsis may leave out: about a page. Words farther apart are stitched together."""

BRACKET_REACH: Final = 120
"""Characters of the text that words in a bracket may stand for."""

REACH_PER_LETTER: Final = 60
"""Characters that may lie between two segments for each letter of the shorter one."""

RARE_LETTERS: Final = 40
"""Letters of a segment that stands nowhere by chance."""

CHANCE: Final = 0.25
"""What may lie between, as a share of the mean distance at which a short segment stands in the text by itself."""

LEAST: Final = {Kind.ELLIPSIS: 20, Kind.BRACKET: 40}
"""Characters that may lie between any two segments: a few words, whatever they are."""


def reaches(segments: Sequence[Segment], text: Prepared) -> list[int]:
    """Return how many characters of the text may lie before each segment but the first.

    A short segment is soon found by chance: “the … the” is in every text. So what may lie between two segments is the
    less, the shorter they are and the more often they stand in this text.
    """
    alone = [_reach(segment, text) for segment in segments]
    return [
        min(longest, max(LEAST[after.kind], min(one, other)))
        for (one, other), after, longest in zip(pairwise(alone), segments[1:], longest_reaches(segments), strict=True)
    ]


def longest_reaches(segments: Sequence[Segment]) -> list[int]:
    """Return how many characters may lie before each segment but the first, however short it is."""
    return [ELLIPSIS_REACH if segment.kind is Kind.ELLIPSIS else BRACKET_REACH for segment in segments[1:]]


def _reach(segment: Segment, text: Prepared) -> int:
    if segment.letters >= RARE_LETTERS:
        return ELLIPSIS_REACH
    bones = " ".join(part.word.bone for part in segment.parts if part.forms is None)
    others = text.skeleton.count(f" {bones} ") - 1
    per_letter = REACH_PER_LETTER * (5 if segment.is_solid else 1)
    by_chance = CHANCE * len(text.text) / others if others > 0 else ELLIPSIS_REACH
    return int(min(per_letter * segment.letters, by_chance))

"""Leaving out what two texts have in common by chance."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from publishing.comparing.reading import Token
from publishing.sequences import Match

ATOM_WEIGHT: Final = 12
"""An atom weighs as much as so many letters."""
CHANCE: Final = 2
"""A common stretch is worth showing if it weighs more than one part in so many of the changes around it."""


def weight(token: Token) -> int:
    return ATOM_WEIGHT if token.atom else len(token.text)


def worth_keeping(left: Sequence[Token], right: Sequence[Token], found: Sequence[Match]) -> list[Match]:
    """Return `found` without short stretches between larger changes.

    In a sentence that was written anew “the” and “of” are common by chance; shown as such they would tear it to pieces.
    What was only inserted, or only taken out, on both sides of a word leaves the word alone.
    """
    end = Match(len(left), len(right))
    sums = _Sums(left, right)
    kept: list[tuple[Match, Match]] = []
    for stretch in [*_stretches(found), (end, end)]:
        while kept and sums.is_chance(kept[-2][1] if len(kept) > 1 else Match(-1, -1), kept[-1], stretch[0]):
            kept.pop()
        kept.append(stretch)
    return [
        Match(first.left + step, first.right + step)
        for first, last in kept[:-1]
        for step in range(last.left - first.left + 1)
    ]


def _stretches(found: Sequence[Match]) -> list[tuple[Match, Match]]:
    """Return the first and last match of each stretch that nothing interrupts in either text."""
    stretches: list[tuple[Match, Match]] = []
    for match in found:
        if stretches and stretches[-1][1] == (match.left - 1, match.right - 1):
            stretches[-1] = (stretches[-1][0], match)
        else:
            stretches.append((match, match))
    return stretches


class _Sums:
    """Weights summed up from the beginning, so that a stretch of any length is weighed at once."""

    def __init__(self, left: Sequence[Token], right: Sequence[Token]) -> None:
        self.left = [0, *accumulate(map(weight, left))]
        self.right = [0, *accumulate(map(weight, right))]

    def is_chance(self, before: Match, stretch: tuple[Match, Match], after: Match) -> bool:
        """Say whether a stretch is small beside what changed between `before` and it, and between it and `after`."""
        first, last = stretch
        removed_before = self.left[first.left] - self.left[before.left + 1]
        removed_after = self.left[after.left] - self.left[last.left + 1]
        added_before = self.right[first.right] - self.right[before.right + 1]
        added_after = self.right[after.right] - self.right[last.right + 1]
        if not (removed_before or removed_after) or not (added_before or added_after):
            return False
        changes = min(max(removed_before, added_before), max(removed_after, added_after))
        return CHANCE * (self.left[last.left + 1] - self.left[first.left]) <= changes

"""Where a text comes nearest to a passage that is not in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, islice
from typing import Final

from sources.quoting.characters import is_solid
from sources.quoting.differing import Compared, compared, diff
from sources.quoting.marked import Marked
from sources.quoting.reaches import ELLIPSIS_REACH
from sources.quoting.reading import Word
from sources.quoting.results import QuoteCheck, Status
from sources.quoting.texts import Prepared, occurrences

NEAR_ENOUGH: Final = 0.6
"""The ratio from which a place is near: so many of the letters of both are in words that both have, in order."""

MOST_RATIO: Final = 0.99
"""The ratio of a passage whose words are all there, but not as it has them: their case, what stands between them."""

MOST_RUNS: Final = 20
"""Runs of words of a passage that are looked for."""

MOST_HITS: Final = 8
"""Places of a run that count, the first ones."""

COMMON: Final = 0.01
"""What one place of a run that has more places counts, beside 1 for the only place of a run: next to nothing."""

MOST_PLACES: Final = 3
"""Places of the text that are compared with the passage."""

MOST_MARGIN: Final = 3_000
"""Characters of the text before and after the length of a passage in which its words may be found."""

LONG: Final = 200
"""Words of a passage from which one run alone is chance."""

CLEAR: Final = 3.0
"""Runs of three words that speak for one place alone, from which shorter runs are not asked."""


def nearest(marked: Marked, passage: str, text: Prepared, seeds: Iterable[int]) -> QuoteCheck:
    """Return what is nearest to the passage. `seeds` are offsets at which it may begin, the likeliest first."""
    words = marked.words
    length = sum(len(word.bone) + len(word.gap) for word in words) + 200
    margin = min(length // 2, MOST_MARGIN) + length // 10
    dropped = min(len(marked.segments) - 1, 5) * ELLIPSIS_REACH
    best: Compared | None = None
    for start in islice(_apart([*seeds, *_voted(words, text)], length // 2), MOST_PLACES):
        one = compared(marked, text.between(start - margin, start + length + margin + dropped)[1:-1])
        if best is None or one.ratio > best.ratio:
            best = one
    if best is None or best.ratio < NEAR_ENOUGH:
        return QuoteCheck(Status.ABSENT, round(best.ratio, 4) if best else 0.0)
    return _near(best, passage, text)


def all_but_verified(marked: Marked, passage: str, text: Prepared, start: int, end: int) -> QuoteCheck:
    """Return what to say of a passage all words of which are at a place, with brackets or ellipses that do not hold."""
    there = text.between(start, end)[1:-1]
    pairs = compared(marked, there)
    if not pairs.pairs:
        return QuoteCheck(Status.NEAR, MOST_RATIO, start, end)
    return replace(_near(pairs, passage, text), ratio=MOST_RATIO, start=start, end=end)


def _near(best: Compared, passage: str, text: Prepared) -> QuoteCheck:
    start, end = best.there[best.pairs[0].right].start, best.there[best.pairs[-1].right].end
    return QuoteCheck(Status.NEAR, min(round(best.ratio, 4), MOST_RATIO), start, end, diff(best, passage, text.text))


def _apart(starts: Iterable[int], length: int) -> Iterator[int]:
    """Leave out places that one before takes in already."""
    taken: list[int] = []
    for start in starts:
        if all(abs(start - other) > length for other in taken):
            taken.append(start)
            yield start


def _voted(words: Sequence[Word], text: Prepared) -> list[int]:
    """Return offsets at which the passage may begin, by the runs of its words that stand there, the likeliest first."""
    votes: list[tuple[int, float]] = []
    for size in (3, 2, 1):
        if size > 1 or (len(words) < MOST_HITS and not votes):
            votes += _votes(words, size, text)
        if sum(weight for _start, weight in votes) >= CLEAR:
            break
    width = max(100, min(sum(len(word.bone) for word in words) // 2, MOST_MARGIN))
    least = 2 if len(words) > LONG else 1
    places = [text.of_solid(max(0, start)) for start in _gathered(votes, width, least)]
    return [text.word(place).start for place in places]


def _votes(words: Sequence[Word], size: int, text: Prepared) -> Iterator[tuple[int, float]]:
    """Yield where among the letters of the text the passage begins, by each place of its runs, and the vote's weight.

    Runs are of `size` words, and twice as many in scripts where each character counts as a word.
    """
    begins = list(accumulate((len(word.bone) for word in words), initial=0))
    size = size * 2 if is_solid(words[0].form[0]) else size
    runs = len(words) - size + 1
    for number in range(0, runs, max(1, -(-runs // MOST_RUNS))):
        bones = "".join(word.bone for word in words[number : number + size])
        hits = list(occurrences(text.solid, bones, MOST_HITS + 1))
        weight = 1 / len(hits) if 0 < len(hits) <= MOST_HITS else COMMON
        yield from ((hit - begins[number], weight) for hit in hits)


def _gathered(votes: list[tuple[int, float]], width: int, least: int) -> list[int]:
    """Return where `least` votes or more, no farther than `width` apart, begin: those with most weight first."""
    votes.sort()
    groups: list[tuple[float, int]] = []
    first, weight = 0, 0.0
    for number, (start, one) in enumerate(votes):
        weight += one
        while votes[first][0] < start - width:
            weight -= votes[first][1]
            first += 1
        if number - first + 1 >= least:
            groups.append((-weight, votes[first][0]))
    return list(islice(_apart((start for _weight, start in sorted(groups)), width), MOST_PLACES))

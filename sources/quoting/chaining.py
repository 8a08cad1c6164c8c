"""Segments of a passage, in order, each near enough to the one before."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sources.quoting import guards, punctuation
from sources.quoting.fitting import fit
from sources.quoting.marked import Segment
from sources.quoting.reading import Word
from sources.quoting.texts import Place, Prepared

MOST_SEGMENTS: Final = 60
"""A passage in more pieces is not verified, only compared."""

MOST_STANDS: Final = 200
"""Places at which one segment may stand in one stretch of text."""

MOST_LINKS: Final = 20
"""Places of the segment before that are tried for each."""

MOST_READ: Final = 400_000
"""Characters of the text that are read for one passage, over all stretches."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a segment stands in a list of words: from `first` up to `after`. `chain`: where the first segment does."""

    first: int
    after: int
    chain: int


def chained(
    segments: Sequence[Segment], between: Sequence[int], anchor: int, place: Place, text: Prepared, *, strict: bool
) -> tuple[int, int] | None:
    """Return the offsets of a whole passage, its segment number `anchor` standing about `place`; None if it is not there.

    `between` says how many characters may lie before each segment but the first. `strict`: the guards are asked.
    """
    words = text.between(*stretch(segments, between, anchor, text.word(place).start))
    known = _by_bone(words)
    stands = list(_stands(segments[0], words, known, 1, len(words)))
    for longest, segment in zip(between, segments[1:], strict=True):
        if not stands:
            return None
        first = min(stand.after for stand in stands)
        last = max(words[stand.after - 1].end for stand in stands) + longest
        limit = bisect_right(words, last, key=lambda word: word.start)
        found = _stands(segment, words, known, first, limit)
        stands = [stand for one in found if (stand := _linked(one, stands, segment, longest, words, strict))]
    if not stands:
        return None
    tightest = min(stands, key=lambda stand: stand.after - stand.chain)
    return words[tightest.chain].start, words[tightest.after - 1].end


def stretch(segments: Sequence[Segment], between: Sequence[int], anchor: int, start: int) -> tuple[int, int]:
    """Return the offsets between which all segments must be if segment `anchor` is about `start`."""
    lengths = [3 * segment.letters + 100 for segment in segments]
    first = start - sum(between[:anchor]) - sum(lengths[: anchor + 1])
    return first, start + sum(between[anchor:]) + sum(lengths[anchor:])


def most_tries(segments: Sequence[Segment], between: Sequence[int]) -> int:
    """Return in how many places a passage may be looked for, so that the work is bounded."""
    start, end = stretch(segments, between, 0, 0)
    return max(5, min(MOST_STANDS, MOST_READ // (end - start)))


def _by_bone(words: Sequence[Word]) -> dict[str, list[int]]:
    """Return where each word stands in a window; a word that the end of a line parts, also as a whole."""
    known: dict[str, list[int]] = {}
    for place in range(1, len(words) - 1):
        word, after = words[place], words[place + 1]
        known.setdefault(word.bone, []).append(place)
        if punctuation.is_break(word, after):
            known.setdefault(word.bone + after.bone, []).append(place)
    return known


def _stands(
    segment: Segment, words: Sequence[Word], known: dict[str, list[int]], first: int, limit: int
) -> Iterator[Stand]:
    """Yield where the segment stands in the words from `first` up to `limit`."""
    fits = ((start, fit(segment, words, start)) for start in _starts(segment, known, first, limit))
    yield from islice((Stand(start, after, start) for start, after in fits if after), MOST_STANDS)


def _starts(segment: Segment, known: dict[str, list[int]], first: int, limit: int) -> Iterator[int]:
    """Yield where the segment may begin: by its first word that has no bracket in it."""
    plain = next((number for number, part in enumerate(segment.parts) if part.forms is None), None)
    if plain is None:
        yield from range(first, limit)
        return
    word = segment.parts[plain].word
    places = known.get(word.bone, [])
    if plain + 1 < len(segment.parts) and punctuation.is_break(word, segment.parts[plain + 1].word):
        places = sorted({*places, *known.get(word.bone + segment.parts[plain + 1].word.bone, [])})
    begin, end = bisect_left(places, first + plain), bisect_left(places, limit + plain)
    yield from (place - plain for place in places[begin:end])


def _linked(
    stand: Stand, before: Sequence[Stand], segment: Segment, longest: int, words: Sequence[Word], strict: bool
) -> Stand | None:
    """Return the stand with the nearest one of the segment before that it may follow."""
    for one in islice((one for one in reversed(before) if one.after <= stand.first), MOST_LINKS):
        if words[stand.first].start - words[one.after - 1].end > longest:
            return None
        if not strict or guards.is_honest(words[one.after - 1 : stand.first], segment.inserted):
            return Stand(stand.first, stand.after, one.chain)
    return None

"""How a passage and a place of the text differ: how much, and in which words."""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import accumulate, groupby, pairwise
from typing import Final, NamedTuple

from publishing.sequences import Match, matches
from sources.quoting import punctuation
from sources.quoting.characters import SOLID
from sources.quoting.marked import Marked, Part
from sources.quoting.reading import Word
from sources.quoting.results import Op

MOST_GLUED: Final = 40

_SOLID = SOLID.pattern[1:-1]
_BEFORE = re.compile(r"(?<!\S)[^\w\s]+\Z")
_AFTER = re.compile(r"[^\w\s]+(?!\S)")
_WHOLE_BEFORE = re.compile(rf"[^\s{_SOLID}]+\Z")
_WHOLE_AFTER = re.compile(rf"[^\s{_SOLID}]+")


class Compared(NamedTuple):
    """Words of a passage beside words of a text. `pairs` are those that both have, in order; 0 pairs have ratio 0."""

    ratio: float
    pairs: list[Match]
    mine: list[Word]
    there: list[Word]


def compared(marked: Marked, there: list[Word]) -> Compared:
    """Return the closest run of words of the text, and the share of the letters of both that is in words of both.

    Words that the text has where the passage has a bracket or an ellipsis do not count against it.
    """
    bones = {word.bone for word in there}
    segments = [_mended([_as_there(part, there) for part in segment.parts], bones) for segment in marked.segments]
    mine = [word for segment in segments for word in segment]
    there = _mended(there, {word.bone for word in mine})
    pairs = _tightened(matches([word.bone for word in mine], [word.bone for word in there]), there)
    marks = list(accumulate(map(len, segments)))[:-1]
    costs = [_letters(there[one.right + 1 : two.right]) * (not _has(marks, one, two)) for one, two in pairwise(pairs)]
    first, last = _best_run([2 * len(mine[pair.left].bone) for pair in pairs], costs)
    pairs = pairs[first:last]
    if not pairs:
        return Compared(0.0, [], mine, there)
    both = _letters([mine[pair.left] for pair in pairs])
    before = min(_letters(mine[: pairs[0].left]), _letters(there[: pairs[0].right]))
    after = min(_letters(mine[pairs[-1].left + 1 :]), _letters(there[pairs[-1].right + 1 :]))
    between = sum(costs[first : last - 1])
    return Compared(2 * both / (_letters(mine) + both + before + between + after), pairs, mine, there)


def _as_there(part: Part, there: Sequence[Word]) -> Word:
    """Return a word; one with a bracket in it as the first word of the text that it may be."""
    if part.forms is None:
        return part.word
    meant = next((word for word in there if part.forms.fullmatch(word.form)), part.word)
    return part.word._replace(bone=meant.bone, form=meant.form)


def _tightened(pairs: Sequence[Match], there: Sequence[Word]) -> list[Match]:
    """Return pairs with words moved to just before the next one, where the text has the same word there, too."""
    tight: list[Match] = []
    for left, right in reversed(pairs):
        beside = tight[-1].right - 1 if tight and left == tight[-1].left - 1 else right
        tight.append(Match(left, beside if there[beside].bone == there[right].bone else right))
    return tight[::-1]


def _mended(words: Sequence[Word], known: Set[str]) -> list[Word]:
    """Return words with the halves of those that the end of a line parts put together, where the other side knows them."""
    mended: list[Word] = []
    for word in words:
        last = mended[-1] if mended else None
        if last and last.bone + word.bone in known and punctuation.is_break(last, word):
            mended[-1] = last._replace(bone=last.bone + word.bone, form=last.form + word.form, end=word.end)
        else:
            mended.append(word)
    return mended


def _letters(words: Sequence[Word]) -> int:
    return sum(len(word.bone) for word in words)


def _has(marks: Sequence[int], one: Match, two: Match) -> bool:
    return any(one.left < mark <= two.left for mark in marks)


def _best_run(gains: Sequence[int], costs: Sequence[int]) -> tuple[int, int]:
    """Return the run of pairs that brings most: their gains, less the costs between them."""
    best, where = 0, (0, 0)
    total = start = 0
    for number, gain in enumerate(gains):
        total -= costs[number - 1] if number else 0
        if total <= 0:
            total, start = 0, number
        total += gain
        if total > best:
            best, where = total, (start, number + 1)
    return where


def diff(found: Compared, passage: str, text: str) -> tuple[tuple[Op, str], ...]:
    """Return the words of the passage and of the found place, in order, told apart."""
    mine, there = _Raw(found.mine, passage), _Raw(found.there, text)
    told = []
    for (op, whole), group in groupby(_steps(found), key=lambda step: step[:2]):
        numbers = [number for _op, _whole, number in group]
        raw = there if op is Op.TEXT else mine
        told.append((op, raw.between(numbers[0], numbers[-1], whole=whole)))
    return tuple(told)


def _steps(found: Compared) -> Iterator[tuple[Op, bool, int]]:
    """Yield each word: where it stands, whether all that is glued to it belongs to the difference, and its number.

    Numbers are of the words of the passage, or, of words only in the text, of the text.
    """
    differs = _differing(found)
    left, right = 0, found.pairs[0].right
    for number, pair in enumerate(found.pairs):
        yield from ((Op.PASSAGE, False, word) for word in range(left, pair.left))
        yield from ((Op.TEXT, False, word) for word in range(right, pair.right))
        if number in differs:
            yield from ((Op.PASSAGE, True, pair.left), (Op.TEXT, True, pair.right))
        else:
            yield Op.SAME, False, pair.left
        left, right = pair.left + 1, pair.right + 1
    yield from ((Op.PASSAGE, False, word) for word in range(left, len(found.mine)))


def _differing(found: Compared) -> set[int]:
    """Return the pairs that have the same letters and differ otherwise, in themselves or in what follows them."""
    mine, there = found.mine, found.there
    differing = {number for number, pair in enumerate(found.pairs) if mine[pair.left].form != there[pair.right].form}
    for number, (one, two) in enumerate(pairwise(found.pairs)):
        together = two.left == one.left + 1 and two.right == one.right + 1
        here, after = there[one.right], there[two.right]
        if together and not punctuation.same(mine[two.left].gap, after.gap, here, after):
            differing.add(number)
    return differing | _torn(found)


def _torn(found: Compared) -> set[int]:
    """Return the pairs at the ends of the found place if a word of the text goes on there."""
    there, first, last = found.there, found.pairs[0].right, found.pairs[-1].right
    torn = set()
    if first and not punctuation.is_whole_before(there[first - 1], there[first]):
        torn.add(0)
    if last + 1 < len(there) and not punctuation.is_whole_after(there[last], there[last + 1]):
        torn.add(len(found.pairs) - 1)
    return torn


class _Raw:
    """Cuts words out of the string that they were read from, with what is glued to them."""

    def __init__(self, words: Sequence[Word], source: str) -> None:
        self.words, self.source = words, source

    def between(self, first: int, last: int, *, whole: bool) -> str:
        """Return the words from `first` to `last`, single spaces between them, with the punctuation around them.

        `whole`: with all that stands up to the next white space.
        """
        start, end = self.words[first].start, self.words[last].end
        before, after = (_WHOLE_BEFORE, _WHOLE_AFTER) if whole else (_BEFORE, _AFTER)
        if found := before.search(self.source, max(0, start - MOST_GLUED), start):
            start = found.start()
        if found := after.match(self.source, end, end + MOST_GLUED):
            end = found.end()
        return " ".join(self.source[start:end].split())

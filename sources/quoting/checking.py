"""The search for one passage in one text."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Final

from sources.quoting import guards
from sources.quoting.chaining import MOST_SEGMENTS, chained, most_tries
from sources.quoting.characters import is_solid
from sources.quoting.fitting import fit
from sources.quoting.marked import Marked, Segment, is_marked, marked, plainly
from sources.quoting.near import all_but_verified, nearest
from sources.quoting.reaches import longest_reaches, reaches
from sources.quoting.results import QuoteCheck, Status
from sources.quoting.texts import Place, Prepared, occurrences

MOST_LITERAL: Final = 2_000
MOST_WHOLE: Final = 64
"""Places of a whole passage that are looked at. More have only words that are everywhere."""

MOST_LOOSELY: Final = 5

MOST_AROUND: Final = 200
"""Characters of punctuation before and after the words that are compared."""

LEAST_LETTERS: Final = 6
"""Letters that one of several segments must have."""

MOST_SEEDS: Final = 3


class Text:
    """A text, prepared once so that many passages are looked for quickly. It keeps about four times its size."""

    def __init__(self, text: str) -> None:
        self._prepared = Prepared(text)

    def check(self, passage: str) -> QuoteCheck:
        """Look for a passage. Never raises; the time is bounded by the sizes of both, whatever is in them."""
        return _Search(passage, self._prepared).run()


def check_quote(passage: str, text: str) -> QuoteCheck:
    """Say whether the words of `passage` stand in `text`, where, and how. What is typography is told in docs/evidence.md.

    Offsets are of code points, as Python counts them.
    """
    return Text(text).check(passage)


class _Search:
    def __init__(self, passage: str, text: Prepared) -> None:
        self.passage, self.text = passage.strip(), text
        self.plain: Segment = plainly(self.passage)
        self.seeds: list[int] = []

    def run(self) -> QuoteCheck:
        if not self.plain.parts:
            return QuoteCheck(Status.ABSENT, 0.0)
        found = self._literal() or self._plain()
        if found:
            return found
        read = marked(self.passage)
        if not read.segments:
            return QuoteCheck(Status.ABSENT, 0.0)
        if is_marked(self.passage):
            if places := self._marked(read, strict=True):
                return QuoteCheck(Status.NORMALISED, 1.0, *places)
            if places := self._marked(read, strict=False):
                return all_but_verified(read, self.passage, self.text, *places)
        return nearest(read, self.passage, self.text, self.seeds[:MOST_SEEDS])

    def _literal(self) -> QuoteCheck | None:
        """Look for the very characters, which needs no preparation of the text."""
        text, parts = self.text.text, self.plain.parts
        first, last = parts[0].word.start, parts[-1].word.end
        for offset in occurrences(text, self.passage, MOST_LITERAL):
            start, end = offset + first, offset + last
            if first == 0 and start and _runs_on(text[start - 1], text[start]):
                continue
            if end < len(text) and _runs_on(text[end - 1], text[end]):
                continue
            words = self.text.window(self.text.at(start), len(parts))
            if words[1].start == start and fit(self.plain, words, 1):
                return QuoteCheck(Status.EXACT, 1.0, offset, offset + len(self.passage))
        return None

    def _plain(self) -> QuoteCheck | None:
        """Look for the words as they stand, brackets and ellipses being those of the text."""
        bones = [part.word.bone for part in self.plain.parts]
        whole = map(self.text.of_skeleton, self.text.in_skeleton(" ".join(bones), MOST_WHOLE))
        found = self._best(whole)
        return found or self._best(self.text.in_solid("".join(bones), MOST_WHOLE))

    def _best(self, places: Iterator[Place]) -> QuoteCheck | None:
        """Return the first place that fits code point for code point, or else the first that fits."""
        count = len(self.plain.parts)
        best = None
        for place in islice(places, MOST_WHOLE):
            words = self.text.window(place, count + count // 2 + 8)
            end = fit(self.plain, words, 1)
            if end is None:
                self.seeds.append(words[1].start)
                continue
            places_of_words = words[1].start, words[end - 1].end
            if exact := self._as_it_stands(*places_of_words):
                return QuoteCheck(Status.EXACT, 1.0, *exact)
            best = best or QuoteCheck(Status.NORMALISED, 1.0, *places_of_words)
        return best

    def _as_it_stands(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the offsets with the punctuation around the words if only white space differs; None if more does."""
        text, passage = self.text.text, self.passage
        first, last = self.plain.parts[0].word.start, self.plain.parts[-1].word.end
        if text[start:end].split() != passage[first:last].split():
            return None
        before = re.search(_spaced(passage[:first]) + r"\Z", text[max(0, start - MOST_AROUND) : start])
        after = re.match(_spaced(passage[last:]), text[end : end + MOST_AROUND])
        return (start - len(before.group()), end + after.end()) if before and after else None

    def _marked(self, read: Marked, *, strict: bool) -> tuple[int, int] | None:
        """Look for the segments of a passage with brackets or ellipses, `strict` about what these may stand for."""
        segments = read.segments
        aside = [*segments[0].inserted, *read.inserted_after]
        refused = guards.negates(aside) or _says_little(segments)
        anchor, run = max(_runs(segments), key=lambda one: len("".join(one[1])), default=(0, []))
        if not run or len(segments) > MOST_SEGMENTS or (strict and refused):
            return None
        between = reaches(segments, self.text) if strict else longest_reaches(segments)
        most = most_tries(segments, between) if strict else MOST_LOOSELY
        whole = map(self.text.of_skeleton, self.text.in_skeleton(" ".join(run), most))
        for place in chain(whole, self.text.in_solid("".join(run), min(most, MOST_WHOLE))):
            if found := chained(segments, between, anchor, place, self.text, strict=strict):
                return found
            self.seeds.append(self.text.word(place).start)
        return None


def _says_little(segments: Sequence[Segment]) -> bool:
    """Say whether a passage in several segments has none that stands for something: “the … of”."""
    return len(segments) > 1 and all(segment.letters < LEAST_LETTERS and not segment.is_solid for segment in segments)


def _runs(segments: Sequence[Segment]) -> Iterator[tuple[int, list[str]]]:
    """Yield the runs of words without brackets in them, with the number of the segment."""
    for number, segment in enumerate(segments):
        for plain, group in groupby(segment.parts, key=lambda part: part.forms is None):
            if plain:
                yield number, [part.word.bone for part in group]


def _spaced(characters: str) -> str:
    """Return a pattern for characters with any white space where they have some."""
    return r"\s+".join(map(re.escape, re.split(r"\s+", characters)))


def _runs_on(one: str, other: str) -> bool:
    """Say whether two characters are of one word."""
    return one.isalnum() and other.isalnum() and not is_solid(one) and not is_solid(other)

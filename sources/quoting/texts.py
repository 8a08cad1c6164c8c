"""A text prepared for searching: cut into pieces, its skeleton made when it is first needed, its words where they are."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

from sources.quoting.reading import Folder, Word, read

PIECE: Final = 1536
"""Characters of a piece. The words of a piece are read when something in it is looked at, in about a millisecond."""

MOST_EMPTY: Final = 4
"""Pieces without words between two words that still follow each other."""


class Place(NamedTuple):
    """Where a word stands: the number of its piece, and its number among the words of the piece."""

    piece: int
    word: int


class Prepared:
    """A text, its pieces, and the two strings in which words are searched."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = list(_cuts(text))
        self._read: dict[int, tuple[list[Word], str, list[int]]] = {}

    @cached_property
    def _folded(self) -> list[str]:
        folder = Folder(self.text)
        return [folder.fold(self._piece(number)) for number in range(len(self.starts))]

    @cached_property
    def skeleton(self) -> str:
        """The bones of all words, each between spaces."""
        return " " + "".join(f"{piece} " for piece in self._folded if piece)

    @cached_property
    def solid(self) -> str:
        """The bones of all words without the spaces: words that a line break parts are found in it."""
        return self.skeleton.replace(" ", "")

    @cached_property
    def _skeleton_starts(self) -> list[int]:
        """Where in the skeleton the pieces begin."""
        lengths = (len(piece) + 1 if piece else 0 for piece in self._folded)
        return list(accumulate(lengths, initial=1))[:-1]

    @cached_property
    def _solid_starts(self) -> list[int]:
        lengths = (len(piece) - piece.count(" ") for piece in self._folded)
        return list(accumulate(lengths, initial=0))[:-1]

    def _piece(self, number: int) -> str:
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[number] : end]

    def words(self, piece: int) -> tuple[list[Word], str, list[int]]:
        """Return the words of a piece, what follows the last, and how many letters stand before each."""
        if piece not in self._read:
            words, tail = read(self._piece(piece), self.starts[piece])
            self._read[piece] = words, tail, list(accumulate((len(word.bone) for word in words), initial=0))
        return self._read[piece]

    def in_skeleton(self, bones: str, most: int) -> Iterator[int]:
        """Yield where in the skeleton whole words stand: bones with single spaces between them."""
        return (found + 1 for found in occurrences(self.skeleton, f" {bones} ", most))

    def of_skeleton(self, position: int) -> Place:
        """Return the word to which a letter of the skeleton belongs."""
        piece = bisect_right(self._skeleton_starts, position) - 1
        within = position - self._skeleton_starts[piece]
        return self._at_letter(piece, within - self._folded[piece].count(" ", 0, within))

    def in_solid(self, bones: str, most: int) -> Iterator[Place]:
        """Yield the words that begin with these letters, and end wherever. `most` occurrences are looked at."""
        for found in occurrences(self.solid, bones, most):
            place = self.of_solid(found)
            if self.words(place.piece)[2][place.word] == found - self._solid_starts[place.piece]:
                yield place

    def of_solid(self, position: int) -> Place:
        """Return the word to which a letter belongs, counted without spaces."""
        piece = bisect_right(self._solid_starts, position) - 1
        return self._at_letter(piece, position - self._solid_starts[piece])

    def _at_letter(self, piece: int, letter: int) -> Place:
        """Return the word in which a letter of a piece is, letters counted from 0."""
        return Place(piece, bisect_right(self.words(piece)[2], letter) - 1)

    def at(self, offset: int) -> Place:
        """Return the first word that begins at an offset or after it."""
        piece = max(0, bisect_right(self.starts, offset) - 1)
        words = self.words(piece)[0]
        return Place(piece, bisect_right(words, offset - 1, key=lambda word: word.start))

    def window(self, place: Place, count: int) -> list[Word]:
        """Return the word before a place, `count` words from it on, and one more. The ends of the text stand for words."""
        found = [self._before(place)]
        carry, last = "" if place.word else self._tail_before(place.piece), place.piece
        for piece in range(place.piece, len(self.starts)):
            if piece > last + MOST_EMPTY:
                break
            words, tail, _letters = self.words(piece)
            part = words[place.word if piece == place.piece else 0 :][: count + 2 - len(found)]
            if part:
                found += [part[0]._replace(gap=carry + part[0].gap), *part[1:]]
            if len(found) == count + 2:
                return found
            if words:
                carry, last = tail, piece
        return [*found, Word("", "", f"{carry} ", len(self.text), len(self.text))]

    def between(self, start: int, end: int) -> list[Word]:
        """Return the words that begin between two offsets, with one more on either side, as `window` does."""
        first, last = self.at(max(0, start)), self.at(min(end, len(self.text)))
        count = last.word - first.word
        count += sum(len(self.words(piece)[0]) for piece in range(first.piece, last.piece))
        return self.window(first, count)

    def word(self, place: Place) -> Word:
        return self.words(place.piece)[0][place.word]

    def _before(self, place: Place) -> Word:
        if place.word:
            return self.words(place.piece)[0][place.word - 1]
        for piece in self._pieces_before(place.piece):
            words = self.words(piece)[0]
            if words:
                return words[-1]
        return Word("", "", " ", 0, 0)

    def _pieces_before(self, piece: int) -> range:
        return range(piece - 1, max(-1, piece - 2 - MOST_EMPTY), -1)

    def _tail_before(self, piece: int) -> str:
        """Return what stands between the last word before a piece and its beginning; a space at the text's beginning."""
        for before in self._pieces_before(piece):
            words, tail, _letters = self.words(before)
            if words:
                return tail
        return " "


def _cuts(text: str) -> Iterator[int]:
    """Yield where pieces begin: at white space, if there is any."""
    start = 0
    while start < len(text):
        yield start
        end = start + PIECE
        cut = max(text.rfind(" ", start + 1, end), text.rfind("\n", start + 1, end)) if end < len(text) else end
        start = cut if cut > start else end


def occurrences(text: str, wanted: str, most: int) -> Iterator[int]:
    """Yield the first `most` offsets at which a string stands in another."""
    found = text.find(wanted)
    while found != -1 and most:
        yield found
        most -= 1
        found = text.find(wanted, found + 1)

"""Finding quotations in plain lines of a text, and whether a citation stands with them.

In a line, a citation marker is the character MARK. Marks of several languages are known: “ ” « » „ “ ” ” and ".
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

MARK: Final = "\ufdd0"
"""Stands for a marker. A non-character: `rendering.clean` leaves none in a text."""

FEWEST_WORDS: Final = 5
"""Fewer words in quotation marks are a name or a manner of speaking."""

QUOTED: Final = re.compile(
    "“([^“”]+)(?P<end1>”|$)"  # English, Arabic
    "|„([^„“”]+)(?P<end2>[“”]|$)"  # German, Polish
    "|«([^«»]+)(?P<end3>»|$)"  # Armenian, French, Russian, Arabic
    "|»([^«»]+)«"
    '|"([^"]+)"'
    "|”([^“”]+)”"  # Swedish, Finnish
)
WORD: Final = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+")

# A full stop ends a sentence where the word before it is no abbreviation such as "U.S." or "Mr.", and no small letter
# follows. What closes a quotation or a bracket belongs to it.
SENTENCE_END: Final = re.compile(
    r"(?:[^\W_]{2}|[”»“\"’)\]%])(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bProf)(?<!\bSt)(?<!\bNo)(?<!\bArt)(?<!\bvs)"
    rf"[.!?։؟…]+[”»“\"’)\]]*(?=\s|{MARK}|$)"
)
FOLLOWING_LETTER: Final = re.compile(r"[^\w]*(\w)")
MARKS_BEHIND: Final = re.compile(rf"(?:\s*{MARK})+")


@dataclass(frozen=True, slots=True)
class Line:
    """One block of a text without its mark-up; `tag` is the block's, `quote` numbers the block quotation around it."""

    text: str
    tag: str
    quote: int | None = None
    links: int = 0

    @property
    def words(self) -> str:
        """Return the text without markers."""
        return " ".join(self.text.replace(MARK, "").split())


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of at least FEWEST_WORDS words in quotation marks or a block quotation.

    `marks` are the citations that stand with it: their places among the markers of the text, from 0.
    """

    words: str
    marks: tuple[int, ...]
    is_open: bool = False
    """Say whether its mark is closed only in a later paragraph."""


def without_source(lines: Sequence[Line]) -> list[str]:
    """Return the words of every quotation that no citation stands with."""
    return [quotation.words for quotation in quotations(lines) if not quotation.marks]


def quotations(lines: Sequence[Line]) -> list[Quotation]:
    """Return the quotations of a text in reading order.

    A citation stands with a quotation if it is in the same sentence, or right behind it; with a block quotation if it
    is in it, or in the sentence that introduces it. A quotation that goes on in the next paragraph, whose mark is
    closed only there, is cited where that is. Headings are left out: they carry no notes.
    """
    before = _marks_before(lines)
    found: list[Quotation] = []
    following: tuple[int, ...] = ()
    # From the end, since a quotation that goes on is proved by what follows.
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.quote is not None:
            if number + 1 == len(lines) or lines[number + 1].quote != line.quote:
                found += _block(lines, number, before)
            continue
        if line.tag.startswith("h"):
            continue
        in_line = [_going_on(one, following) for one in _quotations(line.text, before[number])]
        found += reversed(in_line)
        following = in_line[0].marks if in_line else ()
    return list(reversed(found))


def _going_on(quotation: Quotation, following: tuple[int, ...]) -> Quotation:
    is_proved_later = quotation.is_open and not quotation.marks
    return replace(quotation, marks=following) if is_proved_later else quotation


def _marks_before(lines: Sequence[Line]) -> list[int]:
    """Return for each line how many markers are in the lines before it."""
    return [0, *accumulate(line.text.count(MARK) for line in lines)]


def _quotations(text: str, before: int) -> list[Quotation]:
    """Return the quotations of one line in reading order; `before` is the number of markers in front of it."""
    matches = [match for match in QUOTED.finditer(text) if _counts(match.group())]
    if not matches:
        return []
    ends = _sentence_ends(text)
    return [
        Quotation(_plain(match.group()), _marks(text, before, _reach(text, ends, *match.span())), _is_open(match))
        for match in matches
    ]


def _marks(text: str, before: int, reach: tuple[int, int]) -> tuple[int, ...]:
    begin, stop = reach
    return tuple(range(before + text.count(MARK, 0, begin), before + text.count(MARK, 0, stop)))


def _is_open(match: re.Match[str]) -> bool:
    return any(match[name] == "" for name in ("end1", "end2", "end3"))


def _counts(words: str) -> bool:
    return len(WORD.findall(words)) >= FEWEST_WORDS


def _plain(words: str) -> str:
    return " ".join(words.replace(MARK, "").split())


def _sentence_ends(text: str) -> list[int]:
    return [match.end() for match in SENTENCE_END.finditer(text) if not _goes_on(text, match.end())]


def _goes_on(text: str, position: int) -> bool:
    """Say whether a small letter follows: “Enough!” she said."""
    following = FOLLOWING_LETTER.match(text, position)
    return following is not None and following[1].islower()


def _reach(text: str, ends: list[int], start: int, end: int) -> tuple[int, int]:
    """Return where markers stand with what is from `start` to `end`: in its sentence or sentences, or right behind."""
    before, behind = bisect_right(ends, start), bisect_left(ends, end)
    begin = ends[before - 1] if before else 0
    # A marker at the very beginning belongs to the sentence before.
    skipped = MARKS_BEHIND.match(text, begin) if before else None
    begin = skipped.end() if skipped else begin
    stop = ends[behind] if behind < len(ends) else len(text)
    follows = MARKS_BEHIND.match(text, stop)
    return begin, follows.end() if follows else stop


def _block(lines: Sequence[Line], last: int, before: Sequence[int]) -> list[Quotation]:
    """Return the block quotation that ends with the line `last`, if it is one and has enough words."""
    first = last
    while first > 0 and lines[first - 1].quote == lines[last].quote:
        first -= 1
    text = " ".join(line.text for line in lines[first : last + 1])
    if not _counts(text):
        return []
    marks = tuple(range(before[first], before[last + 1]))
    if not marks and first:
        marks = _marks_of_last_sentence(lines[first - 1].text, before[first - 1])
    return [Quotation(_plain(text), marks)]


def _marks_of_last_sentence(text: str, before: int) -> tuple[int, ...]:
    length = len(text.rstrip(f" {MARK}"))
    return _marks(text, before, _reach(text, _sentence_ends(text), max(length - 1, 0), length))

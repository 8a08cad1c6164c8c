"""Finding quotations in plain lines of a text, and whether a citation stands with them.

In a line, a citation marker is the character MARK. Marks of several languages are known: “ ” « » „ “ ” ” and ".
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
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
class _Quotation:
    words: str
    is_cited: bool
    is_open: bool


def without_source(lines: Sequence[Line]) -> list[str]:
    """Return the words of every quotation of at least FEWEST_WORDS words that no citation stands with.

    A citation stands with a quotation if it is in the same sentence, or right behind it; with a block quotation if it
    is in it, or in the sentence that introduces it. A quotation that goes on in the next paragraph, whose mark is
    closed only there, is cited where that is. Headings are left out: they carry no notes.
    """
    found: list[str] = []
    goes_on_cited = False
    # From the end, since a quotation that goes on is proved by what follows.
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.quote is not None:
            if number + 1 == len(lines) or lines[number + 1].quote != line.quote:
                found += _uncited_block(lines, number)
            continue
        if line.tag.startswith("h"):
            continue
        quotations = _quotations(line.text)
        uncited = [
            quotation.words
            for quotation in quotations
            if not quotation.is_cited and not (quotation.is_open and goes_on_cited)
        ]
        found += reversed(uncited)
        first = quotations[0] if quotations else None
        goes_on_cited = bool(first and (first.is_cited or (first.is_open and goes_on_cited)))
    return list(reversed(found))


def _quotations(text: str) -> list[_Quotation]:
    """Return the quotations of one line in reading order."""
    matches = [match for match in QUOTED.finditer(text) if _counts(match.group())]
    if not matches:
        return []
    ends = _sentence_ends(text)
    return [
        _Quotation(_plain(match.group()), _is_cited(text, ends, match.start(), match.end()), _is_open(match))
        for match in matches
    ]


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


def _is_cited(text: str, ends: list[int], start: int, end: int) -> bool:
    """Say whether a marker stands in the sentence or sentences from `start` to `end`, or right behind the last."""
    before, behind = bisect_right(ends, start), bisect_left(ends, end)
    begin = ends[before - 1] if before else 0
    # A marker at the very beginning belongs to the sentence before.
    skipped = MARKS_BEHIND.match(text, begin) if before else None
    begin = skipped.end() if skipped else begin
    stop = ends[behind] if behind < len(ends) else len(text)
    follows = MARKS_BEHIND.match(text, stop)
    return MARK in text[begin : follows.end() if follows else stop]


def _uncited_block(lines: Sequence[Line], last: int) -> list[str]:
    """Return the words of the block quotation that ends with the line `last`, if it is one without a citation."""
    first = last
    while first > 0 and lines[first - 1].quote == lines[last].quote:
        first -= 1
    text = " ".join(line.text for line in lines[first : last + 1])
    if MARK in text or not _counts(text):
        return []
    return [] if first and _last_sentence_is_cited(lines[first - 1].text) else [_plain(text)]


def _last_sentence_is_cited(text: str) -> bool:
    length = len(text.rstrip(f" {MARK}"))
    return _is_cited(text, _sentence_ends(text), max(length - 1, 0), length)

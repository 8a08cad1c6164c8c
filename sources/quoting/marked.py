"""A passage as its writer marked it: segments of words, with ellipses and brackets between them and in words."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from sources.quoting.characters import detail, is_solid
from sources.quoting.reading import Word, read

LONGEST_BRACKET: Final = 300

_DOTS = r"\.(?:\s*\.){2,}"
_ELLIPSIS = rf"[\[(<]\s*(?:…|⋯|{_DOTS})\s*[\])>]|(?:…|⋯|‥|{_DOTS})(?:\s*(?:…|⋯|‥))*\.?"
_BRACKET = rf"\[([^\[\]]{{0,{LONGEST_BRACKET}}})\]"
_END_OF_LINE = r"(?:[-‐]\s*\n\s*|\u00ad\s*)"
_LETTERS = rf"[^\W\d_]+(?:{_END_OF_LINE}[^\W\d_]+)*"
_INSIDE = r"\[(?!sic\])[^\W\d_]{1,12}\]"
_IN_WORD = rf"{_LETTERS}(?:{_INSIDE}(?:{_LETTERS})?)+|(?:{_INSIDE}{_LETTERS})+(?:{_INSIDE})?"
_MARK = re.compile(rf"(?P<ellipsis>{_ELLIPSIS})|(?P<part>{_IN_WORD})|(?P<bracket>{_BRACKET})")

_REMARK = re.compile(
    r"\s*(?:sic|recte|(?:(?:my|our|original)\s+)?(?:emphasis|italics|bold|translation|highlighting|underlining)"
    r"(?:\s+(?:added|mine|ours|supplied|original|in (?:the )?original|my own))?)\s*[!.]?\s*",
    re.IGNORECASE,
)
"""What writers say of a passage inside it: stands for no words of the text."""


FLIPS: Final = frozenset({"less", "free", "nt"})
"""Endings in brackets that would turn a word's meaning."""


class Kind(Enum):
    """What stands before a segment."""

    START = "start"
    ELLIPSIS = "ellipsis"
    BRACKET = "bracket"


@dataclass(slots=True)
class Part:
    """A word of the passage; if a bracket stands in it, with the forms that it may have in the text."""

    word: Word
    forms: re.Pattern[str] | None = None


@dataclass(slots=True)
class Segment:
    """Words that must stand together, and what parts them from the segment before."""

    kind: Kind
    inserted: list[Word] = field(default_factory=list)
    """The words in the brackets before it."""
    parts: list[Part] = field(default_factory=list)
    tail: str = ""
    """What stands after its last word, folded."""
    leads_on: bool = False
    """Whether an ellipsis follows."""

    @property
    def lead(self) -> str:
        return self.parts[0].word.gap

    @property
    def letters(self) -> int:
        return sum(len(part.word.bone) for part in self.parts)

    @property
    def is_solid(self) -> bool:
        """Say whether its characters are words, each saying more than a letter does."""
        return is_solid(self.parts[0].word.form)


@dataclass(slots=True)
class Marked:
    """A passage: its segments in order, and the words in brackets after the last."""

    segments: list[Segment]
    inserted_after: list[Word]

    @property
    def words(self) -> list[Word]:
        return [part.word for segment in self.segments for part in segment.parts]


def plainly(passage: str) -> Segment:
    """Read a passage as if nothing in it were marked: as the text may have its own brackets and ellipses."""
    words, tail = read(passage)
    return Segment(Kind.START, [], [Part(word) for word in words], tail)


def is_marked(passage: str) -> bool:
    """Say whether there is an ellipsis or a bracket in a passage."""
    return _MARK.search(passage) is not None


def marked(passage: str) -> Marked:
    """Read a passage. Without words outside brackets it has no segments."""
    reader = _Reader(passage)
    at = 0
    for mark in _MARK.finditer(passage):
        reader.plain(at, mark.start())
        at = mark.end()
        if mark["ellipsis"]:
            reader.leave_out(Kind.ELLIPSIS)
        elif mark["part"]:
            reader.part(re.sub(_END_OF_LINE, "", mark["part"]), mark.start(), mark.end())
        elif not _REMARK.fullmatch(mark[4]):
            reader.leave_out(Kind.BRACKET, read(mark[4])[0])
    reader.plain(at, len(passage))
    return reader.finish()


class _Reader:
    def __init__(self, passage: str) -> None:
        self.passage = passage
        self.done: list[Segment] = []
        self.segment = Segment(Kind.START)
        self.gap = ""

    def plain(self, start: int, end: int) -> None:
        words, tail = read(self.passage[start:end], start)
        if words:
            words[0] = words[0]._replace(gap=self.gap + words[0].gap)
            self.gap = ""
        self.segment.parts += [Part(word) for word in words]
        self.gap += tail

    def part(self, word: str, start: int, end: int) -> None:
        """Add a word with a bracket in it."""
        outside = read(re.sub(r"\[[^\]]*\]", "", word))[0]
        forms = _forms(word)
        if len(outside) != 1 or forms is None:
            # Read as it stands, it is in no text.
            outside, forms = read(word.replace("[", "").replace("]", ""))[0][:1], re.compile(r"(?!)")
        known = outside[0]._replace(gap=self.gap, start=start, end=end)
        self.segment.parts.append(Part(known, forms))
        self.gap = ""

    def leave_out(self, kind: Kind, inserted: list[Word] | None = None) -> None:
        """Begin a segment. Of an ellipsis and a bracket side by side, the ellipsis says how much may be left out."""
        if self.segment.parts:
            self.segment.tail, self.gap = self.gap, ""
            self.done.append(self.segment)
            self.segment = Segment(kind)
        elif self.segment.kind is not Kind.ELLIPSIS and (self.done or kind is Kind.ELLIPSIS):
            self.segment.kind = kind
        self.segment.inserted += inserted or []
        if self.done and kind is Kind.ELLIPSIS:
            self.done[-1].leads_on = True

    def finish(self) -> Marked:
        if self.segment.parts:
            self.segment.tail = self.gap
            return Marked([*self.done, self.segment], [])
        return Marked(self.done, self.segment.inserted)


def _forms(word: str) -> re.Pattern[str] | None:
    """Return the forms that a word with brackets in it may have in the text; None if it says nothing.

    “[A]cted” is Acted or acted. “includ[ing]” is any word of those letters and an ending that is no longer than they
    are. “hono[u]r” has up to three letters in place of the bracket. Longer beginnings change what a word means.
    """
    read_as = unicodedata.normalize("NFC", "".join(map(detail, word)))
    pieces = re.split(r"\[([^\]]*)\]", read_as)
    outside, inside = pieces[::2], pieces[1::2]
    stem = max(map(len, outside))
    written = re.escape(outside[0])
    for number, (letters, after) in enumerate(zip(inside, outside[1:], strict=True)):
        if not outside[0] and number == 0:
            if len(letters) > 1:
                return None
            written += f"(?:{re.escape(letters.lower())}|{re.escape(letters.upper())})"
        elif after:
            written += r"\w{0,3}"
        elif stem < 2 or len(letters) > stem + 3 or letters.casefold() in FLIPS:
            return None
        else:
            written += rf"\w{{0,{min(stem + 1, 6)}}}"
        written += re.escape(after)
    return re.compile(written)

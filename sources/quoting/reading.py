"""A text read as words with what stands between them, and its skeleton, in which words are searched quickly."""

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple

from sources.quoting.characters import SOFT_HYPHEN, SUBSCRIPTS, detail, is_solid, skeleton

NOTES: Final = re.compile(
    # [12], [a], [note 3], [citation needed]
    r"\[\s?(?:\d{1,3}|[a-z]{1,2}|(?:note|nb|fn)\s?\d{1,3}|citation needed)\s?\]"
    # The number of a footnote, glued to the mark that ends the words it belongs to: “abuse.12 The”.
    r"|\d(?<=[^\W\d_]{4}[.,;:!?]\d)\d{0,2}(?=\s+[^a-z\d\s]|\s*\Z)"
    r"|\d(?<=[^\W\d_]{3}[.,;:!?][”’»\"')]\d)\d{0,2}(?=\s|\Z)"
    r"|\d(?<=[^\W\d_]{3}[”’»\"'][.,;:!?]\d)\d{0,2}(?=\s|\Z)"
    r"|\d(?<=[^\W\d_]{4}[,;]\d)\d{0,2}(?=\s|\Z)"
)
"""References to notes, which a text extracted from a page or a PDF has among its words: part of no word."""

_SUBSCRIPT = re.compile("(?<=[^\\W\\d_])[₀-₉]+")

MANY_KINDS: Final = 64


class Word(NamedTuple):
    """A word of a text. In scripts without spaces each character is one."""

    bone: str
    """How it is searched: small base letters and digits. Empty for the end of the text, which stands for a word."""
    form: str
    """How it is compared: case and accents as they are, typography folded, NFC."""
    gap: str
    """What stands before it, with typography folded. See `sources.quoting.punctuation`."""
    start: int
    end: int
    """Offsets into the text."""


def read(text: str, offset: int = 0) -> tuple[list[Word], str]:
    """Return the words of a text, with `offset` added to their places, and what stands after the last."""
    return _Reader(text, offset).read()


class _Reader:
    """One pass over a text, character by character."""

    def __init__(self, text: str, offset: int) -> None:
        self.text, self.offset = text, offset
        self.words: list[Word] = []
        self.bone, self.form, self.gap = "", "", ""
        self.start = self.end = 0
        self.soft = ""

    def read(self) -> tuple[list[Word], str]:
        noted = {place for note in NOTES.finditer(self.text) for place in range(*note.span())}
        for place, character in enumerate(self.text):
            bone, form = _entry(character)
            if noted and place in noted:
                self._between(form)
            elif not bone:
                self._inside(character, form)
            elif bone == " ":
                self._between(form)
            elif " " in bone or is_solid(character):
                self._several(bone, form, place)
            else:
                self._letter(bone, form, place)
        self._close()
        return self.words, self.gap + self.soft

    def _letter(self, bone: str, form: str, place: int) -> None:
        if not self.bone:
            self.start = place
        self.bone += bone
        self.form += form
        self.end = place + 1
        self.soft = ""

    def _inside(self, character: str, form: str) -> None:
        """Add a mark to its letter. A soft hyphen shows only where a line ends after it."""
        if character == SOFT_HYPHEN:
            self.soft = character
        elif form and self.bone:
            self.form += form
            self.end += 1
        elif form and self.words and not self.gap:
            last = self.words[-1]
            self.words[-1] = last._replace(form=_composed(last.form + form), end=last.end + 1)

    def _between(self, form: str) -> None:
        self._close()
        self.gap += self.soft + form
        self.soft = ""

    def _several(self, bone: str, form: str, place: int) -> None:
        """Add a character that is a word by itself, or several."""
        self._close()
        bones = bone.split()
        forms = [form.strip()] if len(bones) == 1 else bones
        for part, (one, other) in enumerate(zip(bones, forms, strict=True)):
            between = "/" if part and "/" in form else " " if part else ""
            self.gap += between or (" " if form.startswith(" ") else "")
            self.bone, self.form, self.start, self.end = one, other, place, place + 1
            self._close()
        if form.endswith(" "):
            self.gap += " "

    def _close(self) -> None:
        if self.bone:
            places = self.start + self.offset, self.end + self.offset
            self.words.append(Word(self.bone, _composed(self.form), self.gap, *places))
            self.bone = self.form = self.gap = ""


@cache
def _entry(character: str) -> tuple[str, str]:
    bone = skeleton(character)
    return bone if bone.strip() else bone[:1], detail(character)


def _composed(form: str) -> str:
    if form.isascii():
        return form
    composed = unicodedata.normalize("NFC", form)
    return _SUBSCRIPT.sub(lambda digits: digits.group().translate(SUBSCRIPTS), composed)


class Folder:
    """Makes skeletons of pieces of one text. What it makes is what `read` finds in the same piece, whatever is in it."""

    def __init__(self, text: str) -> None:
        kinds = set() if text.isascii() else set(_not_plain().findall(text.casefold()))
        self.changes = {character: skeleton(character) for character in kinds}
        self.kinds = None
        if len(kinds) > MANY_KINDS:
            self.kinds = re.compile("[" + "".join(map(re.escape, kinds)) + "]")

    def fold(self, piece: str) -> str:
        """Return the bones of the words of a piece of the text, single spaces between them."""
        piece = NOTES.sub(" ", piece)
        if piece.isascii():
            return " ".join(piece.translate(_ascii()).split())
        piece = piece.casefold()
        if self.kinds:
            piece = self.kinds.sub(lambda found: self.changes[found.group()], piece)
        else:
            for character, bone in self.changes.items():
                piece = piece.replace(character, bone)
        return " ".join(piece.split())


@cache
def _ascii() -> dict[int, str]:
    return {code: skeleton(chr(code)) for code in range(128)}


@cache
def _not_plain() -> re.Pattern[str]:
    """Return what finds characters that the skeleton changes. The common letters of large texts are left out cheaply."""
    ranges = ((0x00, 0x0590), (0x05D0, 0x05EB), (0x0620, 0x0660), (0x0900, 0x0980), (0x10D0, 0x1100))
    plain = [chr(code) for start, end in ranges for code in range(start, end) if skeleton(chr(code)) == chr(code)]
    return re.compile("[^" + "".join(map(re.escape, plain)) + r"\s\u4e00-\u9fff\uac00-\ud7a3]")

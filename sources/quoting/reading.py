"""A text read as words with what stands between them, and its skeleton, in which words are searched quickly."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from sources.quoting.characters import SOFT_HYPHEN, SUBSCRIPTS, detail, is_solid, skeleton

_BLANK = r"\s\u200b-\u200f\u2060\ufeff"
_NUMBERED: Final = re.compile(
    # The number of a footnote, glued to the mark that ends the words it belongs to: “abuse.12 The”.
    rf"[0-9](?:(?<=[^\W\d_]{{4}}[.!?:][0-9])[0-9]{{0,2}}(?=[{_BLANK}]+[^a-z\d{_BLANK}]|[{_BLANK}]*\Z)"
    r"|(?:(?<=[^\W\d_]{4}[,;][0-9])|(?<=[^\W\d_]{3}[.,;:!?][”’»\"')][0-9])|(?<=[^\W\d_]{3}[”’»\"'][.,;:!?][0-9]))"
    rf"[0-9]{{0,2}}(?=[{_BLANK}]|\Z))"
)
_BRACKETED: Final = re.compile(
    # Glued to what they belong to: “[15] people” may be the source's own words.
    r"(?<!\s)\[\s?(?:[0-9]{1,3}|[a-z])\s?\]|\[(?i:(?:note|nb|fn)\s?[0-9]{1,3}|citation needed)\]"
)


def notes(text: str) -> Iterator[tuple[int, int]]:
    """Yield where references to notes stand, which pages and PDFs have among their words: they are part of no word."""
    yield from (found.span() for found in _NUMBERED.finditer(text))
    if "[" in text:
        yield from (found.span() for found in _BRACKETED.finditer(text))


def _without_notes(text: str) -> str:
    if any(digit in text for digit in "0123456789"):
        text = _NUMBERED.sub(" ", text)
    return _BRACKETED.sub(" ", text) if "[" in text else text


_SUBSCRIPT = re.compile("(?<=[^\\W\\d_])[₀-₉]+")

MANY_KINDS: Final = 150
"""Kinds of characters to change from which all characters are looked up, instead of each kind replaced."""

COMMON: Final = ".,;:!?()[]-–—'\"“”‘’«»„…/%&·•"
"""Marks that most texts have: asked for one by one, which is quicker than finding each of them."""


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
        self.bone, self.form = "", ""
        self.gap: list[str] = []
        self.start = self.end = 0
        self.soft = ""

    def read(self) -> tuple[list[Word], str]:
        noted = {place for note in notes(self.text) for place in range(*note)}
        for found in _steps().finditer(self.text):
            place, characters = found.start(), found.group()
            if noted and place in noted:
                self._between(characters)
            elif found.lastindex == 1 and not self.bone and not self.soft:
                self._plain_word(found[1], place)
            elif found.lastindex == 1:
                self._letters(found[1].casefold(), found[1], place)
                self._between(" ")
            elif found.lastindex:
                self._letters(characters.casefold(), characters, place)
            elif characters.isspace():
                self._between(" ")
            else:
                self._character(characters, place)
        self._close()
        return self.words, "".join([*self.gap, self.soft])

    def _plain_word(self, letters: str, place: int) -> None:
        """Add a word with a space after it, as most are."""
        start = place + self.offset
        self.words.append(Word(letters.casefold(), letters, "".join(self.gap), start, start + len(letters)))
        self.gap = [" "]

    def _character(self, character: str, place: int) -> None:
        bone, form = _entry(character)
        if not bone:
            self._inside(character, form)
        elif bone == " ":
            self._between(form)
        elif " " in bone or is_solid(form):
            self._several(bone, form, place)
        else:
            self._letters(bone, form, place)

    def _letters(self, bone: str, form: str, place: int) -> None:
        if not self.bone:
            self.start = place
        self.bone += bone
        self.form += form
        self.end = place + len(form)
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
        self.gap += (self.soft, form)
        self.soft = ""

    def _several(self, bone: str, form: str, place: int) -> None:
        """Add a character that is a word by itself, or several."""
        self._close()
        bones = bone.split()
        forms = [form.strip()] if len(bones) == 1 else bones
        for part, (one, other) in enumerate(zip(bones, forms, strict=True)):
            between = "/" if part and "/" in form else " " if part else ""
            self.gap.append(between or (" " if form.startswith(" ") else ""))
            self.bone, self.form, self.start, self.end = one, other, place, place + 1
            self._close()
        if form.endswith(" "):
            self.gap.append(" ")

    def _close(self) -> None:
        if self.bone:
            places = self.start + self.offset, self.end + self.offset
            self.words.append(Word(self.bone, _composed(self.form), "".join(self.gap), *places))
            self.bone = self.form = ""
            self.gap = []


@lru_cache(maxsize=20_000)
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
        kinds = set()
        if not text.isascii():
            kinds = {mark for mark in COMMON if mark in text} | set(_not_plain().findall(text.casefold()))
        self.changes = {character: skeleton(character) for character in kinds}

    def fold(self, piece: str) -> str:
        """Return the bones of the words of a piece of the text, single spaces between them."""
        piece = _without_notes(piece)
        if piece.isascii():
            return " ".join(piece.translate(_ascii()).split())
        piece = piece.casefold()
        if len(self.changes) > MANY_KINDS:
            bone_of = self.changes.get
            piece = "".join([bone_of(character, character) for character in piece])
        else:
            for character, bone in self.changes.items():
                piece = piece.replace(character, bone)
        return " ".join(piece.split())


@cache
def _ascii() -> dict[int, str]:
    return {code: skeleton(chr(code)) for code in range(128)}


_ALPHABETS: Final = ((0x00, 0x0590), (0x05D0, 0x05EB), (0x0620, 0x0660), (0x0900, 0x0980), (0x10D0, 0x1100))
"""Ranges in which most large texts have their letters. Others are read correctly, and more slowly."""


@cache
def _not_plain() -> re.Pattern[str]:
    """Return what finds characters of a text in small letters that the skeleton changes, but for the COMMON ones."""
    letters = (chr(code) for first, end in _ALPHABETS for code in range(first, end))
    plain = "".join(letter for letter in letters if skeleton(letter) == letter)
    return re.compile(rf"[^{re.escape(plain + COMMON)}\s\u4e00-\u9fff\uac00-\ud7a3]")


@cache
def _steps() -> re.Pattern[str]:
    """Return what cuts a text into runs of letters that are read as they stand, and single characters.

    Group 1 is such a run with a space and another letter after it, group 2 one with anything after it.
    """
    letters = (chr(code) for first, end in _ALPHABETS for code in range(first, end))
    alike = (letter for letter in letters if skeleton(letter) == letter.casefold() and detail(letter) == letter)
    plain = "".join(letter for letter in alike if letter.isalnum() and not is_solid(letter))
    letter = rf"[{re.escape(plain)}\uac00-\ud7a3]"
    return re.compile(rf"({letter}+) (?={letter})|({letter}+)|\s+|.", re.DOTALL)

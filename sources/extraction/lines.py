"""Texts and separations as lines: what white space between two words becomes."""

import re
from typing import Final

# The marks of footnotes and powers, as Unicode has them: "abuse¹²" is read as a word and a note, "abuse12" as neither.
RAISED_DIGITS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
RAISED: Final = re.compile(r"[0-9]+(?:[,–-][0-9]+)*")
LONGEST_RAISED: Final = 30
SHORT_WORD: Final = re.compile(r"(?:^|[\W_])(?:[0-9]+|[^\W\d_]{1,3}|[IVXLCDM]+)$")
LONGEST_SHORT: Final = 12
SPACES: Final = re.compile(r"[ \t\n\r\f]+")
UNEVEN: Final = ("\n", "  ", "\t", "\r", "\f")
"""Where none of these is, there is nothing to even out, which is quicker to see than to do."""
SEPARATORS: Final = ("", " ", "\t", "\n", "\n\n")
NOTHING, SPACE, CELL, LINE, PARAGRAPH = range(5)


class Lines:
    """Collects the text of a page. Between two texts stands the strongest separation that was asked for there."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.pending = NOTHING
        self.raised: list[str] | None = None

    def text(self) -> str:
        self._lower()
        return "".join(self.parts)

    def add(self, data: str, *, keep_spaces: bool = False) -> None:
        """Add a text; runs of white space in it are one space, unless its element keeps them."""
        if keep_spaces:
            self._lower()
            self._write(data)
            return
        text = SPACES.sub(" ", data) if any(space in data for space in UNEVEN) else data
        if self.raised is not None:
            self.raised.append(text)
            if sum(map(len, self.raised)) > LONGEST_RAISED:
                self._lower()
            return
        self._add(text)

    def _add(self, text: str) -> None:
        if text.startswith(" "):
            self._ask(SPACE)
            text = text[1:]
        ends_in_space = text.endswith(" ")
        text = text.removesuffix(" ")
        if text:
            self._write(text)
        if ends_in_space:
            self._ask(SPACE)

    def line(self) -> None:
        self._ask(LINE)

    def paragraph(self) -> None:
        self._ask(PARAGRAPH)

    def cell(self) -> None:
        self._ask(CELL)

    def mark(self, name: str) -> None:
        """Note the beginning of an inline element: what is in `sup` is looked at as a whole. `q` has its quotes."""
        if name == "sup" and self.raised is None:
            self.raised = []
        elif name == "q":
            self._lower()
            self._write("“")

    def unmark(self, name: str) -> None:
        if name == "sup":
            self._lower()
        elif name == "q":
            self._lower()
            self._write("”")

    def _lower(self) -> None:
        """Write what stood in `sup`: digits raised, letters joined to a number or a short word, all else after a space."""
        raised, self.raised = self.raised, None
        if not raised:
            return
        text = "".join(raised)
        mark = text.strip()
        if RAISED.fullmatch(mark.replace(" ", "")):
            text = text.replace(mark, mark.replace(" ", "").translate(RAISED_DIGITS))
        elif mark and not (mark[0].isalpha() and self._is_after_short_word()):
            text = f" {text}"
        self._add(text)

    def _is_after_short_word(self) -> bool:
        """Say whether the text ends in a number or a word such as "M", "XX": "1st", "Mme", "XXe" are words."""
        last = "".join(self.parts[-3:])[-LONGEST_SHORT:] if self.pending == NOTHING else ""
        return SHORT_WORD.search(last) is not None

    def _ask(self, separation: int) -> None:
        if separation > SPACE:
            self._lower()
        self.pending = max(self.pending, separation)

    def _write(self, text: str) -> None:
        if self.parts:
            text = SEPARATORS[self.pending] + text
        self.pending = NOTHING
        self.parts.append(text)
        self.length += len(text)

"""Texts and separations as lines: what white space between two words becomes."""

import re
from typing import Final

SPACES: Final = re.compile(r"[ \t\n\r\f]+")
SEPARATORS: Final = ("", " ", "\t", "\n", "\n\n")
NOTHING, SPACE, CELL, LINE, PARAGRAPH = range(5)


class Lines:
    """Collects the text of a page. Between two texts stands the strongest separation that was asked for there."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.pending = NOTHING
        self.is_raised = False

    def text(self) -> str:
        return "".join(self.parts)

    def add(self, data: str, *, keep_spaces: bool = False) -> None:
        """Add a text; runs of white space in it are one space, unless its element keeps them."""
        if keep_spaces:
            self._write(data)
            return
        text = SPACES.sub(" ", data)
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
        """Note the beginning of an inline element: what is in `sup` may be the mark of a footnote. `q` has its quotes."""
        if name == "sup":
            self.is_raised = True
        elif name == "q":
            self._write("“")

    def unmark(self, name: str) -> None:
        if name == "sup":
            self.is_raised = False
        elif name == "q":
            self._write("”")

    def _ask(self, separation: int) -> None:
        self.pending = max(self.pending, separation)

    def _write(self, text: str) -> None:
        if self.is_raised and text:
            self.is_raised = False
            if not text[0].isalpha():
                self._ask(SPACE)
        if self.parts:
            text = SEPARATORS[self.pending] + text
        self.pending = NOTHING
        self.parts.append(text)
        self.length += len(text)

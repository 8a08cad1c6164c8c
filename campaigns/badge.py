"""A live number as a small picture (SVG) that other sites show: no script, no style, nothing loaded."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.text import Truncator
from django.utils.translation import get_language_bidi

HEIGHT: Final = 28
FONT_SIZE: Final = 13
PADDING: Final = 10
LONGEST: Final = 60
"""Letters of the title that the badge has room for; the whole of it is the picture's title."""

NARROW: Final = frozenset("iljtfrI.,:;'’|!()[] ")
WIDE: Final = frozenset("mwMW@%—")


@dataclass(frozen=True)
class Part:
    """One half of the badge: its text, and where it stands, in pixels from the left."""

    text: str
    x: int
    width: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def text_length(self) -> int:
        return self.width - 2 * PADDING


@dataclass(frozen=True)
class Badge:
    """What is drawn: the name of the action and its number, which stands where the line of the language ends."""

    label: Part
    number: Part
    title: str

    @property
    def width(self) -> int:
        return self.label.width + self.number.width

    @property
    def height(self) -> int:
        return HEIGHT


def draw(title: str, confirmed: int, count: Callable[[int], str]) -> dict[str, Any]:
    """Return the context of the badge's template, in the active language."""
    label, number = Truncator(title).chars(LONGEST), count(confirmed)
    label_width, number_width = _width(label), _width(number)
    is_rtl = get_language_bidi()
    parts = {
        "label": Part(label, number_width if is_rtl else 0, label_width),
        "number": Part(number, 0 if is_rtl else label_width, number_width),
    }
    return {"badge": Badge(**parts, title=f"{title}: {number}"), "is_rtl": is_rtl, "font_size": FONT_SIZE}


def _width(text: str) -> int:
    """Return the width of a part. Fonts differ: the drawing says the width, and browsers fit the letters into it."""
    return round(sum(map(_em, text)) * FONT_SIZE) + 2 * PADDING


def _em(char: str) -> float:
    """Return about how wide a character is in a common sans serif, in heights of the font."""
    if unicodedata.combining(char):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 1
    if char in NARROW:
        return 0.33
    if char in WIDE:
        return 0.85
    return 0.68 if char.isupper() else 0.56

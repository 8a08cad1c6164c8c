"""Small plots, drawn as SVG in the page. The numbers always stand beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BAR, GAP, HEIGHT = 10, 3, 48
LEAST: Final = 1
"""Units of height of the smallest bar that is not nothing: one signature in ten thousand is still to be seen."""


@dataclass(frozen=True)
class Bar:
    """One bar in units of the drawing, from the top left, with the words for who points at it."""

    x: int
    y: int
    height: int
    words: str


@dataclass(frozen=True)
class Plot:
    """Numbers over time, the oldest first. `labels` say what each stands for, `name` what all of them are."""

    name: str
    labels: Sequence[str]
    numbers: Sequence[int]

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.numbers):
            raise ValueError("Each number needs a label.")

    @property
    def width(self) -> int:
        return max(len(self.numbers) * (BAR + GAP) - GAP, BAR)

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def bar_width(self) -> int:
        return BAR

    @property
    def most(self) -> int:
        return max(self.numbers, default=0)

    @property
    def total(self) -> int:
        return sum(self.numbers)

    @property
    def bars(self) -> list[Bar]:
        """Return a bar for each number; the highest fills the drawing, nothing has none."""
        bars = []
        for place, (label, number) in enumerate(zip(self.labels, self.numbers, strict=True)):
            height = max(LEAST, round(HEIGHT * number / self.most)) if number else 0
            bars.append(Bar(place * (BAR + GAP), HEIGHT - height, height, f"{label}: {number}"))
        return bars

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Return labels and numbers for the table beside the drawing, the newest first."""
        return list(zip(self.labels, self.numbers, strict=True))[::-1]

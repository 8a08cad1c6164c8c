"""What the search for a passage says."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    EXACT = "exact"
    """The same code points; only white space may differ."""
    NORMALISED = "normalised"
    """The same words in the same order: typography, and what the writer marked as left out or put in, aside."""
    NEAR = "near"
    """Much the same, but not the same words."""
    ABSENT = "absent"


class Op(StrEnum):
    """Where the words of one entry of a diff stand."""

    SAME = "same"
    PASSAGE = "passage"
    """Only in the passage."""
    TEXT = "text"
    """Only in the text."""


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What was found.

    `ratio` is 1.0 for exact and normalised, below that for near, and 0.0 to below NEAR_ENOUGH for absent. `start` and
    `end` are offsets into the text: `text[start:end]` is the found place; None where nothing is. `diff` is empty unless
    the passage is near: then entries of an `Op` and the words, as they stand in the passage or the text.
    """

    status: Status
    ratio: float
    start: int | None = None
    end: int | None = None
    diff: tuple[tuple[Op, str], ...] = ()

    @property
    def is_verified(self) -> bool:
        """Say whether the words are there, typography aside."""
        return self.status in (Status.EXACT, Status.NORMALISED)

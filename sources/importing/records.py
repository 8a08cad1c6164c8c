"""What is read of a file of references: its records, and what was wrong with them."""

from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

LONGEST_SHOWN: Final = 120
"""Characters of a value that a report repeats."""

MOST_PROBLEMS: Final = 30
"""Problems of one record that a report tells; a record with more has been garbled as a whole."""


class Unreadable(ValueError):
    """A file that cannot be read at all. `problem` says why, and in which line."""

    def __init__(self, problem: "Problem") -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should know. `code` is a key of `problems.WORDS`, `field` a CSL variable or a tag."""

    code: str
    field: str = ""
    value: str = ""
    line: int = 0

    def as_json(self) -> dict[str, Any]:
        shown = self.value if len(self.value) <= LONGEST_SHOWN else f"{self.value[: LONGEST_SHOWN - 1]}…"
        return {name: value for name, value in (asdict(self) | {"value": shown}).items() if value}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored)


@dataclass(slots=True)
class Record:
    """One record: the line where it begins, the file's own key, the CSL item, and what was noticed while reading.

    `item` is what the file says, not yet checked: `mapping` decides what of it a source takes. A date may be
    {"raw": "as typed"}. What is no CSL variable is in `item["custom"]`. An item is empty if the record is broken.
    """

    line: int
    key: str = ""
    item: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """A whole file: its format ("bib", "ris", "json"), its records in order, what is to be said of it as a whole."""

    format: str
    records: list[Record] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)

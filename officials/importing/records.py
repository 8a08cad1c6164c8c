"""What the readers of all formats hand over: rows as plain values, each with the line that it began in.

`fields` holds what the file says and nothing else: a column that a file does not have changes nothing in the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

type Key = tuple[str, str]
"""Country and code of an area, or scheme and identifier of an official."""


class Unreadable(Exception):
    """A file cannot be imported. The message says what is wrong, and in which line; nothing was written."""

    file = ""
    """The name of the file, where it is not the first one."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {message}" if line else message)


@contextmanager
def named(file: str) -> Iterator[None]:
    """Let what is refused meanwhile name the file that it is about."""
    try:
        yield
    except Unreadable as error:
        error.file = file
        raise


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area; `parent` is the code of an area of the same country, "" where the file does not say.

    A new one of which the file says nothing lies in its country.
    """

    key: Key
    fields: dict[str, Any]
    parent: str
    line: int


@dataclass(frozen=True, slots=True)
class OfficialRow:
    key: Key
    fields: dict[str, Any]
    line: int


@dataclass(frozen=True, slots=True)
class TermRow:
    official: Key
    area: Key
    role: str
    start: date
    fields: dict[str, Any]
    line: int


@dataclass(frozen=True, slots=True)
class OfficeRow:
    official: Key
    identifier: str
    fields: dict[str, Any]
    line: int


@dataclass(slots=True)
class Dataset:
    """Everything that a file says. It is the whole of each list (`schemes`): who was in one and is not now has left it.

    `offices` are those outside the capital, None where no file of them was given; `capital_offices` likewise.
    """

    format: str
    areas: dict[Key, AreaRow] = field(default_factory=dict)
    officials: dict[Key, OfficialRow] = field(default_factory=dict)
    terms: dict[tuple[Key, str, date], TermRow] = field(default_factory=dict)
    offices: dict[tuple[Key, str], OfficeRow] | None = None
    offices_file: str = ""
    capital_offices: dict[tuple[Key, str], OfficeRow] | None = None
    schemes: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    """What was left out, with its line, though the rest of its row is taken."""

    @property
    def name(self) -> str:
        """Return what this dataset is called among the imports: the lists that it is the whole of."""
        return ", ".join(sorted(self.schemes))[:200]

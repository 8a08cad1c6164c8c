"""CSV files with a head: which columns there may be, and rows that know their line."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from officials.importing.records import Unreadable

MAX_ROWS: Final = 1_000_000
DELIMITERS: Final = ",;\t"


class Row:
    """One row. `cell` gives the text of a column, trimmed; `has` says whether the file has that column at all."""

    def __init__(self, cells: Mapping[str, str], line: int) -> None:
        self.cells, self.line = cells, line

    def has(self, column: str) -> bool:
        return column in self.cells

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        """Return the text of a column that must not be empty. Raises Unreadable."""
        if not self.cell(column):
            raise Unreadable(f"“{column}” is empty.", self.line)
        return self.cell(column)

    def day(self, column: str) -> date | None:
        """Return the day in a column, None for an empty one. Raises Unreadable."""
        text = self.cell(column)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise Unreadable(f"“{column}”: “{text[:40]}” is no day, such as 2027-01-03.", self.line) from None

    def number(self, column: str) -> Decimal | None:
        """Return the number in a column, None for an empty one. Raises Unreadable."""
        text = self.cell(column)
        try:
            number = Decimal(text) if text else None
        except InvalidOperation:
            number = Decimal("NaN")
        if number is not None and not number.is_finite():
            raise Unreadable(f"“{column}”: “{text[:40]}” is no number, such as 0.25.", self.line)
        return number


def rows(text: str, *, needed: Sequence[str], allowed: Sequence[str]) -> Iterator[Row]:
    """Yield the rows below the head, empty ones left out. Raises Unreadable with the line.

    Comma, semicolon or tab stand between cells, whichever the head has most of. `needed` columns must be in the head;
    there may be `allowed` ones, and no others, since a column with a mistyped name would be lost in silence.
    """
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    head = _head(next(_lines(reader), (1, []))[1], needed, allowed)
    is_bare = True
    for line, cells in _lines(reader):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            raise Unreadable(f"there are {len(cells)} cells, and {len(head)} in the head.", line)
        is_bare = False
        yield Row(dict(zip(head, (cell.strip() for cell in cells), strict=True)), line)
    if is_bare:
        raise Unreadable("there is no row below the head.")


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line that it begins in: a cell may hold several lines."""
    number = 0
    while True:
        line = reader.line_num + 1  # type: ignore[attr-defined]  # of csv.reader
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(f"this is broken as CSV: {error}.", line) from None
        number += 1
        if number > MAX_ROWS + 1:
            raise Unreadable(f"the file has more than {MAX_ROWS} rows.", line)
        yield line, cells


def _head(cells: Sequence[str], needed: Sequence[str], allowed: Sequence[str]) -> list[str]:
    head = [cell.strip().lower() for cell in cells]
    twice = sorted({name for name in head if head.count(name) > 1})
    missing = [name for name in needed if name not in head]
    unknown = [name for name in head if name not in allowed]
    if twice:
        raise Unreadable(f"the head names “{twice[0][:60]}” twice.", 1)
    if missing:
        raise Unreadable(f"the head lacks: {', '.join(missing)}. It must name the columns.", 1)
    if unknown:
        raise Unreadable(f"unknown columns: {', '.join(unknown)[:200]}. Known are: {', '.join(allowed)}.", 1)
    return head

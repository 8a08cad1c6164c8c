"""The report of an import as people read it: in words on a page, and as a table for their spreadsheet."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sources import csl
from sources.importing import problems
from sources.models import Source, SourceImport

type Entry = dict[str, Any]

WHAT: Final[dict[str, Promise]] = {
    "new": pgettext_lazy("record", "new"),
    "same": pgettext_lazy("record", "in the library already"),
    "double": pgettext_lazy("record", "double in the file"),
    "bad": pgettext_lazy("record", "cannot be imported"),
}
BY: Final[dict[str, Promise]] = {
    "address": gettext_lazy("same web address"),
    "doi": gettext_lazy("same DOI"),
    "isbn": gettext_lazy("same ISBN"),
    "title": gettext_lazy("same title, year and author"),
}
DONE: Final[dict[str, Promise]] = {
    "made": pgettext_lazy("record", "imported"),
    "filled": pgettext_lazy("record", "empty fields filled"),
    "left": pgettext_lazy("record", "left as it was"),
}
WITH_PROBLEMS: Final = "problems"
TYPES: Final = dict(csl.TYPES)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the report, in words."""

    number: int
    line: int
    key: str
    title: str
    about: str
    """Type, who and when."""
    what: str
    found: str
    """By what a double or a source that is there already was found; empty for others."""
    of: int | None
    """The number of the record that this one is a double of."""
    source: int | None
    fills: str
    problems: list[str]
    done: str

    @property
    def what_words(self) -> str:
        return str(WHAT[self.what])


def counts(report: Sequence[Entry]) -> dict[str, int]:
    """Return how many records are of each kind, how many have problems, and how many each thing was done with."""
    found = Counter(entry["what"] for entry in report)
    done = Counter(entry["done"] for entry in report if "done" in entry)
    with_problems = sum(bool(entry["problems"]) for entry in report)
    fillable = sum(bool(entry.get("fills")) for entry in report if entry["what"] == "same")
    kinds = {kind: found[kind] for kind in WHAT} | {kind: done[kind] for kind in DONE}
    return kinds | {WITH_PROBLEMS: with_problems, "fillable": fillable}


def chosen(report: Sequence[Entry], show: str) -> list[tuple[int, Entry]]:
    """Return number and entry of the records of one kind, of those with problems, or of all for ""."""
    numbered = list(enumerate(report, start=1))
    if show == WITH_PROBLEMS:
        return [(number, entry) for number, entry in numbered if entry["problems"]]
    return [(number, entry) for number, entry in numbered if not show or entry["what"] == show]


def line_of(number: int, entry: Entry) -> Line:
    """Return an entry of a report in words, in the language that is active."""
    return Line(
        number=number,
        line=entry["line"],
        key=entry["key"],
        title=entry["title"],
        about=" · ".join(filter(None, [str(TYPES.get(entry["type"], "")), entry["about"]])),
        what=entry["what"],
        found=str(BY[entry["by"]]) if entry.get("by") else "",
        of=entry.get("of"),
        source=entry.get("source"),
        fills=", ".join(field_name(name) for name in entry.get("fills", [])),
        problems=[problems.words(stored) for stored in entry["problems"]],
        done=str(DONE[entry["done"]]) if entry.get("done") else "",
    )


def field_name(name: str) -> str:
    """Return what a field of a source is called."""
    if name == "csl_extra":
        return _("details without a field")
    return str(Source._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column of its own


def as_csv(found: SourceImport) -> Iterator[str]:
    """Yield the report as CSV (RFC 4180) with a BOM, by which spreadsheets know UTF-8. No cell is a formula."""
    head = (
        _("Number"), _("Line"), _("Key"), _("Title"), _("What it is"), _("Found by"), _("Done"), _("Source"),
        _("Fields filled"), _("Problems"),
    )  # fmt: skip
    yield "\ufeff" + _row(head)
    for number, entry in enumerate(found.report, start=1):
        line = line_of(number, entry)
        told = " ".join(line.problems)
        cells = (number, line.line, line.key, line.title, line.what_words, line.found, line.done, line.source or "")
        yield _row((*cells, line.fills, told))


def _row(cells: Sequence[Any]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(f"'{cell}" if str(cell).startswith(FORMULA) else cell for cell in cells)
    return stream.getvalue()

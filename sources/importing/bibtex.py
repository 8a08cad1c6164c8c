"""Reading BibTeX and biblatex. The splitting into entries and fields is bibtexparser's; what they mean is told here.

Fields: https://ctan.org/pkg/biblatex (manual, 2.2) and btxdoc. Values are LaTeX, except addresses and identifiers. What
our own writer adds for what BibTeX cannot say ("csl-type", "json-issued") wins over the fields beside it.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock, String

from sources.importing import bibtex_dates, bibtex_fields, bibtex_names
from sources.importing.latex import to_text
from sources.importing.records import Problem, Reading, Record

# It writes a line for each broken entry; whoever brought the file is told by the report.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

LONGEST_VALUE: Final = 200_000
"""Characters of a field; more come from @string pieces that are made of each other."""

MOST_PARENTS: Final = 5
NO_RECORDS: Final = frozenset({"xdata", "set", "comment"})
PIECE: Final = re.compile(r"[{}\"#]")
# Not handed down by crossref (biblatex manual, appendix B, and what belongs to one entry alone).
OWN: Final = frozenset(
    """
    crossref xref xdata ids entryset entrysubtype execute label options presort related relatedtype shorthand
    sortkey sorttitle shorttitle title subtitle titleaddon author pages abstract keywords file note annote annotation
    url doi urldate
    """.split()  # noqa: SIM905
)
TITLES: Final = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
PARTS: Final = frozenset({"inbook", "incollection", "inproceedings", "conference", "inreference", "suppbook"})


def read(text: str) -> Reading:
    """Return the records of a BibTeX file. A broken entry is a record with a problem; the others are read."""
    reading = Reading("bib")
    strings: dict[str, str] = {}
    entries: list[tuple[Record, Entry]] = []
    for block in parse_string(text, parse_stack=[]).blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, String):
            strings[block.key.lower()] = resolve(block.value, strings)
        elif isinstance(block, (DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry)):
            record, entry = _entry(block, line)
            if entry and entry.entry_type.lower() not in NO_RECORDS:
                reading.records.append(record)
            if entry:
                entries.append((record, entry))
        elif isinstance(block, ParsingFailedBlock):
            reading.records.append(
                Record(line, problems=[Problem("broken_entry", value=(block.raw or "")[:80], line=line)])
            )
    _fill(entries, strings)
    return reading


def _entry(block: Any, line: int) -> tuple[Record, Entry | None]:
    """Return the record for an entry, still empty, and the entry; also of those that have a key twice."""
    record = Record(line)
    if isinstance(block, ParsingFailedBlock):
        for key in sorted(getattr(block, "duplicate_keys", ())):
            record.problems.append(Problem("field_twice", key.lower(), line=line))
        block = block.ignore_error_block
    if isinstance(block, ParsingFailedBlock):  # a key twice and a field twice
        block = block.ignore_error_block
    if isinstance(block, Entry):
        record.key = block.key
        return record, block
    return record, None


def _fill(entries: list[tuple[Record, Entry]], strings: Mapping[str, str]) -> None:
    """Give each record its item, with what it inherits. The first of two entries with one key is the one referred to."""
    own: dict[str, tuple[str, dict[str, str]]] = {}
    read_entries = []
    for record, entry in entries:
        kind, fields = entry.entry_type.lower(), _raw_fields(entry, strings)
        own.setdefault(entry.key.lower(), (kind, fields))
        read_entries.append((record, kind, fields))
    for record, kind, fields in read_entries:
        has_parents = "crossref" in fields or "xdata" in fields
        whole = _inherited(kind, fields, own, record) if has_parents else fields
        record.item = item_of(kind, whole, record)


def _raw_fields(entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
    """Return the fields in lower case, their values without delimiters; a second one of a name gets a number."""
    fields: dict[str, str] = {}
    for field in entry.fields:
        name = " ".join(str(field.key).lower().split())
        number = 2
        while name in fields:
            name, number = f"{name.split(' ')[0]} {number}", number + 1
        fields[name] = resolve(str(field.value), strings)
    return fields


def resolve(value: str, strings: Mapping[str, str]) -> str:
    """Return a value without its delimiters: {braced}, "quoted", a number, or the name of an @string; "#" joins."""
    pieces = []
    for piece in _pieces(value):
        if (piece[:1], piece[-1:]) in {("{", "}"), ('"', '"')} and len(piece) > 1:
            pieces.append(piece[1:-1])
        else:
            pieces.append(strings.get(piece.lower(), piece))
    return "".join(pieces)[:LONGEST_VALUE]


def _pieces(value: str) -> Iterator[str]:
    """Yield what "#" joins, outside braces and quotes."""
    depth, is_quoted, start = 0, False, 0
    if "#" not in value:
        yield value.strip()
        return
    for mark in PIECE.finditer(value):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
        elif mark[0] == '"' and depth == 0:
            is_quoted = not is_quoted
        elif mark[0] == "#" and depth == 0 and not is_quoted:
            yield value[start : mark.start()].strip()
            start = mark.end()
    yield value[start:].strip()


def _inherited(
    kind: str, fields: dict[str, str], known: Mapping[str, tuple[str, dict[str, str]]], record: Record
) -> dict[str, str]:
    """Return the fields with those of the entries named by `crossref` and `xdata`, where there is no own one."""
    result, queue, seen = dict(fields), _parents(fields), set[str]()
    while queue and len(seen) < MOST_PARENTS:
        key, is_data = queue.pop(0)
        if key.lower() in seen:
            continue
        seen.add(key.lower())
        if key.lower() not in known:
            record.problems.append(Problem("no_parent", "crossref", key, record.line))
            continue
        parent = known[key.lower()][1]
        for name, value in parent.items():
            if is_data or name not in OWN:
                result.setdefault(name, value)
            elif name in TITLES and kind in PARTS:
                result.setdefault(TITLES[name], value)
        queue += _parents(parent)
    return result


def _parents(fields: Mapping[str, str]) -> list[tuple[str, bool]]:
    data = [(key.strip(), True) for key in fields.get("xdata", "").split(",") if key.strip()]
    parent = fields.get("crossref", "").strip()
    return [*data, (parent, False)] if parent else data


def item_of(kind: str, fields: Mapping[str, str], record: Record) -> dict[str, Any]:
    """Return the CSL item of an entry: its type in lower case, its fields as LaTeX without delimiters."""
    left = {name: value for name, value in fields.items() if value.strip()}
    extra = {name: value for name, value in fields.items() if name.startswith(("csl-", "json-"))}
    left = {name: value for name, value in left.items() if name not in extra}
    item: dict[str, Any] = {"type": bibtex_fields.csl_type(kind, left, record)}
    for role, variable in bibtex_names.ROLES.items():
        if role in left:
            names, has_others = bibtex_names.read_names(left.pop(role))
            item.setdefault(variable, []).extend(names)
            if has_others:
                record.problems.append(Problem("and_others", variable, line=record.line))
    item |= bibtex_dates.read(left)
    item |= bibtex_fields.read(kind, item["type"], left)
    if left:
        item["custom"] = {name: " ".join(to_text(value).split()) for name, value in left.items()}
    return _overridden(item, extra)


def _overridden(item: dict[str, Any], extra: Mapping[str, str]) -> dict[str, Any]:
    """Put what our own writer said besides over what was read; an empty value takes a variable away."""
    for name, value in extra.items():
        form, _hyphen, variable = name.partition("-")
        text = " ".join(to_text(value).split())
        variable = bibtex_fields.CAPITALS.get(variable, variable)
        if form == "csl":
            item[variable] = text
        else:
            try:
                item[variable] = json.loads(text)
            except (ValueError, RecursionError):
                item.setdefault("custom", {})[name] = text
    return {name: value for name, value in item.items() if value != ""}

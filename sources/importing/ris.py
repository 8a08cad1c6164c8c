"""Reading RIS, as the specification of 2011 has it and as publishers and programs write it.

An own reader: rispy drops records without a word and cuts lines at letters that are no line ends. Here every line lands in a
value or in a problem. https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from sources.csl import SUFFIX, CSLName
from sources.importing import ris_dates
from sources.importing.records import Problem, Reading, Record

type Lines = dict[str, list[str]]

TYPES: Final = {
    "ABST": "article-journal", "ADVS": "motion_picture", "AGGR": "dataset", "ART": "graphic", "BILL": "bill",
    "BLOG": "post-weblog", "BOOK": "book", "CASE": "legal_case", "CHAP": "chapter", "COMP": "software",
    "CONF": "book", "CPAPER": "paper-conference", "CTLG": "book", "DATA": "dataset", "DBASE": "dataset",
    "DICT": "entry-dictionary", "EBOOK": "book", "ECHAP": "chapter", "EDBOOK": "book", "EJOUR": "article-journal",
    "ELEC": "webpage", "ENCYC": "entry-encyclopedia", "FIGURE": "figure", "GEN": "document", "GOVDOC": "report",
    "HEAR": "hearing", "ICOMM": "post", "INPR": "article-journal", "INTV": "interview", "JFULL": "periodical",
    "JOUR": "article-journal", "LEGAL": "legislation", "MANSCPT": "manuscript", "MAP": "map", "MGZN": "article-magazine",
    "MPCT": "motion_picture", "MULTI": "webpage", "MUSIC": "musical_score", "NEWS": "article-newspaper", "PAMP": "pamphlet",
    "PAT": "patent", "PCOMM": "personal_communication", "RPRT": "report", "SER": "book", "SLIDE": "speech",
    "SOUND": "song", "STAND": "standard", "STAT": "legislation", "THES": "thesis", "UNBILL": "bill",
    "UNPB": "manuscript", "VIDEO": "broadcast", "WEB": "webpage",
}  # fmt: skip
NAMES: Final = [
    ("AU", "author"), ("A1", "author"), ("A2", "editor"), ("ED", "editor"), ("A3", "collection-editor"),
    ("A4", "translator"),
]  # fmt: skip
# Where two tags say one variable, the first does, and the other is kept aside.
VARIABLES: Final = [
    ("TI", "title"), ("T1", "title"), ("CT", "title"), ("ST", "title-short"),
    ("T2", "container-title"), ("JF", "container-title"), ("JO", "container-title"), ("BT", "container-title"),
    ("JA", "container-title-short"), ("J2", "container-title-short"), ("J1", "container-title-short"),
    ("T3", "collection-title"), ("PB", "publisher"), ("CY", "publisher-place"), ("PP", "publisher-place"),
    ("ET", "edition"), ("VL", "volume"), ("IS", "issue"), ("M1", "number"), ("M3", "genre"), ("SE", "section"),
    ("NV", "number-of-volumes"), ("LA", "language"), ("AB", "abstract"), ("N2", "abstract"),
    ("CN", "call-number"), ("AV", "archive_location"), ("DP", "source"), ("DB", "source"), ("DO", "DOI"), ("UR", "URL"),
]  # fmt: skip
KNOWN: Final = {tag for tag, _variable in [*NAMES, *VARIABLES]} | {
    *("TY", "ER", "ID", "SP", "EP", "SN", "KW", "N1", "RN", "PY", "Y1", "DA", "Y2", "U5", "AD", "AN", "CA", "RP"),
    *(f"L{number}" for number in range(1, 5)), *(f"C{number}" for number in range(1, 9)),
}  # fmt: skip
LINE_END: Final = re.compile(r"\r\n|\n|\r")
TAG: Final = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|\s*)", re.DOTALL)
# Some programs write one space, or none; that is believed of tags that RIS has.
LOOSE_TAG: Final = re.compile(r"\s{0,2}([A-Z][A-Z0-9])\s{0,3}-\s?(.*)", re.DOTALL)
OWN: Final = re.compile(r"(csl|json)-([A-Za-z_-]+): ?(.*)", re.DOTALL)
IN_TITLE_OF_EVENT: Final = frozenset({"speech", "paper-conference"})


def read(text: str) -> Reading:
    """Return the records of a RIS file. What stands outside of records, or lacks its end, is told."""
    reading = Reading("ris")
    record: Record | None = None
    lines: Lines = {}
    stray = 0
    for number, tag, value in _tagged(text):
        if tag == "TY":
            if record:
                record.problems.append(Problem("no_end", "ER", line=number))
                _close(record, lines)
            record, lines = Record(number), {"TY": [value]}
            reading.records.append(record)
        elif record is None:
            if tag != "ER" and not stray:
                stray = number
        elif tag == "ER":
            _close(record, lines)
            record = None
        else:
            lines.setdefault(tag, []).append(value)
    if record:
        record.problems.append(Problem("no_end", "ER", line=record.line))
        _close(record, lines)
    if stray and reading.records:
        reading.told.append(Problem("stray_lines", line=stray))
    return reading


def _tagged(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line number, tag and value. A line without a tag goes on with the value before it; before all, its tag is ""."""
    begun, tag, pieces = 0, "", list[str]()
    for number, line in enumerate(LINE_END.split(text), start=1):
        match = TAG.fullmatch(line) or _loose(line)
        if match:
            if pieces:
                yield begun, tag, " ".join(pieces)
            begun, tag, pieces = number, match[1], [(match[2] or "").strip()]
        elif line.strip():
            begun = begun or number
            pieces.append(line.strip())
    if pieces:
        yield begun, tag, " ".join(pieces)


def _loose(line: str) -> re.Match[str] | None:
    match = LOOSE_TAG.fullmatch(line)
    return match if match and match[1] in KNOWN else None


def _close(record: Record, lines: Lines) -> None:
    record.key = next(iter(lines.pop("ID", [""])), "")
    record.item = item_of(lines, record)


def item_of(lines: Lines, record: Record) -> dict[str, Any]:
    """Return the CSL item of a record: the values of its tags, each a list. Takes what it has used out of `lines`."""
    own = [line for line in lines.get("U5", []) if OWN.fullmatch(line)]
    _drop(lines, "U5", own)
    item: dict[str, Any] = {"type": _type(lines, record)}
    for tag, variable in NAMES:
        names = [name for typed in lines.pop(tag, []) if (name := read_name(typed))]
        if names:
            item.setdefault(variable, []).extend(names)
    item |= ris_dates.read(lines)
    item |= _pages(lines)
    _identifiers(lines, item)
    is_event = item["type"] in IN_TITLE_OF_EVENT
    for tag, variable in VARIABLES:
        said = "event-title" if tag == "T2" and is_event else variable
        for value in [value for value in lines.get(tag, []) if value]:
            if item.setdefault(said, value) == value:
                _drop(lines, tag, [value])
    for tags, variable, glue in ((("KW",), "keyword", ", "), (("N1", "RN"), "note", "\n")):
        values = [value for tag in tags for value in lines.pop(tag, []) if value]
        if values:
            item[variable] = glue.join(values)
    aside = {tag: "\n".join(filter(None, values)) for tag, values in lines.items()}
    if any(aside.values()):
        item["custom"] = {f"RIS {tag}": value for tag, value in aside.items() if value}
    return _overridden(item, own)


def _type(lines: Lines, record: Record) -> str:
    typed = lines.pop("TY", [""])[0]
    words = typed.upper().split()
    kind = words[0] if words else ""
    if kind not in TYPES or len(words) > 1:
        lines["TY"] = [typed]
        record.problems.append(Problem("unknown_type", "type", typed, record.line))
    return TYPES.get(kind, "document")


def read_name(typed: str) -> CSLName | None:
    """Return "Family, Given, Suffix" as a person, and a name without a comma as an organisation, as this project does."""
    parts = [" ".join(part.split()) for part in typed.split(",")]
    if not any(parts):
        return None
    if len(parts) == 1 or not parts[0]:
        return {"literal": " ".join(typed.split())}
    if len(parts) > 3 or (len(parts) == 3 and parts[2] and not SUFFIX.fullmatch(parts[2])):
        return {"literal": " ".join(typed.split())}
    found = zip(("family", "given", "suffix"), parts, strict=False)
    return {part: text for part, text in found if text}  # type: ignore[return-value]  # the keys are a name's


def _pages(lines: Lines) -> dict[str, str]:
    first, last = (next(iter(lines.pop(tag, [""])), "") for tag in ("SP", "EP"))
    text = first if not last or last == first or "–" in first or "-" in first else f"{first}–{last}"
    text = re.sub(r"(?<=\d)\s*-+\s*(?=\d)", "–", text or last)
    return {"page": text} if text else {}


def _identifiers(lines: Lines, item: dict[str, Any]) -> None:
    """Sort SN into ISSN (8 figures) and ISBN."""
    for value in lines.pop("SN", []):
        figures = re.sub(r"[^0-9Xx]", "", re.sub(r"\(.*?\)", "", value))
        variable = "ISSN" if len(figures) == 8 else "ISBN"
        if value and item.setdefault(variable, value) != value:
            item[variable] += f" {value}"


def _drop(lines: Lines, tag: str, values: list[str]) -> None:
    left = [value for value in lines.get(tag, []) if value not in values]
    if left:
        lines[tag] = left
    else:
        lines.pop(tag, None)


def _overridden(item: dict[str, Any], own: list[str]) -> dict[str, Any]:
    """Put what our own writer said besides over what was read; an empty value takes a variable away."""
    for line in own:
        match = OWN.fullmatch(line)
        if not match:
            continue
        form, variable, text = match.groups()
        if form == "csl":
            item[variable] = text
        else:
            try:
                item[variable] = json.loads(text)
            except (ValueError, RecursionError):
                item.setdefault("custom", {})["RIS U5"] = line
    return {variable: value for variable, value in item.items() if value != ""}

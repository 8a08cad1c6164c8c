"""Writing RIS (specification of 2011). What it cannot say is added in lines of its user field U5 ("csl-type: treaty")."""

from collections.abc import Iterable, Iterator
from typing import Final

from sources import dates
from sources.csl import CSLItem, CSLName, TextVariable, family_name
from sources.edtf_dates import Side
from sources.formats.lines import moment, one_line, unsaid
from sources.importing import ris as reader
from sources.importing.records import Record

TYPES: Final = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "broadcast": "VIDEO",
    "chapter": "CHAP",
    "dataset": "DATA",
    "interview": "INTV",
    "legal_case": "CASE",
    "legislation": "STAT",
    "motion_picture": "MPCT",
    "personal_communication": "PCOMM",
    "post": "ICOMM",
    "report": "RPRT",
    "speech": "SLIDE",
    "thesis": "THES",
    "webpage": "ELEC",
}
FIELDS: Final[list[tuple[TextVariable, str]]] = [
    ("title", "TI"),
    ("title-short", "ST"),
    ("container-title", "T2"),
    ("event-title", "T2"),
    ("collection-title", "T3"),
    ("publisher", "PB"),
    ("publisher-place", "CY"),
    ("edition", "ET"),
    ("volume", "VL"),
    ("issue", "IS"),
    ("number", "M1"),
    ("section", "SE"),
    ("genre", "M3"),
    ("ISBN", "SN"),
    ("ISSN", "SN"),
    ("DOI", "DO"),
    ("URL", "UR"),
    ("language", "LA"),
    ("abstract", "AB"),
    ("note", "N1"),
]


def pieces(items: Iterable[CSLItem]) -> Iterator[str]:
    """Yield items as RIS records with CRLF line ends. Line breaks inside a value become spaces."""
    for place, item in enumerate(items):
        yield ("\r\n" if place else "") + _record(item)


def _record(item: CSLItem) -> str:
    lines = [("TY", TYPES.get(item.get("type", ""), "GEN"))]
    lines += [("AU", _name(name)) for name in item.get("author", [])]
    lines += [("A2", _name(name)) for name in item.get("editor", [])]
    lines += [("A4", _name(name)) for name in item.get("translator", [])]
    for variable, tag in FIELDS:
        if not (variable == "event-title" and item.get("container-title")):  # they have one tag
            lines.append((tag, str(item.get(variable, ""))))
    lines += _dates(item)
    first, _dash, last = one_line(str(item.get("page", ""))).replace("–", "-").partition("-")
    lines += [("SP", first), ("EP", last.lstrip("-"))]
    lines += [("KW", word) for word in str(item.get("keyword", "")).split(",")]
    folded = [(tag, value) for tag, text in lines if (value := one_line(text))]
    folded += [("U5", f"{name}: {value}") for name, value in unsaid(item, _read_back(folded))]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*folded, ("ER", "")])


def _read_back(lines: list[tuple[str, str]]) -> dict[str, object]:
    values: dict[str, list[str]] = {}
    for tag, value in lines:
        values.setdefault(tag, []).append(value)
    return reader.item_of(values, Record(0))


def _name(name: CSLName) -> str:
    if "literal" in name:
        return name["literal"]
    family = " ".join(filter(None, (name.get("dropping-particle", ""), family_name(name))))
    return ", ".join(filter(None, (family, name.get("given", ""), name.get("suffix", ""))))


def _dates(item: CSLItem) -> list[tuple[str, str]]:
    """Return PY and DA, as far as known; all parts of a RIS date may be empty, its slashes may not."""
    lines = []
    when = moment(item.get("issued", {}))
    if when:
        if when.year:
            lines.append(("PY", f"{when.year:04}"))
        is_whole = not when.is_range and when.start and not when.start.mark and "X" not in when.edtf[:4]
        lines.append(("DA", _date(when.start, "" if is_whole else dates.display(when.edtf, "en"))))
    accessed = moment(item.get("accessed", {}))
    if accessed:
        lines.append(("Y2", _date(accessed.start)))
    return lines


def _date(side: Side | None, words: str = "") -> str:
    """Return "2024/06/05/words"; the words say what numbers cannot: ranges, "c.", no year."""
    year = side.known_year if side else None
    month = side.month if side and side.month in range(1, 13) else None
    numbers = (
        f"{year:04}" if year else "",
        f"{month:02}" if month else "",
        f"{side.day:02}" if side and side.day else "",
    )
    return "/".join((*numbers, words))

"""Bibliographic files of one or many sources: CSL-JSON, BibTeX (with biblatex's fields) and RIS.

What is written can be read back: a value never leaves its field, whatever a title holds. All files are UTF-8.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from django.utils.text import slugify

from sources import dates
from sources.csl import CSLDate, CSLItem, CSLName, NameVariable, TextVariable, family_name
from sources.edtf_dates import DateNotUnderstood, EDTFDate, Side

MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

# --- CSL-JSON ---


def to_csl_json(items: Iterable[CSLItem]) -> str:
    """Return items as a CSL-JSON list (csl-data.json 1.0.2)."""
    return json.dumps(list(items), ensure_ascii=False, indent=2) + "\n"


# --- BibTeX ---

BIBTEX_TYPES: Final = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "thesis": "phdthesis",
}
# CSL variable, BibTeX field, and the field's name in entry types that call it otherwise.
BIBTEX_FIELDS: Final[list[tuple[TextVariable, str, dict[str, str]]]] = [
    ("container-title", "howpublished", {"article": "journal", "incollection": "booktitle", "techreport": "series"}),
    ("publisher", "publisher", {"techreport": "institution", "phdthesis": "school"}),
    ("publisher-place", "address", {}),
    ("event-title", "eventtitle", {}),
    ("event-place", "venue", {}),
    ("edition", "edition", {}),
    ("volume", "volume", {}),
    ("issue", "number", {}),
    ("number", "number", {}),
    ("page", "pages", {}),
    ("genre", "type", {}),
    ("ISBN", "isbn", {}),
    ("ISSN", "issn", {}),
    ("language", "language", {}),
    ("abstract", "abstract", {}),
    ("note", "note", {}),
    ("keyword", "keywords", {}),
]
BIBTEX_ESCAPES: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{letter: f"\\{letter}" for letter in "&%$#_"},
    }
)
# Fields that BibTeX styles print as they are: only what would end the field is encoded.
VERBATIM_ESCAPES: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def to_bibtex(items: Iterable[CSLItem]) -> str:
    """Return items as BibTeX entries, each with its own key. Titles keep their capitals; letters stay Unicode."""
    keys: set[str] = set()
    return "\n".join(_bibtex_entry(item, keys) for item in items)


def _bibtex_entry(item: CSLItem, keys: set[str]) -> str:
    kind = BIBTEX_TYPES.get(item.get("type", ""), "misc")
    fields: dict[str, str] = {}
    roles: tuple[NameVariable, ...] = ("author", "editor", "translator")
    for role in roles:
        names = item.get(role, [])
        if names:
            fields[role] = " and ".join(_bibtex_name(name) for name in names)
    # The second pair of braces keeps styles from lowering the capitals of names and states.
    fields["title"] = f"{{{_bibtex(item.get('title', ''))}}}"
    for variable, field, otherwise in BIBTEX_FIELDS:
        value = _bibtex(item.get(variable, ""))
        if value:
            fields.setdefault(otherwise.get(kind, field), value)
    if "pages" in fields:
        fields["pages"] = re.sub(r"\s*[-–]+\s*", "--", fields["pages"])
    fields |= _bibtex_dates(item)
    for variable, field in (("DOI", "doi"), ("URL", "url")):
        value = _one_line(item.get(variable, "")).translate(VERBATIM_ESCAPES)
        if value:
            fields[field] = value
    lines = "".join(
        f"  {field} = {value if field == 'month' else f'{{{value}}}'},\n" for field, value in fields.items()
    )
    return f"@{kind}{{{_bibtex_key(item, keys)},\n{lines}}}\n"


def _bibtex(text: str) -> str:
    return _one_line(text).translate(BIBTEX_ESCAPES)


def _bibtex_name(name: CSLName) -> str:
    """Return "Family, Jr., Given", or an organisation in braces so that it is not taken apart."""
    if "literal" in name:
        return f"{{{_bibtex(name['literal'])}}}"
    family = " ".join(filter(None, (name.get("dropping-particle", ""), family_name(name))))
    parts = (family, name.get("suffix", ""), name.get("given", ""))
    return ", ".join(_bibtex_name_part(part) for part in parts if part)


def _bibtex_name_part(part: str) -> str:
    """Return a part of a name, in braces where BibTeX would split it."""
    escaped = _bibtex(part)
    return f"{{{escaped}}}" if re.search(r",|\band\b", escaped, re.IGNORECASE) else escaped


def _bibtex_key(item: CSLItem, keys: set[str]) -> str:
    """Return a key of ASCII letters, digits and hyphens that no earlier entry has: "freedom-house-2024"."""
    names = item.get("author") or item.get("editor") or []
    start = family_name(names[0]) if names else item.get("title", "")
    moment = _moment(item.get("issued", {}))
    stem = "-".join(slugify(start).replace("_", "-").split("-")[:4])[:40].strip("-")
    stem = f"{stem or 'source'}-{moment.year if moment and moment.year else 'nd'}"
    key, number = stem, 2
    while key in keys:
        key, number = f"{stem}-{number}", number + 1
    keys.add(key)
    return key


def _bibtex_dates(item: CSLItem) -> dict[str, str]:
    """Return `date` for biblatex, which reads EDTF, and `year` and `month` for BibTeX; no year where none is known."""
    fields = {}
    moment = _moment(item.get("issued", {}))
    if moment and moment.start and moment.year:
        fields = {"date": moment.edtf, "year": f"{moment.year:04}"}
    if moment and moment.start and moment.start.month in range(1, 13):
        fields["month"] = MONTHS[(moment.start.month or 1) - 1]
    if moment and moment.start and moment.start.day and not moment.year:
        fields["day"] = str(moment.start.day)  # `date` says it where there is a year
    accessed = _moment(item.get("accessed", {}))
    if accessed:
        fields["urldate"] = accessed.edtf
    return fields


# --- RIS ---

RIS_TYPES: Final = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "broadcast": "VIDEO",
    "chapter": "CHAP",
    "dataset": "DATA",
    "interview": "PCOMM",
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
RIS_FIELDS: Final[list[tuple[TextVariable, str]]] = [
    ("title", "TI"),
    ("container-title", "T2"),
    ("event-title", "T2"),
    ("publisher", "PB"),
    ("publisher-place", "CY"),
    ("edition", "ET"),
    ("volume", "VL"),
    ("issue", "IS"),
    ("number", "M1"),
    ("genre", "M3"),
    ("ISBN", "SN"),
    ("ISSN", "SN"),
    ("DOI", "DO"),
    ("URL", "UR"),
    ("language", "LA"),
    ("abstract", "AB"),
    ("note", "N1"),
]


def to_ris(items: Iterable[CSLItem]) -> str:
    """Return items as RIS records with CRLF line ends. Line breaks inside a value become spaces.

    RIS cannot tell an organisation with a comma in its name from a person; readers of the file may swap its parts.
    """
    return "\r\n".join(_ris_record(item) for item in items)


def _ris_record(item: CSLItem) -> str:
    lines = [("TY", RIS_TYPES.get(item.get("type", ""), "GEN"))]
    lines += [("AU", _ris_name(name)) for name in item.get("author", [])]
    lines += [("A2", _ris_name(name)) for name in item.get("editor", [])]
    lines += [("A4", _ris_name(name)) for name in item.get("translator", [])]
    lines += [(tag, item.get(variable, "")) for variable, tag in RIS_FIELDS]
    lines += _ris_dates(item)
    first, _dash, last = _one_line(item.get("page", "")).replace("–", "-").partition("-")
    lines += [("SP", first), ("EP", last.lstrip("-"))]
    lines += [("KW", word) for word in item.get("keyword", "").split(",")]
    folded = [(tag, _one_line(value)) for tag, value in lines]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*folded, ("ER", "")] if value or tag == "ER")


def _ris_name(name: CSLName) -> str:
    if "literal" in name:
        return name["literal"]
    family = " ".join(filter(None, (name.get("dropping-particle", ""), family_name(name))))
    return ", ".join(filter(None, (family, name.get("given", ""), name.get("suffix", ""))))


def _ris_dates(item: CSLItem) -> list[tuple[str, str]]:
    """Return PY and DA, as far as known; all parts of a RIS date may be empty, its slashes may not."""
    lines = []
    moment = _moment(item.get("issued", {}))
    if moment:
        if moment.year:
            lines.append(("PY", f"{moment.year:04}"))
        is_whole = not moment.is_range and moment.start and not moment.start.mark and "X" not in moment.edtf[:4]
        lines.append(("DA", _ris_date(moment.start, "" if is_whole else dates.display(moment.edtf, "en"))))
    accessed = _moment(item.get("accessed", {}))
    if accessed:
        lines.append(("Y2", _ris_date(accessed.start)))
    return lines


def _ris_date(side: Side | None, words: str = "") -> str:
    """Return "2024/06/05/words"; the words say what numbers cannot: ranges, "c.", no year."""
    year = side.known_year if side else None
    month = side.month if side and side.month in range(1, 13) else None
    numbers = (
        f"{year:04}" if year else "",
        f"{month:02}" if month else "",
        f"{side.day:02}" if side and side.day else "",
    )
    return "/".join((*numbers, words))


# --- Shared ---


class Export(NamedTuple):
    """A file format: its name for readers, media type, and what makes the file of items."""

    name: str
    media_type: str
    write: Callable[[Iterable[CSLItem]], str]


# By file extension, in the order in which they are offered.
EXPORTS: Final[dict[str, Export]] = {
    "bib": Export("BibTeX", "application/x-bibtex; charset=utf-8", to_bibtex),
    "ris": Export("RIS", "application/x-research-info-systems; charset=utf-8", to_ris),
    "json": Export("CSL-JSON", "application/vnd.citationstyles.csl+json; charset=utf-8", to_csl_json),
}


def _one_line(text: str) -> str:
    """Return text without line breaks and control characters, which would end a field."""
    folded = " ".join(str(text).split())
    return "".join(letter for letter in folded if unicodedata.category(letter) not in {"Cc", "Cs"})


def _moment(value: CSLDate) -> EDTFDate | None:
    """Return a CSL date as EDTF, None for none and for a literal that is no date."""
    try:
        edtf = dates.from_csl(value)
    except DateNotUnderstood:
        return None
    return dates.read(edtf) if edtf else None

"""Writing BibTeX, with biblatex's fields. What neither can say is added in fields that both pass over ("csl-type")."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.text import slugify

from sources.csl import CSLItem, CSLName, NameVariable, TextVariable, family_name
from sources.formats.lines import IN_ADDRESS, moment, one_line, unsaid
from sources.importing import bibtex as reader
from sources.importing.records import Record

MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
TYPES: Final = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "thesis": "phdthesis",
}
# CSL variable, BibTeX field, and the field's name in entry types that call it otherwise.
FIELDS: Final[list[tuple[TextVariable, str, dict[str, str]]]] = [
    ("title-short", "shorttitle", {}),
    ("container-title", "howpublished", {"article": "journal", "incollection": "booktitle"}),
    ("collection-title", "series", {}),
    ("publisher", "publisher", {"techreport": "institution", "phdthesis": "school"}),
    ("publisher-place", "address", {}),
    ("event-title", "eventtitle", {}),
    ("event-place", "venue", {}),
    ("authority", "authority", {}),
    ("archive", "archive", {}),
    ("edition", "edition", {}),
    ("volume", "volume", {}),
    ("issue", "number", {}),
    ("number", "number", {}),
    ("section", "section", {}),
    ("page", "pages", {}),
    ("genre", "type", {}),
    ("ISBN", "isbn", {}),
    ("ISSN", "issn", {}),
    ("language", "language", {}),
    ("abstract", "abstract", {}),
    ("note", "note", {}),
    ("keyword", "keywords", {}),
]
ESCAPES: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "`": r"\textasciigrave{}",
        **{letter: f"\\{letter}" for letter in "&%$#_"},
    }
)
# Two of these would become a dash or a quotation mark.
LIGATURE: Final = re.compile(r"-(?=-)|'(?=')")
ROLES: Final[tuple[NameVariable, ...]] = ("author", "editor", "translator")


def pieces(items: Iterable[CSLItem]) -> Iterator[str]:
    """Yield items as BibTeX entries, each with its own key. Titles keep their capitals; letters stay Unicode."""
    numbers: dict[str, int] = {}
    for place, item in enumerate(items):
        yield ("\n" if place else "") + _entry(item, numbers)


def _entry(item: CSLItem, numbers: dict[str, int]) -> str:
    kind = TYPES.get(item.get("type", ""), "misc")
    fields = _fields(item, kind)
    read_back: dict[str, Any] = reader.item_of(kind, fields, Record(0))
    fields |= {name.lower(): _escaped(value) for name, value in unsaid(item, read_back)}
    lines = "".join(
        f"  {field} = {value if field == 'month' else f'{{{value}}}'},\n" for field, value in fields.items()
    )
    return f"@{kind}{{{_key(item, numbers)},\n{lines}}}\n"


def _fields(item: CSLItem, kind: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for role in ROLES:
        names = item.get(role, [])
        if names:
            fields[role] = " and ".join(_name(name) for name in names)
    # The second pair of braces keeps styles from lowering the capitals of names and states.
    fields["title"] = f"{{{_escaped(item.get('title', ''))}}}"
    for variable, field, otherwise in FIELDS:
        text = str(item.get(variable, ""))
        text = re.sub(r"\s*[-–]+\s*", "–", text) if variable == "page" else text
        value = _escaped(text).replace("–", "--") if variable == "page" else _escaped(text)
        if value:
            fields.setdefault(otherwise.get(kind, field), value)
    fields |= _dates(item)
    # BibTeX styles print these as they are: only what would end the field is encoded.
    for variable, field in (("DOI", "doi"), ("URL", "url")):
        value = one_line(item.get(variable, "")).translate(IN_ADDRESS)
        if value:
            fields[field] = value
    return fields


def _escaped(text: str) -> str:
    return LIGATURE.sub(lambda letter: f"{letter[0]}{{}}", one_line(text).translate(ESCAPES))


def _name(name: CSLName) -> str:
    """Return "Family, Jr., Given", or an organisation in braces so that it is not taken apart."""
    if "literal" in name:
        return f"{{{_escaped(name['literal'])}}}"
    particle = " ".join(filter(None, (name.get("dropping-particle", ""), name.get("non-dropping-particle", ""))))
    family = " ".join(filter(None, (_escaped(particle), _name_part(name.get("family", ""), is_family=True))))
    others = (_name_part(name.get("suffix", "")), _name_part(name.get("given", "")))
    return ", ".join([family, *(part for part in others if part)])


def _name_part(part: str, *, is_family: bool = False) -> str:
    """Return a part of a name, in braces where BibTeX would split it, or take a family's first word for a particle."""
    escaped = _escaped(part)
    would_split = re.search(r",|\band\b", escaped, re.IGNORECASE) or (is_family and part[:1].islower())
    return f"{{{escaped}}}" if would_split else escaped


def _key(item: CSLItem, numbers: dict[str, int]) -> str:
    """Return a key of ASCII letters, digits and hyphens that no earlier entry has: "freedom-house-2024"."""
    names = item.get("author") or item.get("editor") or []
    start = family_name(names[0]) if names else item.get("title", "")
    when = moment(item.get("issued", {}))
    stem = "-".join(slugify(start).replace("_", "-").split("-")[:4])[:40].strip("-")
    stem = f"{stem or 'source'}-{when.year if when and when.year else 'nd'}"
    key = stem
    while key in numbers:
        numbers[stem] += 1
        key = f"{stem}-{numbers[stem]}"
    numbers[key] = 1
    return key


def _dates(item: CSLItem) -> dict[str, str]:
    """Return `date` for biblatex, which reads EDTF, and `year` and `month` for BibTeX; no year where none is known."""
    fields = {}
    when = moment(item.get("issued", {}))
    if when and not (when.start and when.start.year == "XXXX"):
        # An open end is nothing in biblatex (manual, 2.3.8).
        fields["date"] = when.edtf.replace("..", "")
    if when and when.start and when.year:
        fields["year"] = f"{when.year:04}"
    if when and when.start and when.start.month in range(1, 13):
        fields["month"] = MONTHS[(when.start.month or 1) - 1]
    if when and when.start and when.start.day and not when.year:
        fields["day"] = str(when.start.day)  # `date` says it where there is a year
    accessed = moment(item.get("accessed", {}))
    if accessed:
        fields["urldate"] = accessed.edtf
    return fields

"""CSL-JSON 1.0.2 as this project keeps it: types, items, names.

https://github.com/citation-style-language/schema (csl-data.json). Values are plain JSON, so that a record can be
stored, exported and read by Zotero, Pandoc and others without a translation table.
"""

import re
from typing import Final, Literal, TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# CSL types that staff may choose, in the order of the choice: what an advocacy group cites most comes first.
TYPES: Final[list[tuple[str, Promise]]] = [
    ("report", _("report")),
    ("webpage", _("web page")),
    ("article-newspaper", _("news article")),
    ("article-magazine", _("magazine article")),
    ("article-journal", _("journal article")),
    ("book", _("book")),
    ("chapter", _("chapter of a book")),
    ("legislation", _("law or resolution")),
    ("bill", _("bill before a parliament")),
    ("legal_case", _("court case")),
    ("treaty", _("treaty")),
    ("speech", _("speech or statement")),
    ("interview", _("interview")),
    ("motion_picture", _("film or video")),
    ("broadcast", _("broadcast")),
    ("post", _("social media post")),
    ("dataset", _("data set")),
    ("document", _("document")),
    ("thesis", _("thesis")),
    ("personal_communication", _("letter or message")),
]

# A person has `family` (and what else is known), an organisation has `literal`. A suffix is "Jr." and the like.
CSLName = TypedDict(
    "CSLName",
    {
        "family": str,
        "given": str,
        "suffix": str,
        "dropping-particle": str,
        "non-dropping-particle": str,
        "literal": str,
    },
    total=False,
)

# `date-parts` holds one date or the two ends of a range, each [year], [year, month] or [year, month, day];
# `season` is 1 (spring) to 4 (winter). A date that these cannot tell is `literal`, in English.
CSLDate = TypedDict(
    "CSLDate",
    {"date-parts": list[list[int]], "season": int, "circa": bool, "literal": str},
    total=False,
)

CSLItem = TypedDict(
    "CSLItem",
    {
        "id": str,
        "type": str,
        "title": str,
        "title-short": str,
        "author": list[CSLName],
        "editor": list[CSLName],
        "translator": list[CSLName],
        "director": list[CSLName],
        "interviewer": list[CSLName],
        "recipient": list[CSLName],
        "publisher": str,
        "publisher-place": str,
        "container-title": str,
        "collection-title": str,
        "edition": str,
        "volume": str,
        "issue": str,
        "number": str,
        "section": str,
        "page": str,
        "issued": CSLDate,
        "year-suffix": str,
        "accessed": CSLDate,
        "genre": str,
        "medium": str,
        "authority": str,
        "event-title": str,
        "event-place": str,
        "archive": str,
        "URL": str,
        "DOI": str,
        "ISBN": str,
        "ISSN": str,
        "language": str,
        "abstract": str,
        "note": str,
        "keyword": str,
    },
    total=False,
)

NameVariable = Literal["author", "editor", "translator", "director", "interviewer", "recipient"]
TextVariable = Literal[
    "title",
    "title-short",
    "publisher",
    "publisher-place",
    "container-title",
    "collection-title",
    "edition",
    "volume",
    "issue",
    "number",
    "section",
    "page",
    "genre",
    "medium",
    "authority",
    "event-title",
    "event-place",
    "archive",
    "URL",
    "DOI",
    "ISBN",
    "ISSN",
    "language",
    "abstract",
    "note",
    "keyword",
]


SUFFIX: Final = re.compile(r"(?:jr|sr|esq)\.?|[ivx]+", re.IGNORECASE)


class NamesNotUnderstood(ValueError):
    """A line of typed names is neither a person nor an organisation. The message is for the person who typed it."""


def parse_names(text: str) -> list[CSLName]:
    """Return the names typed one a line, empty lines skipped.

    The rule: "Family, Given" is a person, and so is "Family, Given, Jr."; "Family," is a person with one name.
    Anything else is an organisation. Braces make a name with a comma an organisation: "{Ministry of Justice, Armenia}".

    Raises NamesNotUnderstood for a line with nothing before its comma or in its braces.
    """
    return [_parse_name(line) for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def format_names(names: list[CSLName]) -> str:
    """Return names one a line, as `parse_names` reads them again; a particle becomes part of the family name."""
    return "\n".join(_format_name(name) for name in names)


def full_name(name: CSLName) -> str:
    """Return a name in its natural order: "Aram Hamparian", "Martin Luther King Jr.", "Freedom House"."""
    if "literal" in name:
        return name["literal"]
    parts = (name.get("given"), name.get("dropping-particle"), _family(name), name.get("suffix"))
    return " ".join(part for part in parts if part)


def family_name(name: CSLName) -> str:
    """Return what a short note calls the bearer: the family name with its particle, or the organisation."""
    return name.get("literal") or _family(name)


def _family(name: CSLName) -> str:
    return " ".join(part for part in (name.get("non-dropping-particle"), name.get("family")) if part)


def _parse_name(line: str) -> CSLName:
    if line.startswith("{") and line.endswith("}"):
        literal = line[1:-1].strip()
        if not literal:
            raise NamesNotUnderstood(gettext("“{}” holds no name. Type the organisation’s name between the braces."))
        return {"literal": literal}
    parts = [part.strip() for part in line.split(",")]
    is_person = len(parts) == 2 or (len(parts) == 3 and bool(parts[1]) and SUFFIX.fullmatch(parts[2]) is not None)
    if not is_person:
        return {"literal": line}
    if not parts[0]:
        message = gettext(
            "“%(line)s” has no family name. Type a person as “Family, Given”, an organisation without a comma."
        )
        raise NamesNotUnderstood(message % {"line": line})
    name: CSLName = {"family": parts[0]}
    if parts[1]:
        name["given"] = parts[1]
    if len(parts) == 3:
        name["suffix"] = parts[2]
    return name


def _format_name(name: CSLName) -> str:
    if "literal" in name:
        literal = " ".join(name["literal"].split())
        needs_braces = "," in literal or (literal.startswith("{") and literal.endswith("}"))
        return f"{{{literal}}}" if needs_braces else literal
    family = " ".join(part for part in (name.get("dropping-particle"), _family(name)) if part)
    return ", ".join([family, name.get("given", ""), *([name["suffix"]] if name.get("suffix") else [])]).rstrip(" ")

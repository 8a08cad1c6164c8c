"""What the entry types and fields of BibTeX and biblatex are in CSL."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

from sources.importing.latex import to_text
from sources.importing.records import Problem, Record

TYPES: Final = {
    "article": "article-journal", "suppperiodical": "article-journal", "review": "review", "news": "article-newspaper",
    "newspaper": "article-newspaper", "magazine": "article-magazine",
    "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book", "proceedings": "book",
    "mvproceedings": "book", "reference": "book", "mvreference": "book", "booklet": "pamphlet", "bookinbook": "chapter",
    "inbook": "chapter", "incollection": "chapter", "suppbook": "chapter", "suppcollection": "chapter",
    "inreference": "entry-encyclopedia", "inproceedings": "paper-conference", "conference": "paper-conference",
    "manual": "report", "report": "report", "techreport": "report",
    "thesis": "thesis", "phdthesis": "thesis", "mastersthesis": "thesis",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "webpage": "webpage",
    "unpublished": "manuscript", "periodical": "periodical", "patent": "patent", "standard": "standard",
    "dataset": "dataset", "data": "dataset", "software": "software", "letter": "personal_communication",
    "legislation": "legislation", "legal": "legislation", "law": "legislation", "jurisdiction": "legal_case",
    "case": "legal_case", "bill": "bill", "treaty": "treaty", "video": "motion_picture", "movie": "motion_picture",
    "film": "motion_picture", "audio": "song", "music": "song", "performance": "performance", "image": "graphic",
    "artwork": "graphic", "commentary": "legal_case", "presentation": "speech", "speech": "speech",
    "interview": "interview", "broadcast": "broadcast", "post": "post", "misc": "document", "document": "document",
}  # fmt: skip
SUBTYPES: Final = {"newspaper": "article-newspaper", "magazine": "article-magazine"}
# Said by the entry type alone.
GENRES: Final = {"phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis"}
GENRE_KEYS: Final = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master’s thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
}

CAPITALS: Final = {name.lower(): name for name in ("DOI", "URL", "ISBN", "ISSN", "PMID", "PMCID")}
# In this order: where two fields say one variable, the first does, and the other is kept aside.
VARIABLES: Final = [
    ("shorttitle", "title-short"),
    ("journaltitle", "container-title"), ("journal", "container-title"), ("booktitle", "container-title"),
    ("maintitle", "container-title"), ("shortjournal", "container-title-short"), ("series", "collection-title"),
    ("publisher", "publisher"), ("institution", "publisher"), ("school", "publisher"), ("organization", "publisher"),
    ("location", "publisher-place"), ("address", "publisher-place"), ("origlocation", "original-publisher-place"),
    ("origpublisher", "original-publisher"), ("eventtitle", "event-title"), ("venue", "event-place"),
    ("edition", "edition"), ("volume", "volume"), ("volumes", "number-of-volumes"), ("pages", "page"),
    ("pagetotal", "number-of-pages"), ("chapter", "chapter-number"), ("version", "version"), ("section", "section"),
    ("authority", "authority"), ("archive", "archive"), ("library", "archive"), ("medium", "medium"),
    ("type", "genre"), ("isbn", "ISBN"), ("issn", "ISSN"), ("doi", "DOI"), ("url", "URL"), ("pmid", "PMID"),
    ("pmcid", "PMCID"), ("language", "language"), ("langid", "language"), ("hyphenation", "language"),
    ("abstract", "abstract"), ("note", "note"), ("keywords", "keyword"), ("keyword", "keyword"),
    ("eprinttype", "archive"), ("archiveprefix", "archive"), ("eprint", "archive_location"), ("howpublished", "container-title"),
]  # fmt: skip
VERBATIM: Final = frozenset({"doi", "url", "isbn", "issn", "eprint", "pmid", "pmcid"})
IN_COMMAND: Final = re.compile(r"^\\(?:url|href|nolinkurl|path)\{([^{}]*)\}")
ESCAPED: Final = re.compile(r"\\([&%$#_{}~])")
# "{\%}" and "{_}" come from programs that escape addresses, too.
BRACED_LETTER: Final = re.compile(r"\{(\\?[&%$#_~])\}")


def csl_type(kind: str, fields: MutableMapping[str, str], record: Record) -> str:
    """Return the CSL type of an entry; "document" for a kind that nobody knows, which is then told."""
    if fields.get("entrysubtype", "").lower() in SUBTYPES:
        return SUBTYPES[fields.pop("entrysubtype").lower()]
    if kind == "misc" and "url" in fields:
        return "webpage"
    if kind not in TYPES:
        record.problems.append(Problem("unknown_type", "type", kind, record.line))
        fields.setdefault("entrytype", kind)
    return TYPES.get(kind, "document")


def read(kind: str, of_type: str, fields: MutableMapping[str, str]) -> dict[str, Any]:
    """Take the fields that CSL has a variable for out of `fields`, and return the variables."""
    item: dict[str, Any] = _titles(fields)
    _address_in_words(fields)
    for name, variable in [*VARIABLES, *_numbers(of_type, fields)]:
        if name not in fields:
            continue
        value = verbatim(fields[name]) if name in VERBATIM else " ".join(to_text(fields[name]).split())
        if item.setdefault(variable, value) == value:
            del fields[name]
    if "genre" in item:
        item["genre"] = GENRE_KEYS.get(item["genre"].lower(), item["genre"])
    elif kind in GENRES:
        item["genre"] = GENRES[kind]
    if "page" in item:
        item["page"] = re.sub(r"\s*–\s*", "–", item["page"])
    return item


def _titles(fields: MutableMapping[str, str]) -> dict[str, Any]:
    """Return title and subtitle as one, and the same of the whole that contains the part."""
    item: dict[str, Any] = {}
    for stem, variable in (("", "title"), ("journal", "container-title"), ("book", "container-title")):
        name, subtitle = (f"{stem}title", f"{stem}subtitle")
        if name not in fields and stem == "journal":
            name = "journal"
        if name in fields and (variable == "title" or subtitle in fields):
            parts = [" ".join(to_text(fields.pop(one)).split()) for one in (name, subtitle) if one in fields]
            item.setdefault(variable, _joined(parts))
    return item


def _joined(parts: list[str]) -> str:
    ends = parts[0][-1:] in "?!:.–—" if parts[0] else True
    return (" " if ends else ": ").join(part for part in parts if part)


def _numbers(of_type: str, fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what `number`, `issue` and `eid` are: an article's number is that of the issue."""
    if of_type.startswith("article"):
        return [("number", "issue"), ("issue", "issue"), ("eid", "number")]
    if "series" in fields and of_type in {"book", "chapter", "paper-conference"}:
        return [("number", "collection-number"), ("issue", "issue")]
    return [("number", "number"), ("issue", "issue")]


def _address_in_words(fields: MutableMapping[str, str]) -> None:
    r"""Move an address that stands in `howpublished` or `note` as "\url{…}" to where addresses are."""
    for name in ("howpublished", "note"):
        typed = re.sub(r"(?i)^available (?:at|from):?\s*", "", fields.get(name, "").strip())
        match = IN_COMMAND.fullmatch(typed) or re.fullmatch(r"(https?://\S+)", typed)
        if match and "url" not in fields:
            fields["url"] = match[1]
            del fields[name]


def verbatim(value: str) -> str:
    """Return an address or identifier as it is meant: programs escape letters in them that need no escape."""
    value = value.strip()
    match = IN_COMMAND.match(value)
    value = match[1] if match else value
    return " ".join(ESCAPED.sub(r"\1", BRACED_LETTER.sub(r"\1", value)).split()).strip("<>")

"""The records of DOIs and ISBNs, as public services give them.

DOI: content negotiation at doi.org (https://citation.doi.org/docs.html), which Crossref, DataCite, mEDRA and others
answer in CSL-JSON. ISBN: Open Library's Books API (https://openlibrary.org/dev/docs/api/books), `jscmd=data`.
"""

import re
from typing import Any, Final

from sources.autofill.moments import typed_date
from sources.autofill.names import name_of
from sources.autofill.proposals import Proposal
from sources.extraction.markup import unescape
from sources.importing.mapping import NAMES

# What Crossref's and DataCite's own words for types mean in CSL, where they send them.
TYPES: Final = {
    "journal-article": "article-journal", "proceedings-article": "paper-conference", "book-chapter": "chapter",
    "book-section": "chapter", "book-part": "chapter", "reference-entry": "entry", "monograph": "book",
    "edited-book": "book", "reference-book": "book", "book-set": "book", "book-series": "book", "dissertation": "thesis",
    "posted-content": "article", "report-component": "report", "report-series": "report", "report-component ": "report",
    "peer-review": "review", "standard": "standard", "database": "dataset", "journal": "periodical", "other": "document",
}  # fmt: skip
TEXTS: Final = (
    "title", "container-title", "collection-title", "publisher", "publisher-place", "volume", "issue", "page", "number",
    "edition", "genre", "language", "DOI",
)  # fmt: skip
LISTS: Final = ("ISBN", "ISSN")
# Tags of HTML, JATS and MathML that stand in titles; anything else in angle brackets is part of the title.
TITLE_TAG: Final = re.compile(
    r"</?(?:i|b|u|p|em|strong|sub|sup|sc|scp|tt|span|br|italic|bold|title|ovl|(?:jats|mml):[a-z0-9-]{1,40})(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
CITED_NAME: Final = ("family", "given", "suffix", "dropping-particle", "non-dropping-particle", "literal", "name")


def offer_doi_record(proposal: Proposal, record: dict[str, Any]) -> None:
    """Offer the CSL-JSON record of a DOI. What is not of the form that CSL asks for is left out."""
    kind = _text(record.get("type"))
    proposal.offer("type", TYPES.get(kind, kind), "DOI")
    title, subtitle = (plain(_text(record.get(name))) for name in ("title", "subtitle"))
    if title and subtitle and subtitle.casefold() not in title.casefold():
        proposal.offer("title", f"{title}: {subtitle}", "DOI")
    for name in TEXTS:
        proposal.offer(name, plain(_text(record.get(name))), "DOI")
    proposal.offer("publisher-place", plain(_text(record.get("publisher-location"))), "DOI")
    for name in LISTS:
        proposal.offer(name, _text(record.get(name)).rpartition("/")[2], "DOI")
    for name in NAMES:
        proposal.offer_names(name, _names(record.get(name)), "DOI")
    for name in ("issued", "published-print", "published"):
        proposal.offer("issued", _date(record.get(name)), "DOI")


def offer_isbn_record(proposal: Proposal, record: dict[str, Any]) -> None:
    """Offer Open Library's record of an edition."""
    proposal.offer("type", "book", "ISBN")
    title, subtitle = _text(record.get("title")), _text(record.get("subtitle"))
    proposal.offer("title", ": ".join(part for part in (title, subtitle) if part), "ISBN")
    proposal.offer_names("author", [name_of(name, is_person=True) for name in _named(record.get("authors"))], "ISBN")
    proposal.offer("publisher", " / ".join(_named(record.get("publishers"))[:3]), "ISBN")
    proposal.offer("publisher-place", " / ".join(_named(record.get("publish_places"))[:2]), "ISBN")
    proposal.offer("issued", typed_date(_text(record.get("publish_date"))), "ISBN")


def plain(text: str) -> str:
    """Return a text without the tags that set type in titles, with its character references resolved."""
    return unescape(TITLE_TAG.sub("", unescape(TITLE_TAG.sub("", text))))


def _text(value: Any) -> str:
    """Return a text or a number as text, the first of several; "" for anything else."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _named(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else []
    return [_text(entry.get("name")) for entry in entries[:100] if isinstance(entry, dict) and _text(entry.get("name"))]


def _names(value: Any) -> list[dict[str, str]]:
    """Return names with nothing but the parts that CSL knows: services add affiliations, ORCIDs and more."""
    entries = value if isinstance(value, list) else []
    found = [
        {part: plain(_text(entry.get(part))) for part in CITED_NAME if _text(entry.get(part))}
        for entry in entries[:100]
        if isinstance(entry, dict)
    ]
    return [{"literal": name.pop("name"), **name} if set(name) == {"name"} else name for name in found if name]


def _date(value: Any) -> str:
    """Return the first of a CSL date's dates as typed; a part that is missing or empty ends it."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers: list[str] = []
    for part, width in zip(first, (4, 2, 2), strict=False):
        if not (isinstance(part, int | str) and str(part).isdecimal() and int(part)):
            break
        numbers.append(f"{int(part):0{width}}")
    return typed_date("-".join(numbers))

"""What a PDF says of itself: its XMP packet and information dictionary, and a DOI printed on its first pages.

The date at which the file was made is not taken: it is seldom the date of what it holds.
"""

import re
from typing import Any, Final

from sources.autofill.moments import typed_date
from sources.autofill.names import name_of, names_of
from sources.autofill.proposals import Proposal
from sources.extraction.pdf import read_pdf

FIRST_PAGES: Final = 2
MOST_SECONDS: Final = 7
DOI_IN_TEXT: Final = re.compile(r"(?:doi\.org/|doi:?\s?)(10\.[0-9]{4,9}/[^\s\"<>]{1,150})", re.IGNORECASE)
# What programs write when nobody gave the document a title.
NO_TITLE: Final = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|document\d*|.{0,200}\.(?:docx?|pdf|indd|qxd|pptx?|xlsx?|rtf|odt|tex)"
    r"|\W*|slide \d+|powerpoint presentation|layout \d+|print|title)",
    re.IGNORECASE,
)
PREFIX: Final = re.compile(r"microsoft (?:word|powerpoint) - ", re.IGNORECASE)
NO_AUTHOR: Final = re.compile(
    r"(?:user|admin(?:istrator)?|author|owner|unknown|anonymous|.{0,3}|\w+\d+)", re.IGNORECASE
)


def offer_pdf(proposal: Proposal, body: bytes) -> None:
    """Offer what a PDF says. Runs the reader of PDFs for its first pages."""
    read = read_pdf(body, most_pages=FIRST_PAGES, most_seconds=MOST_SECONDS)
    said = read.information
    title = PREFIX.sub("", _text(said, "title")).strip()
    if not NO_TITLE.fullmatch(title):
        proposal.offer("title", title, "PDF title")
    creators = said.get("creators")
    if isinstance(creators, list):
        proposal.offer_names(
            "author", [name_of(str(name)) for name in creators if not NO_AUTHOR.fullmatch(str(name))], "PDF author"
        )
    author = _text(said, "author")
    if not NO_AUTHOR.fullmatch(author):
        proposal.offer_names("author", names_of(author), "PDF author")
    proposal.offer("issued", typed_date(_text(said, "date")), "PDF date")
    proposal.offer("organisation", _text(said, "publisher"), "PDF publisher")
    proposal.offer("container-title", _text(said, "journal"), "PDF journal")
    proposal.offer("language", _text(said, "language"), "PDF language")
    for name, variable in (("volume", "volume"), ("number", "issue"), ("issn", "ISSN"), ("isbn", "ISBN")):
        proposal.offer(variable, _text(said, name), f"PDF {name}")
    proposal.offer("DOI", _doi(said), "PDF DOI")
    printed = DOI_IN_TEXT.search("\n".join(page or "" for page in read.pages))
    proposal.offer("DOI", printed[1].rstrip(".,;)") if printed else "", "PDF text")


def _doi(said: dict[str, Any]) -> str:
    doi = _text(said, "doi") or _text(said, "identifier")
    return doi if re.match(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?10\.", doi, re.IGNORECASE) else ""


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name, "")
    return value.strip() if isinstance(value, str) else ""

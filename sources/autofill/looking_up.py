"""Asking the web: the page at an address, the services for DOIs and ISBNs. All through `sources.fetching`.

The services' addresses are the settings DOI_URL and ISBN_URL; an empty one switches its service off.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sources import keys
from sources.autofill import services
from sources.autofill.errors import AutofillError
from sources.autofill.proposals import Proposal
from sources.autofill.reading import from_page
from sources.extraction.extracting import OTHER, kind_of
from sources.fetched import Fetched, FetchError
from sources.fetching import fetch
from sources.importing.identifiers import isbn13

CSL_JSON: Final = "application/vnd.citationstyles.csl+json"
MOST_OF_RECORD: Final = 2 * 1024 * 1024
SECONDS: Final = 20.0
LONGEST_TYPED: Final = 2000
DOI_TYPED: Final = re.compile(
    r"(?:doi:?\s*|info:doi/|(?:https?:)?(?://)?(?:dx\.|www\.)?doi\.org/)?(10\.[0-9]{4,9}(?:\.[0-9]+)*/\S{1,180})",
    re.IGNORECASE,
)
ISBN_LIKE: Final = re.compile(r"(?:isbn(?:-1[03])?:?\s*)?[0-9Xx\s‐–-]{10,25}", re.IGNORECASE)
ADDRESS_LIKE: Final = re.compile(r"(?:https?:)?//\S+|[\w-]+(?:\.[\w-]+)+(?:[:/?#]\S*)?", re.IGNORECASE)

PROBLEMS: Final = {
    "nothing": _("Type the address of a page, a DOI or an ISBN first."),
    "unknown": _("“%(typed)s” is neither a web address nor a DOI (such as 10.1000/182) nor an ISBN."),
    "wrong_isbn": _("“%(typed)s” is no ISBN: its last digit does not fit the others. Compare it with the book."),
    "doi_off": _("DOIs cannot be looked up on this site: the service is switched off (DOI_URL)."),
    "isbn_off": _("ISBNs cannot be looked up on this site: the service is switched off (ISBN_URL)."),
    "no_doi": _("This DOI is not registered. Compare it with the document."),
    "no_isbn": _("The service knows no book with this ISBN."),
    "not_found": _("There is no such page: the site answers “not found” (%(status)s)."),
    "blocked": _("The site does not let programs read this page (%(status)s). Fill in the form by hand."),
    "no_answer": _("The site does not answer as it should (%(status)s). Try again later."),
    "fetch": _("The page could not be fetched. %(why)s"),
    "service": _("The service for DOIs and ISBNs could not be asked. %(why)s"),
    "bad_record": _("The service’s answer could not be read. Try again later."),
    "unreadable": _("The address leads to a file that says nothing of itself that could be read."),
    "empty": _("Nothing was found that says what this is. Fill in the form by hand."),
}


def identify(typed: str) -> tuple[str, str]:
    """Return what somebody typed: ("doi", "10.…"), ("isbn", 13 digits) or ("url", address). Raises AutofillError."""
    text = " ".join(typed.split())[:LONGEST_TYPED]
    if not text:
        raise problem("nothing")
    doi = doi_of(text)
    if doi:
        return "doi", doi
    if ISBN_LIKE.fullmatch(text):
        isbn = keys.isbn_key(text)
        if not isbn13(isbn) or not isbn13(re.sub(r"[^0-9Xx]", "", re.sub(r"(?i)^isbn(-1[03])?", "", text))):
            raise problem("wrong_isbn", typed=text)
        return "isbn", isbn
    if ADDRESS_LIKE.fullmatch(text):
        return "url", text if "//" in text[:8] else f"https://{text}"
    raise problem("unknown", typed=text[:100])


def look_up(*, url: str = "", doi: str = "", isbn: str = "") -> Proposal:
    """Return what is found by all that is given, the most trusted first. Raises AutofillError if nothing was.

    What fails while something else is found becomes a remark.
    """
    given: list[tuple[Callable[[str], Proposal], str]] = [
        (ask, value) for ask, value in ((from_doi, doi), (from_isbn, isbn), (from_url, url)) if value
    ]
    if not given:
        raise problem("nothing")
    whole: Proposal | None = None
    failures: list[AutofillError] = []
    for ask, value in given:
        try:
            found = ask(value)
        except AutofillError as error:
            failures.append(error)
            continue
        if whole is None:
            whole = found
        else:
            whole.follow(found)
    if whole is None:
        raise failures[0]
    whole.remarks.extend(str(error) for error in failures)
    return whole


def from_url(url: str) -> Proposal:
    """Return what the page at an address says, and the record of the DOI that it names. Raises AutofillError."""
    doi = doi_of(url)
    if doi and settings.DOI_URL:
        return from_doi(doi)
    fetched = _fetch(url, "fetch", accept="text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5")
    _refuse_status(fetched)
    if kind_of(fetched.body, fetched.media_type) == OTHER:
        raise problem("unreadable")
    page = from_page(fetched.body, fetched.media_type, fetched.charset, fetched.final_url)
    if not {"title", "DOI"} & page.values.keys():
        raise problem("empty")
    return _with_record(page)


def from_doi(doi: str) -> Proposal:
    """Return the record of a DOI. Raises AutofillError."""
    if not settings.DOI_URL:
        raise problem("doi_off")
    fetched = _ask(settings.DOI_URL.rstrip("/") + "/" + quote(doi, safe="/:;()._-"), accept=CSL_JSON)
    if fetched.status == 404:
        raise problem("no_doi")
    _refuse_status(fetched)
    record = _json(fetched)
    proposal = Proposal(f"https://doi.org/{doi}")
    services.offer_doi_record(proposal, record)
    if "title" not in proposal.values:
        raise problem("bad_record")
    proposal.offer("DOI", doi, "DOI")
    proposal.offer("URL", f"https://doi.org/{doi}", "DOI")
    return proposal


def from_isbn(isbn: str) -> Proposal:
    """Return Open Library's record of an ISBN. Raises AutofillError."""
    if not settings.ISBN_URL:
        raise problem("isbn_off")
    digits = keys.isbn_key(isbn)
    if not digits:
        raise problem("wrong_isbn", typed=isbn)
    query = urlencode({"bibkeys": f"ISBN:{digits}", "format": "json", "jscmd": "data"})
    fetched = _ask(f"{settings.ISBN_URL}?{query}", accept="application/json")
    _refuse_status(fetched)
    record = _json(fetched).get(f"ISBN:{digits}")
    if not isinstance(record, dict):
        raise problem("no_isbn")
    proposal = Proposal(f"{settings.ISBN_URL}?{query}")
    services.offer_isbn_record(proposal, record)
    proposal.offer("ISBN", isbn, "ISBN")
    return proposal


def doi_of(text: str) -> str:
    """Return the DOI in what was typed ("10.…", "doi:10.…", an address at doi.org); "" where it is none.

    A full stop or a bracket after it, as in running text, is no part of it; a bracket that it opened itself is.
    """
    match = DOI_TYPED.fullmatch(text.strip())
    doi = unquote(match[1]).rstrip(".,;") if match else ""
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;")
    return doi


def problem(code: str, **words: object) -> AutofillError:
    """Return the error with this code of PROBLEMS."""
    return AutofillError(code, str(PROBLEMS[code]) % words)


def _with_record(page: Proposal) -> Proposal:
    """Put the record of the DOI that a page names before what the page says; without it the page must do."""
    doi = doi_of(page.text("DOI"))
    if not doi or not settings.DOI_URL:
        return page
    try:
        record = from_doi(doi)
    except AutofillError as error:
        page.remarks.append(str(error))
        return page
    # Readers follow the address that was given, not the one by way of doi.org.
    record.values.pop("URL", None)
    record.follow(page)
    return record


def _ask(url: str, *, accept: str) -> Fetched:
    return _fetch(url, "service", accept=accept, max_bytes=MOST_OF_RECORD)


def _fetch(url: str, code: str, **options: Any) -> Fetched:
    try:
        return fetch(url, deadline=SECONDS, **options)
    except FetchError as error:
        raise problem(code, why=error) from error


def _refuse_status(fetched: Fetched) -> None:
    status = fetched.status
    if status in (404, 410):
        raise problem("not_found", status=status)
    if status in (401, 402, 403, 407, 429, 451):
        raise problem("blocked", status=status)
    if not 200 <= status < 300:
        raise problem("no_answer", status=status)


def _json(fetched: Fetched) -> dict[str, Any]:
    try:
        record = json.loads(fetched.body)
    except (ValueError, RecursionError) as error:
        raise problem("bad_record") from error
    if not isinstance(record, dict):
        raise problem("bad_record")
    return record

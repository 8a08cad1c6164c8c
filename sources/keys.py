"""Keys by which doubles are found: the same DOI, ISBN, title or address, however it was typed.

A key is for comparing, never for showing. An empty key says that there is nothing to compare.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import unquote, urlsplit

LONGEST: Final = 200
SHORTEST_TITLE: Final = 8
"""Titles with fewer letters and digits ("Report", "Law") are no sign that two sources are the same."""

DOI: Final = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
DOI_HOSTS: Final = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
NOT_IN_ISBN: Final = re.compile(r"[^0-9X]")
ISBN_10: Final = re.compile(r"[0-9]{9}[0-9X]")
ISBN_13: Final = re.compile(r"97[89][0-9]{10}")
DEFAULT_PAGE: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$")


def doi_key(doi: str, url: str = "") -> str:
    """Return a DOI (DOI Handbook, 2.4: letters without their case) from the field or from an address at doi.org."""
    typed = unquote(doi).strip()
    if not typed and url:
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        typed = unquote(parts.path) if (parts.hostname or "").lower() in DOI_HOSTS else ""
    found = DOI.search(typed)
    return found[0].rstrip(".,;)").lower()[:LONGEST] if found else ""


def isbn_key(isbn: str) -> str:
    """Return the 13 digits of an ISBN (ISO 2108); one with 10 is the same book. "" for what is none."""
    digits = NOT_IN_ISBN.sub("", unicodedata.normalize("NFKC", isbn).upper().removeprefix("ISBN"))
    if ISBN_10.fullmatch(digits):
        digits = f"978{digits[:9]}"
        return digits + _check_digit(digits)
    return digits if ISBN_13.fullmatch(digits) else ""


def title_key(title: str) -> str:
    """Return a title's letters and digits, case, accents and punctuation left out; "" where these are too few."""
    folded = unicodedata.normalize("NFKD", title.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in folded if not unicodedata.combining(letter))
    key = " ".join(kept.split())
    return key[:LONGEST] if len(key) >= SHORTEST_TITLE else ""


def address_key(canonical: str | None) -> str:
    """Return a canonical address without what sites mostly do not mind: a last slash, the name of a start page, case."""
    if not canonical:
        return ""
    place, question, query = canonical.removeprefix("https://").partition("?")
    place = DEFAULT_PAGE.sub("", place.casefold()).rstrip("/")
    return f"{place}{question}{query.casefold()}"[:LONGEST]


def _check_digit(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-total % 10)

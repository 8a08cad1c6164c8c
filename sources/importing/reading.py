"""From the bytes of a file to its records: how its letters are coded, which of the formats it is, and how much is taken."""

import re
from collections.abc import Callable
from typing import Final

from sources.importing import bibtex, csl_json, ris
from sources.importing.records import Problem, Reading, Unreadable

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_RECORDS: Final = 20_000
MAX_MARKS: Final = 4_000_000
"""Braces, commas and the like in a BibTeX file: the parser stops at each of them."""

READERS: Final[dict[str, Callable[[str], Reading]]] = {"bib": bibtex.read, "ris": ris.read, "json": csl_json.read}
ENDINGS: Final = {
    "bib": "bib", "bibtex": "bib", "biblatex": "bib", "ris": "ris", "json": "json", "csljson": "json",
}  # fmt: skip
# First bytes of what people choose by mistake.
OTHER_FILES: Final = {
    b"%PDF": "PDF", b"PK\x03\x04": "ZIP", b"\xd0\xcf\x11\xe0": "Office", b"\x1f\x8b": "gzip", b"{\\rtf": "RTF",
    b"SQLite format 3": "SQLite", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG",
}  # fmt: skip
XML: Final = re.compile(r"\s*<(?:\?xml|!doctype|html|xml|records|mods)", re.IGNORECASE)
RIS_START: Final = re.compile(r"^\ufeff?\s{0,3}TY\s{0,3}-", re.MULTILINE)
BIBTEX_START: Final = re.compile(r"@\s*\w+\s*[{(]")
BIBTEX_MARK: Final = re.compile(r"[{}\",=@]")


def read_file(data: bytes, name: str, chosen: str = "") -> tuple[str, Reading]:
    """Return the text of a file and its records. `chosen` is a format, "" to find out which.

    Raises Unreadable, whose problem says what to do.
    """
    text, told = decode(data)
    reading = read(text, chosen or guess_format(text, name))
    reading.told = told + reading.told
    return text, reading


def read(text: str, chosen: str) -> Reading:
    """Return the records of a text in one of the formats. Raises Unreadable."""
    if chosen == "bib" and (
        _more_than(BIBTEX_MARK, text, MAX_MARKS) or _more_than(BIBTEX_START, text, 2 * MAX_RECORDS)
    ):
        raise Unreadable(Problem("too_many", value=str(MAX_RECORDS)))
    reading = READERS[chosen](text)
    if not reading.records:
        raise Unreadable(Problem("no_records"))
    if len(reading.records) > MAX_RECORDS:
        raise Unreadable(Problem("too_many", value=str(MAX_RECORDS)))
    return reading


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """Return a file as text without NUL, and what is to be told of how it is coded. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(Problem("too_large", value=str(MAX_BYTES // (1024 * 1024))))
    for start, kind in OTHER_FILES.items():
        if data.startswith(start):
            raise Unreadable(Problem("other_file", value=kind))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").replace("\0", " "), []
    try:
        text, told = data.decode("utf-8-sig"), list[Problem]()
    except UnicodeDecodeError as error:
        # Nearly all bytes are letters in it, so that this never fails; whether they are the right ones, a person must see.
        text = data.decode("cp1252", "replace")
        told = [Problem("not_utf8", line=data.count(b"\n", 0, error.start) + 1)]
    if text.count("\0") > len(text) // 100:
        raise Unreadable(Problem("other_file"))
    return text.replace("\0", " "), told


def guess_format(text: str, name: str) -> str:
    """Return the format of a text; what it holds says more than the end of its name. Raises Unreadable."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("[", "{"):
        return "json"
    ris_start, bibtex_start = RIS_START.search(text), BIBTEX_START.search(text)
    if ris_start and not (bibtex_start and bibtex_start.start() < ris_start.start()):
        return "ris"
    if bibtex_start:
        return "bib"
    ending = name.rpartition(".")[2].lower()
    if not start:
        raise Unreadable(Problem("no_text"))
    if ending not in ENDINGS or XML.match(text):
        raise Unreadable(Problem("other_file"))
    return ENDINGS[ending]


def _more_than(pattern: re.Pattern[str], text: str, most: int) -> bool:
    return any(number > most for number, _match in enumerate(pattern.finditer(text), start=1))

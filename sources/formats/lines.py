"""What the file formats share: text on one line, dates, and finding what a format could not say."""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from sources import dates
from sources.csl import CSLDate, CSLItem
from sources.edtf_dates import DateNotUnderstood, EDTFDate

# In an address, these are the same encoded (RFC 3986, 2.1).
IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
DATES = frozenset({"issued", "accessed", "available-date", "event-date", "original-date", "submitted"})


def one_line(text: str) -> str:
    """Return text without line breaks and control characters, which would end a field."""
    folded = " ".join(str(text).split())
    if folded.isascii() and folded.isprintable():
        return folded
    kept = "".join(letter for letter in folded if unicodedata.category(letter) not in {"Cc", "Cs"})
    return " ".join(kept.split())


def moment(value: CSLDate) -> EDTFDate | None:
    """Return a CSL date as EDTF, None for none and for a literal that is no date."""
    try:
        edtf = dates.from_csl(value)
    except DateNotUnderstood:
        return None
    return dates.read(edtf) if edtf else None


def unsaid(item: CSLItem, read_back: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a record must say besides, for a reader of ours to get the item that was written.

    `read_back` is what the record says without. A text is ("csl-genre", "…"), anything else ("json-issued", JSON); a variable
    that is read where there is none is ("csl-genre", "").
    """
    given: dict[str, Any] = {name: value for name, value in item.items() if value not in ("", [], {})}
    for variable, value in given.items():
        if variable == "id" or _same(variable, value, read_back.get(variable)):
            continue
        if isinstance(value, str):
            yield f"csl-{variable}", one_line(value)
        else:
            yield f"json-{variable}", one_line(json.dumps(_folded(value), ensure_ascii=False))
    for variable in sorted(read_back.keys() - given.keys()):
        yield f"csl-{variable}", ""


def _same(variable: str, value: Any, read_back: Any) -> bool:
    if variable in DATES and isinstance(read_back, dict):
        return bool(value == _date(read_back))
    if variable == "URL" and isinstance(read_back, str):
        return one_line(str(value)).translate(IN_ADDRESS) == read_back.translate(IN_ADDRESS)
    if variable == "page":
        return _page(one_line(str(value))) == _page(str(read_back))
    return bool(_folded(value) == read_back)


def _page(text: str) -> str:
    return re.sub(r"\s*[-–]+\s*", "–", text)


def _date(read_back: dict[str, Any]) -> CSLDate:
    try:
        return dates.csl_date(dates.parse_typed(read_back.get("raw", "")))
    except DateNotUnderstood:
        return {}


def _folded(value: Any) -> Any:
    """Return a value with all its texts on one line, in NFC, as they are read."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", one_line(value))
    if isinstance(value, list):
        return [_folded(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _folded(inner) for name, inner in value.items()}
    return value

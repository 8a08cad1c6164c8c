"""Dates of records as a person would type them into the form of a source."""

from datetime import date
from typing import Any

from sources import dates
from sources.importing import shapes


def as_typed(value: Any) -> tuple[str, str]:
    """Return a CSL date as typed words that mean it, or "" and the code of the problem; "" and "" for no date."""
    edtf, words = _read(value)
    if not edtf:
        return "", "no_date" if _says_something(value, words) else ""
    # What was typed says it best, as long as the form reads it so.
    for typed in (words, dates.display(edtf, "en"), edtf):
        if typed and len(typed) <= 100 and _edtf(typed) == edtf:
            return typed, ""
    return "", "no_date"


def day(value: Any) -> date | None:
    """Return the one day that a CSL date says, None if it says less or more."""
    edtf, _words = _read(value)
    try:
        return date.fromisoformat(edtf[:10]) if len(edtf) == 10 else None
    except ValueError:
        return None


def _read(value: Any) -> tuple[str, str]:
    """Return a date as EDTF, "" if it is not understood, and its words, "" if it has none."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return _edtf(str(value)), str(value)
    if not isinstance(value, dict):
        return "", shapes.date_words(value)
    parts = value.get("date-parts")
    if parts and parts not in ([[]], [[""]]):
        return (_from_parts(value) if shapes.is_date(value) else ""), ""
    words = " ".join(shapes.date_words(value).split())
    edtf = _edtf(words)
    return (f"{edtf}~" if edtf and value.get("circa") and len(edtf) == 4 else edtf), words


def _from_parts(value: dict[str, Any]) -> str:
    try:
        return dates.from_csl(value)  # type: ignore[arg-type]  # its form was looked at
    except (dates.DateNotUnderstood, ValueError, TypeError):
        return ""


def _edtf(typed: str) -> str:
    try:
        return dates.parse_typed(typed)
    except dates.DateNotUnderstood:
        return ""


def _says_something(value: Any, words: str) -> bool:
    """Say whether there is anything to understand: "n.d." says that there is no date, and so do empty parts."""
    if words:
        try:
            return bool(dates.parse_typed(words))
        except dates.DateNotUnderstood:
            return True
    parts = value.get("date-parts") if isinstance(value, dict) else value
    flat = [number for part in parts for number in (part if isinstance(part, list) else [part])] if parts else []
    return any(number not in (None, "", 0) for number in flat)

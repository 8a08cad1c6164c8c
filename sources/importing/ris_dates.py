"""Dates in RIS: "2024/06/05/words", whose parts may be empty, and what programs write in their place.

A year that is not there is never invented: "/06/05/" is June 5. The words win where they say more than the figures.
"""

import re
from typing import Any, Final

from sources import dates
from sources.importing.bibtex_dates import MONTHS

FIGURES: Final = re.compile(r"\s*([0-9]{4})?\s*/\s*([0-9]{1,2})?\s*(?:/\s*([0-9]{1,2})?\s*(?:/(.*))?)?", re.DOTALL)


def read(lines: dict[str, list[str]]) -> dict[str, Any]:
    """Take the date tags out of `lines` and return CSL dates of them, each {"raw": "as typed"}.

    A value that says more than the date tells stays in `lines`.
    """
    year = next((value for value in [*lines.get("PY", []), *lines.get("Y1", [])] if value), "")
    day = next((value for value in lines.get("DA", []) if value), "")
    found = {"issued": _issued(year, day), "accessed": _typed(next(iter(lines.get("Y2", [])), ""))}
    for tag in ("PY", "Y1", "DA", "Y2"):
        said = found["accessed" if tag == "Y2" else "issued"]
        left = [value for value in lines.pop(tag, []) if not _is_said(value, said)]
        if left:
            lines[tag] = left
    return {variable: {"raw": typed} for variable, typed in found.items() if typed}


def _is_said(value: str, typed: str) -> bool:
    """Say whether a date holds every word and the year of a value; figures of months and days became words."""
    match = FIGURES.fullmatch(value)
    words = f"{match[1] or ''} {match[4] or ''}" if match else value
    return all(word in typed for word in words.split())


def _issued(year: str, day: str) -> str:
    """Return the date of publication from PY and DA: the day may leave out the year that the other one says."""
    if not day:
        return _typed(year)
    typed = _typed(day)
    known_year = re.fullmatch(r"\s*([0-9]{4})(?:/.*)?", year, re.DOTALL)
    if known_year and not re.search(r"[0-9]{4}|[0-9]{3}0s", typed):
        return f"{typed} {known_year[1]}" if _edtf(f"{typed} {known_year[1]}") else typed or _typed(year)
    return typed or _typed(year)


def _typed(value: str) -> str:
    """Return a RIS date as a person would type it; what has no slashes, or is none, as it stands."""
    match = FIGURES.fullmatch(value)
    if not match:
        return value.strip()
    year, month, day, words = (part or "" for part in match.groups())
    name = MONTHS[int(month) - 1] if month and 1 <= int(month) <= 12 else month
    figures = " ".join(part for part in (day.lstrip("0"), name, year) if part)
    words = " ".join(words.split())
    if not words:
        return figures
    for wordier in (words, f"{words} {year}".strip()):
        if _edtf(wordier) and _edtf(wordier).startswith(_edtf(figures)):
            return wordier
    return figures or words


def _edtf(typed: str) -> str:
    try:
        return dates.parse_typed(typed)
    except dates.DateNotUnderstood:
        return ""

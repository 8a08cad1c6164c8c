"""Dates in BibTeX and biblatex, as they would be typed. What is not said is not added; whether it is a date is told later."""

import re
from collections.abc import MutableMapping
from typing import Any, Final

from sources.importing.latex import to_text

MONTHS: Final = "January February March April May June July August September October November December".split()  # noqa: SIM905
ABBREVIATED: Final = {name[:3].lower(): name for name in MONTHS}
OPEN_START: Final = re.compile(r"/(?=[0-9])")
# biblatex's field, and the CSL variable.
WHOLE: Final = {"date": "issued", "urldate": "accessed", "origdate": "original-date", "eventdate": "event-date"}
OLD: Final = {"lastchecked": "accessed", "accessed": "accessed", "lastaccessed": "accessed"}


def read(fields: MutableMapping[str, str]) -> dict[str, Any]:
    """Take the date fields out of `fields` and return CSL dates of them, each {"raw": "as typed"}."""
    found: dict[str, str] = {}
    for name, variable in (WHOLE | OLD).items():
        if name in fields:
            # EDTF has a "~" of its own.
            typed = " ".join(re.sub(r"[{}]", "", fields[name]).split())
            if found.setdefault(variable, _edtf(typed)) == _edtf(typed):
                del fields[name]
    for prefix, variable in (("", "issued"), ("url", "accessed"), ("orig", "original-date"), ("event", "event-date")):
        typed = _composed(fields, prefix, has_date=variable in found)
        if typed:
            found.setdefault(variable, typed)
    return {variable: {"raw": typed} for variable, typed in found.items() if typed}


def _edtf(typed: str) -> str:
    """Return biblatex's open ranges as EDTF has them now: "2020/" is "2020/.."."""
    if re.fullmatch(r"[0-9X~?%-]+/", typed):
        return f"{typed}.."
    return f"..{typed}" if OPEN_START.match(typed) else typed


def _composed(fields: MutableMapping[str, str], prefix: str, *, has_date: bool) -> str:
    """Return year, month and day as one typed date. A `date` beside them says the same, and more."""
    names = [f"{prefix}{part}" for part in ("day", "month", "year")]
    if has_date and not prefix:
        for name in names:
            fields.pop(name, None)
    if has_date or not (f"{prefix}year" in fields or f"{prefix}month" in fields):
        return ""
    day, month, year = (" ".join(to_text(fields.pop(name, "")).split()) for name in names)
    return " ".join(part for part in (day, _month(month), year) if part)


def _month(typed: str) -> str:
    """Return a month as a word: it comes as a word, as "jun" or as a number, and sometimes with the day."""
    if typed.isdecimal() and 1 <= int(typed) <= 12:
        return MONTHS[int(typed) - 1]
    return re.sub(
        r"[A-Za-z]+", lambda word: ABBREVIATED.get(word[0].lower(), word[0]) if len(word[0]) == 3 else word[0], typed
    )

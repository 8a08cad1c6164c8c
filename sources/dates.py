"""Dates of sources: from what staff type to EDTF, from EDTF to what readers see and to CSL-JSON.

A missing year stays missing, from the form to every export. Typed dates are read in `typed_dates`, EDTF in
`edtf_dates`; this module is the one that others import.
"""

import re
from datetime import date
from typing import Final

from django.utils import dateformat, translation
from django.utils.dates import MONTHS
from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from sources.csl import CSLDate
from sources.edtf_dates import SEASONS, DateNotUnderstood, EDTFDate, Side, read
from sources.typed_dates import parse_typed

__all__ = ["DateNotUnderstood", "csl_date", "display", "earliest", "from_csl", "parse_typed", "read", "year"]

SEASON_NAMES: Final[dict[int, Promise]] = {
    21: pgettext_lazy("season with its year", "spring %(year)s"),
    22: pgettext_lazy("season with its year", "summer %(year)s"),
    23: pgettext_lazy("season with its year", "autumn %(year)s"),
    24: pgettext_lazy("season with its year", "winter %(year)s"),
}
DAY_CODE: Final = re.compile(r"(?<!\\)[jd]")
SHORT_MONTH_CODE: Final = re.compile(r"(?<!\\)[NM]")
LEAP_YEAR: Final = 2000


def earliest(edtf: str) -> date | None:
    """Return the first day that an EDTF string may mean, for sorting; None without a year. Raises DateNotUnderstood."""
    return read(edtf).earliest if edtf else None


def year(edtf: str) -> int | None:
    """Return the year in which an EDTF date begins; None where it is not known. Raises DateNotUnderstood."""
    return read(edtf).year if edtf else None


def display(edtf: str, language: str | None = None) -> str:
    """Return an EDTF date as readers of `language` (default: the active one) write it; "" for "" (no date).

    In English: "June 5, 2024", "September 2024", "May 6–8, 2024", "c. 2019", "2020–2023", and "June 5" for a date
    without a year. Raises DateNotUnderstood.
    """
    if not edtf:
        return ""
    with translation.override(language or translation.get_language()):
        return _display(read(edtf))


def csl_date(edtf: str) -> CSLDate:
    """Return an EDTF date as CSL-JSON; {} for "" (no date). Raises DateNotUnderstood.

    What date-parts cannot tell (no year, a decade, an open range) is the literal English text, so that no reader
    of the record is told a year that was never printed. Uncertain ("?") and about ("~") are both `circa`.
    """
    if not edtf:
        return {}
    moment = read(edtf)
    sides = [side for side in (moment.start, moment.end) if side]
    parts = [_date_parts(side) for side in sides]
    is_open = moment.is_range and len(sides) == 1
    if is_open or not all(parts) or (moment.is_range and any(side.month in SEASONS for side in sides)):
        return {"literal": display(edtf, "en")}
    result: CSLDate = {"date-parts": parts}
    month = sides[0].month
    if month is not None and month in SEASONS:
        result["season"] = month - SEASONS.start + 1
    if any(side.mark for side in sides):
        result["circa"] = True
    return result


def from_csl(value: CSLDate) -> str:
    """Return the EDTF string of a CSL-JSON date, "" for an empty one. Numbers may be text, as the schema allows.

    Raises DateNotUnderstood, also for what is no CSL date at all.
    """
    parts = value.get("date-parts")
    if not parts or parts == [[]]:
        return parse_typed(str(value.get("literal", "")))
    mark = "~" if value.get("circa") else ""
    try:
        ends = [[int(number) for number in part][:3] for part in parts[:2]]
        if "season" in value and len(ends) == 1:
            ends = [[ends[0][0], SEASONS.start + int(value["season"]) - 1]]
            mark = ""
    except (TypeError, ValueError, IndexError):
        raise DateNotUnderstood(_("“%(date)s” is not understood as a date.") % {"date": parts}) from None
    return read("/".join(_edtf_end(end, mark) for end in ends)).edtf


def _edtf_end(numbers: list[int], mark: str) -> str:
    """Return the EDTF of one end of a range; an open one is empty, or [0] as Zotero writes it."""
    if not numbers or numbers == [0]:
        return ".."
    return "-".join(f"{number:0{width}}" for number, width in zip(numbers, (4, 2, 2), strict=False)) + mark


def _date_parts(side: Side) -> list[int]:
    """Return the numbers of one date, [] if it has no year or an unknown digit in it."""
    if side.known_year is None:
        return []
    month = None if side.month in SEASONS else side.month
    return [number for number in (side.known_year, month, side.day) if number is not None]


def _display(moment: EDTFDate) -> str:
    start, end = moment.start, moment.end
    if not moment.is_range:
        return _display_side(start) if start else ""
    if start is None or end is None:
        known = start or end
        text = _display_side(known) if known else ""
        return _("from %(date)s") % {"date": text} if start else _("until %(date)s") % {"date": text}
    if start.day and end.day and start[:2] == end[:2] and start.mark == end.mark:
        return _marked(_format_day(end, f"{start.day}–{end.day}"), end.mark)
    if start.year == end.year and start.month and end.month and not (start.day or end.day or start.mark or end.mark):
        return _month_range(start, end)
    dash = "–" if start.month is None and end.month is None and not (start.mark or end.mark) else " – "
    return f"{_display_side(start)}{dash}{_display_side(end)}"


def _month_range(start: Side, end: Side) -> str:
    """Return "May–June 2024" where the language writes just month and year, else both ends in full."""
    first, last = _display_side(start), _display_side(end)
    tail = f" {end.year}" if end.known_year else ""
    if not tail or (get_format("YEAR_MONTH_FORMAT") == "F Y" and first.endswith(tail)):
        return f"{first.removesuffix(tail)}–{last}"
    return f"{first} – {last}"


def _display_side(side: Side) -> str:
    if side.day:
        text = _format_day(side)
    elif side.month in SEASON_NAMES:
        text = str(SEASON_NAMES[side.month]) % {"year": _display_year(side.year)}
    elif side.month and side.known_year:
        text = dateformat.format(date(side.known_year, side.month, 1), get_format("YEAR_MONTH_FORMAT"))
    elif side.month:
        text = str(MONTHS[side.month])
    else:
        text = _display_year(side.year)
    return _marked(text, side.mark)


def _format_day(side: Side, days: str | None = None) -> str:
    """Return a day in the language's order, month in full; `days` ("6–8") stands in the place of the day's number."""
    name = "DATE_FORMAT" if side.known_year else "MONTH_DAY_FORMAT"
    # Abbreviated months ("Sept.") are for datelines; the sources of one page are all written alike.
    pattern = SHORT_MONTH_CODE.sub("F", get_format(name))
    if days:
        pattern = DAY_CODE.sub(days, pattern)
    return dateformat.format(date(side.known_year or LEAP_YEAR, side.month or 1, side.day or 1), pattern)


def _display_year(text: str) -> str:
    if text.isdigit():
        return str(int(text))
    if text.endswith("XX"):
        century = int(text[:2]) * 100
        return f"{century}–{century + 99}"
    return pgettext("a decade, such as 1990s", "%(year)ss") % {"year": int(text[:3] + "0")}


def _marked(text: str, mark: str) -> str:
    if mark in {"~", "%"}:
        text = pgettext("about a year, circa", "c. %(date)s") % {"date": text}
    return f"{text}?" if mark in {"?", "%"} else text

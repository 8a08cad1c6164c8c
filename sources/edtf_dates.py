"""EDTF dates (ISO 8601-2:2019, https://www.loc.gov/standards/datetime/), as far as printed sources need them.

Taken: a year, month or day; a decade or century ("199X", "19XX"); a date without its year ("XXXX-06-05");
a season; "~" about, "?" uncertain, "%" both; a range of these, also open ("2020/.."). Refused: sets, exponents,
years before 1.

The edtf library reads the grammar of single dates and gives their earliest day. It takes 3 to 20 ms for one, so plain
dates, which are nearly all, do not go through it. It knows no calendar: 29 February 2023 is refused here. And ranges
are taken apart here, because edtf 5.0.2 raises TypeError or AttributeError for some ("../199X", "2024/2024-XX") and
lets others end before they begin. For the same reason a month or day is known or not, never half ("2024-1X").
"""

import calendar
import re
import warnings
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

with warnings.catch_warnings():
    # While it is imported, the grammar of edtf 5.0.2 trips a diagnostic of pyparsing 3.3, fatal under `-W error`.
    warnings.simplefilter("ignore")
    from edtf import EDTFParseException, parse_edtf

WAYS_TO_TYPE: Final = _(
    "Type it like “2024”, “September 2024”, “5 June 2024”, “June 5”, “2020–2023”, “c. 2019” or “n.d.”."
)

PLAIN: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
SIDE: Final = re.compile(r"(?P<year>[0-9X]{4})(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<mark>[?~%]?)")
YEAR: Final = re.compile(r"[0-9]{4}|[0-9]{3}X|[0-9]{2}XX|XXXX")
SEASONS: Final = range(21, 25)


class DateNotUnderstood(ValueError):
    """A date that cannot be read for sure. The message, translated when shown, says what to type instead."""

    def __init__(self, problem: str | Promise, hint: str | Promise = WAYS_TO_TYPE) -> None:
        super().__init__(problem, hint)

    def __str__(self) -> str:
        return " ".join(str(part) for part in self.args)


class Side(NamedTuple):
    """One date, or one end of a range. `month` is 21 to 24 for a season; None where unknown or not said."""

    year: str
    """Four characters, X for an unknown digit."""
    month: int | None = None
    day: int | None = None
    mark: str = ""
    """"~" about, "?" uncertain, "%" both."""

    @property
    def known_year(self) -> int | None:
        return int(self.year) if self.year.isdigit() else None

    def first_possible(self) -> str:
        """Return the earliest day it may mean, as text that sorts; ends of a range are compared by it."""
        return f"{self.year.replace('X', '0')}-{self.month or 1:02}-{self.day or 1:02}"


class EDTFDate(NamedTuple):
    """What an EDTF string says. A range has `end`; an open end of a range is None, and so is `end` of a single date."""

    edtf: str
    start: Side | None
    end: Side | None
    is_range: bool
    earliest: date | None
    """The first day it may mean; None without a year or with an open beginning."""

    @property
    def year(self) -> int | None:
        """The year in which it begins; None where that is not known."""
        return self.start.known_year if self.start else None


@lru_cache(maxsize=4096)
def read(edtf: str) -> EDTFDate:
    """Return what an EDTF string says.

    Raises DateNotUnderstood if it is no EDTF, no day of the calendar, or of a kind that is not taken (see above).
    """
    texts = edtf.split("/")
    is_range = len(texts) == 2
    sides = [None if is_range and text == ".." else _read_side(text, edtf) for text in texts]
    if len(texts) > 2 or not any(sides):
        raise _not_understood(edtf)
    start, end = sides[0], sides[-1]
    if start and end and start.first_possible() > end.first_possible():
        raise DateNotUnderstood(_("The range “%(date)s” ends before it begins.") % {"date": edtf})
    return EDTFDate(edtf, start, end if is_range else None, is_range, _earliest(texts[0], start) if start else None)


def _not_understood(text: str) -> DateNotUnderstood:
    return DateNotUnderstood(_("“%(date)s” is not understood as a date.") % {"date": text})


def _read_side(text: str, whole: str) -> Side:
    """Return what one date says, or raise DateNotUnderstood about the `whole` to which it belongs."""
    match = SIDE.fullmatch(text)
    if not match or not YEAR.fullmatch(match["year"]) or match["year"] == "0000":
        raise _not_understood(whole)
    month, day = (int(part) if part and part != "XX" else None for part in (match["month"], match["day"]))
    is_half_known = match["year"][0].isdigit() and "X" in match["year"]
    if (is_half_known and match["month"]) or (month is None and (day is not None or match["year"] == "XXXX")):
        raise _not_understood(whole)
    side = Side(match["year"], month, day, match["mark"])
    _check_calendar(side, whole)
    if not PLAIN.fullmatch(text):
        try:
            parse_edtf(text)
        except EDTFParseException:
            raise _not_understood(whole) from None
    return side


def _check_calendar(side: Side, whole: str) -> None:
    """Raise DateNotUnderstood for a month or day that no calendar has; a day without a year may be 29 February."""
    if side.month is None:
        return
    if side.month in SEASONS and side.day is None:
        return
    if not 1 <= side.month <= 12:
        raise DateNotUnderstood(_("“%(date)s” has no month between 1 and 12.") % {"date": whole})
    leap_year = 2000
    days = calendar.monthrange(side.known_year or leap_year, side.month)[1]
    if side.day is not None and not 1 <= side.day <= days:
        raise DateNotUnderstood(_("“%(date)s” is a day that does not exist.") % {"date": whole})


def _earliest(text: str, side: Side) -> date | None:
    """Return the first day of a date, None without a year: the library's, which knows seasons and decades."""
    if not side.year[0].isdigit():
        return None
    if PLAIN.fullmatch(text) and side.month not in SEASONS:
        return date(int(side.year), side.month or 1, side.day or 1)
    moment = parse_edtf(text).lower_strict()
    year = max(moment.tm_year, 1)  # "00XX" begins before the first year that a date can hold
    return date(year, moment.tm_mon, moment.tm_mday)

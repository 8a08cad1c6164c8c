"""Dates as machines print them in pages: as precise as they are said, never more.

The day is the one that is printed: "2024-06-05T01:00:00+04:00" is 5 June, although it was still 4 June in Greenwich.
"""

import re
from typing import Any, Final

from sources import dates
from sources.extraction.cleaning import one_line

ISO: Final = re.compile(r"([0-9]{4})(?:([-/.]?)([0-9]{1,2})(?:\2([0-9]{1,2}))?)?(?:[T ].*)?")
RFC_822: Final = re.compile(r"(?:[A-Za-z]{3},? )?([0-9]{1,2} [A-Za-z]{3,9} [0-9]{4})(?: [0-9]{2}:[0-9]{2}.*)?")
COPYRIGHT: Final = re.compile(r"(?:©|\(c\)|c)\s?(?=[0-9]{4}$)", re.IGNORECASE)


def typed_date(value: Any) -> str:
    """Return a date as staff would type it ("2024-06-05", "2024-06", "2024"); "" for what is not understood."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    text = COPYRIGHT.sub("", one_line(value, 100)).rstrip(".")
    match = ISO.fullmatch(text)
    if match and _makes_sense(match):
        numbers = [match[1], *(f"{int(part):02}" for part in (match[3], match[4]) if part)]
        text = "-".join(numbers)
    else:
        match = RFC_822.fullmatch(text)
        text = match[1] if match else text
    try:
        return text if dates.parse_typed(text) else ""
    except dates.DateNotUnderstood:
        return ""


def _makes_sense(match: re.Match[str]) -> bool:
    """Refuse figures in a row that are no date: six of them may be a month of a year or a day of a century."""
    year, separator, month, day = match.groups()
    if separator or not month:
        return 1000 <= int(year) <= 2999
    return len(month) == 2 and day is not None and len(day) == 2

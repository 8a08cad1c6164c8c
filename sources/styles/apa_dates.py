"""Dates in APA: with the year in front in an entry, the year alone in the text, and the letter behind either."""

import re
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import pgettext

from sources import dates
from sources.csl import CSLItem
from sources.styles.facts import edtf, issued, text, year, years

# Their entries have the year alone, however much of the date is known.
OF_A_YEAR: Final = frozenset({"book", "chapter", "dataset", "thesis"})
UP_TO_ITS_YEAR: Final = re.compile(r"(.*(?<!\d)\d{4})(?!\w)")


def printed(item: CSLItem) -> str:
    """Return the date as it stands in the entry: "2024", "2024b, March 5", "n.d.-a"."""
    return _lettered(item, entry_date(item) or no_date())


def in_text(item: CSLItem) -> str:
    """Return the date as it stands in the text: "2024", "2024b", "n.d.-a"."""
    return _lettered(item, year(item) or no_date())


def entry_date(item: CSLItem) -> str:
    """Return the date that the entries of this kind of work have, without a letter; "" if there is none."""
    kind = item.get("type")
    if kind == "article-journal":
        return season(edtf(item.get("issued", {}))) or year(item)
    is_whole_film = kind == "motion_picture" and not text(item, "container-title")
    return year(item) if kind in OF_A_YEAR or is_whole_film else whole_date(item)


def whole_date(item: CSLItem) -> str:
    """Return the date with its year in front: "2024, November 11", "2019, August 8–11"; "June 5" without a year."""
    moment = edtf(item.get("issued", {}))
    if not moment or season(moment):
        return season(moment) or issued(item)
    found = dates.read(moment)
    sides = [side for side in (found.start, found.end) if side]
    is_one_year = len({side.year for side in sides}) == 1 and len(sides) == (2 if found.is_range else 1)
    is_plain = found.year is not None and not any(side.mark for side in sides)
    if not (is_one_year and is_plain and all(side.month and side.month <= 12 for side in sides)):
        return dates.display(moment)
    without_year = "/".join(f"XXXX{end[4:]}" for end in moment.split("/"))
    return f"{dates.display(years(moment))}, {dates.display(without_year)}"


def season(moment: str) -> str:
    """Return "2021, Winter" for a season, "" for other dates.

    Where a language puts more than a space between year and season ("2021 թ. գարուն"), it stands as the language has it.
    """
    side = dates.read(moment).start if moment else None
    if not side or side.month not in dates.SEASON_NAMES or "/" in moment:
        return ""
    name = (str(dates.SEASON_NAMES[side.month]) % {"year": ""}).strip()
    return f"{side.year}, {capfirst(name)}" if " " not in name else dates.display(moment)


def no_date() -> str:
    return pgettext("date", "n.d.")


def _lettered(item: CSLItem, date: str) -> str:
    """Put the letter of a work (`year-suffix`) behind the year of its date; behind a hyphen where there is no year."""
    letter = item.get("year-suffix", "")
    found = UP_TO_ITS_YEAR.match(date)
    if not letter:
        return date
    return f"{found[1]}{letter}{date[found.end() :]}" if found else f"{date}-{letter}"

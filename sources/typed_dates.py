"""Dates as staff type them from the printed source, read as EDTF.

Own code, because the edtf library's `text_to_edtf` guesses where it should ask: it reads "May 6-8, 2024" as
6 May 2008, "2020–2023" as 2023, "05/06/2024" as 6 May and "may be" as a month. Here a date is understood wholly or
refused.
"""

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple

from django.conf import settings
from django.utils import dates as django_dates
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sources.edtf_dates import DateNotUnderstood, read

LONGEST: Final = 100

NO_DATE: Final = frozenset({"n.d", "n.d.", "nd", "n. d.", "no date", "undated", "s.d.", "s.a."})
IGNORED_WORDS: Final = frozenset({"of", "the", "on", "in", "թ", "թ.", "թվական"})
SEASONS: Final = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

EDTF_LIKE: Final = re.compile(r"[0-9x.?~%/-]+")
ISO_TIME: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})t[0-9]{2}:[0-9]{2}.*")
ISO_LIKE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}(-[0-9]{2}){0,2}/[0-9]{4}(-[0-9]{2}){0,2}")
PLAIN_MONTH: Final = re.compile(r"[0-9]{2}([0-9]{2})-([0-9]{2})")
SEASON_OR_YEARS: Final = re.compile(r"[0-9]{4}-2[1-4]")
ABOUT: Final = re.compile(r"(?:circa|about|around|approximately|approx\.?|ca?\.|ca? (?=[0-9])|~) ?")
PERHAPS: Final = re.compile(r"(?:probably|possibly|perhaps) ")
VAGUE: Final = re.compile(r"(?:early|mid|late)[ -]+")
# English, and the Armenian ending of a day ("հունիսի 5-ին").
ORDINAL: Final = re.compile(r"(?<=[0-9])(?:st|nd|rd|th|-ին|-ի)\b")
NUMERIC: Final = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([0-9]{4})")
YEAR_FIRST: Final = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})(?:[/.]([0-9]{1,2}))?")
DECADE: Final = re.compile(r"([0-9]{3})0[’']?s")
DASHES: Final = dict.fromkeys(map(ord, "‐‒–—―−"), "–")
# Tried in turn, so that the hyphens inside ISO dates are not taken for the dash between them.
RANGE_DASHES: Final = [re.compile(pattern) for pattern in (r" ?– ?", r" - | (?:to|until|till|through) ", r"-")]
OPEN_END: Final = frozenset({"present", "now", "today", "date"})

# A date after its words became numbers: m06 is June, s21 spring. "8 2024" only occurs as the end of "May 6–8, 2024".
SHAPES: Final = [
    re.compile(pattern)
    for pattern in (
        r"(?P<year>[0-9]{4})",
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?",
        r"m(?P<month>[0-9]{2})(?: (?P<day>[0-9]{1,2}))?(?: (?P<year>[0-9]{4}))?",
        r"(?P<day>[0-9]{1,2}) m(?P<month>[0-9]{2})(?: (?P<year>[0-9]{4}))?",
        r"(?P<year>[0-9]{4}) m(?P<month>[0-9]{2})(?: (?P<day>[0-9]{1,2}))?",
        r"(?P<year>[0-9]{4}) (?P<day>[0-9]{1,2}) m(?P<month>[0-9]{2})",
        r"s(?P<month>[0-9]{2})(?: (?P<year>[0-9]{4}))?",
        r"(?P<year>[0-9]{4}) s(?P<month>[0-9]{2})",
        r"(?P<year>[0-9]{3}X)",
        r"(?P<day>[0-9]{1,2})(?: (?P<year>[0-9]{4}))?",
    )
]


class Parts(NamedTuple):
    """What is said about a date; None for what is not."""

    year: str | None
    month: int | None
    day: int | None
    mark: str

    def as_edtf(self) -> str:
        """Return it as EDTF, or "" where a day stands without its month."""
        if self.day and not self.month:
            return ""
        numbers = "".join(f"-{number:02}" for number in (self.month, self.day) if number is not None)
        return f"{self.year or 'XXXX'}{numbers}{self.mark}"


def parse_typed(text: str) -> str:
    """Return the EDTF string of a date as typed, "" for no date ("n.d.", or nothing).

    Understood are years, months, days in either order with the month as a word (English or a language of the site),
    ISO 8601 and EDTF, seasons, decades, ranges, "c." and "?". A year that is not there is written XXXX, never
    guessed; "early 2024" is 2024, because EDTF cannot say more without inventing.

    Raises DateNotUnderstood, also for what can be read in two ways ("05/06/2024").
    """
    folded = _fold(text)
    if not folded or folded in NO_DATE:
        return ""
    if len(folded) > LONGEST:
        raise DateNotUnderstood(_("That is too long for a date."))
    return _as_edtf(folded) or _as_range(folded) or _as_single(folded) or _refuse(text)


def _fold(text: str) -> str:
    """Return text in lower case with plain spaces, ASCII digits and one kind of dash; typed hyphens stay hyphens."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(DASHES)
    text = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    return " ".join(text.split()).strip(" ,;()[]")


def _as_edtf(folded: str) -> str:
    """Return EDTF or ISO 8601 that was typed as such, "" if it was not."""
    with_time = ISO_TIME.fullmatch(folded)
    if with_time:
        return read(with_time[1]).edtf
    if not EDTF_LIKE.fullmatch(folded):
        return ""
    if SEASON_OR_YEARS.fullmatch(folded):
        raise DateNotUnderstood(
            _("“%(date)s” may be two years or a season.") % {"date": folded},
            _("Type it like “2020–2021” or “spring 2020”."),
        )
    try:
        return read(folded.upper()).edtf
    except DateNotUnderstood:
        # What follows would only say something vaguer about these. "2020-25" is two years.
        is_month = PLAIN_MONTH.fullmatch(folded)
        if ISO_LIKE.fullmatch(folded) or (is_month and is_month[2] <= is_month[1]):
            raise
        return ""


def _as_single(folded: str) -> str:
    parts = _parts(folded)
    edtf = parts.as_edtf() if parts else ""
    return read(edtf).edtf if edtf else ""


def _as_range(folded: str) -> str:
    """Return the EDTF of a range, "" if it is none.

    Each end may leave out what the other says: "May 6–8, 2024", "May–June 2024", "2020–23".
    """
    ends = _split(folded)
    if not ends:
        return ""
    start, end = (_parts(text) if text else None for text in ends)
    if not all(ends):
        known = start or end
        edtf = known.as_edtf() if known and known.year else ""
        if not edtf:
            return ""
        return read(f"{edtf}/.." if start else f"../{edtf}").edtf
    if start and end:
        start, end = _complete(start, end)
        if start.as_edtf() and end.as_edtf():
            return read(f"{start.as_edtf()}/{end.as_edtf()}").edtf
    return ""


def _split(folded: str) -> tuple[str, str] | None:
    """Return the two ends of a range, "" for an open one; None if the text is no range."""
    # "mid-2024" has a hyphen and is no range.
    text = VAGUE.sub("", folded)
    opening = re.match(r"(from|since) ", text)
    text = text[opening.end() :] if opening else text
    if text.startswith(("until ", "till ")):
        return "", text.split(" ", 1)[1]
    for dash in RANGE_DASHES:
        ends = dash.split(text)
        if len(ends) == 2:
            return ends[0], "" if ends[1] in OPEN_END else ends[1]
    return (text, "") if opening else None


def _complete(start: Parts, end: Parts) -> tuple[Parts, Parts]:
    """Fill in from one end of a range what the other end leaves out."""
    is_short_year = end.year is None and end.month is None and end.day and start.year and not (start.month or start.day)
    if is_short_year and start.year:
        return start, Parts(f"{start.year[:2]}{end.day:02}", None, None, end.mark)
    start = start._replace(year=start.year or end.year, month=start.month or (end.month if start.day else None))
    end = end._replace(year=end.year or start.year, month=end.month or (start.month if end.day else None))
    return start, end


def _parts(text: str) -> Parts | None:
    """Return what one date says, None if any of it is not understood.

    Raises DateNotUnderstood if it has two readings.
    """
    text, is_about = ABOUT.subn("", text, count=1) if ABOUT.match(text) else (text, 0)
    text, is_perhaps = PERHAPS.subn("", text, count=1) if PERHAPS.match(text) else (text, 0)
    if text.endswith("?"):
        text, is_perhaps = text[:-1].rstrip(), 1
    mark = {(0, 0): "", (1, 0): "~", (0, 1): "?", (1, 1): "%"}[is_about, is_perhaps]
    numbers = _numbers(VAGUE.sub("", text))
    for shape in SHAPES:
        match = shape.fullmatch(numbers)
        if match:
            found = match.groupdict()
            month, day = found.get("month"), found.get("day")
            return Parts(found.get("year"), int(month) if month else None, int(day) if day else None, mark)
    return None


def _numbers(text: str) -> str:
    """Return a date with its words as numbers, as SHAPES read it."""
    numeric = NUMERIC.fullmatch(text)
    if numeric:
        return _day_and_month(numeric)
    year_first = YEAR_FIRST.fullmatch(text)
    if year_first:
        return "-".join(f"{int(number):02}" for number in year_first.groups() if number)
    decade = DECADE.fullmatch(text)
    if decade:
        return _decade(decade)
    words = (ORDINAL.sub("", word).rstrip(".") for word in re.split(r"[ ,،]+", text))
    return " ".join(_month_or_season(word) for word in words if word not in IGNORED_WORDS and word not in weekdays())


def _day_and_month(numeric: re.Match[str]) -> str:
    """Return day, month and year in figures in ISO order.

    With dots the day stands first wherever such dates are written; with slashes it depends on the country, so that
    it must be plain from the numbers.
    """
    first, second = int(numeric[1]), int(numeric[3])
    if numeric[2] == "/" and first <= 12 and second <= 12 and first != second:
        raise DateNotUnderstood(
            _("“%(date)s” is day and month in one country, month and day in another.") % {"date": numeric[0]},
            _("Type the month as a word, like “5 June 2024”."),
        )
    day, month = (second, first) if numeric[2] == "/" and second > 12 else (first, second)
    return f"{numeric[4]}-{month:02}-{day:02}"


def _decade(decade: re.Match[str]) -> str:
    if decade[1].endswith("0"):
        raise DateNotUnderstood(
            _("“%(date)s” may be ten years or a hundred.") % {"date": decade[0]}, _("Type it like “2000–2009”.")
        )
    return f"{decade[1]}X"


def _month_or_season(word: str) -> str:
    if word in SEASONS:
        return f"s{SEASONS[word]}"
    names = months()
    if word in names:
        return f"m{names[word]:02}"
    # Case endings, as in Armenian “հունիսի” and “հունիսին”.
    for length in (len(word) - 1, len(word) - 2):
        if length >= 5 and word[:length] in names:
            return f"m{names[word[:length]]:02}"
    return word


@cache
def months() -> dict[str, int]:
    """Return the number of each month's name and abbreviation, folded, in English and the languages of the site.

    A name that is two different months in two languages is left out, so that it is asked for and not guessed.
    """
    tables = (django_dates.MONTHS, django_dates.MONTHS_3, django_dates.MONTHS_AP, django_dates.MONTHS_ALT)
    found: dict[str, set[int]] = {"sept": {9}}
    for language in _languages():
        with translation.override(language):
            for table in tables:
                for number, name in table.items():
                    found.setdefault(_fold(str(name)).rstrip("."), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


@cache
def weekdays() -> frozenset[str]:
    """Return the names and abbreviations of the days of the week, folded, in English and the languages of the site."""
    found: set[str] = set()
    for language in _languages():
        with translation.override(language):
            names = [*django_dates.WEEKDAYS.values(), *django_dates.WEEKDAYS_ABBR.values()]
            found.update(_fold(str(name)).rstrip(".") for name in names)
    return frozenset(found)


def _languages() -> list[str]:
    return list(dict.fromkeys(["en", *(code for code, _name in settings.LANGUAGES)]))


def _refuse(text: str) -> str:
    raise DateNotUnderstood(_("“%(date)s” is not understood as a date.") % {"date": " ".join(text.split())})

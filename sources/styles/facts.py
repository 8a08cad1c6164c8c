"""What all note styles ask of an item: its texts, dates, and places in a collection, in the active language."""

import re
from typing import Final

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils.translation import pgettext

from sources import dates
from sources.csl import CSLDate, CSLItem, CSLName, TextVariable, full_name
from sources.edtf_dates import DateNotUnderstood
from sources.locators import Locator, is_several

LAW: Final = frozenset({"legislation", "bill", "treaty"})
LONGEST_SHORT_TITLE: Final = 5
ARTICLE: Final = re.compile(r"^(?:an?|the)\s+(?=\S)", re.IGNORECASE)
MAIN_TITLE: Final = re.compile(r"(.+?[^\s:;])(?::\s|;\s+or,?\s|\s[–—]\s)")
SMALL_WORDS: Final = frozenset(
    "a an and against as at by for from her his in its into of on or the their to with".split()  # noqa: SIM905
)
WITHOUT_QUOTES: Final = dict.fromkeys(map(ord, '“”"«»'))
PLAIN_YEARS: Final = re.compile(r"([0-9X]{4})(?:-[0-9X]{2}){1,2}")


def text(item: CSLItem, variable: TextVariable) -> str:
    """Return a text of the item in one line, "" if it has none."""
    return " ".join(str(item.get(variable, "")).split())


def first_of(item: CSLItem, *variables: TextVariable) -> str:
    """Return the first text that there is."""
    return next(filter(None, (text(item, variable) for variable in variables)), "")


def unless_said(value: str, *said: str) -> str:
    """Return a text that the note has not said already: a site named like its author is said once."""
    return "" if value.casefold() in {other.casefold() for other in said} else value


def is_named(names: list[CSLName], name: str) -> bool:
    """Say whether one of the names is `name`, as the publisher of its own report is."""
    return bool(name) and name.casefold() in {full_name(each).casefold() for each in names}


def collection(item: CSLItem) -> str:
    """Return the place of a law or case in the collection that prints it: "558 U.S. 310"."""
    return " ".join(filter(None, (text(item, "volume"), text(item, "container-title"), text(item, "page"))))


def pages(item: CSLItem) -> Locator | None:
    """Return the pages of an article or chapter, for a note that names no page of it."""
    typed = text(item, "page")
    return Locator("page", re.sub(r"\s*-+\s*", "–", typed)) if typed else None


def edition(item: CSLItem) -> str:
    """Return "2nd ed." for an edition that is a number, else as typed."""
    typed = text(item, "edition")
    return pgettext("edition of a book", "%(ordinal)s ed.") % {"ordinal": ordinal(typed)} if typed.isdigit() else typed


def volume(item: CSLItem) -> str:
    number = text(item, "volume")
    return pgettext("volume of a book", "vol. %(number)s") % {"number": number} if number else ""


def edtf(value: CSLDate) -> str:
    """Return a CSL date as EDTF, "" for none and for a literal that is no date."""
    try:
        return dates.from_csl(value)
    except DateNotUnderstood:
        return ""


def date(value: CSLDate) -> str:
    """Return a CSL date in the active language; a literal that is no date stands as it is."""
    moment = edtf(value)
    return dates.display(moment) if moment else " ".join(str(value.get("literal", "")).split())


def issued(item: CSLItem) -> str:
    return date(item.get("issued", {}))


def accessed(item: CSLItem) -> str:
    return date(item.get("accessed", {}))


def years(moment: str) -> str:
    """Return an EDTF date as its year, both of a range; one without a year as it is."""
    return moment if "XXXX" in moment else "/".join(dict.fromkeys(PLAIN_YEARS.sub(r"\1", moment).split("/")))


def year(item: CSLItem) -> str:
    """Return the year of issue, both of a range; what is known of the date where the year is not."""
    moment = edtf(item.get("issued", {}))
    return dates.display(years(moment)) if moment else issued(item)


def short_title(item: CSLItem) -> str:
    """Return the short title, or the main title without its article; a long one is cut after four words."""
    given = text(item, "title-short")
    if given:
        return given
    title = text(item, "title")
    main = MAIN_TITLE.match(title)
    title = ARTICLE.sub("", main[1] if main else title, count=1)
    words = title.split()
    if len(words) <= LONGEST_SHORT_TITLE:
        return title
    kept = words[: LONGEST_SHORT_TITLE - 1]
    while len(kept) > 1 and kept[-1].casefold() in SMALL_WORDS:
        kept.pop()
    # A quotation cut in two would not be closed.
    return f"{' '.join(kept).translate(WITHOUT_QUOTES).rstrip(',;:')}…"


def section_of_law(item: CSLItem, locator: Locator) -> str:
    """Return a section of a law as lawyers write it, "§ 4", "§§ 4–6"; "" for every other place."""
    if locator.label != "section" or item.get("type") not in LAW:
        return ""
    return f"{'§§' if is_several(locator) else '§'} {locator.value}"

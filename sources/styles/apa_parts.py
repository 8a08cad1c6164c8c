"""What APA's references are made of: their beginning, publishers, dates with the year in front."""

from django.utils.text import capfirst
from django.utils.translation import pgettext

from sources import dates
from sources.csl import CSLItem, CSLName
from sources.locators import locator_text
from sources.styles import names
from sources.styles.facts import edition, edtf, is_named, issued, pages, text, years
from sources.styles.note import Note


def begin(
    item: CSLItem,
    note: Note,
    when: str,
    *,
    plain: bool = False,
    details: list[str] | None = None,
    kind: str = "",
) -> None:
    """Write author, date and title; the title stands first where no author is known.

    `plain` titles are those of parts, not italic. `details` follow in round brackets, the `kind` of work in square ones.
    """
    leading = lead(item)
    date = f"({when or no_date()})"
    if leading:
        note.text(leading).text(date, " " if leading.endswith(".") else ". ").stop()
    if plain:
        note.title(text(item, "title"))
    else:
        note.cited(text(item, "title"))
    note.enclosed(*(details or []))
    note.text(f"[{kind}]" if kind else "", " ")
    if not leading:
        note.stop().text(date)


def lead(item: CSLItem) -> str:
    """Return the names that a reference begins with: authors, else directors, else editors."""
    if item.get("author"):
        return names.apa_list(item["author"])
    directors, editors = item.get("director", []), item.get("editor", [])
    if directors:
        role = pgettext("director of a film, in APA", "Director")
        several = pgettext("directors of a film, in APA", "Directors")
        return f"{names.apa_list(directors)} ({role if len(directors) == 1 else several})"
    if editors and item.get("type") != "chapter":
        return f"{names.apa_list(editors)} ({role_of_editors(editors)})"
    return ""


def role_of_editors(editors: list[CSLName]) -> str:
    return pgettext("one editor, in APA", "Ed.") if len(editors) == 1 else pgettext("editors, in APA", "Eds.")


def book_details(item: CSLItem) -> list[str]:
    """Return what stands in brackets behind the title of a book: "J. Tiang, Trans.; 2nd ed., Vol. 3"."""
    people = []
    editors, translators = item.get("editor", []), item.get("translator", [])
    if editors and item.get("author") and item.get("type") != "chapter":
        people.append(f"{names.apa_inline(editors)}, {role_of_editors(editors)}")
    if translators:
        # Not inside the f-string, where gettext's tools do not look.
        word = pgettext("translator, in APA", "Trans.")
        people.append(f"{names.apa_inline(translators)}, {word}")
    number = text(item, "volume")
    numbers = [
        edition(item),
        pgettext("volume of a book, in APA", "Vol. %(number)s") % {"number": number} if number else "",
    ]
    return ["; ".join(filter(None, (*people, ", ".join(filter(None, numbers)))))]


def page_range(item: CSLItem) -> str:
    whole = pages(item)
    return locator_text(whole) if whole else ""


def publisher(item: CSLItem, note: Note) -> None:
    note.stop().text(unless_author(item, text(item, "publisher")))


def programme(item: CSLItem, note: Note) -> None:
    note.stop().text(unless_author(item, text(item, "container-title")))
    note.text(unless_author(item, text(item, "publisher")), "; ")
    link(item, note)


def unless_author(item: CSLItem, name: str) -> str:
    """Return a name, but "" for that of the author or editor: who publishes their own work is named once."""
    return "" if is_named(item.get("author") or item.get("editor") or [], name) else name


def link(item: CSLItem, note: Note) -> None:
    note.link(doi=text(item, "DOI"), url=text(item, "URL"), glue=". ")


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
    """Return "2021, Winter" for a season, "" for other dates."""
    side = dates.read(moment).start if moment else None
    if not side or side.month not in dates.SEASON_NAMES or "/" in moment:
        return ""
    return f"{side.year}, {capfirst((str(dates.SEASON_NAMES[side.month]) % {'year': ''}).strip())}"


def no_date() -> str:
    return pgettext("date", "n.d.")

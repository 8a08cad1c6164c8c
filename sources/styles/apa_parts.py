"""What APA's references are made of: their beginning, publishers, links."""

from django.utils.translation import pgettext

from sources.csl import CSLItem, CSLName
from sources.locators import locator_text
from sources.styles import names
from sources.styles.apa_dates import printed
from sources.styles.facts import edition, is_named, pages, text
from sources.styles.note import Note


def begin(
    item: CSLItem,
    note: Note,
    *,
    plain: bool = False,
    details: list[str] | None = None,
    kind: str = "",
) -> None:
    """Write author, date and title; the title stands first where no author is known.

    `plain` titles are those of parts, not italic. `details` follow in round brackets, the `kind` of work in square ones.
    """
    leading = lead(item)
    date = f"({printed(item)})"
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


def leading(item: CSLItem) -> list[CSLName]:
    """Return whose names a reference begins with, and a short note has: authors, else directors, else editors.

    A chapter's editors are those of its book: without an author, its title leads.
    """
    editors = [] if item.get("type") == "chapter" else item.get("editor", [])
    return item.get("author") or item.get("director") or editors


def lead(item: CSLItem) -> str:
    """Return these names as a reference begins with them, with what they did unless they are the authors."""
    people = leading(item)
    if not people or item.get("author"):
        return names.apa_list(people)
    if not item.get("director"):
        return f"{names.apa_list(people)} ({role_of_editors(people)})"
    role = pgettext("director of a film, in APA", "Director")
    several = pgettext("directors of a film, in APA", "Directors")
    return f"{names.apa_list(people)} ({role if len(people) == 1 else several})"


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

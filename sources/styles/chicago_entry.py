"""Entries of a bibliography by The Chicago Manual of Style, 18th edition: what "cite this" offers in that style.

The same facts as in a note, with the first name inverted and full stops between the parts. Laws, cases and treaties
stand in notes alone (14.270); their entry is the note.
"""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sources.csl import CSLItem, CSLName
from sources.styles import chicago, names
from sources.styles.facts import (
    LAW,
    accessed,
    edition,
    first_of,
    issued,
    pages,
    text,
    unless_said,
    volume,
    year,
)
from sources.styles.note import Note

AS_NOTES: Final = LAW | {"legal_case"}
TITLE_CITED: Final = frozenset({"book", "motion_picture", "report"})


def full(item: CSLItem) -> Note:
    """Return the entry, still open at its end."""
    kind = item.get("type", "document")
    if kind in AS_NOTES:
        return chicago.full(item, None)
    note = Note(text(item, "language"))
    _lead(item, note)
    _title(item, note)
    FORMS.get(kind, _page)(item, note)
    note.stop().link(doi=text(item, "DOI"), url=text(item, "URL"))
    return note


# --- What follows the title, one function for each form ---


def _book(item: CSLItem, note: Note) -> None:
    if item.get("type") == "chapter" and text(item, "container-title"):
        note.words(pgettext("a chapter in a book", "in")).cited(text(item, "container-title"), " ")
        note.text(_by(item.get("editor", []), _edited()))
        note.stop()
    elif item.get("author"):
        note.words(_by(item.get("editor", []), _edited())).stop()
    note.words(_by(item.get("translator", []), pgettext("in a bibliography", "translated by"))).stop()
    note.words(edition(item)).stop().words(volume(item)).stop()
    note.text(text(item, "publisher")).text(year(item) or pgettext("date", "n.d."))


def _report(item: CSLItem, note: Note) -> None:
    note.text(text(item, "container-title")).text(text(item, "number")).stop()
    note.text(text(item, "publisher"))
    _date(item, note)


def _journal_article(item: CSLItem, note: Note) -> None:
    number, issue = text(item, "volume"), text(item, "issue")
    note.cited(text(item, "container-title")).text(number, " ")
    note.text(pgettext("issue of a journal", "no. %(number)s") % {"number": issue} if issue else "")
    note.enclosed(issued(item))
    whole = pages(item)
    note.text(whole.value if whole else "", ": " if number or issue else ", ")


def _press_article(item: CSLItem, note: Note) -> None:
    note.cited(text(item, "container-title"))
    if not text(item, "container-title"):
        note.text(_unless_lead(item, text(item, "publisher")))
    _date(item, note)


def _page(item: CSLItem, note: Note) -> None:
    site = _unless_lead(item, text(item, "container-title"))
    note.words(text(item, "genre")).stop().text(text(item, "number")).stop().text(site)
    note.text(unless_said(_unless_lead(item, text(item, "publisher")), site))
    _date(item, note)
    note.stop().text(text(item, "archive"))


def _thesis(item: CSLItem, note: Note) -> None:
    note.words(text(item, "genre") or _("thesis")).text(text(item, "publisher")).text(year(item))
    note.stop().text(text(item, "archive"))


def _speech(item: CSLItem, note: Note) -> None:
    note.words(text(item, "genre") or _("speech")).text(first_of(item, "event-title", "container-title", "publisher"))
    note.text(first_of(item, "event-place", "publisher-place"))
    _date(item, note)


def _programme(item: CSLItem, note: Note) -> None:
    note.words(_by(item.get("interviewer", []), _("interview by"))).stop()
    note.words(_by(item.get("director", []), _("directed by"))).stop()
    note.cited(text(item, "container-title")).text(_unless_lead(item, text(item, "publisher")))
    _date(item, note)
    note.stop().words(text(item, "medium"))


def _message(item: CSLItem, note: Note) -> None:
    note.text(_by(item.get("recipient", []), pgettext("a letter to a person", "to")), " ")
    _date(item, note)
    note.stop().text(text(item, "archive"))


FORMS: Final[dict[str, Callable[[CSLItem, Note], None]]] = {
    "article-journal": _journal_article,
    "article-magazine": _press_article,
    "article-newspaper": _press_article,
    "book": _book,
    "broadcast": _programme,
    "chapter": _book,
    "interview": _programme,
    "motion_picture": _programme,
    "personal_communication": _message,
    "report": _report,
    "speech": _speech,
    "thesis": _thesis,
}


# --- What the forms are made of ---


def _lead(item: CSLItem, note: Note) -> None:
    """Begin with authors or editors; a page that names neither begins with who publishes it."""
    authors, editors = item.get("author", []), item.get("editor", [])
    if authors:
        note.text(names.chicago_list(authors))
    elif editors and item.get("type") != "chapter":
        one, several = (
            pgettext("one editor, after the name", "ed."),
            pgettext("editors, after the names", "eds."),
        )
        note.text(names.chicago_list(editors)).text(one if len(editors) == 1 else several)
    elif item.get("type") == "webpage":
        note.text(first_of(item, "publisher", "container-title"))
    note.stop()


def _title(item: CSLItem, note: Note) -> None:
    title, kind = text(item, "title"), item.get("type", "document")
    if kind == "personal_communication":
        note.title(title or text(item, "genre"))
        return
    if kind in TITLE_CITED and not (kind == "motion_picture" and text(item, "container-title")):
        note.cited(title)
    else:
        note.quoted(title)
    note.stop()


def _by(people: list[CSLName], role: str) -> str:
    return f"{role} {names.one_two_or_more(people)}" if people else ""


def _edited() -> str:
    return pgettext("in a bibliography", "edited by")


def _unless_lead(item: CSLItem, name: str) -> str:
    leads = [names.chicago_list(item.get("author", []))]
    if not leads[0] and item.get("type") == "webpage":
        leads = [first_of(item, "publisher", "container-title")]
    return unless_said(name, *leads)


def _date(item: CSLItem, note: Note) -> None:
    """Add the date of issue; without one the day it was looked up; "n.d." without either."""
    when, looked_up = issued(item), accessed(item)
    if when or not looked_up:
        note.text(when or pgettext("date", "n.d."))
    else:
        note.words(_("accessed %(date)s") % {"date": looked_up})

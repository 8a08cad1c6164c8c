"""Notes by The Chicago Manual of Style, 18th edition, chapters 13 and 14 (notes and bibliography).

Full at the first mention, short after. Where the Manual sends legal works to The Bluebook, its order is followed as
far as the fields go. A page stands bare, as the Manual has it ("12"), every other locator with its label ("para. 12").
Reports and what else advocacy groups quote within days keep the full date. Words between the parts are translated,
so that the notes of a page are in its language.
"""

from collections.abc import Callable
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sources.csl import CSLItem, CSLName, TextVariable, family_name
from sources.locators import Locator, locator_text
from sources.styles.facts import (
    LAW,
    accessed,
    collection,
    edition,
    issued,
    pages,
    section_of_law,
    short_title,
    text,
    unless_said,
    volume,
    year,
)
from sources.styles.names import one_two_or_more
from sources.styles.note import Note

TITLE_PLAIN: Final = LAW | {"personal_communication"}
TITLE_CITED: Final = frozenset({"report", "book", "legal_case", "motion_picture"})


def chicago_note(item: CSLItem, locator: Locator | None = None) -> SafeString:
    """Return the full note for an item as safe HTML, with a full stop at its end."""
    return full(item, locator).as_html()


def chicago_short_note(item: CSLItem, locator: Locator | None = None) -> SafeString:
    """Return the note for an item that an earlier note gave in full, as safe HTML: names, shortened title, locator."""
    return short(item, locator).as_html()


def plain_note(item: CSLItem, locator: Locator | None = None) -> str:
    """Return the full note as plain text."""
    return full(item, locator).as_text()


def plain_short_note(item: CSLItem, locator: Locator | None = None) -> str:
    """Return the short note as plain text."""
    return short(item, locator).as_text()


def full(item: CSLItem, locator: Locator | None) -> Note:
    """Return the full note, still open at its end."""
    note = Note(text(item, "language"))
    FORMS.get(item.get("type", "document"), _page)(item, note, locator)
    return note


def short(item: CSLItem, locator: Locator | None) -> Note:
    """Return the short note, still open at its end."""
    kind = item.get("type", "document")
    note = Note(text(item, "language")).text(
        one_two_or_more(item.get("author") or item.get("editor") or [], family_name)
    )
    title = item.get("title", "") if kind == "legal_case" else short_title(item)
    if kind in TITLE_PLAIN:
        note.title(title)
    elif kind in TITLE_CITED:
        note.cited(title)
    else:
        note.quoted(title)
    return note.text(_locator(item, locator))


# --- One function for each form. All of them end with the locator and the link. ---


def _book(item: CSLItem, note: Note, locator: Locator | None) -> None:
    _lead(item, note)
    note.cited(text(item, "title"))
    _book_facts(item, note)
    _end(item, note, locator)


def _chapter(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(text(item, "title"))
    if text(item, "container-title"):
        note.text(pgettext("a chapter in a book", "in")).cited(text(item, "container-title"), glue=" ")
        note.text(_with_role(item.get("editor", []), pgettext("edited by", "ed.")))
    _book_facts(item, note)
    _end(item, note, locator or pages(item))


def _report(item: CSLItem, note: Note, locator: Locator | None) -> None:
    _lead(item, note)
    note.cited(text(item, "title")).text(text(item, "container-title")).text(text(item, "number"))
    note.enclosed(text(item, "publisher"), _when(item))
    _end(item, note, locator)


def _journal_article(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(text(item, "title")).cited(text(item, "container-title"))
    volume_number, issue = text(item, "volume"), text(item, "issue")
    note.text(volume_number, glue=" ")
    note.text(pgettext("issue of a journal", "no. %(number)s") % {"number": issue} if issue else "")
    note.enclosed(issued(item))
    locator = locator or pages(item)
    if locator and locator.label == "page":
        note.text(locator.value, glue=": " if volume_number or issue else ", ")
        locator = None
    _end(item, note, locator)


def _press_article(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(text(item, "title")).cited(text(item, "container-title"))
    if not text(item, "container-title"):
        note.text(_unless_named(item, "publisher"))
    note.text(_when(item))
    _end(item, note, locator)


def _page(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """Web pages, posts, data sets and documents: nothing but the site or publisher tells them apart."""
    note.text(_authors(item)).quoted(text(item, "title")).text(text(item, "genre"))
    note.text(text(item, "number")).text(_unless_named(item, "container-title")).text(_unless_named(item, "publisher"))
    note.text(_when(item)).text(text(item, "archive"))
    _end(item, note, locator)


def _thesis(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(text(item, "title"))
    note.enclosed(text(item, "genre") or _("thesis"), text(item, "publisher"), year(item))
    _end(item, note, locator, text(item, "archive"))


def _speech(item: CSLItem, note: Note, locator: Locator | None) -> None:
    event = text(item, "event-title") or text(item, "container-title") or _unless_named(item, "publisher")
    place = text(item, "event-place") or text(item, "publisher-place")
    note.text(_authors(item)).quoted(text(item, "title"))
    note.enclosed(text(item, "genre") or _("speech"), event, place, _when(item))
    _end(item, note, locator)


def _interview(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(text(item, "title"))
    note.text(_with_role(item.get("interviewer", []), _("interview by")))
    _broadcast_facts(item, note)
    _end(item, note, locator)


def _broadcast(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(text(item, "title"))
    _broadcast_facts(item, note)
    _end(item, note, locator)


def _film(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """A film stands by itself; a video is a part of the channel or site that shows it."""
    if text(item, "container-title"):
        note.text(_authors(item)).quoted(text(item, "title")).text(_unless_named(item, "container-title"))
        note.text(_unless_named(item, "publisher")).text(_when(item))
    else:
        note.text(_authors(item)).cited(text(item, "title"))
        note.text(_with_role(item.get("director", []), _("directed by")))
        note.enclosed(text(item, "publisher"), _when(item))
    _end(item, note, locator, text(item, "medium"))


def _message(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).text(text(item, "title") or text(item, "genre"))
    note.text(_with_role(item.get("recipient", []), pgettext("a letter to a person", "to")), glue=" ")
    note.text(_when(item)).text(text(item, "archive"))
    _end(item, note, locator)


def _law(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """Laws, bills: title, number, section, place in the collection, year ("106 Stat. 3320 (1992)")."""
    section = text(item, "section")
    note.title(text(item, "title")).text(text(item, "number")).text(f"§ {section}" if section else "")
    note.text(_locator(item, locator)).text(collection(item)).enclosed(_unless_named(item, "authority"), year(item))
    _end(item, note, None)


def _treaty(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.title(text(item, "title")).text(_authors(item)).text(text(item, "number"))
    note.text(_when(item)).text(collection(item))
    _end(item, note, locator)


def _case(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """A case in a law report ("558 U.S. 310, 322 (2010)"), or by its number and court."""
    number = text(item, "number")
    court = text(item, "authority") or text(item, "publisher")
    note.cited(text(item, "title"))
    if text(item, "container-title"):
        note.text(collection(item)).text(_locator(item, locator)).enclosed(court, year(item))
        _end(item, note, None)
    else:
        note.text(pgettext("number of a court case", "no. %(number)s") % {"number": number} if number else "")
        note.enclosed(court, _when(item))
        _end(item, note, locator)


FORMS: Final[dict[str, Callable[[CSLItem, Note, Locator | None], None]]] = {
    "article-journal": _journal_article,
    "article-magazine": _press_article,
    "article-newspaper": _press_article,
    "bill": _law,
    "book": _book,
    "broadcast": _broadcast,
    "chapter": _chapter,
    "dataset": _page,
    "document": _page,
    "interview": _interview,
    "legal_case": _case,
    "legislation": _law,
    "motion_picture": _film,
    "personal_communication": _message,
    "post": _page,
    "report": _report,
    "speech": _speech,
    "thesis": _thesis,
    "treaty": _treaty,
    "webpage": _page,
}


# --- What the forms are made of ---


def _authors(item: CSLItem) -> str:
    return one_two_or_more(item.get("author", []))


def _lead(item: CSLItem, note: Note) -> None:
    """Begin with the authors, or with the editors of a work that has only those."""
    editors = item.get("editor", [])
    if item.get("author") or not editors:
        note.text(_authors(item))
        return
    role = (
        pgettext("one editor, after the name", "ed.")
        if len(editors) == 1
        else pgettext("editors, after the names", "eds.")
    )
    note.text(one_two_or_more(editors)).text(role)


def _with_role(names: list[CSLName], role: str) -> str:
    return f"{role} {one_two_or_more(names)}" if names else ""


def _book_facts(item: CSLItem, note: Note) -> None:
    """Add translator, editor beside an author, edition, volume, and publisher and year in brackets."""
    note.text(_with_role(item.get("translator", []), pgettext("translated by", "trans.")))
    if item.get("type") == "book" and item.get("author"):
        note.text(_with_role(item.get("editor", []), pgettext("edited by", "ed.")))
    note.text(edition(item)).text(volume(item))
    note.enclosed(text(item, "publisher"), year(item) or pgettext("date", "n.d."))


def _broadcast_facts(item: CSLItem, note: Note) -> None:
    note.cited(text(item, "container-title")).text(_unless_named(item, "publisher"))
    note.text(_when(item)).text(text(item, "medium"))


def _unless_named(item: CSLItem, variable: TextVariable) -> str:
    """Return a text that the note has not said already: a site named like its author is said once."""
    site = "" if variable == "container-title" else text(item, "container-title")
    return unless_said(text(item, variable), _authors(item), site)


def _end(item: CSLItem, note: Note, locator: Locator | None, before_link: str = "") -> None:
    note.text(_locator(item, locator)).text(before_link)
    note.link(doi=text(item, "DOI"), url=text(item, "URL"))


def _locator(item: CSLItem, locator: Locator | None) -> str:
    if locator is None:
        return ""
    if locator.label == "page":
        return locator.value
    if law := section_of_law(item, locator):
        return law
    return locator_text(locator)


def _when(item: CSLItem) -> str:
    """Return the date of issue; without one the day it was looked up; "n.d." without either."""
    looked_up = accessed(item)
    without = _("accessed %(date)s") % {"date": looked_up} if looked_up else pgettext("date", "n.d.")
    return issued(item) or without

"""Notes by the MLA Handbook, 9th edition, chapters 5 and 6.

MLA names author and page in the text and lists the works at the end. Our notes stand at the end, so a full note is the
entry of that list, with the cited place where MLA has the place of a work in its container ("2020, p. 45"), and a short
note is author, short title and place, as in the text. A work whose author publishes it begins with its title (5.22).
Months are abbreviated in English alone; in other languages a date is written as its readers write it. Addresses are
given in full; the Handbook allows leaving out "https://" and its own examples do.
"""

from collections.abc import Callable
from typing import Final

from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from sources import dates
from sources.csl import CSLDate, CSLItem, CSLName
from sources.edtf_dates import Side
from sources.locators import Locator, is_several, locator_text
from sources.styles import names
from sources.styles.facts import (
    LAW,
    accessed,
    date,
    edition,
    edtf,
    first_of,
    is_named,
    issued,
    pages,
    section_of_law,
    short_title,
    text,
    unless_said,
    volume,
)
from sources.styles.note import Note

MONTHS: Final = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
TITLE_PLAIN: Final = LAW | {"personal_communication"}
TITLE_QUOTED: Final = frozenset(
    {"article-journal", "article-magazine", "article-newspaper", "chapter", "interview", "post", "speech", "webpage"}
)
PERIODICALS: Final = frozenset({"article-journal", "article-magazine", "article-newspaper"})
# In a container, these are parts of it; without one they stand by themselves.
PART_IF_CONTAINED: Final = frozenset({"broadcast", "document", "motion_picture"})
LOCATOR_WORDS: Final = {
    "paragraph": (pgettext_lazy("paragraph, in MLA", "par."), pgettext_lazy("paragraphs, in MLA", "pars.")),
    "chapter": (pgettext_lazy("chapter, in MLA", "ch."), pgettext_lazy("chapters, in MLA", "chs.")),
}


def full(item: CSLItem, locator: Locator | None) -> Note:
    """Return the entry with the cited place in it, still open at its end."""
    note = Note(text(item, "language"))
    FORMS.get(item.get("type", "document"), _work)(item, note, locator)
    return note


def short(item: CSLItem, locator: Locator | None) -> Note:
    """Return author, short title and place: "Yu, Interior Chinatown 45"."""
    people = [] if _is_own_publisher(item) else item.get("author") or item.get("editor") or []
    note = Note(text(item, "language")).text(names.one_two_or_more(people, names.called))
    _title(item, note, text(item, "title") if item.get("type") == "legal_case" else short_title(item))
    if locator and locator.label == "page":
        return note.text(locator.value, " ")
    return note.text(place(item, locator))


def place(item: CSLItem, locator: Locator | None) -> str:
    """Return a locator as MLA writes it: "p. 45", "par. 12", a time alone."""
    if locator is None:
        return ""
    if locator.label == "timestamp":
        return locator.value
    if law := section_of_law(item, locator):
        return law
    if locator.label in LOCATOR_WORDS:
        return f"{LOCATOR_WORDS[locator.label][is_several(locator)]} {locator.value}"
    return locator_text(locator)


# --- One function for each form ---


def _work(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """Write what most entries are: author, title, and the container with what tells of the work in it."""
    _lead(item, note)
    _title(item, note, text(item, "title"))
    note.stop().words(_by(item.get("interviewer", []), _("interview by"))).stop()
    _container(item, note)
    _contributors(item, note)
    note.words(edition(item)).words(text(item, "number"))
    _publisher(item, note)
    note.text(_when(item.get("issued", {})))
    _end(item, note, locator)


def _book(item: CSLItem, note: Note, locator: Locator | None) -> None:
    _lead(item, note)
    _title(item, note, text(item, "title"))
    note.stop()
    if item.get("type") == "chapter":
        _container(item, note)
    _contributors(item, note)
    note.words(edition(item)).words(volume(item))
    _publisher(item, note)
    note.text(_when(item.get("issued", {})) or pgettext("date", "n.d."))
    _end(item, note, locator or (pages(item) if item.get("type") == "chapter" else None))


def _periodical(item: CSLItem, note: Note, locator: Locator | None) -> None:
    _lead(item, note)
    _title(item, note, text(item, "title"))
    note.stop()
    _container(item, note)
    issue = text(item, "issue")
    note.words(volume(item))
    note.words(pgettext("issue of a journal", "no. %(number)s") % {"number": issue} if issue else "")
    if not text(item, "container-title"):
        _publisher(item, note)
    note.text(_when(item.get("issued", {})))
    _end(item, note, locator or pages(item))


def _thesis(item: CSLItem, note: Note, locator: Locator | None) -> None:
    _lead(item, note)
    _title(item, note, text(item, "title"))
    note.stop().text(_when(item.get("issued", {}))).stop()
    note.text(text(item, "publisher")).text(text(item, "genre") or _("thesis")).text(place(item, locator))
    note.stop().cited(first_of(item, "archive", "container-title"))
    _link(item, note)


def _speech(item: CSLItem, note: Note, locator: Locator | None) -> None:
    event = first_of(item, "event-title", "container-title") or _unless_author(item, text(item, "publisher"))
    _lead(item, note)
    _title(item, note, text(item, "title"))
    note.stop().words(event).text(_when(item.get("issued", {})))
    note.words(first_of(item, "event-place", "publisher-place")).text(place(item, locator))
    _link(item, note)
    note.stop().words(text(item, "genre"))


def _message(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """Letters and messages: the subject of one whose recipient is named, else what it is."""
    _lead(item, note)
    recipients = _by(item.get("recipient", []), pgettext("in MLA", "received by"))
    if recipients:
        note.quoted(first_of(item, "title", "genre")).stop().words(recipients)
    else:
        note.words(first_of(item, "title", "genre")).stop()
    note.text(_when(item.get("issued", {}))).text(place(item, locator))
    note.stop().text(text(item, "archive"))
    _link(item, note)


def _law(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """Laws, bills, treaties and cases: the body that made them, the title, and where they are printed."""
    number, section, volume_number = text(item, "number"), text(item, "section"), text(item, "volume")
    authors = names.mla_list(item.get("author", []))
    note.text(first_of(item, "authority") or authors).stop()
    _title(item, note, text(item, "title"))
    note.stop().text(_when(item.get("issued", {}))).stop()
    note.cited(text(item, "container-title"))
    note.words(pgettext("volume of a book", "vol. %(number)s") % {"number": volume_number} if volume_number else "")
    note.words(number).text(f"§ {section}" if section else "").words(_publisher_name(item))
    _end(item, note, locator or pages(item))


FORMS: Final[dict[str, Callable[[CSLItem, Note, Locator | None], None]]] = {
    "article-journal": _periodical,
    "article-magazine": _periodical,
    "article-newspaper": _periodical,
    "bill": _law,
    "book": _book,
    "broadcast": _work,
    "chapter": _book,
    "dataset": _work,
    "document": _work,
    "interview": _work,
    "legal_case": _law,
    "legislation": _law,
    "motion_picture": _work,
    "personal_communication": _message,
    "post": _work,
    "report": _work,
    "speech": _speech,
    "thesis": _thesis,
    "treaty": _law,
    "webpage": _work,
}


# --- What the forms are made of ---


def _lead(item: CSLItem, note: Note) -> None:
    """Begin with the authors, unless they publish the work themselves; else with the editors."""
    editors = item.get("editor", [])
    if item.get("author"):
        note.text("" if _is_own_publisher(item) else names.mla_list(item["author"]))
    elif editors and item.get("type") != "chapter":
        one, several = pgettext("after a name", "editor"), pgettext("after names", "editors")
        note.text(names.mla_list(editors)).text(one if len(editors) == 1 else several)
    note.stop()


def _is_own_publisher(item: CSLItem) -> bool:
    authors = item.get("author", [])
    site = first_of(item, "publisher", "container-title")
    return len(authors) == 1 and "literal" in authors[0] and is_named(authors, site)


def _title(item: CSLItem, note: Note, title: str) -> None:
    kind = item.get("type", "document")
    is_part = kind in TITLE_QUOTED or (kind in PART_IF_CONTAINED and bool(text(item, "container-title")))
    if kind in TITLE_PLAIN:
        note.title(title)
    elif is_part:
        note.quoted(title)
    else:
        note.cited(title)


def _container(item: CSLItem, note: Note) -> None:
    """Add the container; a page of a site that is named by its publisher alone has the publisher for its site."""
    site = text(item, "container-title")
    if not site and item.get("type") in {"webpage", "post"}:
        site = text(item, "publisher")
    note.cited(site)


def _contributors(item: CSLItem, note: Note) -> None:
    note.words(_by(item.get("director", []), pgettext("director of a film", "directed by")))
    note.words(_by(item.get("translator", []), pgettext("in MLA", "translated by")))
    if item.get("author") or item.get("type") == "chapter":
        note.words(_by(item.get("editor", []), pgettext("in MLA", "edited by")))


def _by(people: list[CSLName], role: str) -> str:
    return f"{role} {names.one_two_or_more(people)}" if people else ""


def _publisher(item: CSLItem, note: Note) -> None:
    site = text(item, "container-title")
    if site or item.get("type") not in {"webpage", "post"}:
        note.text(_publisher_name(item))


def _publisher_name(item: CSLItem) -> str:
    return unless_said(text(item, "publisher"), text(item, "container-title"))


def _unless_author(item: CSLItem, name: str) -> str:
    return "" if is_named(item.get("author", []), name) else name


def _end(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """Add the cited place and the address; the day it was looked up where no date of its own is known."""
    note.text(place(item, locator))
    archive = text(item, "archive")
    if archive and item.get("type") in PERIODICALS:
        note.stop().cited(archive)
    else:
        note.text(archive)
    _link(item, note)
    looked_up = _when(item.get("accessed", {}))
    if looked_up and not issued(item) and accessed(item):
        note.stop().text(pgettext("in MLA", "Accessed %(date)s") % {"date": looked_up})
    if item.get("type") in {"broadcast", "document", "interview", "motion_picture", "report"}:
        note.stop().words(text(item, "genre"))


def _link(item: CSLItem, note: Note) -> None:
    note.link(doi=text(item, "DOI"), url=text(item, "URL"))


def _when(value: CSLDate) -> str:
    """Return a date as "8 Mar. 2022" or "Apr. 2019" in English; otherwise as readers of the language write it."""
    moment = edtf(value)
    if not moment or not (get_language() or "en").startswith("en"):
        return date(value)
    found = dates.read(moment)
    sides = [side for side in (found.start, found.end) if side]
    if not all(_is_plain(side) for side in sides) or (found.is_range and len(sides) == 1):
        return dates.display(moment)
    return _range(*sides) if found.is_range else _day(sides[0])


def _is_plain(side: Side) -> bool:
    return not side.mark and side.month is not None and 1 <= side.month <= 12


def _day(side: Side) -> str:
    year = str(side.known_year) if side.known_year else ""
    return " ".join(filter(None, (str(side.day or ""), MONTHS[(side.month or 1) - 1], year)))


def _range(start: Side, end: Side) -> str:
    """Return "8–11 Aug. 2019", "May–June 2024", or both ends in full."""
    if start[:2] == end[:2]:
        return f"{start.day}–{_day(end)}"
    if start.year == end.year and not (start.day or end.day):
        return f"{_day(start._replace(year='XXXX'))}–{_day(end)}"
    return f"{_day(start)} – {_day(end)}"

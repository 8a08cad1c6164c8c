"""Notes by the Publication Manual of the American Psychological Association, 7th edition, chapters 8 to 11.

APA has no notes that cite: it names author and year in the text and lists the works at the end. Our notes stand at the
end, so a full note is the entry of that list, with the place in round brackets behind it, and a short note is
what APA has in the text ("Jackson, 2019, p. 4"). Titles keep the capitals that were typed: APA's sentence case cannot be
made by a machine that does not know names. An address has no full stop behind it.
"""

import re
from collections.abc import Callable
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import pgettext, pgettext_lazy

from sources import dates
from sources.csl import CSLItem, CSLName
from sources.locators import Locator, is_several, locator_text
from sources.styles import names
from sources.styles.facts import (
    LAW,
    accessed,
    collection,
    edition,
    edtf,
    first_of,
    is_named,
    issued,
    pages,
    short_title,
    text,
    unless_said,
    year,
    years,
)
from sources.styles.note import Note

LEGAL: Final = LAW | {"legal_case"}
# Titles that stand in quotation marks where a short note has no author to name.
PARTS: Final = frozenset({"article-journal", "article-magazine", "article-newspaper", "chapter"})
ARTICLE_NUMBER: Final = re.compile(r"e[0-9]{3,}", re.IGNORECASE)
LOCATOR_WORDS: Final = {
    "chapter": pgettext_lazy("before a number, in APA", "Chapter"),
    "section": pgettext_lazy("before a number, in APA", "Section"),
    "table": pgettext_lazy("before a number, in APA", "Table"),
    "figure": pgettext_lazy("before a number, in APA", "Figure"),
    "appendix": pgettext_lazy("before a letter, in APA", "Appendix"),
    "part": pgettext_lazy("before a number, in APA", "Part"),
}


def full(item: CSLItem, locator: Locator | None) -> Note:
    """Return the reference with the place behind it, still open at its end."""
    note = Note(text(item, "language"), stop_after_link=False)
    FORMS.get(item.get("type", "document"), _document)(item, note)
    return note.aside(place(item, locator))


def short(item: CSLItem, locator: Locator | None) -> Note:
    """Return author, year and place, as they stand in the text; a title where no author is known."""
    kind = item.get("type", "document")
    note = Note(text(item, "language"), stop_after_link=False)
    if kind == "personal_communication":
        _message(item, note)
        return note.text(place(item, locator))
    people = item.get("author") or item.get("editor") or []
    if people and kind not in LEGAL:
        note.text(names.apa_in_text(people))
    elif kind in PARTS:
        note.quoted(short_title(item))
    elif kind in LEGAL - {"legal_case"}:
        note.title(text(item, "title"))
    else:
        note.cited(text(item, "title") if kind == "legal_case" else short_title(item))
    return note.text(year(item) or _no_date()).text(place(item, locator))


def place(item: CSLItem, locator: Locator | None) -> str:
    """Return a locator as APA writes it: "p. 4", "Chapter 3", a time alone."""
    if locator is None:
        return ""
    if locator.label == "timestamp":
        return locator.value
    if locator.label == "section" and item.get("type") in LAW:
        return f"{'§§' if is_several(locator) else '§'} {locator.value}"
    if locator.label in LOCATOR_WORDS and not is_several(locator):
        return f"{LOCATOR_WORDS[locator.label]} {locator.value}"
    return locator_text(locator)


# --- One function for each form ---


def _book(item: CSLItem, note: Note) -> None:
    _head(item, note, year(item), details=_book_details(item), kind=text(item, "genre"))
    _publisher(item, note)
    _link(item, note)


def _chapter(item: CSLItem, note: Note) -> None:
    container = text(item, "container-title")
    _head(item, note, year(item), plain=True, details=[] if container else _book_details(item))
    if container:
        editors = item.get("editor", [])
        note.stop().text(pgettext("a chapter, in APA", "In"))
        if editors:
            note.text(f"{names.apa_inline(editors)} ({_editors(editors)})", " ")
        note.cited(container, ", " if editors else " ")
        note.enclosed(*_book_details(item), _page_range(item))
    _publisher(item, note)
    _link(item, note)


def _report(item: CSLItem, note: Note) -> None:
    _head(item, note, _whole_date(item), details=[*_book_details(item), text(item, "number")], kind=text(item, "genre"))
    note.stop().text(text(item, "container-title"))
    _publisher(item, note)
    _link(item, note)


def _journal_article(item: CSLItem, note: Note) -> None:
    _periodical(item, note, _season(edtf(item.get("issued", {}))) or year(item))


def _press_article(item: CSLItem, note: Note) -> None:
    _periodical(item, note, _whole_date(item))


def _periodical(item: CSLItem, note: Note, when: str) -> None:
    _head(item, note, when, plain=True, kind=text(item, "genre"))
    number, issue = text(item, "volume"), text(item, "issue")
    note.stop().cited(text(item, "container-title") or _unless_author(item, text(item, "publisher")))
    note.emphasised(number)
    note.text(f"({issue})" if issue else "", "" if number else ", ")
    whole = pages(item)
    if whole and ARTICLE_NUMBER.fullmatch(whole.value):
        note.text(pgettext("number of an article, in APA", "Article %(number)s") % {"number": whole.value})
    else:
        note.text(whole.value if whole else "")
    _link(item, note)


def _webpage(item: CSLItem, note: Note) -> None:
    _head(item, note, _whole_date(item), details=[text(item, "number")], kind=text(item, "genre"))
    site, publisher = text(item, "container-title"), text(item, "publisher")
    note.stop().text(_unless_author(item, site)).text(unless_said(_unless_author(item, publisher), site), "; ")
    looked_up = accessed(item)
    if looked_up and not issued(item) and text(item, "URL") and not text(item, "DOI"):
        note.stop().text(pgettext("before an address, in APA", "Retrieved %(date)s, from") % {"date": looked_up})
        note.link(url=text(item, "URL"), glue=" ")
    else:
        _link(item, note)


def _post(item: CSLItem, note: Note) -> None:
    _head(item, note, _whole_date(item), kind=text(item, "genre") or pgettext("kind of work, in APA", "Post"))
    note.stop().text(first_of(item, "container-title", "publisher"))
    _link(item, note)


def _dataset(item: CSLItem, note: Note) -> None:
    kind = text(item, "genre") or pgettext("kind of work, in APA", "Data set")
    _head(item, note, year(item), details=[text(item, "number"), edition(item)], kind=kind)
    note.stop().text(_unless_author(item, text(item, "container-title")))
    note.text(_unless_author(item, text(item, "publisher")), "; ")
    _link(item, note)


def _document(item: CSLItem, note: Note) -> None:
    _head(item, note, _whole_date(item), details=[text(item, "number")], kind=text(item, "genre"))
    note.stop().text(_unless_author(item, text(item, "container-title")))
    _publisher(item, note)
    note.stop().text(text(item, "archive"))
    _link(item, note)


def _thesis(item: CSLItem, note: Note) -> None:
    genre = text(item, "genre") or pgettext("kind of work, in APA", "Thesis")
    kind = ", ".join(filter(None, (genre, text(item, "publisher"))))
    _head(item, note, year(item), details=[text(item, "number")], kind=kind)
    note.stop().text(first_of(item, "archive", "container-title"))
    _link(item, note)


def _speech(item: CSLItem, note: Note) -> None:
    _head(item, note, _whole_date(item), kind=text(item, "genre") or pgettext("kind of work, in APA", "Speech"))
    note.stop().text(first_of(item, "event-title", "container-title") or _unless_author(item, text(item, "publisher")))
    note.text(first_of(item, "event-place", "publisher-place"))
    _link(item, note)


def _interview(item: CSLItem, note: Note) -> None:
    by = names.apa_inline(item.get("interviewer", []))
    kind = pgettext("kind of work, in APA", "Interview by %(names)s") % {"names": by} if by else ""
    _head(item, note, _whole_date(item), kind=kind or pgettext("kind of work, in APA", "Interview"))
    _programme(item, note)


def _broadcast(item: CSLItem, note: Note) -> None:
    kind = first_of(item, "genre", "medium") or pgettext("kind of work, in APA", "Broadcast")
    if text(item, "container-title") and text(item, "publisher"):
        _head(item, note, _whole_date(item), plain=True, details=[text(item, "number")], kind=kind)
        note.stop().text(pgettext("a chapter, in APA", "In")).cited(text(item, "container-title"), " ")
        _publisher(item, note)
        _link(item, note)
    else:
        _head(item, note, _whole_date(item), details=[text(item, "number")], kind=kind)
        _programme(item, note)


def _film(item: CSLItem, note: Note) -> None:
    """A film stands by itself; a video is a part of the channel or site that shows it."""
    if text(item, "container-title"):
        kind = first_of(item, "genre", "medium") or pgettext("kind of work, in APA", "Video")
        _head(item, note, _whole_date(item), kind=kind)
    else:
        kind = first_of(item, "genre", "medium") or pgettext("kind of work, in APA", "Film")
        _head(item, note, year(item), kind=kind)
    _programme(item, note)


def _message(item: CSLItem, note: Note) -> None:
    """A letter or call is in no list: APA tells of it in the text, where nobody else could look it up."""
    note.text(names.apa_inline(item.get("author", [])))
    note.text(pgettext("a letter or call, in APA", "personal communication")).text(issued(item) or _no_date())
    note.text(text(item, "archive"))
    _link(item, note)


def _law(item: CSLItem, note: Note) -> None:
    """Laws and bills, in The Bluebook's order: title, number, place in the collection, year."""
    section = text(item, "section")
    note.title(text(item, "title")).text(text(item, "number")).text(f"§ {section}" if section else "")
    note.text(collection(item)).enclosed(text(item, "authority"), year(item) or _no_date())
    _link(item, note)


def _treaty(item: CSLItem, note: Note) -> None:
    note.title(text(item, "title")).text(text(item, "number")).text(issued(item) or _no_date()).text(collection(item))
    note.link(doi=text(item, "DOI"), url=text(item, "URL"))


def _case(item: CSLItem, note: Note) -> None:
    number = text(item, "number")
    note.title(text(item, "title"))
    if text(item, "container-title"):
        note.text(collection(item)).enclosed(first_of(item, "authority", "publisher"), year(item) or _no_date())
    else:
        note.text(pgettext("number of a court case, in APA", "No. %(number)s") % {"number": number} if number else "")
        note.enclosed(first_of(item, "authority", "publisher"), issued(item) or _no_date())
    _link(item, note)


FORMS: Final[dict[str, Callable[[CSLItem, Note], None]]] = {
    "article-journal": _journal_article,
    "article-magazine": _press_article,
    "article-newspaper": _press_article,
    "bill": _law,
    "book": _book,
    "broadcast": _broadcast,
    "chapter": _chapter,
    "dataset": _dataset,
    "document": _document,
    "interview": _interview,
    "legal_case": _case,
    "legislation": _law,
    "motion_picture": _film,
    "personal_communication": _message,
    "post": _post,
    "report": _report,
    "speech": _speech,
    "thesis": _thesis,
    "treaty": _treaty,
    "webpage": _webpage,
}


# --- What the forms are made of ---


def _head(
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
    lead = _lead(item)
    date = f"({when or _no_date()})"
    if lead:
        note.text(lead).text(date, " " if lead.endswith(".") else ". ").stop()
    if plain:
        note.title(text(item, "title"))
    else:
        note.cited(text(item, "title"))
    note.enclosed(*(details or []))
    note.text(f"[{kind}]" if kind else "", " ")
    if not lead:
        note.stop().text(date)


def _lead(item: CSLItem) -> str:
    """Return the names that a reference begins with: authors, else directors, else editors."""
    if item.get("author"):
        return names.apa_list(item["author"])
    directors, editors = item.get("director", []), item.get("editor", [])
    if directors:
        role = pgettext("director of a film, in APA", "Director")
        several = pgettext("directors of a film, in APA", "Directors")
        return f"{names.apa_list(directors)} ({role if len(directors) == 1 else several})"
    if editors and item.get("type") != "chapter":
        return f"{names.apa_list(editors)} ({_editors(editors)})"
    return ""


def _editors(editors: list[CSLName]) -> str:
    return pgettext("one editor, in APA", "Ed.") if len(editors) == 1 else pgettext("editors, in APA", "Eds.")


def _book_details(item: CSLItem) -> list[str]:
    """Return what stands in brackets behind the title of a book: "J. Tiang, Trans.; 2nd ed., Vol. 3"."""
    people = []
    editors, translators = item.get("editor", []), item.get("translator", [])
    if editors and item.get("author") and item.get("type") != "chapter":
        people.append(f"{names.apa_inline(editors)}, {_editors(editors)}")
    if translators:
        people.append(f"{names.apa_inline(translators)}, {pgettext('translator, in APA', 'Trans.')}")
    number = text(item, "volume")
    numbers = [
        edition(item),
        pgettext("volume of a book, in APA", "Vol. %(number)s") % {"number": number} if number else "",
    ]
    return ["; ".join(filter(None, (*people, ", ".join(filter(None, numbers)))))]


def _page_range(item: CSLItem) -> str:
    whole = pages(item)
    return locator_text(whole) if whole else ""


def _publisher(item: CSLItem, note: Note) -> None:
    note.stop().text(_unless_author(item, text(item, "publisher")))


def _programme(item: CSLItem, note: Note) -> None:
    note.stop().text(_unless_author(item, text(item, "container-title")))
    note.text(_unless_author(item, text(item, "publisher")), "; ")
    _link(item, note)


def _unless_author(item: CSLItem, name: str) -> str:
    """Return a name, but "" for that of the author or editor: who publishes their own work is named once."""
    return "" if is_named(item.get("author") or item.get("editor") or [], name) else name


def _link(item: CSLItem, note: Note) -> None:
    note.link(doi=text(item, "DOI"), url=text(item, "URL"), glue=". ")


def _whole_date(item: CSLItem) -> str:
    """Return the date with its year in front: "2024, November 11", "2019, August 8–11"; "June 5" without a year."""
    moment = edtf(item.get("issued", {}))
    if not moment or _season(moment):
        return _season(moment) or issued(item)
    found = dates.read(moment)
    sides = [side for side in (found.start, found.end) if side]
    is_one_year = len({side.year for side in sides}) == 1 and len(sides) == (2 if found.is_range else 1)
    is_plain = found.year is not None and not any(side.mark for side in sides)
    if not (is_one_year and is_plain and all(side.month and side.month <= 12 for side in sides)):
        return dates.display(moment)
    without_year = "/".join(f"XXXX{end[4:]}" for end in moment.split("/"))
    return f"{dates.display(years(moment))}, {dates.display(without_year)}"


def _season(moment: str) -> str:
    """Return "2021, Winter" for a season, "" for other dates."""
    side = dates.read(moment).start if moment else None
    if not side or side.month not in dates.SEASON_NAMES or "/" in moment:
        return ""
    return f"{side.year}, {capfirst((str(dates.SEASON_NAMES[side.month]) % {'year': ''}).strip())}"


def _no_date() -> str:
    return pgettext("date", "n.d.")

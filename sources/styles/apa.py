"""Notes by the Publication Manual of the American Psychological Association, 7th edition, chapters 8 to 11.

APA has no notes that cite: it names author and year in the text and lists the works at the end. Our notes stand at the
end, so a full note is the entry of that list, with the place in round brackets behind it, and a short note is
what APA has in the text ("Jackson, 2019, p. 4"). Titles keep the capitals that were typed: APA's sentence case cannot be
made by a machine that does not know names. An address has no full stop behind it.
"""

import re
from collections.abc import Callable
from typing import Final

from django.utils.translation import pgettext, pgettext_lazy

from sources.csl import CSLItem
from sources.locators import Locator, is_several, locator_text
from sources.styles import names
from sources.styles.apa_dates import in_text, no_date
from sources.styles.apa_parts import (
    begin,
    book_details,
    leading,
    link,
    page_range,
    programme,
    publisher,
    role_of_editors,
    unless_author,
)
from sources.styles.facts import (
    LAW,
    accessed,
    collection,
    edition,
    first_of,
    issued,
    pages,
    section_of_law,
    short_title,
    text,
    unless_said,
    year,
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
    people = leading(item)
    if people and kind not in LEGAL:
        note.text(names.apa_in_text(people))
    elif kind in PARTS:
        note.quoted(short_title(item))
    elif kind in LEGAL - {"legal_case"}:
        note.title(text(item, "title"))
    else:
        note.cited(text(item, "title") if kind == "legal_case" else short_title(item))
    return note.text(in_text(item)).text(place(item, locator))


def place(item: CSLItem, locator: Locator | None) -> str:
    """Return a locator as APA writes it: "p. 4", "Chapter 3", a time alone."""
    if locator is None:
        return ""
    if locator.label == "timestamp":
        return locator.value
    if law := section_of_law(item, locator):
        return law
    if locator.label in LOCATOR_WORDS and not is_several(locator):
        return f"{LOCATOR_WORDS[locator.label]} {locator.value}"
    return locator_text(locator)


# --- One function for each form ---


def _book(item: CSLItem, note: Note) -> None:
    begin(item, note, details=book_details(item), kind=text(item, "genre"))
    publisher(item, note)
    link(item, note)


def _chapter(item: CSLItem, note: Note) -> None:
    container = text(item, "container-title")
    begin(item, note, plain=True, details=[] if container else book_details(item))
    if container:
        editors = item.get("editor", [])
        note.stop().text(pgettext("a chapter, in APA", "In"))
        if editors:
            note.text(f"{names.apa_inline(editors)} ({role_of_editors(editors)})", " ")
        note.cited(container, ", " if editors else " ")
        note.enclosed(*book_details(item), page_range(item))
    publisher(item, note)
    link(item, note)


def _report(item: CSLItem, note: Note) -> None:
    begin(item, note, details=[*book_details(item), text(item, "number")], kind=text(item, "genre"))
    note.stop().text(text(item, "container-title"))
    publisher(item, note)
    link(item, note)


def _article(item: CSLItem, note: Note) -> None:
    begin(item, note, plain=True, kind=text(item, "genre"))
    number, issue = text(item, "volume"), text(item, "issue")
    note.stop().cited(text(item, "container-title") or unless_author(item, text(item, "publisher")))
    note.emphasised(number)
    note.text(f"({issue})" if issue else "", "" if number else ", ")
    whole = pages(item)
    if whole and ARTICLE_NUMBER.fullmatch(whole.value):
        note.text(pgettext("number of an article, in APA", "Article %(number)s") % {"number": whole.value})
    else:
        note.text(whole.value if whole else "")
    link(item, note)


def _webpage(item: CSLItem, note: Note) -> None:
    begin(item, note, details=[text(item, "number")], kind=text(item, "genre"))
    site, house = text(item, "container-title"), text(item, "publisher")
    note.stop().text(unless_author(item, site)).text(unless_said(unless_author(item, house), site), "; ")
    looked_up = accessed(item)
    if looked_up and not issued(item) and text(item, "URL") and not text(item, "DOI"):
        note.stop().text(pgettext("before an address, in APA", "Retrieved %(date)s, from") % {"date": looked_up})
        note.link(url=text(item, "URL"), glue=" ")
    else:
        link(item, note)


def _post(item: CSLItem, note: Note) -> None:
    begin(item, note, kind=text(item, "genre") or pgettext("kind of work, in APA", "Post"))
    note.stop().text(first_of(item, "container-title", "publisher"))
    link(item, note)


def _dataset(item: CSLItem, note: Note) -> None:
    kind = text(item, "genre") or pgettext("kind of work, in APA", "Data set")
    begin(item, note, details=[text(item, "number"), edition(item)], kind=kind)
    note.stop().text(unless_author(item, text(item, "container-title")))
    note.text(unless_author(item, text(item, "publisher")), "; ")
    link(item, note)


def _document(item: CSLItem, note: Note) -> None:
    begin(item, note, details=[text(item, "number")], kind=text(item, "genre"))
    note.stop().text(unless_author(item, text(item, "container-title")))
    publisher(item, note)
    note.stop().text(text(item, "archive"))
    link(item, note)


def _thesis(item: CSLItem, note: Note) -> None:
    genre = text(item, "genre") or pgettext("kind of work, in APA", "Thesis")
    kind = ", ".join(filter(None, (genre, text(item, "publisher"))))
    begin(item, note, details=[text(item, "number")], kind=kind)
    note.stop().text(first_of(item, "archive", "container-title"))
    link(item, note)


def _speech(item: CSLItem, note: Note) -> None:
    begin(item, note, kind=text(item, "genre") or pgettext("kind of work, in APA", "Speech"))
    note.stop().text(first_of(item, "event-title", "container-title") or unless_author(item, text(item, "publisher")))
    note.text(first_of(item, "event-place", "publisher-place"))
    link(item, note)


def _interview(item: CSLItem, note: Note) -> None:
    by = names.apa_inline(item.get("interviewer", []))
    kind = pgettext("kind of work, in APA", "Interview by %(names)s") % {"names": by} if by else ""
    begin(item, note, kind=kind or pgettext("kind of work, in APA", "Interview"))
    programme(item, note)


def _broadcast(item: CSLItem, note: Note) -> None:
    kind = first_of(item, "genre", "medium") or pgettext("kind of work, in APA", "Broadcast")
    if text(item, "container-title") and text(item, "publisher"):
        begin(item, note, plain=True, details=[text(item, "number")], kind=kind)
        note.stop().text(pgettext("a chapter, in APA", "In")).cited(text(item, "container-title"), " ")
        publisher(item, note)
        link(item, note)
    else:
        begin(item, note, details=[text(item, "number")], kind=kind)
        programme(item, note)


def _film(item: CSLItem, note: Note) -> None:
    """A film stands by itself; a video is a part of the channel or site that shows it."""
    is_part = bool(text(item, "container-title"))
    kind = pgettext("kind of work, in APA", "Video") if is_part else pgettext("kind of work, in APA", "Film")
    begin(item, note, kind=first_of(item, "genre", "medium") or kind)
    programme(item, note)


def _message(item: CSLItem, note: Note) -> None:
    """A letter or call is in no list: APA tells of it in the text, where nobody else could look it up."""
    note.text(names.apa_inline(item.get("author", [])))
    note.text(pgettext("a letter or call, in APA", "personal communication")).text(issued(item) or no_date())
    note.text(text(item, "archive"))
    link(item, note)


def _law(item: CSLItem, note: Note) -> None:
    """Laws and bills, in The Bluebook's order: title, number, place in the collection, year."""
    section = text(item, "section")
    note.title(text(item, "title")).text(text(item, "number")).text(f"§ {section}" if section else "")
    note.text(collection(item)).enclosed(text(item, "authority"), year(item) or no_date())
    link(item, note)


def _treaty(item: CSLItem, note: Note) -> None:
    note.title(text(item, "title")).text(text(item, "number")).text(issued(item) or no_date()).text(collection(item))
    note.link(doi=text(item, "DOI"), url=text(item, "URL"))


def _case(item: CSLItem, note: Note) -> None:
    number = text(item, "number")
    note.title(text(item, "title"))
    if text(item, "container-title"):
        note.text(collection(item)).enclosed(first_of(item, "authority", "publisher"), year(item) or no_date())
    else:
        note.text(pgettext("number of a court case, in APA", "No. %(number)s") % {"number": number} if number else "")
        note.enclosed(first_of(item, "authority", "publisher"), issued(item) or no_date())
    link(item, note)


FORMS: Final[dict[str, Callable[[CSLItem, Note], None]]] = {
    "article-journal": _article,
    "article-magazine": _article,
    "article-newspaper": _article,
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

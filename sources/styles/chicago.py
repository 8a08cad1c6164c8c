"""Notes by The Chicago Manual of Style, 18th edition, chapters 13 and 14 (notes and bibliography).

Full at the first mention, short after. Where the Manual sends legal works to The Bluebook, its order is followed as
far as the fields go. A page stands bare, as the Manual has it ("12"), every other locator with its label ("para. 12").
Reports and what else advocacy groups quote within days keep the full date. Words between the parts are translated,
so that the notes of a page are in its language.
"""

import re
from collections.abc import Callable
from typing import Final

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sources import dates
from sources.csl import CSLDate, CSLItem, CSLName, TextVariable, family_name, full_name
from sources.edtf_dates import DateNotUnderstood
from sources.locators import Locator, is_several, locator_text
from sources.styles.note import Note

LAW: Final = frozenset({"legislation", "bill", "treaty"})
TITLE_PLAIN: Final = LAW | {"personal_communication"}
TITLE_CITED: Final = frozenset({"report", "book", "legal_case", "motion_picture"})
LONGEST_SHORT_TITLE: Final = 5
ARTICLE: Final = re.compile(r"^(?:an?|the)\s+(?=\S)", re.IGNORECASE)
MAIN_TITLE: Final = re.compile(r"(.+?[^\s:;])(?::\s|;\s+or,?\s|\s[–—]\s)")
SMALL_WORDS: Final = frozenset(
    "a an and against as at by for from her his in its into of on or the their to with".split()  # noqa: SIM905
)
WITHOUT_QUOTES: Final = dict.fromkeys(map(ord, '“”"«»'))
PLAIN_YEARS: Final = re.compile(r"([0-9X]{4})(?:-[0-9X]{2}){1,2}")


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
    note = Note()
    FORMS.get(item.get("type", "document"), _page)(item, note, locator)
    return note


def short(item: CSLItem, locator: Locator | None) -> Note:
    """Return the short note, still open at its end."""
    kind = item.get("type", "document")
    note = Note().text(_names(item.get("author") or item.get("editor") or [], family_name))
    title = item.get("title", "") if kind == "legal_case" else _short_title(item)
    if kind in TITLE_PLAIN:
        note.text(title)
    elif kind in TITLE_CITED:
        note.cited(title)
    else:
        note.quoted(title)
    return note.text(_locator(item, locator))


# --- One function for each form. All of them end with the locator and the link. ---


def _book(item: CSLItem, note: Note, locator: Locator | None) -> None:
    _lead(item, note)
    note.cited(_text(item, "title"))
    _book_facts(item, note)
    _end(item, note, locator)


def _chapter(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(_text(item, "title"))
    if _text(item, "container-title"):
        note.text(pgettext("a chapter in a book", "in")).cited(_text(item, "container-title"), glue=" ")
        note.text(_with_role(item.get("editor", []), pgettext("edited by", "ed.")))
    _book_facts(item, note)
    _end(item, note, locator or _whole_range(item))


def _report(item: CSLItem, note: Note, locator: Locator | None) -> None:
    _lead(item, note)
    note.cited(_text(item, "title")).text(_text(item, "container-title")).text(_text(item, "number"))
    note.enclosed(_text(item, "publisher"), _when(item))
    _end(item, note, locator)


def _journal_article(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(_text(item, "title")).cited(_text(item, "container-title"))
    volume, issue = _text(item, "volume"), _text(item, "issue")
    note.text(volume, glue=" ")
    note.text(pgettext("issue of a journal", "no. %(number)s") % {"number": issue} if issue else "")
    note.enclosed(_issued(item))
    locator = locator or _whole_range(item)
    if locator and locator.label == "page":
        note.text(locator.value, glue=": " if volume or issue else ", ")
        locator = None
    _end(item, note, locator)


def _press_article(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(_text(item, "title")).cited(_text(item, "container-title"))
    if not _text(item, "container-title"):
        note.text(_unless_named(item, "publisher"))
    note.text(_when(item))
    _end(item, note, locator)


def _page(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """Web pages, posts, data sets and documents: nothing but the site or publisher tells them apart."""
    note.text(_authors(item)).quoted(_text(item, "title")).text(_text(item, "genre"))
    note.text(_text(item, "number")).text(_unless_named(item, "container-title")).text(_unless_named(item, "publisher"))
    note.text(_when(item)).text(_text(item, "archive"))
    _end(item, note, locator)


def _thesis(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(_text(item, "title"))
    note.enclosed(_text(item, "genre") or _("thesis"), _text(item, "publisher"), _year(item))
    _end(item, note, locator, _text(item, "archive"))


def _speech(item: CSLItem, note: Note, locator: Locator | None) -> None:
    event = _text(item, "event-title") or _text(item, "container-title") or _unless_named(item, "publisher")
    place = _text(item, "event-place") or _text(item, "publisher-place")
    note.text(_authors(item)).quoted(_text(item, "title"))
    note.enclosed(_text(item, "genre") or _("speech"), event, place, _when(item))
    _end(item, note, locator)


def _interview(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(_text(item, "title"))
    note.text(_with_role(item.get("interviewer", []), _("interview by")))
    _broadcast_facts(item, note)
    _end(item, note, locator)


def _broadcast(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).quoted(_text(item, "title"))
    _broadcast_facts(item, note)
    _end(item, note, locator)


def _film(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """A film stands by itself; a video is a part of the channel or site that shows it."""
    if _text(item, "container-title"):
        note.text(_authors(item)).quoted(_text(item, "title")).text(_unless_named(item, "container-title"))
        note.text(_unless_named(item, "publisher")).text(_when(item))
    else:
        note.text(_authors(item)).cited(_text(item, "title"))
        note.text(_with_role(item.get("director", []), _("directed by")))
        note.enclosed(_text(item, "publisher"), _when(item))
    _end(item, note, locator, _text(item, "medium"))


def _message(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_authors(item)).text(_text(item, "title") or _text(item, "genre"))
    note.text(_with_role(item.get("recipient", []), pgettext("a letter to a person", "to")), glue=" ")
    note.text(_when(item)).text(_text(item, "archive"))
    _end(item, note, locator)


def _law(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """Laws, bills: title, number, section, place in the collection, year ("106 Stat. 3320 (1992)")."""
    section = _text(item, "section")
    note.text(_text(item, "title")).text(_text(item, "number")).text(f"§ {section}" if section else "")
    note.text(_locator(item, locator)).text(_collection(item)).enclosed(_unless_named(item, "authority"), _year(item))
    _end(item, note, None)


def _treaty(item: CSLItem, note: Note, locator: Locator | None) -> None:
    note.text(_text(item, "title")).text(_authors(item)).text(_text(item, "number"))
    note.text(_when(item)).text(_collection(item))
    _end(item, note, locator)


def _case(item: CSLItem, note: Note, locator: Locator | None) -> None:
    """A case in a law report ("558 U.S. 310, 322 (2010)"), or by its number and court."""
    number = _text(item, "number")
    court = _text(item, "authority") or _text(item, "publisher")
    note.cited(_text(item, "title"))
    if _text(item, "container-title"):
        note.text(_collection(item)).text(_locator(item, locator)).enclosed(court, _year(item))
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


def _text(item: CSLItem, variable: TextVariable) -> str:
    return " ".join(str(item.get(variable, "")).split())


def _authors(item: CSLItem) -> str:
    return _names(item.get("author", []), full_name)


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
    note.text(_names(editors, full_name)).text(role)


def _names(names: list[CSLName], form: Callable[[CSLName], str]) -> str:
    """Return "A", "A and B", or "A et al." for three and more, as the 18th edition has it."""
    written = [form(name) for name in names]
    match written:
        case []:
            return ""
        case [name]:
            return name
        case [first, second]:
            return _("%(first)s and %(second)s") % {"first": first, "second": second}
        case [first, *_others]:
            return pgettext("after the first of several names", "%(first)s et al.") % {"first": first}
    return ""


def _with_role(names: list[CSLName], role: str) -> str:
    return f"{role} {_names(names, full_name)}" if names else ""


def _book_facts(item: CSLItem, note: Note) -> None:
    """Add translator, editor beside an author, edition, volume, and publisher and year in brackets."""
    note.text(_with_role(item.get("translator", []), pgettext("translated by", "trans.")))
    if item.get("type") == "book" and item.get("author"):
        note.text(_with_role(item.get("editor", []), pgettext("edited by", "ed.")))
    edition, volume = _text(item, "edition"), _text(item, "volume")
    if edition.isdigit():
        edition = pgettext("edition of a book", "%(ordinal)s ed.") % {"ordinal": ordinal(edition)}
    note.text(edition)
    note.text(pgettext("volume of a book", "vol. %(number)s") % {"number": volume} if volume else "")
    note.enclosed(_text(item, "publisher"), _year(item) or pgettext("date", "n.d."))


def _broadcast_facts(item: CSLItem, note: Note) -> None:
    note.cited(_text(item, "container-title")).text(_unless_named(item, "publisher"))
    note.text(_when(item)).text(_text(item, "medium"))


def _collection(item: CSLItem) -> str:
    """Return the place of a law or case in the collection that prints it: "558 U.S. 310"."""
    return " ".join(filter(None, (_text(item, "volume"), _text(item, "container-title"), _text(item, "page"))))


def _unless_named(item: CSLItem, variable: TextVariable) -> str:
    """Return a text that the note has not said already: a site named like its author is said once."""
    value = _text(item, variable)
    said = [_authors(item), *(_text(item, other) for other in ("container-title",) if other != variable)]
    return "" if value.casefold() in {text.casefold() for text in said} else value


def _end(item: CSLItem, note: Note, locator: Locator | None, before_link: str = "") -> None:
    note.text(_locator(item, locator)).text(before_link)
    note.link(doi=_text(item, "DOI"), url=_text(item, "URL"))


def _locator(item: CSLItem, locator: Locator | None) -> str:
    if locator is None:
        return ""
    if locator.label == "page":
        return locator.value
    if locator.label == "section" and item.get("type") in LAW:
        return f"{'§§' if is_several(locator) else '§'} {locator.value}"
    return locator_text(locator)


def _whole_range(item: CSLItem) -> Locator | None:
    """Return the pages of an article or chapter, for a note that names no page of it."""
    pages = _text(item, "page")
    return Locator("page", re.sub(r"\s*-+\s*", "–", pages)) if pages else None


def _when(item: CSLItem) -> str:
    """Return the date of issue; without one the day it was looked up; "n.d." without either."""
    issued = _issued(item)
    if issued:
        return issued
    accessed = _date(item.get("accessed", {}))
    return _("accessed %(date)s") % {"date": accessed} if accessed else pgettext("date", "n.d.")


def _issued(item: CSLItem) -> str:
    return _date(item.get("issued", {}))


def _year(item: CSLItem) -> str:
    """Return the year of issue, both of a range; what is known of the date where the year is not."""
    try:
        edtf = dates.from_csl(item.get("issued", {}))
    except DateNotUnderstood:
        return _issued(item)
    return dates.display(edtf if "XXXX" in edtf else _only_years(edtf))


def _only_years(edtf: str) -> str:
    ends = list(dict.fromkeys(PLAIN_YEARS.sub(r"\1", end) for end in edtf.split("/")))
    return "/".join(ends)


def _date(value: CSLDate) -> str:
    """Return a CSL date in the active language; a literal that is no date stands as it is."""
    try:
        return dates.display(dates.from_csl(value))
    except DateNotUnderstood:
        return str(value.get("literal", ""))


def _short_title(item: CSLItem) -> str:
    """Return the short title, or the main title without its article; a long one is cut after four words."""
    given = _text(item, "title-short")
    if given:
        return given
    title = _text(item, "title")
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

"""A note under construction: parts with the punctuation between them, written as safe HTML or as plain text.

What the language of the page decides is decided here, and only here: the shape of quotation marks, whether a comma or
full stop goes inside them (in English alone), and the direction of titles in another script.
"""

import re
import unicodedata
from typing import Final, Literal, NamedTuple, Self
from urllib.parse import quote, urlsplit

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from sources.addresses import site_name

Kind = Literal["plain", "title", "cite", "quote", "em", "link", "aside"]


class Quotes(NamedTuple):
    """Quotation marks of a language, outer and inner pair; `takes_marks`: a comma or full stop goes inside them."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str
    takes_marks: bool = False


ENGLISH: Final = Quotes("“", "”", "‘", "’", takes_marks=True)
OTHERS: Final = Quotes("“", "”", "‘", "’")
GUILLEMETS: Final = Quotes("«", "»", "“", "”")
QUOTES: Final = {
    "en": ENGLISH,
    "ar": GUILLEMETS,
    "de": Quotes("„", "“", "‚", "‘"),
    "es": GUILLEMETS,
    "fa": GUILLEMETS,
    "fr": Quotes("« ", " »", "“", "”"),
    "hy": GUILLEMETS,
    "it": GUILLEMETS,
    "ru": Quotes("«", "»", "„", "“"),
    "uk": Quotes("«", "»", "„", "“"),
}
STRAIGHT_QUOTES: Final = re.compile(r'"([^"]*)"')
DOI_PREFIX: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
# What ends a sentence needs no full stop after it, nor does it behind a closing quotation mark.
SENTENCE_ENDS: Final = (".", "?", "!", "…", "։")
CLOSING_QUOTES: Final = "”’»"
LANGUAGE_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", re.IGNORECASE)


class Part(NamedTuple):
    """`glue` stands before the part, unless it is the first; `address` is where a link leads.

    `language` is that of a title, as far as the record says; "" otherwise.
    """

    kind: Kind
    text: str
    glue: str
    address: str = ""
    language: str = ""


class Page(NamedTuple):
    """The language that is active, without its region, and its direction."""

    language: str
    direction: str


class LaidOut(NamedTuple):
    """A part with what stands before it, what its quotation marks take in, and what stands after it."""

    before: str
    part: Part
    inside: str
    after: str


class Note:
    """A note that grows from left to right. Empty texts add nothing, so that callers need not ask what is known.

    `language` is that of the titles. With `stop_after_link` off, nothing follows an address at the end of a sentence.
    """

    def __init__(self, language: str = "", *, stop_after_link: bool = True) -> None:
        self._parts: list[Part] = []
        self._language = language
        self._stop_after_link = stop_after_link
        self._next_glue: str | None = None
        self._begins = True

    def text(self, text: str, glue: str = ", ") -> Self:
        return self._add("plain", text, glue)

    def words(self, text: str, glue: str = ", ") -> Self:
        """Add words of our own, with a capital where they begin a sentence."""
        return self.text(capfirst(text) if self._begins else text, glue)

    def title(self, title: str, glue: str = ", ") -> Self:
        """Add a title that is not set apart, as APA has those of articles and the manuals those of laws."""
        return self._add("title", title, glue)

    def cited(self, title: str, glue: str = ", ") -> Self:
        """Add the title of a work that stands by itself: a book, a report, a newspaper."""
        return self._add("cite", title, glue)

    def quoted(self, title: str, glue: str = ", ") -> Self:
        """Add the title of a part of something: an article, a page, a speech. Quotation marks in it become inner."""
        return self._add("quote", title, glue)

    def emphasised(self, text: str, glue: str = ", ") -> Self:
        """Add what is italic and no title: the volume of a journal in APA."""
        return self._add("em", text, glue)

    def enclosed(self, *texts: str) -> Self:
        """Add what is not empty of `texts` in round brackets, without a comma before them."""
        inside = ", ".join(filter(None, texts))
        return self.text(f"({inside})" if inside else "", glue=" ")

    def aside(self, text: str) -> Self:
        """Add something in round brackets behind the last sentence, with no full stop after it."""
        return self._add("aside", f"({text})" if text else "", ". ")

    def stop(self) -> Self:
        """End the sentence, if there is one: a full stop stands before what comes next."""
        self._next_glue, self._begins = ". ", True
        return self

    def link(self, *, doi: str = "", url: str = "", glue: str = ", ") -> Self:
        """Add a link to a DOI, or else to an address; an address that is not http or https is plain text."""
        doi = DOI_PREFIX.sub("", doi.strip())
        if doi:
            return self._add("link", f"doi.org/{doi}", glue, f"https://doi.org/{quote(doi, safe='/:;()._-')}")
        if _is_web_address(url):
            return self._add("link", site_name(url), glue, url)
        return self.text(url, glue)

    def then(self, other: "Note", glue: str = " ") -> Self:
        """Go on with the parts of another note."""
        for number, part in enumerate(other._parts):
            self._parts.append(part if number else part._replace(glue=glue))
        return self

    def as_html(self) -> SafeString:
        """Return the note as HTML: titles in <cite> or quotation marks, a link with the name of its site as text."""
        quotes = marks_of_language()
        page = Page(_base(_active()), "rtl" if translation.get_language_bidi() else "ltr")
        return format_html_join(
            "", "{}{}{}", ((out.before, _html(out, quotes, page), out.after) for out in self._laid_out(quotes))
        )

    def as_text(self) -> str:
        """Return the note as plain text, addresses in full."""
        quotes = marks_of_language()
        return "".join(f"{out.before}{_plain(out, quotes)}{out.after}" for out in self._laid_out(quotes))

    def _add(self, kind: Kind, text: str, glue: str, address: str = "") -> Self:
        text = " ".join(text.split())
        if text:
            self._parts.append(Part(kind, text, self._next_glue or glue, address, self._language))
            self._next_glue, self._begins = None, False
        return self

    def _laid_out(self, quotes: Quotes) -> list[LaidOut]:
        laid_out: list[LaidOut] = []
        for part, following in zip(self._parts, [*self._parts[1:], None], strict=True):
            mark = following.glue.strip() if following else ("" if part.kind == "aside" else ".")
            if mark == "." and self._needs_no_stop(part):
                mark = ""
            space = part.glue[len(part.glue.rstrip()) :] if laid_out else ""
            takes = quotes.takes_marks and mark in {",", "."}
            if takes and part.kind == "quote":
                laid_out.append(LaidOut(space, part, mark, ""))
            elif takes and part.text.endswith("”"):
                laid_out.append(LaidOut(space, part._replace(text=f"{part.text[:-1]}{mark}”"), "", ""))
            else:
                laid_out.append(LaidOut(space, part, "", mark))
        return laid_out

    def _needs_no_stop(self, part: Part) -> bool:
        if part.kind == "link":
            return not self._stop_after_link
        return part.kind == "aside" or part.text.rstrip(CLOSING_QUOTES).endswith(SENTENCE_ENDS)


def marks_of_language() -> Quotes:
    """Return the quotation marks of the active language."""
    return QUOTES.get(_base(_active()), OTHERS)


def _inner(title: str, quotes: Quotes) -> str:
    """Return a title as it stands inside quotation marks: the marks in it are those of a quotation in a quotation."""
    changed: dict[str, str | int | None] = {
        quotes.opening.strip(): quotes.inner_opening,
        quotes.closing.strip(): quotes.inner_closing,
    }
    if quotes.opening != "“":
        changed |= {"“": quotes.inner_opening, "”": quotes.inner_closing}
    title = title.translate(str.maketrans(changed))
    return STRAIGHT_QUOTES.sub(rf"{quotes.inner_opening}\1{quotes.inner_closing}", title)


def _active() -> str:
    return translation.get_language() or "en"


def _html(out: LaidOut, quotes: Quotes, page: Page) -> str:
    """Return a part as HTML; as plain text, still to be escaped, where it needs no element."""
    part = out.part
    match part.kind:
        case "cite":
            return format_html("<cite{}>{}</cite>", _attributes(part, page), part.text)
        case "em":
            return format_html("<em>{}</em>", part.text)
        case "quote":
            inner = _isolated(part._replace(text=_inner(part.text, quotes)), page)
            return format_html("{}{}{}{}", quotes.opening, inner, out.inside, quotes.closing)
        case "link":
            return format_html('<a href="{}">{}</a>', part.address, part.text)
        case "title":
            return _isolated(part, page)
        case _:
            return _isolated(part._replace(language=""), page)


def _isolated(part: Part, page: Page) -> str:
    """Return text in <bdi> where its language or direction is not that of the page."""
    attributes = _attributes(part, page)
    return format_html("<bdi{}>{}</bdi>", attributes, part.text) if attributes else part.text


def _attributes(part: Part, page: Page) -> str:
    """Return `lang` and `dir` as attributes where they differ from those of the page, else nothing."""
    attributes = []
    if part.language and LANGUAGE_TAG.fullmatch(part.language) and _base(part.language) != page.language:
        attributes.append(("lang", part.language))
    direction = _direction(part.text)
    if direction and direction != page.direction:
        attributes.append(("dir", direction))
    return format_html_join("", ' {}="{}"', attributes) if attributes else ""


def _base(tag: str) -> str:
    return tag.casefold().partition("-")[0]


def _direction(text: str) -> str:
    """Return the direction of the first letter that has one (UAX 9, P2), "" if none has."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return "ltr" if direction == "L" else "rtl"
    return ""


def _plain(out: LaidOut, quotes: Quotes) -> str:
    part = out.part
    if part.kind == "quote":
        return f"{quotes.opening}{_inner(part.text, quotes)}{out.inside}{quotes.closing}"
    return part.address or part.text


def _is_web_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme in {"http", "https"} and bool(site_name(url))
    except ValueError:
        return False

"""A note under construction: parts with the punctuation between them, written as safe HTML or as plain text."""

import re
from typing import Final, Literal, NamedTuple, Self
from urllib.parse import quote, urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sources.addresses import site_name

Kind = Literal["plain", "cite", "quote", "link"]

STRAIGHT_QUOTES: Final = re.compile(r'"([^"]*)"')
INNER_QUOTES: Final = str.maketrans("“”", "‘’")
DOI_PREFIX: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
# What ends a sentence needs no full stop after it.
SENTENCE_ENDS: Final = (".", "?", "!", "…", "։")


class Part(NamedTuple):
    """`glue` stands before the part, unless it is the first; `address` is where a link leads."""

    kind: Kind
    text: str
    glue: str
    address: str = ""


class Note:
    """A note that grows from left to right. Empty texts add nothing, so that callers need not ask what is known."""

    def __init__(self) -> None:
        self._parts: list[Part] = []

    def text(self, text: str, glue: str = ", ") -> Self:
        return self._add("plain", text, glue)

    def cited(self, title: str, glue: str = ", ") -> Self:
        """Add the title of a work that stands by itself: a book, a report, a newspaper."""
        return self._add("cite", title, glue)

    def quoted(self, title: str, glue: str = ", ") -> Self:
        """Add the title of a part of something: an article, a page, a speech. Quotation marks in it become single."""
        return self._add("quote", STRAIGHT_QUOTES.sub("‘\\1’", title.translate(INNER_QUOTES)), glue)

    def enclosed(self, *texts: str) -> Self:
        """Add what is not empty of `texts` in round brackets, without a comma before them."""
        inside = ", ".join(filter(None, texts))
        return self.text(f"({inside})" if inside else "", glue=" ")

    def link(self, *, doi: str = "", url: str = "") -> Self:
        """Add a link to a DOI, or else to an address; an address that is not http or https is plain text."""
        doi = DOI_PREFIX.sub("", doi.strip())
        if doi:
            self._parts.append(Part("link", f"doi.org/{doi}", ", ", f"https://doi.org/{quote(doi, safe='/:;()._-')}"))
        elif _is_web_address(url):
            self._parts.append(Part("link", site_name(url), ", ", url))
        else:
            self.text(url)
        return self

    def then(self, other: "Note", glue: str = " ") -> Self:
        """Go on with the parts of another note."""
        for number, part in enumerate(other._parts):
            self._parts.append(part if number else part._replace(glue=glue))
        return self

    def as_html(self) -> SafeString:
        """Return the note as HTML: titles in <cite> or quotation marks, a link with the name of its site as text."""
        return format_html_join(
            "", "{}{}{}", ((before, _html(part, inside), after) for before, part, inside, after in self._laid_out())
        )

    def as_text(self) -> str:
        """Return the note as plain text, addresses in full."""
        return "".join(f"{before}{_plain(part, inside)}{after}" for before, part, inside, after in self._laid_out())

    def _add(self, kind: Kind, text: str, glue: str) -> Self:
        text = " ".join(text.split())
        if text:
            self._parts.append(Part(kind, text, glue))
        return self

    def _laid_out(self) -> list[tuple[str, Part, str, str]]:
        """Return each part with what stands before it, what its quotation marks take in, and what stands after it.

        As American typography has it, a comma or full stop after a quotation goes inside the marks.
        """
        laid_out: list[tuple[str, Part, str, str]] = []
        taken = True
        for part, following in zip(self._parts, [*self._parts[1:], None], strict=True):
            before = part.glue[1:] if taken and part.glue.startswith(",") else part.glue
            next_mark = following.glue[:1].strip() if following else _full_stop(part)
            taken = part.kind == "quote" and next_mark in {",", "."}
            after = next_mark if following is None and not taken else ""
            laid_out.append(("" if not laid_out else before, part, next_mark if taken else "", after))
        return laid_out


def _full_stop(part: Part) -> str:
    return "" if part.kind != "link" and part.text.endswith(SENTENCE_ENDS) else "."


def _html(part: Part, inside: str) -> SafeString:
    match part.kind:
        case "cite":
            return format_html("<cite>{}</cite>", part.text)
        case "quote":
            return format_html("“{}{}”", part.text, inside)
        case "link":
            return format_html('<a href="{}">{}</a>', part.address, part.text)
        case _:
            return format_html("{}", part.text)


def _plain(part: Part, inside: str) -> str:
    if part.kind == "quote":
        return f"“{part.text}{inside}”"
    return part.address or part.text


def _is_web_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme in {"http", "https"} and bool(site_name(url))
    except ValueError:
        return False

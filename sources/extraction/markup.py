"""HTML and XML as a stream of texts and tags, read in one pass.

Follows the tokenizer of the WHATWG HTML standard (section 13.2.5) where pages need it: comments and their wrong ends,
raw text (`script`, `style`), text without tags (`title`, `textarea`), attributes in all quotings, `<` that begins no tag.
There is no tree: libxml2's builder (lxml) drops everything below 2,048 open elements, and took 95 seconds for one
element with 100,000 attributes. This reader has no depth, and each character is looked at a bounded number of times.
"""

import html
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

MOST_TOKENS: Final = 1_000_000

# Possessive (++, *+, ?+): nothing that was read is tried a second time, whatever the page does with its quotes.
ATTRIBUTES: Final = r"""(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+))?+)*+"""
TAG: Final = re.compile(rf"<(/?)([A-Za-z][^\s/>]*+)({ATTRIBUTES})>")
# For what follows a tag whose quotes swallow the rest of the page: browsers drop it, here its words are kept.
RASH_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]*+)([^>]*+)>")
ATTRIBUTE: Final = re.compile(
    r"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|(?!["'])([^\s>]*+)))?+|[\s/]++"""
)
TAG_BEGINS: Final = re.compile(r"</?[A-Za-z]")
# Any other "<" is a character of the text.
OPENING: Final = re.compile(r"<(?=[A-Za-z!?/])")
COMMENT_END: Final = re.compile(r"--!?>")
NUMBER_TOO_LONG: Final = re.compile(r"&#(?:0*+[0-9]{8,}|[xX]0*+[0-9a-fA-F]{7,});?")

RAW_TEXT: Final = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
ESCAPABLE_TEXT: Final = frozenset({"title", "textarea"})
RAW_ENDS: Final = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW_TEXT | ESCAPABLE_TEXT}


class Token(NamedTuple):
    """A text (`name` is ""), or a tag: `name` in small letters; `data` is the text, or the attributes as written."""

    name: str
    data: str
    is_end: bool = False
    is_empty: bool = False
    """The tag ends in "/>", which closes an element of XML, SVG and MathML only."""


def tokens(page: str, *, is_xml: bool = False) -> Iterator[Token]:
    """Yield texts and tags in order. Texts have their entities resolved; those of `script` and `style` are as written.

    In XML, CDATA sections are texts and no element is raw. Entities that a DOCTYPE declares are never expanded. What
    follows a comment or a raw element that is never closed belongs to it, as in browsers.
    """
    position, end, raw, tag = 0, len(page), "", TAG
    while position < end:
        opening = _next_opening(page, position, raw)
        if opening > position:
            text = page[position:opening]
            yield Token("", text if raw in RAW_TEXT else unescape(text))
        if opening == end:
            return
        raw = ""
        match = tag.match(page, opening)
        if not match and TAG_BEGINS.match(page, opening):
            tag = RASH_TAG
            match = tag.match(page, opening)
        if match:
            position = match.end()
            token = _tag(match)
            yield token
            if not is_xml and not token.is_end and token.name in RAW_ENDS:
                raw = token.name
            continue
        position, text = _no_tag(page, opening, is_xml=is_xml)
        if text:
            yield Token("", text)


def attributes(data: str, most: int = 200) -> dict[str, str]:
    """Return the attributes of a tag, names in small letters, entities resolved; the first of a name counts."""
    found: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(data):
        name, *values = match.groups()
        if name:
            found.setdefault(name.lower(), unescape(next(filter(None, values), "")))
        if len(found) == most:
            break
    return found


def unescape(text: str) -> str:
    """Return a text with its character references resolved: those of HTML, whose names XML's are among."""
    return html.unescape(NUMBER_TOO_LONG.sub("\ufffd", text)) if "&" in text else text


def _next_opening(page: str, position: int, raw: str) -> int:
    """Return where the next markup begins: within a raw element, its own end tag; the end of the page where none does."""
    if raw:
        match = RAW_ENDS[raw].search(page, position)
        return match.start() if match else len(page)
    found = OPENING.search(page, position)
    return found.start() if found else len(page)


def _tag(match: re.Match[str]) -> Token:
    is_end, name, data = match.groups()
    return Token(name.lower(), data, bool(is_end), data.endswith("/"))


def _no_tag(page: str, opening: int, *, is_xml: bool) -> tuple[int, str]:
    """Return where a comment, a section or a declaration ends, and the text that it stands for, if any."""
    if page.startswith("<!--", opening):
        return _after_comment(page, opening), ""
    if is_xml and page.startswith("<![CDATA[", opening):
        found = page.find("]]>", opening)
        return (found + 3, page[opening + 9 : found]) if found >= 0 else (len(page), page[opening + 9 :])
    if is_xml and page.startswith("<!DOCTYPE", opening):
        return _after_doctype(page, opening), ""
    # A declaration, or a tag that is not closed before the page ends.
    found = page.find(">", opening)
    return found + 1 if found >= 0 else len(page), ""


def _after_comment(page: str, opening: int) -> int:
    for short in ("<!-->", "<!--->"):
        if page.startswith(short, opening):
            return opening + len(short)
    match = COMMENT_END.search(page, opening + 4)
    return match.end() if match else len(page)


def _after_doctype(page: str, opening: int) -> int:
    """Return the end of a DOCTYPE with the declarations that it may hold in brackets."""
    closing = page.find(">", opening)
    bracket = page.find("[", opening, closing if closing >= 0 else None)
    if bracket >= 0:
        inner = re.compile(r"\]\s*+>").search(page, bracket)
        return inner.end() if inner else len(page)
    return closing + 1 if closing >= 0 else len(page)

"""The words of a page: HTML, XHTML, and other XML such as feeds.

All words, not only those of a guessed “main content”: a passage may stand in a caption, a table or a footer. Left out is
what no reader sees: `script`, `style`, `template`, `hidden` elements (but `hidden="until-found"`, which search finds),
the title, fallbacks of `iframe`, `canvas`, `audio` and `video`, and ruby readings, which would part the word that they
explain. `noscript` stays: our copies are taken without scripts. `aria-hidden` stays: it is hidden from screen readers
only. What style sheets hide is not known here, and stays.

Inline elements do not part words. Digits in `sup` are raised (“abuse¹²”, “km²”), so that the mark of a footnote is no part of
a word; letters are joined to a number or a short word (“1st”, “Mme”), all else stands after a space. Blocks stand on lines
of their own, cells of a table are parted by a tab, `pre` keeps its lines.
"""

from typing import Final

from sources.extraction.charsets import decode
from sources.extraction.cleaning import LONGEST_TEXT, language_tag, one_line, tidy
from sources.extraction.elements import (
    CELLS,
    LEFT_OUT,
    LINES,
    PARAGRAPHS,
    VOID,
    XML_INLINE,
    OpenElements,
)
from sources.extraction.lines import Lines
from sources.extraction.markup import MOST_TOKENS, Token, attributes, tokens
from sources.extraction.results import CUT, Extracted

EXTRACTOR: Final = "html 1"
MOST_BYTES: Final = 32 * 1024 * 1024


def extract_html(body: bytes, charset: str = "", *, is_xml: bool = False) -> Extracted:
    """Return the words of a page. Time is linear in its length; `cut` beyond MOST_BYTES, MOST_TOKENS or LONGEST_TEXT."""
    page = decode(body[:MOST_BYTES], charset)
    reader = _Reader(is_xml=is_xml)
    is_cut = len(body) > MOST_BYTES
    for count, token in enumerate(tokens(page, is_xml=is_xml)):
        if count == MOST_TOKENS or reader.lines.length > LONGEST_TEXT:
            is_cut = True
            break
        reader.read(token)
    text = tidy(reader.lines.text())
    return Extracted(
        text=text[:LONGEST_TEXT],
        title=one_line(reader.title),
        language=language_tag(reader.language),
        extractor=EXTRACTOR,
        problem=CUT if is_cut or len(text) > LONGEST_TEXT else "",
    )


class _Reader:
    """Turns tokens into lines. Holds what is open, the title, the language, and whether a title is being read."""

    def __init__(self, *, is_xml: bool) -> None:
        self.is_xml = is_xml
        self.is_html = not is_xml
        self.lines = Lines()
        self.open = OpenElements()
        self.title = ""
        self.language = ""

    def read(self, token: Token) -> None:
        if not token.name:
            self._text(token.data)
        elif token.is_end:
            self._end(token.name)
        else:
            self._start(token)

    def _text(self, data: str) -> None:
        if self.open.left_out:
            if self.open.is_title and not self.title:
                self.title = data
            return
        self.lines.add(data, keep_spaces=self.open.keeps_spaces)

    def _start(self, token: Token) -> None:
        name = token.name
        if name == "html" and not self.language:
            found = attributes(token.data)
            self.language = found.get("lang") or found.get("xml:lang", "")
            self.is_html = True
        self.open.imply_ends(name)
        if not self.open.left_out:
            self._separate(name)
            self.lines.mark(name)
        if name not in VOID and not (token.is_empty and self._may_be_empty(name)):
            self.open.push(name, is_left_out=name in LEFT_OUT or _is_hidden(token.data))

    def _end(self, name: str) -> None:
        was_left_out = self.open.left_out
        self.open.pop(name)
        if not was_left_out and not self.open.left_out:
            self._separate(name)
            self.lines.unmark(name)

    def _may_be_empty(self, name: str) -> bool:
        return self.is_xml or self.open.is_foreign or name in ("svg", "math")

    def _separate(self, name: str) -> None:
        if name in PARAGRAPHS:
            self.lines.paragraph()
        elif name in LINES or (not self.is_html and name not in XML_INLINE):
            self.lines.line()
        elif name in CELLS:
            self.lines.cell()


def _is_hidden(data: str) -> bool:
    """Say whether a tag carries `hidden`; the attributes are read only where the word stands in them."""
    if "hidden" not in data.lower():
        return False
    value = attributes(data).get("hidden")
    return value is not None and value.strip().lower() != "until-found"

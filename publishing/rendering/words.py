"""The words of a text without its mark-up."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

BLOCK_TAGS: Final = frozenset(
    {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "table", "thead", "tbody", "tr", "th", "td"}
)
LINE_TAGS: Final = BLOCK_TAGS | {"br", "figure", "div"}
HTML_SPACE: Final = re.compile(r"[ \t\n\f\r]+")


def text_pieces(root: HtmlElement) -> Iterator[str]:
    """Yield the text of a tree; elements that begin a line are between line ends."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in LINE_TAGS and element is not root:
            yield "\n"
        text = element.text if event == "start" else element.tail
        if text and not (element is root and event == "end"):
            yield HTML_SPACE.sub(" ", text)


def lines(pieces: Iterator[str]) -> str:
    """Return pieces as lines without empty ones and without spaces at their ends.

    White space is folded as browsers do; non-breaking and other special spaces are the author's and stay.
    """
    folded = (HTML_SPACE.sub(" ", line).strip(" ") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in folded if line)

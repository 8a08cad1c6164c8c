"""A clean body as lines: what the checks of words read."""

from collections.abc import Iterator
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from publishing.preflight.quotations import MARK, Line

BLOCKS: Final = frozenset({"p", "h2", "h3", "h4", "li", "td", "th", "blockquote"})
OTHER_BLOCKS: Final = frozenset({"ul", "ol", "table", "thead", "tbody", "tr", "hr", "figure", "div"})
SPACE: Final = {"br": " "}


class _Reader:
    """Collects text until a block begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.quotes: list[int] = []
        self.quotes_seen = 0
        self.pieces: list[str] = []
        self.links = 0

    def take(self) -> Iterator[Line]:
        text = " ".join("".join(self.pieces).split())
        if text:
            yield Line(
                text,
                self.blocks[-1] if self.blocks else "p",
                self.quotes[-1] if self.quotes else None,
                self.links,
            )
        self.pieces, self.links = [], 0

    def begin(self, element: HtmlElement) -> Iterator[Line]:
        if element.tag in BLOCKS or element.tag in OTHER_BLOCKS:
            yield from self.take()
        if element.tag in BLOCKS:
            self.blocks.append(element.tag)
        if element.tag == "blockquote":
            self.quotes_seen += 1
            self.quotes.append(self.quotes_seen)
        if element.tag == "a" and element.get("href"):
            self.links += 1
        self.pieces.append(MARK if element.get("data-cite") is not None else SPACE.get(element.tag, ""))
        self.pieces.append(element.text or "")

    def end(self, element: HtmlElement) -> Iterator[Line]:
        if element.tag in BLOCKS or element.tag in OTHER_BLOCKS:
            yield from self.take()
        if element.tag in BLOCKS:
            self.blocks.pop()
        if element.tag == "blockquote":
            self.quotes.pop()
        self.pieces.append(element.tail or "")


def read(root: HtmlElement) -> list[Line]:
    """Return the lines of a body's tree in reading order, without empty ones."""
    reader = _Reader()
    found: list[Line] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element is root:
            reader.pieces += [element.text or ""] if event == "start" else []
        else:
            found += reader.begin(element) if event == "start" else reader.end(element)
    found += reader.take()
    return found

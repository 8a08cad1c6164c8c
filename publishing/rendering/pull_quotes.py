"""Pull quotes: words of a text set large beside it, `<blockquote data-pull="">` in the stored body.

Mostly they repeat words of the text. Who sees them takes them as part of the design; who has the page read aloud,
gets it in a feed or as plain text would meet the same sentence twice. So a pull quote whose words are in the text
is there for the eye alone. One whose words are nowhere else, or that holds a link or a note, is a quotation like others.
"""

import re
from copy import deepcopy
from typing import Final

from lxml.html import HtmlElement

from publishing.rendering.words import text_pieces

PULLED: Final = ".//blockquote[@data-pull]"
REPEATED: Final = ".//aside[@class='pull-quote']"
NO_LETTERS: Final = re.compile(r"[\W_]+")


def render_pull_quotes(root: HtmlElement) -> None:
    """Turn the pull quotes of a clean body, whose markers are not rendered yet, into what readers get."""
    repeated = repeated_quotes(root)
    for quote in root.xpath(PULLED):
        quote.attrib.clear()
        quote.set("class", "pull-quote")
        if quote in repeated:
            quote.tag = "aside"
            quote.set("aria-hidden", "true")


def drop_repeated(root: HtmlElement) -> None:
    """Take what only repeats words out of a tree: of a clean body, or of a rendered one."""
    for quote in [*repeated_quotes(root), *root.xpath(REPEATED)]:
        quote.drop_tree()


def repeated_quotes(root: HtmlElement) -> list[HtmlElement]:
    """Return the pull quotes whose words stand in the rest of the text, quotation marks and stops aside."""
    quotes = root.xpath(PULLED)
    if not quotes:
        return []
    rest = deepcopy(root)
    for quote in rest.xpath(PULLED):
        if quote.getparent() is not None:
            quote.drop_tree()
    text = _words(rest)
    return [quote for quote in quotes if not quote.xpath(".//a | .//sup[@data-cite]") and _words(quote) in text]


def _words(element: HtmlElement) -> str:
    """Return the words of an element with one space before, between and behind them; just a space for none."""
    return f" {NO_LETTERS.sub(' ', ''.join(text_pieces(element))).strip().casefold()} ".replace("  ", " ")

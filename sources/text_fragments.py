"""Addresses that lead to words on a page: text fragments, `#:~:text=` (WICG, https://wicg.github.io/scroll-to-text-fragment/).

A fragment names the words themselves, or their beginning and end; the browser highlights what is between. The words of
one part must stand in one block of the page, so words over several blocks, and long ones, are named by both ends.
"""

import re
from typing import Final
from urllib.parse import quote, urldefrag

WHOLE: Final = 8
"""So many words at most are named whole."""

END: Final = 4
"""So many words name a beginning or an end."""

SPACE: Final = re.compile(r"\s+")
# A word cut at the end of a line of print is another word on a page.
CUT: Final = re.compile(r"\w[-\u2010\u00ad]$")


def with_text(url: str, words: str) -> str:
    """Return `url` leading to `words`, as they stand on the page with its line ends; `url` itself for no words."""
    directive = text_directive(words)
    address, fragment = urldefrag(url)
    return f"{address}#{fragment}:~:{directive}" if directive else url


def text_directive(words: str) -> str:
    """Return the directive that finds `words`: "text=one%20two" or "text=first%20words,last%20words"; "" for none."""
    lines = [line.split() for line in words.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) <= WHOLE:
        return f"text={_encoded(lines[0])}"
    first, last = lines[0][:END], lines[-1][-END:]
    if len(lines) > 1 and len(lines[0]) <= END and CUT.search(first[-1]):
        first = first[:-1]
    return f"text={_encoded(first)},{_encoded(last)}" if first else ""


def _encoded(words: list[str]) -> str:
    """Return words percent-encoded; "-" too, which quote() leaves and which marks a prefix or suffix in a directive."""
    return quote(" ".join(words), safe="").replace("-", "%2D")

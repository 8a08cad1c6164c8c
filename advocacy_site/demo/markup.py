"""The markup of the sample texts: easy to read and write in Python files, turned into the editor's HTML.

Paragraphs are separated by empty lines. A paragraph that begins with "## " is a heading, with "> " a quotation,
with "- " a list of lines. Inside, [words](address) is a link, and [[key|locator|passage]] cites a source right after
the words it stands behind; locator and passage may be missing.
"""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.html import escape

from sources.locators import read_locator

CITATION: Final = re.compile(r"\[\[([a-z0-9-]+)(?:\|([^|\]]*))?(?:\|([^\]]*))?\]\]")
LINK: Final = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def as_html(text: str, sources: Mapping[str, int]) -> str:
    """Return a sample text as HTML; `sources` gives the primary key for each key that it cites.

    Raises KeyError for a source that is not there.
    """
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text.strip()))
    return "".join(_block(block, sources) for block in blocks if block)


def _block(block: str, sources: Mapping[str, int]) -> str:
    if block.startswith("## "):
        return f"<h2>{_inline(block[3:], sources)}</h2>"
    if block.startswith("> "):
        return f"<blockquote><p>{_inline(block[2:], sources)}</p></blockquote>"
    if block.startswith("- "):
        items = re.split(r"\n- ", block[2:])
        return "<ul>" + "".join(f"<li><p>{_inline(item, sources)}</p></li>" for item in items) + "</ul>"
    return f"<p>{_inline(block, sources)}</p>"


def _inline(words: str, sources: Mapping[str, int]) -> str:
    html: str = escape(" ".join(words.split()))
    html = CITATION.sub(lambda match: _marker(match, sources), html)
    return LINK.sub(r'<a href="\2">\1</a>', html)


def _marker(match: re.Match[str], sources: Mapping[str, int]) -> str:
    """Return the citation element as the editor writes it. What the match holds is escaped already."""
    key, locator, passage = match[1], match[2] or "", match[3] or ""
    place = read_locator(locator)
    label, value = (place.label, place.value) if place else ("", "")
    return (
        f'<sup data-cite="{sources[key]}" data-locator="{value}" data-label="{label}" data-passage="{passage}"></sup>'
    )

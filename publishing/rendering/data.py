"""Safe HTML made of data that is no HTML: structured data in a page, words found by a search."""

import json
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from publishing.rendering.trees import trusted


def json_ld(data: dict[str, Any]) -> SafeString:
    """Return `data` as a JSON-LD script element; no text in it can end the element or begin a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return trusted(f'<script type="application/ld+json">{text}</script>')


def highlight(snippet: str, start: str, end: str) -> SafeString:
    """Return plain text as safe HTML in which what stands between the marks `start` and `end` is in <mark>."""
    return trusted(escape(snippet).replace(escape(start), "<mark>").replace(escape(end), "</mark>"))

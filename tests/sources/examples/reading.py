"""How tests read notes: their HTML as plain text with marks."""

import html
import re


def with_marks(note):
    """Return a note's HTML as text with <> around what is italic and addresses in full."""
    text = re.sub(r'<a href="([^"]*)">[^<]*</a>', r"\1", str(note))
    text = re.sub(r"<(?:cite|em)(?: [^>]*)?>", "\0", text)
    text = re.sub(r"</(?:cite|em)>", "\1", text)
    text = re.sub(r"</?bdi(?: [^>]*)?>", "", text)
    return html.unescape(text).replace("\0", "<").replace("\1", ">")

"""Note styles: a CSL-JSON item becomes a note for readers. Own code, see docs/architecture.md; Chicago so far."""

from sources.locators import Locator, locator_text, read_locator
from sources.styles.chicago import chicago_note, chicago_short_note, plain_note, plain_short_note

__all__ = [
    "Locator",
    "chicago_note",
    "chicago_short_note",
    "locator_text",
    "plain_note",
    "plain_short_note",
    "read_locator",
]

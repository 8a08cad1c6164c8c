"""Note styles: a CSL-JSON item becomes a note for readers. Own code, see docs/architecture.md.

Chicago has notes, full and short. APA and MLA have none that cite: there a full note is the entry of their list of
works with the cited place in it, a short one what they have in the text. All words between the parts, dates and
quotation marks are in the active language; titles and names stay as typed.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from sources.csl import CSLItem
from sources.locators import Locator, locator_text, read_locator
from sources.styles import via as vias
from sources.styles.chicago import chicago_note, chicago_short_note, plain_note, plain_short_note

if TYPE_CHECKING:
    from sources.models import NoteStyle

__all__ = [
    "Locator",
    "chicago_note",
    "chicago_short_note",
    "entry",
    "locator_text",
    "note",
    "plain_note",
    "plain_short_note",
    "read_locator",
    "short_note",
    "told_apart",
]


def note(
    item: CSLItem,
    locator: Locator | None = None,
    *,
    style: "NoteStyle",
    via: Sequence[CSLItem] = (),
    via_locator: Locator | None = None,
    quoted: bool = True,
    short: bool = False,
) -> SafeString:
    """Return the note that gives `item` in full, or in short where an earlier one did, as safe HTML, in the active language.

    `via` are the works that `item` was taken from, the one that was read in the end last; `via_locator` is a place in
    that one. With `quoted` off, the words were not quoted but only told ("cited in").
    """
    return vias.note(item, locator, style, via, via_locator, quoted=quoted, short=short).as_html()


short_note = partial(note, short=True)
"""The note for an item that an earlier note gave in full. Arguments as for `note`."""


def entry(item: CSLItem, *, style: "NoteStyle") -> SafeString:
    """Return the entry for an item in a list of works, as others would cite it, as safe HTML."""
    return vias.entry(item, style).as_html()


def told_apart(items: Mapping[int, CSLItem], *, style: "NoteStyle") -> Mapping[int, CSLItem]:
    """Return all works that one text cites, by any key, for `note` and `short_note`: in APA "2024a" and "2024b"."""
    return vias.told_apart(items, style)

"""Notes of works that were not seen themselves: "X, quoted in Y, 38."."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from sources.csl import CSLItem
from sources.locators import Locator
from sources.styles import chicago
from sources.styles.note import Note

if TYPE_CHECKING:
    from sources.models import NoteStyle


def full(
    item: CSLItem,
    locator: Locator | None,
    style: "NoteStyle",
    via: Sequence[CSLItem],
    via_locator: Locator | None,
    *,
    quoted: bool = True,
) -> Note:
    """Return the full note of `item`, followed by the full notes of the works it was taken from."""
    note = chicago.full(item, locator)
    for number, work in enumerate(via, start=1):
        note.text(_words(quoted)).then(chicago.full(work, via_locator if number == len(via) else None))
    return note


def short(
    item: CSLItem,
    locator: Locator | None,
    style: "NoteStyle",
    via: Sequence[CSLItem],
    via_locator: Locator | None,
    *,
    quoted: bool = True,
) -> Note:
    """Return the short note of `item`, followed by the short notes of the works it was taken from."""
    note = chicago.short(item, locator)
    for number, work in enumerate(via, start=1):
        note.text(_words(quoted)).then(chicago.short(work, via_locator if number == len(via) else None))
    return note


def _words(quoted: bool) -> str:
    if quoted:
        return pgettext("between a work and the one that quotes it", "quoted in")
    return pgettext("between a work and the one that cites it", "cited in")

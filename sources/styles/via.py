"""Notes in each style, also of works that were not seen themselves: "X, quoted in Y, 38."."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import pgettext

from sources.csl import CSLItem
from sources.locators import Locator
from sources.styles import apa, chicago, chicago_entry, mla
from sources.styles.apa_letters import tell_apart, without_letter
from sources.styles.note import Note

if TYPE_CHECKING:
    from sources.models import NoteStyle

Form = Callable[[CSLItem, Locator | None], Note]


class Manual(NamedTuple):
    """A style: its full and short forms, and whether full ones are sentences, so that "as cited in" begins a new one.

    With `has_letters`, works that short forms would name alike are told apart by letters.
    """

    full: Form
    short: Form
    is_of_sentences: bool
    has_letters: bool = False


MANUALS: Final[dict[str, Manual]] = {
    "chicago": Manual(chicago.full, chicago.short, is_of_sentences=False),
    "apa": Manual(apa.full, apa.short, is_of_sentences=True, has_letters=True),
    "mla": Manual(mla.full, mla.short, is_of_sentences=True),
}


def note(
    item: CSLItem,
    locator: Locator | None,
    style: "NoteStyle | str",
    via: Sequence[CSLItem],
    via_locator: Locator | None,
    *,
    quoted: bool = True,
    short: bool = False,
) -> Note:
    """Return the note of `item`, followed by those of the works it was taken from: all in full, or all `short`."""
    manual = MANUALS[style]
    form = manual.short if short else manual.full
    made = form(item, locator)
    for number, work in enumerate(via, start=1):
        if short:
            made.text(_words(style, quoted=quoted))
        else:
            if manual.is_of_sentences:
                made.stop()
            made.words(_words(style, quoted=quoted))
        made.then(form(work, via_locator if number == len(via) else None))
    return made


def entry(item: CSLItem, style: "NoteStyle | str") -> Note:
    """Return the entry of a list of works; APA's and MLA's full notes are such entries."""
    return chicago_entry.full(item) if style == "chicago" else MANUALS[style].full(without_letter(item), None)


def told_apart(items: Mapping[int, CSLItem], style: "NoteStyle | str") -> Mapping[int, CSLItem]:
    """Return all works of one text, by any key, so that their short notes are not alike."""
    return tell_apart(items) if MANUALS[style].has_letters else items


def _words(style: str, *, quoted: bool) -> str:
    if style == "apa":
        return pgettext("between a work and the one that cites it, in APA", "as cited in")
    if not quoted:
        return pgettext("between a work and the one that cites it", "cited in")
    if style == "mla":
        return pgettext("between a work and the one that quotes it, in MLA", "qtd. in")
    return pgettext("between a work and the one that quotes it", "quoted in")

"""Markers and notes as readers get them: numbers in the text, the list at its end, and the way from each to the other.

A note that one marker leads to has one way back. Where several markers share a note, each has a letter: the third
marker of note 2 is the link `ref-2-c`, leads to `note-2-c`, and that leads back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final, NamedTuple

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from publishing.rendering.trees import parse, serialise

NOTHING: Final = SafeString("")


@dataclass(frozen=True, slots=True)
class Use:
    """One marker's share in a note.

    `marker` is its place among the markers of the text, from 0. `beside` is the note as it stands next to this marker,
    in the margin or in a preview. `place` is what the list says of this marker alone, where several share the note.
    `data` names what is cited, as attributes without "data-", so that a marker copied from a page finds its source.
    The letter goes with it as "data-place": paper and feeds show it with the number.
    """

    marker: int
    beside: SafeString
    place: SafeString = NOTHING
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One entry of the list of notes; its number is its place in the list. `uses` are in reading order, at least one."""

    text: SafeString
    uses: tuple[Use, ...]


class Numbered(NamedTuple):
    """A use with the address of its note (1 or 1-c) and the number that readers see."""

    number: int
    letter: str
    use: Use

    @property
    def address(self) -> str:
        return f"{self.number}-{self.letter}" if self.letter else str(self.number)


def numbered(notes: Sequence[Note]) -> Iterator[Numbered]:
    """Yield the uses of all notes with their numbers; a letter only where a note has several."""
    for number, note in enumerate(notes, start=1):
        for index, use in enumerate(note.uses):
            yield Numbered(number, letter(index) if len(note.uses) > 1 else "", use)


def by_marker(notes: Sequence[Note], count: int) -> list[Numbered]:
    """Return for each of `count` markers, in reading order, its use.

    Raises ValueError if markers and uses do not correspond: a marker is never rendered as nothing.
    """
    found = {one.use.marker: one for one in numbered(notes)}
    if sorted(one.use.marker for one in numbered(notes)) != list(range(count)):
        raise ValueError(f"{count} markers need a note each, not {sum(len(note.uses) for note in notes)}.")
    return [found[marker] for marker in range(count)]


def letter(index: int) -> str:
    """Return a, b, … z, aa, ab, … for 0, 1, … 25, 26, 27, …."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, len(ascii_lowercase))
        letters = ascii_lowercase[rest] + letters
    return letters


def render_marker(one: Numbered) -> HtmlElement:
    """Return the link to a note, and the note again for the margin and previews, hidden from assistive technology."""
    return parse(
        format_html(
            '<span class="cited"><sup><a class="marker" id="ref-{0}" href="#note-{0}" aria-label="{1}"{2}>{3}</a></sup>'
            '<span class="margin-note" aria-hidden="true"><span class="number">{3}</span> {4}</span></span>',
            one.address,
            _marker_words(one),
            _data((("place", one.letter), *one.use.data)),
            one.number,
            _without_focus(one.use.beside),
        )
    )[0]


def render_notes(notes: Sequence[Note]) -> SafeString:
    """Return the numbered list of notes with links back to their places in the text; empty for no notes."""
    if not notes:
        return NOTHING
    entries = format_html_join("\n", '<li id="note-{}">{} {}</li>', _entries(notes))
    return format_html('<ol class="notes">\n{}\n</ol>', entries)


def _entries(notes: Sequence[Note]) -> Iterator[tuple[int, SafeString, SafeString]]:
    for number, note in enumerate(notes, start=1):
        yield number, note.text, _way_back(number) if len(note.uses) == 1 else _ways_back(number, note.uses)


def _way_back(number: int) -> SafeString:
    words = _("Back to place %(number)d in the text") % {"number": number}
    return format_html('<a class="back" href="#ref-{}" aria-label="{}">↩</a>', number, words)


def _ways_back(number: int, uses: Sequence[Use]) -> SafeString:
    """Return the letters of the places that share a note, each with what is said of that place alone."""
    places = format_html_join(
        format_html('<span class="between">{}</span>', " · "),
        '<span class="use" id="note-{0}-{1}"><a class="back" href="#ref-{0}-{1}" aria-label="{2}">{1}</a> {3}</span>',
        ((number, letter(index), _back_words(number, letter(index)), use.place) for index, use in enumerate(uses)),
    )
    return format_html('<span class="uses"><span class="up" aria-hidden="true">↑</span> {}</span>', places)


def _marker_words(one: Numbered) -> str:
    if one.letter:
        return _("Note %(number)d, place %(letter)s") % {"number": one.number, "letter": one.letter}
    return _("Note %(number)d") % {"number": one.number}


def _back_words(number: int, place: str) -> str:
    return _("Back to place %(letter)s of note %(number)d in the text") % {"letter": place, "number": number}


def _data(named: tuple[tuple[str, str], ...]) -> SafeString:
    return format_html_join("", ' data-{}="{}"', ((name, value) for name, value in named if value))


def _without_focus(note: SafeString) -> SafeString:
    """Return a note for the margin: the keyboard skips its links, since the same ones follow in the list at the end."""
    root = parse(conditional_escape(note))
    for link in root.iter("a"):
        link.set("tabindex", "-1")
    return serialise(root)

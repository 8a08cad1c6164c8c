"""The stored body as its readers get it: on the page, in feeds, and as plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from publishing.rendering.marking import marker_elements, markers
from publishing.rendering.placing import placed
from publishing.rendering.pull_quotes import drop_repeated, render_pull_quotes
from publishing.rendering.trees import drop, parse, replace, serialise
from publishing.rendering.words import lines, text_pieces


@dataclass(frozen=True)
class RenderedBody:
    """`html` is the text with numbered markers and margin notes; `notes` is the list that stands at its end."""

    html: SafeString
    notes: SafeString


def is_empty(html: str) -> bool:
    """Say whether nothing is in a clean body: no word, no marker, nothing placed."""
    return not markers(html) and not placed(html) and not plain_text(html).strip()


def plain_text(html: str) -> str:
    """Return the words of a clean body, one line for each block, without markers.

    A pull quote that repeats words of the text is left out. Captions of pictures and titles of videos are words too.
    """
    root = parse(html)
    drop_repeated(root)
    for element in marker_elements(root):
        drop(element)
    for element in root.iter("figure"):
        element.text = element.get("data-caption") or element.get("data-title")
    return lines(text_pieces(root))


def render_body(html: str, notes: Sequence[SafeString] = ()) -> RenderedBody:
    """Return a clean body as it is stored for readers; `notes` holds one safe note for each marker, in reading order.

    What is placed in the text stays as it is: `publishing.placements` fills it when a page is built.
    Raises ValueError if markers and notes do not correspond: a marker is never rendered as nothing.
    """
    root = parse(html)
    elements = marker_elements(root)
    if len(elements) != len(notes):
        raise ValueError(f"{len(elements)} markers need as many notes, not {len(notes)}.")
    render_pull_quotes(root)
    for number, (element, note) in enumerate(zip(elements, notes, strict=True), start=1):
        replace(element, _render_marker(number, note))
    return RenderedBody(html=serialise(root), notes=render_notes(notes))


def render_notes(notes: Sequence[SafeString]) -> SafeString:
    """Return the numbered list of notes with links back to their places in the text; empty for no notes."""
    if not notes:
        return SafeString("")
    items = format_html_join(
        "\n",
        '<li id="note-{}">{} <a class="back" href="#ref-{}" aria-label="{}">↩</a></li>',
        (
            (number, note, number, _("Back to place %(number)d in the text") % {"number": number})
            for number, note in enumerate(notes, start=1)
        ),
    )
    return format_html('<ol class="notes">\n{}\n</ol>', items)


def without_margin(html: str) -> SafeString:
    """Return a rendered body without margin notes, for feeds and print, where the list of notes follows the text."""
    root = parse(html)
    _drop_margin(root)
    return serialise(root)


def for_feed(html: str, notes: str, address: str) -> SafeString:
    """Return a rendered body and its notes for a feed, every link absolute as seen from `address`.

    Without what only makes sense in our layout: margin notes, and pull quotes that repeat words.
    """
    root = parse(html + notes)
    _drop_margin(root)
    drop_repeated(root)
    root.make_links_absolute(address)
    return serialise(root)


def _drop_margin(root: HtmlElement) -> None:
    for element in root.xpath(".//*[@class='margin-note']"):
        element.drop_tree()


def _render_marker(number: int, note: SafeString) -> HtmlElement:
    """Return the link to a note, and the note again for wide screens' margin, hidden from assistive technology."""
    return parse(
        format_html(
            '<span class="cited"><sup><a class="marker" id="ref-{0}" href="#note-{0}" aria-label="{1}">{0}</a></sup>'
            '<span class="margin-note" aria-hidden="true"><span class="number">{0}</span> {2}</span></span>',
            number,
            _("Note %(number)d") % {"number": number},
            _without_focus(note),
        )
    )[0]


def _without_focus(note: SafeString) -> SafeString:
    """Return a note whose links the keyboard skips, since the same links follow in the list at the end."""
    root = parse(note)
    for link in root.iter("a"):
        link.set("tabindex", "-1")
    return serialise(root)

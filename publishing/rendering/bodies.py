"""The stored body as its readers get it: on the page, in feeds, and as plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from lxml.html import HtmlElement

from publishing.rendering.marking import marker_elements, markers
from publishing.rendering.noting import Note, by_marker, render_marker, render_notes
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


def render_body(html: str, notes: Sequence[Note] = ()) -> RenderedBody:
    """Return a clean body as it is stored for readers; every marker has its use in one of `notes`.

    What is placed in the text stays as it is: `publishing.placements` fills it when a page is built.
    Raises ValueError if markers and notes do not correspond: a marker is never rendered as nothing.
    """
    root = parse(html)
    elements = marker_elements(root)
    uses = by_marker(notes, len(elements))
    render_pull_quotes(root)
    for element, use in zip(elements, uses, strict=True):
        replace(element, render_marker(use))
    return RenderedBody(html=serialise(root), notes=render_notes(notes))


def without_margin(html: str) -> SafeString:
    """Return a rendered body without margin notes, for feeds and print, where the list of notes follows the text."""
    root = parse(html)
    _drop_margin(root)
    return serialise(root)


def for_feed(html: str, notes: str, address: str) -> SafeString:
    """Return a rendered body and its notes for a feed, every link absolute as seen from `address`.

    Without what only makes sense in our layout: margin notes, and pull quotes that repeat words. Where several numbers
    lead to one note, each has its letter, since there is nothing beside it to say which place is meant.
    """
    root = parse(html + notes)
    _drop_margin(root)
    for marker in root.xpath(".//a[@class='marker'][@data-place]"):
        marker.text = f"{marker.text}{marker.get('data-place')}"
    drop_repeated(root)
    root.make_links_absolute(address)
    return serialise(root)


def _drop_margin(root: HtmlElement) -> None:
    for element in root.xpath(".//*[@class='margin-note']"):
        element.drop_tree()

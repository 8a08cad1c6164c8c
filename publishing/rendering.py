"""The only module that makes HTML safe.

Staff write in an editor; what it sends passes `clean`, one allow-list, before it is stored. `render_body`
turns the stored HTML into what readers get: markers become numbered notes. Nothing else in the project
calls `mark_safe`, and templates use `|safe` on nothing but the fields written from here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import nh3
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lxml import html as lxml_html
from lxml.html import HtmlElement

ALLOWED_TAGS: Final = frozenset(
    "p h2 h3 h4 ul ol li blockquote strong em sub sup br hr a table thead tbody tr th td".split()
)
ALLOWED_ATTRIBUTES: Final = {
    "a": {"href", "title", "hreflang"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "sup": {"data-cite", "data-locator", "data-label", "data-passage"},
}
ALLOWED_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
BLOCK_TAGS: Final = frozenset("p h2 h3 h4 ul ol li blockquote hr table thead tbody tr th td".split())


@dataclass(frozen=True)
class Marker:
    """A citation marker in a body, as the editor wrote it. `source` is the key as typed, not yet looked up."""

    source: str
    locator: str
    label: str
    passage: str


@dataclass(frozen=True)
class RenderedBody:
    """`html` is the text with numbered markers and margin notes; `notes` is the list that stands at its end."""

    html: SafeString
    notes: SafeString


def clean(html: str) -> str:
    """Return `html` reduced to the allow-list: no scripts, styles, handlers, foreign attributes or odd schemes."""
    cleaned = nh3.clean(
        html.replace("\x00", ""),
        tags=set(ALLOWED_TAGS),
        clean_content_tags={"script", "style", "svg", "math", "iframe", "object", "noscript", "template"},
        attributes={tag: set(names) for tag, names in ALLOWED_ATTRIBUTES.items()},
        url_schemes=set(ALLOWED_SCHEMES),
        link_rel=None,
    )
    return cleaned.strip()


def markers(html: str) -> list[Marker]:
    """Return the citation markers of a clean body in reading order."""
    return [read_marker(element) for element in _marker_elements(_parse(html))]


def plain_text(html: str) -> str:
    """Return the words of a clean body, one line for each block, without markers."""
    root = _parse(html)
    for element in _marker_elements(root):
        element.drop_tree()
    for element in root.iter():
        if element.tag in BLOCK_TAGS or element.tag == "br":
            element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().splitlines())
    return "\n".join(line for line in lines if line)


def render_body(html: str, notes: Sequence[SafeString] = ()) -> RenderedBody:
    """Return a clean body as readers get it; `notes` holds one safe note for each marker, in reading order.

    Raises ValueError if markers and notes do not correspond: a marker is never rendered as nothing.
    """
    root = _parse(html)
    elements = _marker_elements(root)
    if len(elements) != len(notes):
        raise ValueError(f"{len(elements)} markers need as many notes, not {len(notes)}.")
    for number, (element, note) in enumerate(zip(elements, notes, strict=True), start=1):
        _replace(element, _render_marker(number, note))
    return RenderedBody(html=_serialise(root), notes=render_notes(notes))


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
    """Return a rendered body without its margin notes, for feeds and print, where the list of notes follows the text."""
    root = _parse(html)
    for element in root.xpath(".//*[@class='margin-note']"):
        element.drop_tree()
    return _serialise(root)


def for_feed(html: str, notes: str, address: str) -> SafeString:
    """Return a rendered body and its notes for a feed: no margin notes, every link absolute as seen from `address`."""
    root = _parse(without_margin(html) + notes)
    root.make_links_absolute(address)
    return _serialise(root)


def json_ld(data: dict[str, Any]) -> SafeString:
    """Return `data` as a JSON-LD script element; no text in it can end the element or begin a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def highlight(snippet: str, start: str, end: str) -> SafeString:
    """Return plain text as safe HTML in which what stands between the marks `start` and `end` is in <mark>."""
    return mark_safe(escape(snippet).replace(escape(start), "<mark>").replace(escape(end), "</mark>"))  # noqa: S308


def trusted(stored_html: str) -> SafeString:
    """Return HTML that this module made earlier and that was stored since."""
    return mark_safe(stored_html)  # noqa: S308


def read_marker(element: HtmlElement) -> Marker:
    """Return what a marker element says."""
    return Marker(
        source=element.get("data-cite", "").strip(),
        locator=element.get("data-locator", "").strip(),
        label=element.get("data-label", "").strip(),
        passage=element.get("data-passage", "").strip(),
    )


def _render_marker(number: int, note: SafeString) -> HtmlElement:
    """Return the link to a note, and the note again for the margin of wide screens, hidden from assistive technology."""
    return _parse(
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
    root = _parse(note)
    for link in root.iter("a"):
        link.set("tabindex", "-1")
    return _serialise(root)


def _marker_elements(root: HtmlElement) -> list[HtmlElement]:
    return list(root.xpath(".//sup[@data-cite]"))


def _replace(old: HtmlElement, new: HtmlElement) -> None:
    new.tail = old.tail
    parent = old.getparent()
    if parent is not None:
        parent.replace(old, new)


def _parse(html: str) -> HtmlElement:
    return lxml_html.fragment_fromstring(html or "", create_parent="div")


def _serialise(root: HtmlElement) -> SafeString:
    parts = [escape(root.text or "")]
    parts += [lxml_html.tostring(child, encoding="unicode") for child in root]
    return mark_safe("".join(parts))  # noqa: S308

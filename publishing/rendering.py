"""The only module that makes HTML safe.

Staff write in an editor; what it sends passes `clean`, one allow-list, before it is stored. `render_body`
turns the stored HTML into what readers get: markers become numbered notes. Nothing else in the project
calls `mark_safe`, and templates use `|safe` on nothing but the fields written from here.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import nh3
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

ALLOWED_TAGS: Final = frozenset(
    "p h2 h3 h4 ul ol li blockquote strong em sub sup br hr a table thead tbody tr th td".split()  # noqa: SIM905 - as a list it would be one line each
)
ALLOWED_ATTRIBUTES: Final = {
    "a": {"href", "title", "hreflang"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "sup": {"data-cite", "data-locator", "data-label", "data-passage"},
}
ALLOWED_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
DROPPED_WITH_CONTENT: Final = frozenset(
    {"script", "style", "title", "svg", "math", "iframe", "object", "noscript", "template"}
)
BLOCK_TAGS: Final = frozenset(
    {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "table", "thead", "tbody", "tr", "th", "td"}
)
LINE_TAGS: Final = BLOCK_TAGS | {"br"}

# What neither HTML nor XML (feeds) may hold: control characters, halves of surrogate pairs, non-characters.
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
LINE_ENDS: Final = re.compile(r"\r\n?")
HTML_SPACE: Final = re.compile(r"[ \t\n\f\r]+")
SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SMALL_NUMBER: Final = re.compile(r"-?[0-9]{1,4}")
SCOPES: Final = frozenset({"row", "col", "rowgroup", "colgroup"})

# libxml2 silently cuts a document off at 256 levels; nobody writes even a tenth of this.
DEEPEST: Final = 100
TAG: Final = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)
# These need no end tag, so that many of them in a row are no nesting.
UNNESTED_TAGS: Final = frozenset(
    "p li dt dd td th tr tbody thead tfoot option br hr img input meta link col wbr area base source embed".split()  # noqa: SIM905 - as a list it would be one line each
)
MOST_ROUNDS: Final = 8


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


class BodyRefused(ValueError):
    """HTML that cannot be made safe without losing words. The message tells the person who sent it."""


def clean(html: str) -> str:
    """Return `html` reduced to the allow-list: no scripts, styles, handlers, foreign attributes or odd schemes.

    The result is stable (cleaning it again changes nothing), so that what was judged safe is what browsers parse.
    Markers come out empty and never inside a link, which would hold another link once it is rendered.

    Raises BodyRefused for elements nested more than DEEPEST levels.
    """
    cleaned = _clean_once(LINE_ENDS.sub("\n", CONTROLS.sub("", html)))
    for _round in range(MOST_ROUNDS):
        again = _clean_once(cleaned)
        if again == cleaned:
            return cleaned
        cleaned = again
    raise BodyRefused(_("The text's HTML cannot be understood. Paste it again as plain text."))


def is_empty(html: str) -> bool:
    """Say whether a clean body has neither words nor markers, as an editor leaves it in which nobody wrote."""
    return not markers(html) and not plain_text(html).strip()


def markers(html: str) -> list[Marker]:
    """Return the citation markers of a clean body in reading order."""
    return [read_marker(element) for element in _marker_elements(_parse(html))]


def plain_text(html: str) -> str:
    """Return the words of a clean body, one line for each block, without markers.

    White space is folded as browsers do; non-breaking and other special spaces are the author's and stay.
    """
    root = _parse(html)
    for element in _marker_elements(root):
        _drop(element)
    lines = (HTML_SPACE.sub(" ", line).strip(" ") for line in "".join(_text_pieces(root)).split("\n"))
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
    """Return a rendered body without margin notes, for feeds and print, where the list of notes follows the text."""
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
    """Return the link to a note, and the note again for wide screens' margin, hidden from assistive technology."""
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


def _clean_once(html: str) -> str:
    if _is_too_deep(html):
        raise BodyRefused(_("The text's HTML has too many elements inside each other. Paste it again as plain text."))
    cleaned = nh3.clean(
        html,
        tags=set(ALLOWED_TAGS),
        clean_content_tags=set(DROPPED_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in ALLOWED_ATTRIBUTES.items()},
        attribute_filter=_clean_attribute,
        url_schemes=set(ALLOWED_SCHEMES),
        link_rel=None,
    )
    # Attributes have none left, and in text, where all mark-up is escaped, taking characters out makes no mark-up.
    return _tidy_markers(CONTROLS.sub("", cleaned).strip(" \t\n\f\r"))


def _clean_attribute(tag: str, name: str, value: str) -> str | None:
    """Return what an allowed attribute may say; None takes the attribute away. Called by nh3 after its own checks."""
    value = CONTROLS.sub("", LINE_ENDS.sub("\n", value))
    match name:
        case "href":
            return _clean_address(value)
        case "colspan" | "rowspan" | "start":
            return value if SMALL_NUMBER.fullmatch(value) else None
        case "scope":
            return value if value in SCOPES else None
    return value


def _clean_address(address: str) -> str | None:
    """Return a link's address as browsers read it (URL standard: ends trimmed, line ends and tabs gone), or None."""
    address = re.sub("[\t\n\r]", "", address).strip()
    scheme = SCHEME.match(address)
    if scheme and scheme[1].lower() not in ALLOWED_SCHEMES:
        return None
    return address


def _is_too_deep(html: str) -> bool:
    """Say whether more than DEEPEST elements are open at once. Needs no parsing, which itself suffers from depth."""
    opened: Counter[str] = Counter()
    depth = 0
    for tag in TAG.finditer(html):
        is_end, name = bool(tag[1]), tag[2].lower()
        if name in UNNESTED_TAGS:
            continue
        if not is_end:
            opened[name] += 1
            depth += 1
            if depth > DEEPEST:
                return True
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return False


def _tidy_markers(html: str) -> str:
    """Return `html` with every marker empty and outside links; the same string where that is so already."""
    if "data-cite" not in html:
        return html
    root = _parse(html)
    is_untidy = False
    for element in _marker_elements(root):
        if element.text or len(element):
            is_untidy = True
            element.text = None
            del element[:]
    for element in _marker_elements(root):
        links = element.xpath("ancestor::a[last()]")
        if links:
            is_untidy = True
            _drop(element)
            links[0].addnext(element)
            element.tail, links[0].tail = links[0].tail, None
    return str(_serialise(root)) if is_untidy else html


def _text_pieces(root: HtmlElement) -> Iterator[str]:
    """Yield the text of a tree; elements that begin a line are between line ends."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in LINE_TAGS:
            yield "\n"
        text = element.text if event == "start" else element.tail
        if text and not (element is root and event == "end"):
            yield HTML_SPACE.sub(" ", text)


def _marker_elements(root: HtmlElement) -> list[HtmlElement]:
    return list(root.xpath(".//sup[@data-cite]"))


def _replace(old: HtmlElement, new: HtmlElement) -> None:
    new.tail = old.tail
    parent = old.getparent()
    if parent is not None:
        parent.replace(old, new)


def _drop(element: HtmlElement) -> None:
    """Take an element out of its tree; the text after it stays."""
    element.drop_tree()
    element.tail = None


def _parse(html: str) -> HtmlElement:
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True)
    return lxml_html.fragment_fromstring(html or "", create_parent="div", parser=parser)


def _serialise(root: HtmlElement) -> SafeString:
    parts = [escape(root.text or "")]
    parts += [lxml_html.tostring(child, encoding="unicode") for child in root]
    return mark_safe("".join(parts))  # noqa: S308

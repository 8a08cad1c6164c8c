"""The allow-list: what HTML may be stored, and how the rest is taken away without losing words."""

import re
from collections import Counter
from typing import Final

import nh3
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from publishing import videos
from publishing.rendering import marking, placing
from publishing.rendering.trees import parse, serialise
from publishing.rendering.words import HTML_SPACE

ALLOWED_TAGS: Final = frozenset(
    "p h2 h3 h4 ul ol li blockquote strong em sub sup br hr a table thead tbody tr th td figure div".split()  # noqa: SIM905 - as a list it would be one line each
)
ALLOWED_ATTRIBUTES: Final = {
    "a": {"href", "title", "hreflang"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "sup": {"data-cite", "data-locator", "data-label", "data-passage", *marking.YOUNGER},
    "blockquote": {"data-pull"},
    # Without the first or the third of these, and without the one of <div>, these elements are unwrapped: see `placing`.
    "figure": {"data-picture", "data-caption", "data-video", "data-title"},
    "div": {"data-action"},
}
ALLOWED_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
DROPPED_WITH_CONTENT: Final = frozenset(
    {"script", "style", "title", "svg", "math", "iframe", "object", "noscript", "template"}
)

# What neither HTML nor XML (feeds) may hold: control characters, halves of surrogate pairs, non-characters.
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
LINE_ENDS: Final = re.compile(r"\r\n?")
SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SMALL_NUMBER: Final = re.compile(r"-?[0-9]{1,4}")
KEY: Final = re.compile(r"[1-9][0-9]{0,17}")
SCOPES: Final = frozenset({"row", "col", "rowgroup", "colgroup"})

# libxml2 silently cuts a document off at 256 levels; nobody writes even a tenth of this.
DEEPEST: Final = 100
TAG: Final = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)
# These need no end tag, so that many of them in a row are no nesting.
UNNESTED_TAGS: Final = frozenset(
    "p li dt dd td th tr tbody thead tfoot option br hr img input meta link col wbr area base source embed".split()  # noqa: SIM905 - as a list it would be one line each
)
MOST_ROUNDS: Final = 8
UNTIDY: Final = ("data-cite", "<figure", "<div")


class BodyRefused(ValueError):
    """HTML that cannot be made safe without losing words. The message tells the person who sent it."""


def clean(html: str) -> str:
    """Return `html` reduced to the allow-list: no scripts, styles, handlers, foreign attributes or odd schemes.

    The result is stable (cleaning it again changes nothing), so that what was judged safe is what browsers parse.
    Markers come out empty and never inside a link, which would hold another link once it is rendered. Pictures,
    calls to action and videos come out empty, in their exact shape, and between the paragraphs.

    Raises BodyRefused for elements nested more than DEEPEST levels.
    """
    cleaned = _clean_once(LINE_ENDS.sub("\n", CONTROLS.sub("", html)))
    for _round in range(MOST_ROUNDS):
        again = _clean_once(cleaned)
        if again == cleaned:
            return cleaned
        cleaned = again
    raise BodyRefused(_("The text's HTML cannot be understood. Paste it again as plain text."))


def _clean_once(html: str) -> str:
    if is_too_deep(html):
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
    return _tidy(CONTROLS.sub("", cleaned).strip(" \t\n\f\r"))


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
        case "data-picture" | "data-action":
            return value if KEY.fullmatch(value) else None
        case "data-video":
            video = videos.read(value)
            return video.page if video else None
        case "data-caption" | "data-title":
            return HTML_SPACE.sub(" ", value).strip(" ") or None
        case "data-pull":
            return ""
    if name in marking.YOUNGER:
        return marking.clean_value(name, value)
    return value


def _clean_address(address: str) -> str | None:
    """Return a link's address as browsers read it (URL standard: ends trimmed, line ends and tabs gone), or None."""
    address = re.sub("[\t\n\r]", "", address).strip()
    scheme = SCHEME.match(address)
    if scheme and scheme[1].lower() not in ALLOWED_SCHEMES:
        return None
    return address


def is_too_deep(html: str) -> bool:
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


def _tidy(html: str) -> str:
    """Return `html` with markers and placed things in order; the same string where they are so already."""
    if not any(sign in html for sign in UNTIDY):
        return html
    root: HtmlElement = parse(html)
    # What is placed comes first: it is taken out of markers, which are then emptied.
    placed_changed = placing.tidy(root)
    markers_changed = marking.tidy(root)
    return str(serialise(root)) if placed_changed or markers_changed else html

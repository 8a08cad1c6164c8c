"""What the editor places between the paragraphs of a text: pictures, calls to action, videos.

Each is an empty element that names something by its key or address; at the top level of the text alone:

    <figure data-picture="12" data-caption="Words under it"></figure>
    <div data-action="7"></div>
    <figure data-video="https://vimeo.com/76979871" data-title="What it is"></figure>

The stored text for readers (`body_html`) still holds them. `publishing.placements` fills them when a page is built, so
that a page never shows the old files of a picture, or an action that has closed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString
from lxml.html import HtmlElement

from publishing.rendering.trees import empty_out, outer, parse, trusted


class Kind(StrEnum):
    """What may be placed; the values are the names of the attributes, without "data-"."""

    PICTURE = "picture"
    ACTION = "action"
    VIDEO = "video"


@dataclass(frozen=True)
class Shape:
    """How one kind is written: its tag, and the attribute for words, if it takes any."""

    tag: str
    words: str = ""


SHAPES: Final = {
    Kind.PICTURE: Shape("figure", "data-caption"),
    Kind.ACTION: Shape("div"),
    Kind.VIDEO: Shape("figure", "data-title"),
}


@dataclass(frozen=True)
class Placed:
    """One placed thing: `key` is the primary key as digits, or a video's address; `words` its caption or title."""

    kind: Kind
    key: str
    words: str = ""


def placed(html: str) -> list[Placed]:
    """Return what is placed in a clean or rendered body, in reading order."""
    if not _may_hold(html):
        return []
    return [found for found in (read(element) for element in parse(html)) if found]


def fill(html: str, render: Callable[[Placed], SafeString]) -> SafeString:
    """Return a rendered body in which each placed thing is what `render` gives for it, which may be nothing."""
    if not _may_hold(html):
        return trusted(html)
    root = parse(html)
    pieces = [escape(root.text or "")]
    for element in root:
        found = read(element)
        pieces.append(render(found) + escape(element.tail or "") if found else outer(element))
    return trusted("".join(pieces))


def read(element: HtmlElement) -> Placed | None:
    """Return what an element places, or None if it is none of these."""
    for kind, shape in SHAPES.items():
        key = element.get(f"data-{kind}")
        if key and element.tag == shape.tag:
            words = element.get(shape.words, "") if shape.words else ""
            return Placed(kind, key, words)
    return None


def tidy(root: HtmlElement) -> bool:
    """Bring every placed thing into its exact shape, unwrap other elements of these tags; say whether that took anything."""
    changed = False
    for element in list(root.iter("figure", "div")):
        if element is root:
            continue
        found = read(element)
        if found is None:
            element.drop_tag()
            changed = True
            continue
        changed |= _shape(element, found)
        if element.text or len(element):
            empty_out(element)
            changed = True
    return _lift(root) or changed


def _shape(element: HtmlElement, found: Placed) -> bool:
    """Leave an element the attributes of its kind."""
    words = SHAPES[found.kind].words
    right = {f"data-{found.kind}": found.key} | ({words: found.words} if found.words else {})
    if dict(element.attrib) == right:
        return False
    element.attrib.clear()
    element.attrib.update(right)
    return True


def _lift(root: HtmlElement) -> bool:
    """Move what is placed inside a paragraph, a list or a link behind that; its page would not be well-formed."""
    inner = [
        element for element in root.iter("figure", "div") if element is not root and element.getparent() is not root
    ]
    # The last first, so that those of one paragraph keep their order.
    for element in reversed(inner):
        top = element
        while (parent := top.getparent()) is not None and parent is not root:
            top = parent
        tail = element.tail
        element.tail = None
        _leave_tail(element, tail)
        behind, top.tail = top.tail, None
        top.addnext(element)
        element.tail = behind
    return bool(inner)


def _leave_tail(element: HtmlElement, tail: str | None) -> None:
    """Leave the text after an element where it is when the element goes."""
    if not tail:
        return
    before = element.getprevious()
    parent = element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail


def _may_hold(html: str) -> bool:
    return any(f"data-{kind}" in html for kind in Kind)

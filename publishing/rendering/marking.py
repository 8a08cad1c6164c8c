"""Citation markers: empty elements after the words they prove.

<sup data-cite="12" data-locator="4" data-label="page" data-passage="the words quoted" data-mode="paraphrase"
     data-via="34 56" data-via-locator="38" data-via-label="page"></sup>

`data-via` names, by their keys, the works that the words were taken from, the one that was read in the end last.
"""

import re
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from publishing.rendering.trees import drop, parse

VERBATIM: Final = "verbatim"
"""The mode of a marker that names none."""

MODE: Final = re.compile(r"[a-z]{1,20}")
VIA_PLACE: Final = ("data-via-locator", "data-via-label")
YOUNGER: Final = frozenset({"data-mode", "data-via", *VIA_PLACE})
"""Attributes that have one way of being written; what older texts have in the others is left as it is."""


@dataclass(frozen=True)
class Marker:
    """A citation marker in a body, as the editor wrote it. `source` and `via` are keys as typed, not yet looked up."""

    source: str
    locator: str
    label: str
    passage: str
    mode: str = VERBATIM
    via: tuple[str, ...] = ()
    via_locator: str = ""
    via_label: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of all that the marker names."""
        return (self.source, *self.via)


def markers(html: str) -> list[Marker]:
    """Return the citation markers of a clean body in reading order."""
    return [read_marker(element) for element in marker_elements(parse(html))]


def read_marker(element: HtmlElement) -> Marker:
    """Return what a marker element says."""
    return Marker(
        source=_value(element, "data-cite"),
        locator=_value(element, "data-locator"),
        label=_value(element, "data-label"),
        passage=_value(element, "data-passage"),
        mode=_value(element, "data-mode") or VERBATIM,
        via=tuple(_value(element, "data-via").split()),
        via_locator=_value(element, "data-via-locator"),
        via_label=_value(element, "data-via-label"),
    )


def marker_elements(root: HtmlElement) -> list[HtmlElement]:
    """Return the marker elements below `root` in reading order."""
    return list(root.xpath(".//sup[@data-cite]"))


def clean_value(name: str, value: str) -> str | None:
    """Return what one of a marker's younger attributes may say; None takes it away.

    Whether there is such a mode or such a source is asked where the text is stored, since only that can be told to
    the person who wrote it.
    """
    if name == "data-mode":
        mode = value.strip().lower()
        return mode if MODE.fullmatch(mode) and mode != VERBATIM else None
    return " ".join(value.split()) or None


def tidy(root: HtmlElement) -> bool:
    """Make every marker empty, put it outside links, and leave one of two equal ones; say whether that took anything."""
    changed = False
    for element in marker_elements(root):
        if element.text or len(element):
            changed = True
            element.text = None
            del element[:]
        if element.get("data-via") is None:
            changed |= _drop_attributes(element, VIA_PLACE)
    for element in marker_elements(root):
        links = element.xpath("ancestor::a[last()]")
        if links:
            changed = True
            drop(element)
            links[0].addnext(element)
            element.tail, links[0].tail = links[0].tail, None
    return _drop_doubles(root) or changed


def _drop_doubles(root: HtmlElement) -> bool:
    """Take out markers that say just what the one right before them says: pasted twice, or left by an undo."""
    changed = False
    for element in marker_elements(root):
        before = element.getprevious()
        if before is not None and not (before.tail or "").strip() and dict(before.attrib) == dict(element.attrib):
            before.tail = None
            drop(element)
            changed = True
    return changed


def _drop_attributes(element: HtmlElement, names: tuple[str, ...]) -> bool:
    there = [name for name in names if element.get(name) is not None]
    for name in there:
        del element.attrib[name]
    return bool(there)


def _value(element: HtmlElement, name: str) -> str:
    return str(element.get(name, "")).strip()

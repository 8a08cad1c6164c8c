"""Citation markers: empty elements after the words they prove.

<sup data-cite="12" data-locator="4" data-label="page" data-passage="the words quoted"></sup>
"""

from dataclasses import dataclass

from lxml.html import HtmlElement

from publishing.rendering.trees import drop, parse


@dataclass(frozen=True)
class Marker:
    """A citation marker in a body, as the editor wrote it. `source` is the key as typed, not yet looked up."""

    source: str
    locator: str
    label: str
    passage: str


def markers(html: str) -> list[Marker]:
    """Return the citation markers of a clean body in reading order."""
    return [read_marker(element) for element in marker_elements(parse(html))]


def read_marker(element: HtmlElement) -> Marker:
    """Return what a marker element says."""
    return Marker(
        source=element.get("data-cite", "").strip(),
        locator=element.get("data-locator", "").strip(),
        label=element.get("data-label", "").strip(),
        passage=element.get("data-passage", "").strip(),
    )


def marker_elements(root: HtmlElement) -> list[HtmlElement]:
    """Return the marker elements below `root` in reading order."""
    return list(root.xpath(".//sup[@data-cite]"))


def tidy(root: HtmlElement) -> bool:
    """Make every marker empty and put it outside links; say whether that took anything."""
    changed = False
    for element in marker_elements(root):
        if element.text or len(element):
            changed = True
            element.text = None
            del element[:]
    for element in marker_elements(root):
        links = element.xpath("ancestor::a[last()]")
        if links:
            changed = True
            drop(element)
            links[0].addnext(element)
            element.tail, links[0].tail = links[0].tail, None
    return changed

"""What a text refers to by key, where some of that is gone."""

from collections.abc import Collection, Mapping

from publishing.rendering.marking import marker_elements, markers, read_marker
from publishing.rendering.placing import Kind, placed
from publishing.rendering.trees import drop, parse, serialise


def without_markers(html: str, sources: Collection[str]) -> str:
    """Return a clean body without the markers that name one of `sources` (keys as typed). Its words stay whole.

    A marker names the works that its words were taken from, too: without them it would say what nobody wrote.
    """
    if not any(key in sources for found in markers(html) for key in found.keys):
        return html
    root = parse(html)
    for element in marker_elements(root):
        if any(key in sources for key in read_marker(element).keys):
            drop(element)
    return str(serialise(root))


def without_pictures(html: str, keys: Collection[str]) -> str:
    """Return a clean body without the placed pictures that have one of `keys`."""
    is_there = any(found.kind is Kind.PICTURE and found.key in keys for found in placed(html))
    return _without(html, f"data-{Kind.PICTURE}", keys) if is_there else html


def with_other_keys(html: str, kind: Kind, by: Mapping[str, str]) -> str:
    """Return a clean body in which what is placed of a kind has other keys: `by` maps the old ones to the new ones."""
    if not any(found.kind is kind and found.key in by for found in placed(html)):
        return html
    root = parse(html)
    for element in root.xpath(f".//*[@data-{kind}]"):
        key = element.get(f"data-{kind}")
        element.set(f"data-{kind}", by.get(key, key))
    return str(serialise(root))


def _without(html: str, attribute: str, keys: Collection[str]) -> str:
    root = parse(html)
    for element in root.xpath(f".//*[@{attribute}]"):
        if element.get(attribute).strip() in keys:
            drop(element)
    return str(serialise(root))

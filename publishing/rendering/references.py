"""What a text refers to by key, where some of that is gone."""

from collections.abc import Collection

from publishing.rendering.marking import markers
from publishing.rendering.placing import Kind, placed
from publishing.rendering.trees import drop, parse, serialise


def without_markers(html: str, sources: Collection[str]) -> str:
    """Return a clean body without the markers that cite one of `sources` (keys as typed). Its words stay whole."""
    return _without(html, "data-cite", sources) if any(found.source in sources for found in markers(html)) else html


def without_pictures(html: str, keys: Collection[str]) -> str:
    """Return a clean body without the placed pictures that have one of `keys`."""
    is_there = any(found.kind is Kind.PICTURE and found.key in keys for found in placed(html))
    return _without(html, f"data-{Kind.PICTURE}", keys) if is_there else html


def _without(html: str, attribute: str, keys: Collection[str]) -> str:
    root = parse(html)
    for element in root.xpath(f".//*[@{attribute}]"):
        if element.get(attribute).strip() in keys:
            drop(element)
    return str(serialise(root))

"""Numbers of notes that were copied from a public page into a text: markers again, where they say what they cite.

A public page does not hold markers. Its numbers are links that name the source by its address (`data-source`), the place
and the way it is used; the editor makes markers of them whose key is "@" and that address, which are looked up here.
A number that says nothing, of a source on file or of another site, is taken out: as a link to nowhere it would
pretend to prove something.
"""

import re
from typing import Final

from lxml.html import Element, HtmlElement

from publishing.rendering.cleaning import is_too_deep
from publishing.rendering.trees import drop, parse, replace, serialise
from sources.models.source import Source

SIGN: Final = re.compile(r"#note-\d|margin-note|data-cite=.@")
NUMBER: Final = re.compile(r"#note-\d+(?:-[a-z]+)?$")
SAID: Final = ("locator", "label", "mode", "via-locator", "via-label")


def repaired(html: str) -> tuple[str, int]:
    """Return HTML with markers for the numbers of notes in it, and how many numbers were taken out as unknown.

    What holds none is returned as it is. One query. The result is still to be cleaned.
    """
    if not SIGN.search(html) or is_too_deep(html):
        return html, 0
    root = parse(html)
    for element in root.xpath(".//*[contains(@class, 'margin-note')] | .//ol[@class='notes']"):
        if element.getparent() is not None:
            drop(element)
    lost = sum(not _to_marker(link) for link in list(root.iter("a")) if _is_number(link))
    found = root.xpath(".//sup[starts-with(@data-cite, '@')]")
    keys = _keys(found)
    for element in found:
        lost += not _look_up(element, keys)
    return str(serialise(root)), lost


def _is_number(link: HtmlElement) -> bool:
    return bool(NUMBER.search(link.get("href", ""))) and str(link.text_content()).strip().isdigit()


def _to_marker(link: HtmlElement) -> bool:
    """Put a marker in the place of a number; say whether there is one now."""
    parent = link.getparent()
    stands_alone = parent is not None and parent.tag == "sup" and len(parent) == 1 and not (parent.text or "").strip()
    outer = parent if stands_alone else link
    if not link.get("data-source"):
        drop(outer)
        return False
    marker = Element("sup", {"data-cite": f"@{link.get('data-source')}"})
    for name in SAID:
        if link.get(f"data-{name}"):
            marker.set(f"data-{name}", link.get(f"data-{name}"))
    if link.get("data-via"):
        marker.set("data-via", " ".join(f"@{slug}" for slug in link.get("data-via").split()))
    replace(outer, marker)
    return True


def _keys(found: list[HtmlElement]) -> dict[str, str]:
    """Return the keys of the sources that markers name by their addresses."""
    names = {name for element in found for name in _names(element)}
    slugs = {name.removeprefix("@") for name in names if name.startswith("@")}
    rows = Source.objects.filter(slug__in=slugs).values_list("slug", "pk") if slugs else []
    return {f"@{slug}": str(pk) for slug, pk in rows}


def _names(element: HtmlElement) -> list[str]:
    return [element.get("data-cite"), *element.get("data-via", "").split()]


def _look_up(element: HtmlElement, keys: dict[str, str]) -> bool:
    """Give a marker the keys of what it names; take it out, and say so, if one of them is not known here."""
    source, *vias = (keys.get(name, "" if name.startswith("@") else name) for name in _names(element))
    if not source or not all(vias):
        drop(element)
        return False
    element.set("data-cite", source)
    if vias:
        element.set("data-via", " ".join(vias))
    return True
